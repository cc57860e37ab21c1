"""The program."""

from __future__ import annotations

from benchmarks.business_clock.instants import MINUTE, MINUTES, Numbers
from benchmarks.business_clock.ours import verdicts


def numbers(rows: int) -> Numbers:
    """How many leads have each verdict."""
    return verdicts(rows, MINUTES // MINUTE)
