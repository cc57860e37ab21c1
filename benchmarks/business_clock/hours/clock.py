"""By hand: the open time at the end less that at the start."""

from __future__ import annotations

from benchmarks.business_clock.by_hand import by_clock
from benchmarks.business_clock.instants import HOURS, Numbers


def numbers(rows: int) -> Numbers:
    """How many leads have each verdict."""
    return by_clock(rows, HOURS)
