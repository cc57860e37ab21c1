"""Boundary cases of clauses that are judged by periods: the smallest table that lies between the two promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import islice

from sla_dsl.logic.witness import Row, Usual, being, separating
from sla_dsl.model.expr import Column, Const, Expr, FirstTrue, IsKnown, Negation, Test, both
from sla_dsl.model.forms import (
    TIER,
    BusinessTime,
    ByCalendar,
    ByCase,
    CalendarOf,
    Elapsed,
    Form,
    Lasting,
    Limit,
    Measure,
    PeriodForm,
    Plain,
    Population,
    Quotient,
    Ratio,
    Reached,
    Statistic,
    tiers_of,
    variants_of,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.numbers import MOST_ROWS, between, smallest_share, times, turning
from sla_dsl.replay.boundary.sketch import NotShown, Sketch, solved
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.segments import overlaid, segments
from sla_dsl.review.compare.varying import lines

_SECOND, _MINUTE = 1_000_000, 60_000_000


def period_sketches(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """The tables on which the two promises may part. Raises `NotShown` with the reason where there is no small one."""
    if tiers_of(old) or tiers_of(new) or variants_of(old) or variants_of(new):
        yield from _varied(old, new, place)
        return
    if old.target.previous or new.target.previous:
        raise NotShown("its target is a share of the period before, and no table is made for that")
    match old, new:
        case Measure(), Measure():
            yield from _delivered(old, new, place)
        case Ratio(), Ratio():
            yield from _shares(old, new, place)
        case Statistic(), Statistic():
            yield from _statistics(old, new, place)
        case Quotient(below="all"), Quotient(below="all"):
            yield from _of_all(old, new, place)
        case _:
            raise NotShown("its value rests on several groups or tables, and no small table is made for that")


def _varied(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Those of each tier, and of each stretch of days on which neither promise changes."""
    found, why = False, "what differs is who is in which tier, and no table is made for that"
    for one, other in tiers.pairs(old, new):
        for since, a, b in overlaid(segments(old).get(one, _NOWHERE), segments(new).get(other, _NOWHERE)):
            was, now = _alone(a, one), _alone(b, other)
            if was is None or now is None or replace(was, meta=now.meta) == now:
                continue
            try:
                for sketch in period_sketches(was, now, place.since(since)):
                    found = True
                    named = "" if other is None else f" of {_called(new, other)}"
                    yield replace(sketch, title=f"{sketch.title}{named}" + (f" from {since} on" if since else ""))
            except NotShown as reason:
                why = str(reason)
    if not found:
        raise NotShown(why)


_NOWHERE: list[tuple[date | None, Form | None]] = [(None, None)]


def _alone(form: Form | None, tier: int | None) -> PeriodForm | None:
    """What is promised to one tier, as if it were a promise by itself about the rows of that tier."""
    if not isinstance(form, PeriodForm):
        return None
    there = tiers_of(form)
    if there is None or tier is None:
        return replace(form, tiers=None, variants=())
    assert isinstance(there.place, FirstTrue)
    when = lines([None if isinstance(e, Const) else e for e in there.place.items])[tier]
    rows = replace(form.population, scope=both(form.population.scope, when))
    return replace(form, population=rows, by=tuple(f for f in form.by if f != TIER), tiers=None, variants=())


def _called(form: Form, tier: int) -> str:
    there = tiers_of(form)
    return "" if there is None else " ".join(v if f == "tier" else f"{f} {v}" for f, v in there.groups[tier])


# ---------------------------------------------------------------------------------------------- counts and sums


