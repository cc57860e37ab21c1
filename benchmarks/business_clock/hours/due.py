"""By hand: the last instant in time, looked up by the hour of the start."""

from __future__ import annotations

from benchmarks.business_clock.by_hand import by_due
from benchmarks.business_clock.instants import HOURS, MINUTE, Numbers


def numbers(rows: int) -> Numbers:
    """How many leads have each verdict."""
    return by_due(rows, HOURS, 60 * MINUTE)
