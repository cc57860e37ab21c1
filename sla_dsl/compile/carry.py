"""What a period misses of a target and the next one owes (fine print 88).

What is missed is an interval, as what is delivered is one: at most it is the target less the least that was delivered,
at least the target less the most. A period that has met its target for sure passes nothing on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import polars as pl

LEAST, MOST = "owed_least", "owed_most"
Owed = tuple[Fraction, Fraction]


def carried(
    frame: pl.DataFrame, by: Sequence[str], targets: Sequence[Fraction | None], minimum: int, *, summed: bool
) -> tuple[pl.DataFrame, int]:
    """The frame with what every period and group was given, `LEAST` and `MOST` (Int128), and what these count.

    They are in so many parts of the target's unit. `frame` has a row a period and group with `low` and `high` in that
    unit, the counts `delivered`, `unknown` and `unpriced`, the state `judged`, the target's factor `goal` over
    `goal_of`, and `covered`: whether a waiver would forgive a breach. `targets` has that of every period (None: nothing
    is promised yet). With `summed` the value adds an amount up, else it counts rows.
    """
    frame = frame.sort("period", *by)
    none: Owed = (Fraction(0), Fraction(0))
    given: dict[tuple[Any, ...], Owed] = defaultdict(lambda: none)
    owed: list[Owed] = []
    for row in frame.iter_rows(named=True):
        group, target = tuple(row[b] for b in by), targets[row["period"]]
        owed.append(given[group])
        if row["judged"] == "closed" and None not in group and target is not None:
            goal = target * Fraction(row["goal"], row["goal_of"])
            given[group] = _passed_on(row, given[group], goal, minimum, summed=summed)
    parts = lcm(*(part.denominator for pair in owed for part in pair))
    columns = [
        pl.Series(name, [int(pair[n] * parts) for pair in owed], pl.Int128()) for n, name in enumerate((LEAST, MOST))
    ]
    return frame.with_columns(columns), parts


def _passed_on(row: Mapping[str, Any], given: Owed, target: Fraction, minimum: int, *, summed: bool) -> Owed:
    """What a closed period passes on, at least and at most."""
    least, most = given
    if row["delivered"] + row["unknown"] < minimum:
        return given
    nothing = Fraction(0)
    surely = nothing if row["unpriced"] else max(nothing, target + least - int(row["high"]))
    low = int(row["low"]) if summed else max(int(row["low"]), minimum)  # where it is judged, so many rows count
    perhaps = max(nothing, target + most - low)
    if row["covered"]:  # a waiver forgives what the period itself owes, and not what it was given
        surely, perhaps = min(surely, least), min(perhaps, most)
    if row["delivered"] < minimum:  # perhaps too few to judge
        surely, perhaps = min(surely, least), max(perhaps, most)
    return surely, perhaps
