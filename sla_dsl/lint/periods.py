"""Calendar periods of a term, counted: how many lie in it as a whole, and of how many parts they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sla_dsl.model.forms import Per
from sla_dsl.model.policy import Years

Period = tuple[date, date]
"""The first day of a period, and the day after its last one."""

_ONE = timedelta(days=1)


def touched(per: Per, first: date, last: date, years: Years) -> Iterator[Period]:
    """The periods of the calendar that have a day in common with the days from `first` to `last`, both included."""
    # Only here, since it takes time to import: most policies are looked at without it.
    from sla_dsl.compile.periods import bounds

    end = first
    while end <= last:
        start, end = bounds(per, end, years)
        yield start, end


def whole(per: Per, first: date, last: date, years: Years) -> Iterator[Period]:
    """Those that lie wholly on these days."""
    if per.kind == "rolling":
        windows = range((last - first).days + 2 - per.days)
        yield from ((first + n * _ONE, first + (n + per.days) * _ONE) for n in windows)
    else:
        yield from (p for p in touched(per, first, last, years) if p[0] >= first and p[1] <= last + _ONE)


def parts(period: Period, sub: Per, years: Years) -> int:
    """How many parts a period has: weeks clipped to it, say, or runs of days of a rolling length."""
    start, end = period
    if sub.kind == "rolling":
        return -(-(end - start).days // sub.days)
    return sum(1 for _ in touched(sub, start, end - _ONE, years))
