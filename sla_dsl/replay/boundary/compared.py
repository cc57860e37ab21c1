"""Boundary cases of values that are held against others: the period before, all groups, their median, another stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from sla_dsl.logic.witness import Row, Usual
from sla_dsl.model.expr import Const, Expr, IsKnown, Negation, Test
from sla_dsl.model.forms import Below, Lasting, Measure, PeriodForm, Quotient, Ratio, Statistic
from sla_dsl.model.kinds import Kind
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import smallest_ratio, smallest_share, times
from sla_dsl.replay.boundary.pieces import adding_up, equals, groups, of_both, part_of, valued
from sla_dsl.replay.boundary.sketch import NotShown, Sketch, solved

_TITLE = "between the targets"


def against_previous(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Two periods, of which the second one is to the first as lies between the two targets."""
    if not (old.target.previous and new.target.previous):
        raise NotShown("only one of the two is held against the period before, and no table is made for that")
    _other_target(old, new)
    if old.per != new.per:
        raise NotShown("its periods are not the same, and no table is made for that")
    first, middle = place.whole(new.per)
    second, end = place.since(middle).whole(new.per)
    value, before = smallest_ratio(old.target, new.target, max(old.minimum, new.minimum, 1))
    earlier = _worth(old, new, place.at(first), before, value, place)
    later = _worth(old, new, place.at(second), value, before, place)
    yield Sketch(_TITLE, (*earlier, *later), place.at(end, 0))


def _worth(old: PeriodForm, new: PeriodForm, at: int, value: int, other: int, place: Ground) -> tuple[Row, ...]:
    """The rows of one of two periods, whose values are to each other as `value` to `other`."""
    meant, fewest = of_both(old, new, at), max(old.minimum, new.minimum, 1)
    match old, new:
        case Measure(), Measure():
            return adding_up(old, new, at, Fraction(value))
        case Statistic(), Statistic():
            unit = 60 if isinstance(new.value, Lasting) else 1
            worth = [valued(form, at, Fraction(value * unit), place) for form in (old, new)]
            return times(solved(Usual(at), meant, *worth), fewest)
        case Ratio(), Ratio():
            own = [equals(form.amount, Fraction(1)) for form in (old, new) if form.amount is not None]
            parts = [[part_of(form, at, inside) for form in (old, new)] for inside in (True, False)]
            part, rest = (solved(Usual(at), meant, *own, *conditions) for conditions in parts)
            return (*times(part, value), *times(rest, max(value, other, fewest) - value))
        case _:
            raise NotShown("its value rests on several groups or tables and on the period before")


def quotients(old: Quotient, new: Quotient, place: Ground) -> Iterator[Sketch]:
    """As many rows of each side as lie between the two targets. Raises `NotShown`."""
    _other_target(old, new)
    first, end = place.whole(new.per)
    at, as_of = place.at(first), place.at(max(end, place.whole(old.per)[1]), 0)
    match old.below, new.below:
        case "all", "all":
            yield Sketch(_TITLE, _among_all(old, new, at), as_of)
        case "median", "median":
            yield Sketch(_TITLE, _around_median(old, new, at), as_of)
        case Below() as one, Below() as two if _tables(old, one) == _tables(new, two):
            yield _over(old, new, (one, two), at, as_of)
        case _:
            raise NotShown("what its value is held against is not the same, and no table is made for that")


def _tables(form: Quotient, below: Below) -> tuple[str, str]:
    return form.population.table, below.population.table


def _other_target(old: PeriodForm, new: PeriodForm) -> None:
    if old.target == new.target:
        raise NotShown("its target is the same, and no table is made for what else it says")


def _among_all(old: Quotient, new: Quotient, at: int) -> tuple[Row, ...]:
    """Rows of one group among those of another one, each worth one."""
    part, whole = smallest_share(old.target, new.target, max(old.minimum, new.minimum, 1))
    one, other = (solved(Usual(at), *_group(old, new, at, name), *_each(old, new, 1)) for name in ("a", "b"))
    return (*times(one, part), *times(other, whole - part))


def _around_median(old: Quotient, new: Quotient, at: int) -> tuple[Row, ...]:
    """Three groups, of which two hold the same: that is the median."""
    summed = old.amount is not None
    value, median = smallest_ratio(old.target, new.target, max(old.minimum, new.minimum, 1), below=2)
    held = {"a": value, "b": median, "c": median}
    rows = {name: solved(Usual(at), *_group(old, new, at, name), *_each(old, new, n)) for name, n in held.items()}
    return tuple(row for name, n in held.items() for row in times(rows[name], 1 if summed else n))


def _group(old: Quotient, new: Quotient, at: int, name: str) -> list[Expr | None]:
    """The conditions that a row counts for both and is of the group of that name."""
    there = groups(old, new)
    if not there:
        raise NotShown("its groups are the lines of a table, and no table is made for these")
    return [of_both(old, new, at), *(Test("=", group, Const(name, Kind.TEXT)) for group in there)]


def _each(old: Quotient, new: Quotient, value: int) -> list[Expr]:
    """The conditions that a row has an amount, where one is summed."""
    if (old.amount is None) is not (new.amount is None):
        raise NotShown("one of the two counts and the other one sums, and no table is made for that")
    return [equals(form.amount, Fraction(value)) for form in (old, new) if form.amount is not None]


def _over(old: Quotient, new: Quotient, below: tuple[Below, Below], at: int, as_of: int) -> Sketch:
    """Rows of the one stage and rows of the other one; where both are of one table no row is of both."""
    one, two = (replace(f, population=b.population, amount=b.amount) for f, b in zip((old, new), below, strict=True))
    table, other = _tables(new, below[1])
    outside: tuple[list[Expr], list[Expr]] = ([], [])
    if table == other:
        outside = _unknown(one, two), _unknown(old, new)
    value, of = smallest_ratio(old.target, new.target, max(old.minimum, new.minimum, 1))
    rows = _side(old, new, at, value, outside[0])
    under = _side(one, two, at, of, outside[1])
    return Sketch(_TITLE, (*rows, *under), as_of) if table == other else Sketch(_TITLE, rows, as_of, {other: under})


def _unknown(old: Quotient, new: Quotient) -> list[Expr]:
    """The conditions that a row enters neither of two populations."""
    starts = dict.fromkeys(form.population.start for form in (old, new))
    return [Negation(IsKnown(start)) for start in starts if start is not None]


def _side(old: Quotient, new: Quotient, at: int, value: int, outside: list[Expr]) -> tuple[Row, ...]:
    """So many rows of one side, or one of that amount."""
    row = solved(Usual(at), of_both(old, new, at), *outside, *_each(old, new, value))
    return times(row, value if old.amount is None else 1)
