"""The clause in polars, as somebody writes it who knows what a table over slots of time can do; one year, one office.

The open time up to an instant is a line in every slot, and so is the last instant that is still in time. Either is two
look-ups; the first is asked for the start and for the end of each lead, the second for the start alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import polars as pl

from benchmarks.business_clock.instants import CREATED, ENDED, TOUCHED, Numbers, counted
from benchmarks.ten_clauses.numbers import FIRST_HOUR, HOUR, HOURS, openings

FIRST = FIRST_HOUR * HOUR
NEVER = 2**61

Line = Callable[[pl.Expr], pl.Expr]


def clock() -> Line:
    """The open time from the first slot on up to an instant."""
    _, before, rates = _slots(HOUR)
    return _line(HOUR, rates, [b - r * (FIRST + k * HOUR) for k, (b, r) in enumerate(zip(before, rates, strict=True))])


def due(limit: int, step: int) -> Line:
    """The last instant within a limit, which is a whole number of slots."""
    opened, before, rates = _slots(step)
    numbers = (b // step + limit // step for b in before)
    last = [opened[n] if n < len(opened) else NEVER for n in numbers]
    return _line(step, rates, [d - r * (FIRST + k * step) for k, (d, r) in enumerate(zip(last, rates, strict=True))])


def verdicts(rows: int, over: pl.Expr) -> Numbers:
    """The answer, with the leads that are over the limit."""
    touched, late = TOUCHED.is_not_null(), pl.col("over")
    words = {"met": touched & ~late, "late": touched & late, "missed": ~touched & late, "pending": ~touched & ~late}
    return counted(rows, lambda batch: batch.with_columns(over=over).with_columns(**words))


def by_clock(rows: int, limit: int) -> Numbers:
    """The open time between start and end is more than the limit."""
    at = clock()
    return verdicts(rows, at(ENDED) - at(CREATED) > limit)


def by_due(rows: int, limit: int, step: int) -> Numbers:
    """The end is after the last instant within the limit."""
    return verdicts(rows, due(limit, step)(CREATED) < ENDED)


def _slots(step: int) -> tuple[list[int], list[int], list[int]]:
    """The starts of the open slots; by slot the open time before it, and 1 where it is open, else 0."""
    spans = openings()
    opens = [begin for begin, _ in spans]
    starts = range(FIRST, FIRST + HOURS * HOUR, step)
    places = [bisect_right(opens, start) - 1 for start in starts]
    rates = [int(n >= 0 and start < spans[n][1]) for n, start in zip(places, starts, strict=True)]
    before, passed = [], 0
    for rate in rates:
        before.append(passed)
        passed += rate * step
    return [start for start, rate in zip(starts, rates, strict=True) if rate], before, rates


def _line(step: int, rates: list[int], offsets: list[int]) -> Line:
    rate, offset = pl.Series(rates, dtype=pl.Int64), pl.Series(offsets, dtype=pl.Int64)

    def at(instant: pl.Expr) -> pl.Expr:
        slot = ((instant - FIRST) // step).cast(pl.UInt32)
        return pl.lit(rate).gather(slot) * instant + pl.lit(offset).gather(slot)

    return at