def _delivered(old: Measure, new: Measure, place: Ground) -> Iterator[Sketch]:
    first, end = place.whole(new.per)
    at = place.at(first)
    as_of = place.at(max(end, place.whole(old.per)[1]), 0)
    if old.target != new.target:
        wanted = between(old.target, new.target, Fraction(1))
        if not wanted:
            raise NotShown("no value lies between the two targets")
        yield Sketch("between the targets", _adding_up(old, new, at, wanted[0]), as_of)
        if wanted[-1] != wanted[0] and (new.amount is not None or wanted[-1] <= MOST_ROWS):
            yield Sketch("just before the targets meet", _adding_up(old, new, at, wanted[-1]), as_of)
    elif old.per != new.per:
        edge = place.at(min(end, place.whole(old.per)[1]), 0)
        whole = turning(new.target)
        rows = (*_adding_up(old, new, edge - _MINUTE, whole - 1), *_adding_up(old, new, edge, Fraction(1)))
        yield Sketch("over the end of a period", rows, as_of)
    else:
        whole = turning(new.target)
        rest = _adding_up(old, new, at, whole - 1) if new.amount is None else ()
        for parting in islice(_parting(old.population, new.population, at, new.by, _summed(old, new, whole)), 1):
            yield Sketch("who is counted", (*rest, parting), as_of)


def _adding_up(old: Measure, new: Measure, at: int, value: Fraction) -> tuple[Row, ...]:
    """As many rows as are counted, or one with that amount (and as many more with none as there have to be)."""
    meant = _meant(old, new, at)
    if old.amount is None and new.amount is None:
        return times(solved(Usual(at), meant), int(value))
    more = max(old.minimum, new.minimum, 1) - 1
    one = solved(Usual(at), meant, *_summed(old, new, value))
    return (*times(one, 1), *times(solved(Usual(at), meant, *_summed(old, new, Fraction(0))), more))


def _summed(old: Measure, new: Measure, value: Fraction) -> list[Expr]:
    return [_equals(form.amount, value) for form in (old, new) if form.amount is not None]


# ---------------------------------------------------------------------------------------------- shares


def _shares(old: Ratio, new: Ratio, place: Ground) -> Iterator[Sketch]:
    first, end = place.whole(new.per)
    at, as_of = place.at(first), _matured(old, new, place.at(max(end, place.whole(old.per)[1]), 0), place)
    meant = both(_meant(old, new, at), *(_equals(f.amount, Fraction(1)) for f in (old, new) if f.amount is not None))
    fewest = max(old.minimum, new.minimum, 1)
    if old.target != new.target:
        part, whole = smallest_share(old.target, new.target, fewest)
        inside = solved(Usual(at), meant, *(_is_part(form, at, True) for form in (old, new)))
        outside = solved(Usual(at), meant, *(_is_part(form, at, False) for form in (old, new)))
        yield Sketch("between the targets", (*times(inside, part), *times(outside, whole - part)), as_of)
        return
    for row in _parting_parts(old, new, at, meant, place):
        yield Sketch("what counts as part", times(row, fewest), as_of)
    for row in _parting(old.population, new.population, at, new.by, [_is_part(new, at, False)]):
        inside = solved(Usual(at), meant, _is_part(new, at, True))
        yield Sketch("who belongs", (row, *times(inside, fewest)), as_of)


def _of_all(old: Quotient, new: Quotient, place: Ground) -> Iterator[Sketch]:
    """Rows of one group among those of another one, each worth one."""
    if old.target == new.target or not new.by:
        raise NotShown("its target is the same, and no table is made for what else it says")
    first, end = place.whole(new.per)
    at, as_of = place.at(first), place.at(max(end, place.whole(old.per)[1]), 0)
    worth = [_equals(f.amount, Fraction(1)) for f in (old, new) if f.amount is not None]
    part, whole = smallest_share(old.target, new.target, max(old.minimum, new.minimum, 1))
    groups = [[Test("=", Column(f, Kind.TEXT), Const(name, Kind.TEXT)) for f in new.by] for name in ("a", "b")]
    one, other = (solved(Usual(at), _meant(old, new, at), *worth, *group) for group in groups)
    yield Sketch("between the targets", (*times(one, part), *times(other, whole - part)), as_of)


def _is_part(form: Ratio, at: int, inside: bool) -> Expr:
    """The condition that a row is a part: that it soon reached the goal; or is none."""
    if not isinstance(form.part, Reached):
        return form.part if inside else Negation(form.part)
    if not inside:
        return Negation(IsKnown(form.part.at))
    reached = both(_at(form.part.at, at + _MINUTE), form.part.condition)
    assert reached is not None
    return reached


