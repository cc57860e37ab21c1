"""Boundary cases of balances, shares of all groups and ratios with one target: who is counted, what is summed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

from sla_dsl.compile.previous import holds
from sla_dsl.logic.witness import Row
from sla_dsl.model.forms import Below, Quotient
from sla_dsl.replay.boundary.numbers import times
from sla_dsl.replay.boundary.pieces import ANY_GROUP, Named, equals, groups, parting_rows, weighed
from sla_dsl.replay.boundary.sketch import NotShown, Sketch
from sla_dsl.replay.boundary.worth import Worth, enters_neither, fewest, held_by, lower, over, same_tables

_MOST = 40
"""Up to so many rows the smallest table is looked for."""
_WHO, _WHAT = "who is counted", "what is added up"
_WEIGHTS = (
    {"a": (1, 100), "b": (1, 1), "c": (1, 1)},
    {"a": (100, 1), "b": (1, 100), "c": (1, 100)},
    {"a": (1, 1), "b": (1, 100), "c": (1, 100)},
    {"a": (3, 1), "b": (1, 3), "c": (1, 3)},
)
"""Groups by the number of their rows and what each of these is worth."""
_STAGES = ((1, 100), (100, 1), (1, 1), (10, 1))
"""Sides of a ratio in the same way."""


def other_rows_of(old: Quotient, new: Quotient, at: int, as_of: int) -> Iterator[Sketch]:
    """Tables whose value is on one side of the target for one of the two only. Raises `NotShown`."""
    match old.below, new.below:
        case Below() as one, Below() as two if same_tables(old, new, one, two):
            same = (old.amount, one.amount) == (new.amount, two.amount)
            offers = _of_two_stages if same else _weighed_stages
            yield from offers(old, new, (one, two), at, as_of)
            return
        case str() as one, str() as two if one == two:
            yield from _among_groups(old, new, at, as_of) if old.amount == new.amount else _weighed(old, new, at, as_of)
            return
    raise NotShown("what its value is held against is not the same, and no table is made for that")


def _among_groups(old: Quotient, new: Quotient, at: int, as_of: int) -> Iterator[Sketch]:
    """Groups of which one holds more for the one promise than for the other, and is on another side of the target."""
    whole = new.below == "all"

    def value(own: int, others: int, more: int) -> Fraction:
        return Fraction(own + more, own + others + more if whole else others)

    own, others, more = _smallest(old, new, value)
    held = {"a": own, "b": others} if whole else {"a": own, "b": others, "c": others}
    rest = held_by(old, new, {name: value for name, value in held.items() if value}, at)
    for rows in _parting(old, new, at, more, dict.fromkeys(groups(old, new), "a")):
        yield Sketch(_WHO, (*rest, *rows), as_of)


def _of_two_stages(old: Quotient, new: Quotient, below: tuple[Below, Below], at: int, as_of: int) -> Iterator[Sketch]:
    """Rows of both stages, and some more of one of them that count for one of the two promises only."""
    one, two = lower(old, below[0]), lower(new, below[1])
    upper, under, more = _smallest(old, new, lambda a, b, x: Fraction(a + x, b))
    for rows in _parting(old, new, at, more):
        yield (over(old, new, below, (upper, under), at) + Worth(rows)).sketch(_WHO, as_of)
    upper, under, more = _smallest(old, new, lambda a, b, x: Fraction(a, b + x))
    for rows in _parting(one, two, at, more):
        extra = Worth(rows) if old.population.table == below[0].population.table else Worth((), {_table(below): rows})
        yield (over(old, new, below, (upper, under), at) + extra).sketch(_WHO, as_of)


def _table(below: tuple[Below, Below]) -> str:
    return below[1].population.table


def _parting(old: Quotient, new: Quotient, at: int, value: int, named: Named = ANY_GROUP) -> Iterator[tuple[Row, ...]]:
    """Rows worth so much together that count for one of the two only: so many, or one of that amount."""
    worths = [equals(form.amount, Fraction(value)) for form in (old, new) if form.amount is not None]
    yield from (times(row, 1 if worths else value) for row in parting_rows(old, new, at, worths, named))


def _smallest(old: Quotient, new: Quotient, value: Callable[[int, int, int], Fraction]) -> tuple[int, int, int]:
    """The smallest numbers of rows of two sides, and of more rows with which the value is on another side of the
    target than without them. Raises `NotShown`."""
    for rows in range(fewest(old, new) + 1, _MOST + 1):
        for more in range(1, rows):
            for own in range(rows - more):
                others = rows - more - own
                with_them, without = value(own, others, more), value(own, others, 0)
                if holds(new.target, with_them) != holds(new.target, without):
                    return own, others, more
    raise NotShown(f"the smallest table on which the two part has more than {_MOST} rows")


def _weighed_stages(old: Quotient, new: Quotient, below: tuple[Below, Below], at: int, as_of: int) -> Iterator[Sketch]:
    """Rows of both stages, few that are worth much or many that are worth little."""
    one, two = lower(old, below[0]), lower(new, below[1])
    for upper, under in product(_STAGES, _STAGES):
        alone = old.population.table == _table(below)
        rows, others = (
            times(weighed(*of, at, Fraction(value), ANY_GROUP, *(enters_neither(*other) if alone else ())), count)
            for of, other, (count, value) in (((old, new), (one, two), upper), ((one, two), (old, new), under))
        )
        yield (Worth((*rows, *others)) if alone else Worth(rows, {_table(below): others})).sketch(_WHAT, as_of)


def _weighed(old: Quotient, new: Quotient, at: int, as_of: int) -> Iterator[Sketch]:
    """Groups of few rows that are worth much, and of many that are worth little."""
    names = groups(old, new)
    for weights in _WEIGHTS:
        rows: list[Row] = []
        for group, (count, value) in weights.items():
            rows += times(weighed(old, new, at, Fraction(value), dict.fromkeys(names, group)), count)
        yield Sketch(_WHAT, tuple(rows), as_of)
