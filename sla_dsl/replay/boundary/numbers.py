"""The smallest counts, values and shares that are wanted: such as one of two targets lets pass, or both, or neither."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

from sla_dsl.compile.previous import holds
from sla_dsl.logic.witness import Row
from sla_dsl.model.forms import Target
from sla_dsl.replay.boundary.sketch import NotShown

MOST_ROWS = 100_000
"""A table that takes more rows is not shown; many alike are one line."""
SEARCHED = 250
"""Up to so many rows the smallest table is looked for."""


Wanted = Callable[[Fraction], bool]
"""Whether a value is looked for."""


def parting(old: Target, new: Target) -> Wanted:
    """The values that one of two targets lets pass and the other does not."""
    return lambda value: holds(old, value) != holds(new, value)


def kept(old: Target, new: Target) -> Wanted:
    """The values that two targets let pass."""
    return lambda value: holds(old, value) and holds(new, value)


def broken(old: Target, new: Target) -> Wanted:
    """The values that neither of two targets lets pass."""
    return lambda value: not (holds(old, value) or holds(new, value))


def near(targets: Sequence[Target], step: Fraction, wanted: Wanted) -> list[Fraction]:
    """The multiples of a step near the bounds of some targets that are wanted, in order."""
    bounds = [b for t in targets for b in (t.value, t.high) if b is not None]
    found = sorted({step * (floor(b / step) + d) for b in bounds for d in (-1, 0, 1)})
    return [v for v in found if v >= 0 and wanted(v)]


def turning(target: Target, *, summed: bool = False) -> Fraction:
    """The least number from one on that keeps a target where one less does not, or the other way round: of rows, or
    what amounts add up to. Raises `NotShown`."""
    found = near([target], Fraction(1), lambda v: v >= 1 and holds(target, v) != holds(target, v - 1))
    if found and (summed or found[0] <= MOST_ROWS):
        return found[0]
    raise NotShown(f"its target is more than the {MOST_ROWS:,} rows that are shown")


def smallest_share(wanted: Wanted, fewest: int) -> tuple[int, int]:
    """The smallest numbers of rows, a part of so many, whose share is wanted. Raises `NotShown`."""
    for whole in range(fewest, SEARCHED + 1):
        for part in range(whole + 1):
            if wanted(Fraction(part, whole)):
                return part, whole
    raise NotShown(f"the smallest table on which the two part has more than {SEARCHED} rows")


def smallest_mix(target: Target, fewest: int, less: int, more: int) -> tuple[int, int]:
    """The smallest numbers of rows that are a part (`fewest` at least) and of rows that are none, whose share is on
    another side of a target where each of the latter counts `more` times than where it counts `less` times. Raises
    `NotShown`."""
    for rows in range(fewest + 1, SEARCHED + 1):
        for part in range(rows - 1, fewest - 1, -1):
            shares = [Fraction(part, part + (rows - part) * often) for often in (less, more)]
            if holds(target, shares[0]) != holds(target, shares[1]):
                return part, rows - part
    raise NotShown(f"the smallest table on which the two part has more than {SEARCHED} rows")


def smallest_ratio(wanted: Wanted, fewest: int = 1, below: int = 1) -> tuple[int, int]:
    """The smallest two numbers whose quotient is wanted, from `fewest` on; of the second one there are `below` times as
    many rows. Raises `NotShown`."""
    for rows in range(fewest * (1 + below), SEARCHED + 1):
        for of in range(fewest, (rows - fewest) // below + 1):
            if wanted(Fraction(rows - of * below, of)):
                return rows - of * below, of
    raise NotShown(f"the smallest table on which the two part has more than {SEARCHED} rows")


def times(row: Row | None, count: int) -> tuple[Row, ...]:
    """That many rows alike. Raises `NotShown` where there is no such row, or there are too many."""
    if count and row is None:
        raise NotShown("no row was found that counts for both")
    if count > MOST_ROWS:
        raise NotShown(
            f"the smallest table on which the two part has {count:,} rows, and no more than {MOST_ROWS:,} are shown"
        )
    return () if row is None else (row,) * count
