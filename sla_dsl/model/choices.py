"""What a run may be told beside its policy and data: words and defaults that every way to start one shares."""

from __future__ import annotations

ON_DUPLICATES: tuple[str, ...] = ("error", "first", "last")
"""What can be done with a key that stands more than once: refuse the data, or keep one of its rows."""

MAX_EVIDENCE = 100
"""How many findings of one clause a report lists unless asked otherwise."""

FUNNEL_WITHIN, FUNNEL_AMOUNT = "90d", "amount"
"""How long a row may take from a stage to the sale, and the column of what that brings, unless asked otherwise."""

MAX_FLIPS = 10
"""So many flips of a clause and turn are listed, unless it is said otherwise."""
