"""Boundary cases of days that only one of two policies covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from sla_dsl.model.forms import Duty, Form, Invariant, Measure, PeriodForm, SubjectForm
from sla_dsl.replay.boundary.compared import refuse_previous, such
from sla_dsl.replay.boundary.ground import ONE_DAY, Ground
from sla_dsl.replay.boundary.numbers import broken, kept, turning
from sla_dsl.replay.boundary.pieces import failing
from sla_dsl.replay.boundary.sketch import FirstOf, Sketch
from sla_dsl.replay.boundary.worth import Worth, judged_at, worth

_TITLE = "on the days in force"
_MOST_PERIODS = 60
"""So many periods are filled so that only the one behind them is broken."""


def other_days(old: Form, new: Form, place: Ground) -> Iterator[FirstOf]:
    """What fails on the last day that only one of the two covers, before the days of both and behind them; where local
    days are not the same, in the first hours of these."""
    (a, b), (c, d) = place.covered
    if a != c:
        day = max(day for day in (a, c) if day)
        yield FirstOf(_tables(old, new, (day - ONE_DAY, day), (place.at(day - ONE_DAY), place.at(day)), place))
    if b != d:
        day = min(day for day in (b, d) if day)
        yield FirstOf(_tables(old, new, (day + ONE_DAY, day), (place.at(day + ONE_DAY), place.at(day)), place))
    if place.other_zone and a is not None and a == c:
        yield FirstOf(_tables(old, new, (a, a + ONE_DAY), (place.midnight(a), place.at(a + ONE_DAY)), place))


def _tables(
    old: Form, new: Form, days: tuple[date, date], ats: tuple[int, int], place: Ground
) -> Iterator[Sketch]:  # fmt: skip
    """Of a day (or an instant) that only one of the two covers, and of one that both do."""
    if isinstance(old, Duty | Invariant) and isinstance(new, Duty | Invariant):
        yield from _rows(old, new, ats, place)
    elif not isinstance(old, Duty | Invariant) and not isinstance(new, Duty | Invariant):
        yield from _periods(old, new, days, ats, place)


def _rows(old: SubjectForm, new: SubjectForm, ats: tuple[int, int], place: Ground) -> Iterator[Sketch]:
    """A row that fails outside of the days of both and one that does inside; that outside alone."""
    outside, inside = (failing(old, new, at) for at in ats)
    for rows in ((outside, inside), (outside,)):
        yield Sketch(_TITLE, tuple(row for row in rows if row is not None), place.after(max(ats), old, new))


def _periods(
    old: PeriodForm, new: PeriodForm, days: tuple[date, date], ats: tuple[int, int], place: Ground
) -> Iterator[Sketch]:  # fmt: skip
    """A period that is broken, of which only one of the two judges the whole; the same behind others that are kept."""
    if new.per is None:
        yield _of_all_days(old, new, days, ats, place)
        return
    first, end = place.around(new.per, days[0])
    wanted = (broken(old.target, new.target), kept(old.target, new.target))
    worse = such(old, new, wanted[0], place.at(first), place)
    as_of = judged_at(old, new, end, place)
    yield worse.sketch(_TITLE, as_of)
    rows, day = Worth(()), place.whole(new.per)[0]
    for _ in range(_MOST_PERIODS):
        if day >= first:
            yield (rows + worse).sketch(_TITLE, as_of)
            return
        rows += such(old, new, wanted[1], place.at(day), place)
        day = place.around(new.per, day)[1]


def _of_all_days(
    old: PeriodForm, new: PeriodForm, days: tuple[date, date], ats: tuple[int, int], place: Ground
) -> Sketch:  # fmt: skip
    """Of a promise of which all days are one period: the last that it takes lies outside of the days of both."""
    outside, inside = ats
    as_of = judged_at(old, new, max(*days, place.last or place.first) + ONE_DAY, place)
    if isinstance(old, Measure) and isinstance(new, Measure):
        whole = turning(new.target, summed=new.amount is not None)
        rows = worth(old, new, whole - 1, inside, place) + worth(old, new, Fraction(1), outside, place)
    else:
        refuse_previous(old, new)
        rows = such(old, new, kept(old.target, new.target), inside, place)
        rows += such(old, new, broken(old.target, new.target), outside, place)
    return rows.sketch(_TITLE, as_of)
