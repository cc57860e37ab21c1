"""By hand: the last instant in time, looked up by the ten minutes of the start, which the limit is a multiple of."""

from __future__ import annotations

from benchmarks.business_clock.by_hand import by_due
from benchmarks.business_clock.instants import MINUTE, MINUTES, Numbers


def numbers(rows: int) -> Numbers:
    """How many leads have each verdict."""
    return by_due(rows, MINUTES, 10 * MINUTE)
