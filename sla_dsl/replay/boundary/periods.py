"""Boundary cases of clauses that are judged by periods: the smallest table that lies between the two promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import islice

from sla_dsl.logic.witness import Row, Usual, separating
from sla_dsl.model.expr import Const, Expr, FirstTrue, both
from sla_dsl.model.forms import (
    TIER,
    ByCalendar,
    ByCase,
    Form,
    Lasting,
    Limit,
    Measure,
    PeriodForm,
    Plain,
    Quotient,
    Ratio,
    Reached,
    Statistic,
    tiers_of,
    variants_of,
)
from sla_dsl.replay.boundary.compared import against_previous, quotients
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.numbers import MOST_ROWS, between, smallest_share, times, turning
from sla_dsl.replay.boundary.pieces import (
    ANYTHING,
    MINUTE,
    adding_up,
    amounts,
    being_at,
    equals,
    of_both,
    part_of,
    parting_rows,
    valued,
)
from sla_dsl.replay.boundary.sketch import NotShown, Sketch, solved
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.segments import overlaid, segments
from sla_dsl.review.compare.varying import lines


def period_sketches(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """The tables on which the two promises may part. Raises `NotShown` with the reason where there is no small one."""
    if tiers_of(old) or tiers_of(new) or variants_of(old) or variants_of(new):
        yield from _varied(old, new, place)
        return
    if old.target.previous or new.target.previous:
        yield from against_previous(old, new, place)
        return
    match old, new:
        case Measure(), Measure():
            yield from _delivered(old, new, place)
        case Ratio(), Ratio():
            yield from _shares(old, new, place)
        case Statistic(), Statistic():
            yield from _statistics(old, new, place)
        case Quotient(), Quotient():
            yield from quotients(old, new, place)
        case _:
            raise NotShown("the two promises are of different forms")


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
        yield Sketch("between the targets", adding_up(old, new, at, wanted[0]), as_of)
        if wanted[-1] != wanted[0] and (new.amount is not None or wanted[-1] <= MOST_ROWS):
            yield Sketch("just before the targets meet", adding_up(old, new, at, wanted[-1]), as_of)
    elif old.per != new.per:
        edge = place.at(min(end, place.whole(old.per)[1]), 0)
        whole = turning(new.target)
        rows = (*adding_up(old, new, edge - MINUTE, whole - 1), *adding_up(old, new, edge, Fraction(1)))
        yield Sketch("over the end of a period", rows, as_of)
    else:
        whole = turning(new.target)
        rest = adding_up(old, new, at, whole - 1) if new.amount is None else ()
        for parting in islice(parting_rows(old.population, new.population, at, new.by, amounts(old, new, whole)), 1):
            yield Sketch("who is counted", (*rest, parting), as_of)


# ---------------------------------------------------------------------------------------------- shares


def _shares(old: Ratio, new: Ratio, place: Ground) -> Iterator[Sketch]:
    first, end = place.whole(new.per)
    at, as_of = place.at(first), _matured(old, new, place.at(max(end, place.whole(old.per)[1]), 0), place)
    meant = both(of_both(old, new, at), *(equals(f.amount, Fraction(1)) for f in (old, new) if f.amount is not None))
    fewest = max(old.minimum, new.minimum, 1)
    if old.target != new.target:
        part, whole = smallest_share(old.target, new.target, fewest)
        inside = solved(Usual(at), meant, *(part_of(form, at, True) for form in (old, new)))
        outside = solved(Usual(at), meant, *(part_of(form, at, False) for form in (old, new)))
        yield Sketch("between the targets", (*times(inside, part), *times(outside, whole - part)), as_of)
        return
    for row in _parting_parts(old, new, at, meant, place):
        yield Sketch("what counts as part", times(row, fewest), as_of)
    for row in parting_rows(old.population, new.population, at, new.by, [part_of(new, at, False)]):
        inside = solved(Usual(at), meant, part_of(new, at, True))
        yield Sketch("who belongs", (row, *times(inside, fewest)), as_of)


def _parting_parts(old: Ratio, new: Ratio, at: int, meant: Expr | None, place: Ground) -> Iterator[Row]:
    """Rows that are a part of one of the two only: reached between two limits, or by one condition only."""
    one, two = old.part, new.part
    if not isinstance(one, Reached) or not isinstance(two, Reached):
        if not isinstance(one, Reached) and not isinstance(two, Reached):
            yield from (p.row for p in separating(one, two, usual=Usual(at), among=meant or ANYTHING))
        return
    for limit in (_plain(one.limit), _plain(two.limit)):
        if limit is not None:
            late = place.due(at, limit) // MINUTE * MINUTE + MINUTE
            row = solved(Usual(at), meant, being_at(one.at, late), being_at(two.at, late), one.condition, two.condition)
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
    meant = of_both(old, new, at)
    rows = max(old.minimum, new.minimum, 1)
    if old.target == new.target:
        raise NotShown("its target is the same, and no table is made for what else it says")
    for value in between(old.target, new.target, Fraction(60 if isinstance(new.value, Lasting) else 1))[:1]:
        worth = [valued(form, at, value, place) for form in (old, new)]
        yield Sketch("between the targets", times(solved(Usual(at), meant, *worth), rows), as_of)
