"""Boundary cases of days that only one of two policies covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from sla_dsl.model.forms import Duty, Form, Invariant, Measure, PeriodForm, SubjectForm
from sla_dsl.replay.boundary.compared import such
from sla_dsl.replay.boundary.ground import ONE_DAY, Ground
from sla_dsl.replay.boundary.numbers import broken, kept, turning
from sla_dsl.replay.boundary.pieces import failing
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Sketch
from sla_dsl.replay.boundary.worth import Worth, judged_at, worth

_TITLE = "on the days in force"
_MOST_PERIODS = 60
"""So many periods are filled so that only the one behind them is broken."""


def other_days(old: Form, new: Form, place: Ground) -> Iterator[FirstOf]:
    """What fails on the last day that only one of the two covers, before the days of both and behind them."""
    (a, b), (c, d) = place.covered
    if a != c:
        yield FirstOf(_tables(old, new, max(day for day in (a, c) if day) - ONE_DAY, ONE_DAY, place))
    if b != d:
        yield FirstOf(_tables(old, new, min(day for day in (b, d) if day) + ONE_DAY, -ONE_DAY, place))


def _tables(old: Form, new: Form, outside: date, inward: timedelta, place: Ground) -> Iterator[Sketch]:
    if isinstance(old, Duty | Invariant) and isinstance(new, Duty | Invariant):
        yield from _rows(old, new, (outside, outside + inward), place)
    elif not isinstance(old, Duty | Invariant) and not isinstance(new, Duty | Invariant):
        yield from _periods(old, new, outside, inward, place)


def _rows(old: SubjectForm, new: SubjectForm, days: tuple[date, date], place: Ground) -> Iterator[Sketch]:
    """A row that fails outside of the days of both and one that does inside; that outside alone."""
    outside, inside = (failing(old, new, place.at(day)) for day in days)
    as_of = place.after(max(place.at(day) for day in days), old, new)
    for rows in ((outside, inside), (outside,)):
        yield Sketch(_TITLE, tuple(row for row in rows if row is not None), as_of)


def _periods(old: PeriodForm, new: PeriodForm, outside: date, inward: timedelta, place: Ground) -> Iterator[Sketch]:
    """A period that is broken, of which only one of the two judges the whole; the same behind others that are kept."""
    if new.per is None:
        yield _of_all_days(old, new, outside, inward, place)
        return
    first, end = place.around(new.per, outside)
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


def _of_all_days(old: PeriodForm, new: PeriodForm, outside: date, inward: timedelta, place: Ground) -> Sketch:
    """Of a promise of which all days are one period: the last that it takes lies outside of the days of both."""
    as_of = judged_at(old, new, max(outside, outside + inward, place.last or place.first) + ONE_DAY, place)
    ats = [place.at(day) for day in (outside + inward, outside)]
    if isinstance(old, Measure) and isinstance(new, Measure):
        whole = turning(new.target, summed=new.amount is not None)
        rows = worth(old, new, whole - 1, ats[0], place) + worth(old, new, Fraction(1), ats[1], place)
    elif old.target.previous or new.target.previous:
        raise NotShown("its target rests on the period before, and no table is made for that")
    else:
        rows = such(old, new, kept(old.target, new.target), ats[0], place)
        rows += such(old, new, broken(old.target, new.target), ats[1], place)
    return rows.sketch(_TITLE, as_of)
