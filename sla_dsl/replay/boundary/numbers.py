"""Numbers on which two targets part: the smallest count, value or share that one lets pass and the other does not."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from sla_dsl.compile.previous import holds
from sla_dsl.logic.witness import Row
from sla_dsl.model.forms import Target
from sla_dsl.replay.boundary.sketch import NotShown

MOST_ROWS = 50
"""A table that takes more rows is not shown."""


def between(old: Target, new: Target, step: Fraction) -> list[Fraction]:
    """The multiples of a step near the bounds that one of two targets lets pass and the other does not, in order."""
    bounds = [b for t in (old, new) for b in (t.value, t.high) if b is not None]
    near = sorted({step * (floor(b / step) + d) for b in bounds for d in (-1, 0, 1)})
    return [v for v in near if v >= 0 and holds(old, v) != holds(new, v)]


def turning(target: Target) -> Fraction:
    """The least count from one on that keeps a target where one less does not, or the other way round."""
    for count in range(1, MOST_ROWS + 1):
        if holds(target, Fraction(count)) != holds(target, Fraction(count - 1)):
            return Fraction(count)
    raise NotShown(f"its target is more than the {MOST_ROWS} rows that are shown")


def smallest_share(old: Target, new: Target, fewest: int) -> tuple[int, int]:
    """The smallest numbers of rows, a part of so many, whose share lies between two targets. Raises `NotShown`."""
    for whole in range(fewest, MOST_ROWS + 1):
        for part in range(whole + 1):
            if holds(old, Fraction(part, whole)) != holds(new, Fraction(part, whole)):
                return part, whole
    raise NotShown(f"the smallest table on which the two part has more than {MOST_ROWS} rows")


def smallest_ratio(old: Target, new: Target, fewest: int = 1, below: int = 1) -> tuple[int, int]:
    """The smallest two numbers whose quotient lies between two targets, from `fewest` on; of the second one there are
    `below` times as many rows. Raises `NotShown`."""
    for rows in range(fewest * (1 + below), MOST_ROWS + 1):
        for of in range(fewest, (rows - fewest) // below + 1):
            part = Fraction(rows - of * below, of)
            if holds(old, part) != holds(new, part):
                return rows - of * below, of
    raise NotShown(f"the smallest table on which the two part has more than {MOST_ROWS} rows")


def times(row: Row | None, count: int) -> tuple[Row, ...]:
    """That many rows alike. Raises `NotShown` where there is no such row, or there are too many."""
    if count and row is None:
        raise NotShown("no row was found that counts for both")
    if count > MOST_ROWS:
        raise NotShown(
            f"the smallest table on which the two part has {count} rows, and no more than {MOST_ROWS} are shown"
        )
    return () if row is None else (row,) * count