def _parting_parts(old: Ratio, new: Ratio, at: int, meant: Expr | None, place: Ground) -> Iterator[Row]:
    """Rows that are a part of one of the two only: reached between two limits, or by one condition only."""
    one, two = old.part, new.part
    if not isinstance(one, Reached) or not isinstance(two, Reached):
        if not isinstance(one, Reached) and not isinstance(two, Reached):
            yield from (p.row for p in separating(one, two, usual=Usual(at), among=meant or _ANYTHING))
        return
    for limit in (_plain(one.limit), _plain(two.limit)):
        if limit is not None:
            late = place.due(at, limit) // _MINUTE * _MINUTE + _MINUTE
            row = solved(Usual(at), meant, _at(one.at, late), _at(two.at, late), one.condition, two.condition)
            yield from () if row is None else (row,)


def _matured(old: Ratio, new: Ratio, end: int, place: Ground) -> int:
    """The first midnight at which both have waited long enough since the end of a period."""
    waits = [wait for f in (old, new) if isinstance(part := f.part, Reached) for wait in (part.limit, *part.maturing)]
    ends = [place.due(end, plain) for wait in waits if (plain := _plain(wait)) is not None]
    return midnight(place, max([end - 1, *ends]))


def _plain(limit: Limit | None) -> Plain | None:
    return None if isinstance(limit, ByCase | ByCalendar) else limit


# ---------------------------------------------------------------------------------------------- statistics


def _statistics(old: Statistic, new: Statistic, place: Ground) -> Iterator[Sketch]:
    first, end = place.whole(new.per)
    at, as_of = place.at(first), place.at(max(end, place.whole(old.per)[1]), 0)
    meant = _meant(old, new, at)
    rows = max(old.minimum, new.minimum, 1)
    if old.target == new.target:
        raise NotShown("its target is the same, and no table is made for what else it says")
    for value in between(old.target, new.target, Fraction(60 if isinstance(new.value, Lasting) else 1))[:1]:
        worth = [_worth(form, at, value, place) for form in (old, new)]
        yield Sketch("between the targets", times(solved(Usual(at), meant, *worth), rows), as_of)


def _worth(form: Statistic, at: int, value: Fraction, place: Ground) -> Expr:
    """The condition that the value of a row is that."""
    if not isinstance(form.value, Lasting):
        return _equals(form.value, value)
    us, calendar = int(value * _SECOND), form.value.calendar
    if isinstance(calendar, CalendarOf):
        raise NotShown("its rows run on calendars of their own, and no table is made for these")
    limit = Elapsed(us) if calendar is None else BusinessTime(us, calendar)
    return _at(form.value.end, place.due(at, limit))


# ---------------------------------------------------------------------------------------------- pieces

_ANYTHING = Const(True, Kind.BOOLEAN)


def _meant(old: PeriodForm, new: PeriodForm, at: int) -> Expr | None:
    """The condition that a row counts for both, begins at an instant, and has a group."""
    named = [IsKnown(Column(name, Kind.TEXT)) for name in dict.fromkeys((*old.by, *new.by))]
    return both(_inside(old.population), _inside(new.population), *_starts(old.population, new.population, at), *named)


def _parting(old: Population, new: Population, at: int, by: Sequence[str], more: Sequence[Expr]) -> Iterator[Row]:
    """Rows that count for one of the two only."""
    named = [IsKnown(Column(name, Kind.TEXT)) for name in by]
    one, two = _inside(old) or _ANYTHING, _inside(new) or _ANYTHING
    among = both(*_starts(old, new, at), *named, *more) or _ANYTHING
    yield from (p.row for p in separating(one, two, usual=Usual(at), among=among))


def _inside(p: Population) -> Expr | None:
    return both(p.scope, None if p.excluded is None else being(False, p.excluded))


def _starts(old: Population, new: Population, at: int) -> Iterator[Expr]:
    for p in (old, new):
        if p.start is not None:
            yield _at(p.start, at)


def _at(event: Expr, us: int) -> Expr:
    return Test("=", event, Const(us, Kind.INSTANT))


def _equals(value: Expr, number: Fraction) -> Expr:
    return Test("=", value, Const(number, Kind.NUMBER))
