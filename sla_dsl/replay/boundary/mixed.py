"""Boundary cases of promises with one target: who is counted, what counts as a part, what is summed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from sla_dsl.logic.witness import Row, Usual, separating
from sla_dsl.model.cases import leaves
from sla_dsl.model.cycles import ends
from sla_dsl.model.expr import Expr, both
from sla_dsl.model.forms import Measure, PeriodForm, Quotient, Ratio, Reached, Statistic
from sla_dsl.model.times import HOUR_US, MINUTE_US
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import broken, smallest_mix, times, turning
from sla_dsl.replay.boundary.pieces import (
    ANY_GROUP,
    ANYTHING,
    adding_up,
    amounts,
    being_at,
    equals,
    of_both,
    once,
    part_of,
    parting_rows,
    valued,
    weighed,
)
from sla_dsl.replay.boundary.quotients import other_rows_of
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Offer, Sketch, solved
from sla_dsl.replay.boundary.worth import fewest, judged_at, smallest

_WHO = "who is counted"


def other_rows(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offer]:
    """Tables whose value is on one side of the target for one of the two only. Raises `NotShown`."""
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    match old, new:
        case Measure(), Measure():
            yield from _counted(old, new, at, as_of)
        case Ratio(), Ratio():
            yield from _parts(old, new, at, as_of, place)
        case Statistic(), Statistic():
            worse = valued(new, at, smallest(old, new, broken(old.target, new.target)), place)
            found = (row for more in ([worse], []) for row in parting_rows(old, new, at, more))
            yield FirstOf(Sketch("who is meant", times(row, fewest(old, new)), as_of) for row in found)
        case Quotient(), Quotient():
            yield FirstOf(other_rows_of(old, new, at, as_of))
        case _:
            raise NotShown("the two promises are of different forms")


# ---------------------------------------------------------------------------------------------- counts and sums


def _counted(old: Measure, new: Measure, at: int, as_of: int) -> Iterator[Offer]:
    if old.amount != new.amount:
        yield FirstOf(_other_amount(old, new, at, as_of))
        return
    whole = turning(new.target, summed=new.amount is not None)
    rest = adding_up(old, new, at, whole - 1) if new.amount is None else ()
    found = parting_rows(old, new, at, amounts(old, new, whole))
    yield FirstOf(Sketch(_WHO, (*rest, row), as_of) for row in found)
    if once(old.population) is not once(new.population) and whole > 1:
        again = (of_both(old, new, at), being_at(ends(), at + HOUR_US), *amounts(old, new, Fraction(1)))
        rows = (*adding_up(old, new, at, whole - 2), *times(solved(Usual(at), *again), 1))
        yield Sketch("who enters again", rows, as_of)


def _other_amount(old: Measure, new: Measure, at: int, as_of: int) -> Iterator[Sketch]:
    """One row, or as many as are asked for, worth as much as is asked for, one, or nothing."""
    whole = turning(new.target, summed=True)
    for count, was, now in product((1, int(whole)), *((whole, Fraction(1), Fraction(0)),) * 2):
        worths = zip((old, new), (was, now), strict=True)
        own = [equals(form.amount, value) for form, value in worths if form.amount is not None]
        yield Sketch("what is added up", times(solved(Usual(at), of_both(old, new, at), *own), count), as_of)


# ---------------------------------------------------------------------------------------------- shares


def _parts(old: Ratio, new: Ratio, at: int, as_of: int, place: Ground) -> Iterator[Offer]:
    if old.amount != new.amount:
        yield FirstOf(_other_weights(old, new, at, as_of))
        return
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
    if isinstance(one, Reached) and isinstance(two, Reached):
        limits = dict.fromkeys(limit for of in (one, two) for limit in leaves(of.limit) if limit is not None)
        for limit in limits:
            late = place.due(at, limit) // MINUTE_US * MINUTE_US + MINUTE_US
            row = solved(Usual(at), meant, being_at(one.at, late), being_at(two.at, late), one.condition, two.condition)
            yield from () if row is None else (row,)
    elif not isinstance(one, Reached) and not isinstance(two, Reached):
        yield from (p.row for p in separating(one, two, usual=Usual(at), among=meant or ANYTHING))
        return
    for inside in (True, False):
        row = solved(Usual(at), meant, part_of(old, at, inside), part_of(new, at, not inside))
        yield from () if row is None else (row,)


def _other_weights(old: Ratio, new: Ratio, at: int, as_of: int) -> Iterator[Sketch]:
    """A part that is much by the one measure and little by the other."""
    for part, rest, heavy, light in product((1, 3), (1, 3), (1, 100), (100, 1)):
        rows: list[Row] = []
        for count, weight, inside in ((part, heavy, True), (rest, light, False)):
            which = [part_of(form, at, inside) for form in (old, new)]
            rows += times(weighed(old, new, at, Fraction(weight), ANY_GROUP, *which), count)
        yield Sketch("what is added up", tuple(rows), as_of)
