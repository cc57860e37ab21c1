"""Boundary cases of clauses that are judged by periods: the smallest table that lies between the two promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import islice

from sla_dsl.logic.witness import Row, Usual, separating
from sla_dsl.model.cycles import ends
from sla_dsl.model.expr import Const, Expr, FirstTrue, both
from sla_dsl.model.forms import (
    TIER,
    ByCalendar,
    ByCase,
    Form,
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
from sla_dsl.replay.boundary.compared import BETWEEN, against_previous, quotient
from sla_dsl.replay.boundary.divided import in_two_groups, over_the_end
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import MOST_ROWS, broken, near, parting, smallest_mix, times, turning
from sla_dsl.replay.boundary.pieces import (
    ANYTHING,
    MINUTE,
    adding_up,
    amounts,
    being_at,
    equals,
    of_both,
    once,
    part_of,
    parting_rows,
    valued,
)
from sla_dsl.replay.boundary.sketch import HOUR_US, NotShown, Sketch, solved
from sla_dsl.replay.boundary.worth import fewest, judged_at, smallest, worth
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.segments import overlaid, segments
from sla_dsl.review.compare.varying import lines


def period_sketches(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """The tables on which the two promises may part. Raises `NotShown` with the reason where there is no small one."""
    if tiers_of(old) or tiers_of(new) or variants_of(old) or variants_of(new):
        yield from _varied(old, new, place)
        return
    match old, new:
        case (Measure(), Measure()) | (Ratio(), Ratio()) | (Statistic(), Statistic()) | (Quotient(), Quotient()):
            yield from _of_one_form(old, new, place)
        case _:
            raise NotShown("the two promises are of different forms")


def _of_one_form(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Those of everything that differs; the reason why there is none is that of the first."""
    differs = [
        (old.target != new.target, _other_target),
        (old.per != new.per, over_the_end),
        (set(old.by) != set(new.by), in_two_groups),
        (old.minimum != new.minimum, _of_few),
    ]
    why = None
    for sketches in [one for there, one in differs if there] or [_other_rows]:
        try:
            yield from sketches(old, new, place)
        except NotShown as reason:
            why = why or reason
    if why is not None:
        raise why


def _other_target(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    if old.target.previous or new.target.previous:
        yield from against_previous(old, new, place)
        return
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, max(end, place.whole(old.per)[1]), place)
    match old, new:
        case Measure(), Measure():
            yield from _delivered(old, new, at, as_of)
        case Quotient(), Quotient():
            yield quotient(old, new, place, at, as_of)
        case _:
            value = smallest(old, new, parting(old.target, new.target))
            yield worth(old, new, value, at, place).sketch(BETWEEN, as_of)


def _of_few(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Too few rows for one of the two to be judged, and so many that the other one is broken."""
    low, high = sorted((old.minimum, new.minimum))
    first, end = place.whole(new.per)
    one, two = (replace(form, minimum=low) for form in (old, new))
    neither = broken(old.target, new.target)
    if isinstance(new, Measure) and new.amount is None:
        value = next((v for n in range(max(low, 1), high) if neither(v := Fraction(n))), None)
    else:
        value = smallest(one, two, neither)
    if value is not None:
        yield worth(one, two, value, place.at(first), place).sketch("of few rows", judged_at(old, new, end, place))


def _other_rows(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Of promises with one target: who is counted, or what."""
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    match old, new:
        case Measure(), Measure():
            yield from _counted(old, new, at, as_of)
        case Ratio(), Ratio():
            yield from _parts(old, new, at, as_of, place)
        case Statistic(), Statistic():
            yield from _valued(old, new, at, as_of, place)
        case _:
            raise NotShown("its target is the same, and no table is made for what else it says")


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


def _delivered(old: Measure, new: Measure, at: int, as_of: int) -> Iterator[Sketch]:
    wanted = near([old.target, new.target], Fraction(1), parting(old.target, new.target))
    if not wanted:
        raise NotShown("no value lies between the two targets")
    yield Sketch(BETWEEN, adding_up(old, new, at, wanted[0]), as_of)
    if wanted[-1] != wanted[0] and (new.amount is not None or wanted[-1] <= MOST_ROWS):
        yield Sketch("just before the targets meet", adding_up(old, new, at, wanted[-1]), as_of)


def _counted(old: Measure, new: Measure, at: int, as_of: int) -> Iterator[Sketch]:
    whole = turning(new.target, summed=new.amount is not None)
    rest = adding_up(old, new, at, whole - 1) if new.amount is None else ()
    for row in islice(parting_rows(old, new, at, amounts(old, new, whole)), 1):
        yield Sketch("who is counted", (*rest, row), as_of)
    if once(old.population) is not once(new.population) and whole > 1:
        again = (of_both(old, new, at), being_at(ends(), at + HOUR_US), *amounts(old, new, Fraction(1)))
        rows = (*adding_up(old, new, at, whole - 2), *times(solved(Usual(at), *again), 1))
        yield Sketch("who enters again", rows, as_of)


# ---------------------------------------------------------------------------------------------- shares


def _parts(old: Ratio, new: Ratio, at: int, as_of: int, place: Ground) -> Iterator[Sketch]:
    meant = both(of_both(old, new, at), *(equals(f.amount, Fraction(1)) for f in (old, new) if f.amount is not None))
    rows = fewest(old, new)
    for row in _parting_parts(old, new, at, meant, place):
        yield Sketch("what counts as part", times(row, rows), as_of)
    inside = solved(Usual(at), meant, part_of(new, at, True))
    for row in parting_rows(old, new, at, [part_of(new, at, False)]):
        part, other = smallest_mix(new.target, rows, 0, 1)
        yield Sketch("who belongs", (*times(row, other), *times(inside, part)), as_of)
    if once(old.population) is not once(new.population):
        part, other = smallest_mix(new.target, rows, 1, 2)
        again = solved(Usual(at), meant, being_at(ends(), at + HOUR_US), *(part_of(f, at, False) for f in (old, new)))
        yield Sketch("who enters again", (*times(inside, part), *times(again, other)), as_of)


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


def _plain(limit: Limit | None) -> Plain | None:
    return None if isinstance(limit, ByCase | ByCalendar) else limit


# ---------------------------------------------------------------------------------------------- statistics


def _valued(old: Statistic, new: Statistic, at: int, as_of: int, place: Ground) -> Iterator[Sketch]:
    if old.value != new.value or old.rank != new.rank:
        raise NotShown("another value or statistic is asked for, and no table is made for that")
    worse = valued(new, at, smallest(old, new, broken(old.target, new.target)), place)
    for row in parting_rows(old, new, at, [worse]):
        yield Sketch("who is meant", times(row, fewest(old, new)), as_of)
