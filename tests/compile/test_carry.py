"""What is carried over: the two ends of what may be owed, held against every choice of the rows that may count."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest

from sla_dsl.compile.carry import LEAST, MOST, carried

DELIVERED = [(low, high) for high in range(3) for low in range(high + 1)]
"""What a period delivers at least and at most."""


def frame(periods: list[tuple[int, int]], **columns: Any) -> pl.DataFrame:
    low, high = zip(*periods, strict=True)
    base: dict[str, Any] = {
        "period": range(len(periods)), "low": low, "high": high, "delivered": low,
        "unknown": [b - a for a, b in periods], "unpriced": 0, "judged": "closed", "goal": 1, "goal_of": 1,
        "covered": False,
    }  # fmt: skip
    return pl.DataFrame({**base, **columns})


def owed(periods: list[tuple[int, int]], target: Fraction, minimum: int = 0, **columns: Any) -> list[tuple[Any, Any]]:
    """What every period is given, in the target's unit."""
    found, parts = carried(frame(periods, **columns), [], [target] * len(periods), minimum, summed=False)
    return [(Fraction(a, parts), Fraction(b, parts)) for a, b in found.select(LEAST, MOST).iter_rows()]


@pytest.mark.parametrize("target", [Fraction(2), Fraction(5, 2)])
def test_the_ends_are_the_least_and_the_most_of_all_choices(target: Fraction) -> None:
    for periods in product(DELIVERED, repeat=3):
        given: list[set[Fraction]] = [set(), set(), set()]
        for choice in product(*(range(low, high + 1) for low, high in periods)):
            debt = Fraction(0)
            for n, delivered in enumerate(choice):
                given[n].add(debt)
                debt = max(Fraction(0), target + debt - delivered)
        assert owed(list(periods), target) == [(min(g), max(g)) for g in given]


def test_a_period_that_is_not_judged_passes_on_what_it_was_given() -> None:
    """The first misses 2; the second is partial, or has too few."""
    partial = {"judged": ["closed", "partial", "closed"]}
    assert owed([(1, 1), (9, 9), (0, 0)], Fraction(3), **partial)[2] == (2, 2)
    assert owed([(1, 1), (0, 0), (0, 0)], Fraction(3), 1)[2] == (2, 2)
    # One that may be too small adds nothing, or with its one row the 2 it lacks: at least 2 is owed, and 4 at most.
    assert owed([(1, 1), (0, 1), (0, 0)], Fraction(3), 1)[2] == (2, 4)


def test_a_waiver_forgives_what_the_period_itself_owes() -> None:
    """The first misses 2 of 3. The second owes 5: of 0, 4 and 5 delivered, 2, 1 and 0 of what it was given are left."""
    for delivered, left in ((0, 2), (4, 1), (5, 0)):
        found = owed([(1, 1), (delivered, delivered), (0, 0)], Fraction(3), covered=[False, True, False])
        assert found[2] == (left, left)


def test_an_amount_that_is_not_known_may_have_been_any() -> None:
    assert owed([(1, 1), (0, 0)], Fraction(3), unpriced=[1, 0])[1] == (0, 2)


def test_a_target_that_is_scaled_to_a_part_of_a_period_is_missed_by_its_part() -> None:
    """A third of 10 is promised and 1 delivered: 7/3 are owed, and the next one is short of 10 + 7/3 by 31/3."""
    found = owed([(1, 1), (2, 2), (0, 0)], Fraction(10), goal=[1, 1, 1], goal_of=[3, 1, 1])
    assert found == [(0, 0), (Fraction(7, 3), Fraction(7, 3)), (Fraction(31, 3), Fraction(31, 3))]


def test_a_count_that_is_judged_only_with_enough_rows_misses_no_more_than_these_leave() -> None:
    """At least 1 row judges the period, and 1 is its target: either it is met, or nobody judges it."""
    assert owed([(0, 1), (0, 0)], Fraction(1), minimum=1) == [(0, 0), (0, 0)]
    assert owed([(0, 1), (0, 0)], Fraction(3), minimum=1) == [(0, 0), (0, 2)]
