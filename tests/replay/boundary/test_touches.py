"""Boundary cases of what is made, how often and how far apart, and of entries into a stage."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

TOUCHES = [
    (
        "sales makes >= 2 touches within 2 days",
        "sales makes >= 3 touches within 2 days",
    ),
    (
        "sales makes >= 2 calls within 2 days",
        "sales makes >= 2 calls within 3 days",
    ),
    (
        "sales makes >= 3 touches within 7 days",
        "sales makes >= 3 touches within 7 days spaced <= 2 days",
    ),
    (
        "sales makes >= 3 touches within 7 days spaced <= 2 days",
        "sales makes >= 3 touches within 7 days spaced <= 3 days",
    ),
    (
        "sales makes >= 3 touches within 7 days spaced >= 1 day",
        "sales makes >= 3 touches within 7 days spaced between 1 day and 3 days",
    ),
    (
        "sales makes >= 3 touches within 7 days spaced >= 1 day",
        "sales makes >= 3 touches within 7 days spaced >= 2 days",
    ),
    (
        "sales makes >= 1 touch every 90 days",
        "sales makes >= 1 touch every 30 days",
    ),
    (
        "sales makes >= 1 touch every 90 days of won",
        "sales makes >= 1 touch every 90 days of won before lost",
    ),
    (
        "sales makes >= 3 touches across >= 2 channels within 7 days",
        "sales makes >= 3 touches across >= 3 channels within 7 days",
    ),
    (
        "sales makes >= 3 touches within 7 days",
        "sales makes >= 3 touches across >= 2 channels within 7 days",
    ),
    (
        "sales makes >= 6 touches across >= 5 days within 14 days",
        "sales makes >= 6 touches across >= 6 days within 14 days",
    ),
    (
        "sales makes >= 3 calls, >= 4 emails within 10 business days",
        "sales makes >= 3 calls, >= 5 emails within 10 business days",
    ),
    (
        "sales makes >= 3 calls within 10 days",
        "sales makes >= 3 emails within 10 days",
    ),
    (
        "sales makes >= 3 calls within 10 days",
        "sales makes >= 3 touches within 10 days",
    ),
    (
        "sales makes >= 3 calls within 10 days",
        "sales makes >= 3 calls within 5 days",
    ),
    (
        "sales makes >= 3 calls within 10 days",
        "sales makes >= 3 calls within 10 days on >= 90% per month",
    ),
    (
        "sales makes >= 3 calls within 10 days of MQL before disqualified",
        "sales makes >= 3 calls within 10 days of MQL before won",
    ),
]
"""What is made, and how far apart."""
ENTRIES = [
    (
        "sales first-touch nurtured within 4h each",
        "sales first-touch nurtured within 2h each",
    ),
    (
        "sales first-touch nurtured within 4h first only",
        "sales first-touch nurtured within 4h each",
    ),
    (
        "sales accepts nurtured within 2 days for score >= 50",
        "sales accepts nurtured within 2 days for score >= 60",
    ),
    (
        "sales makes >= 2 touches within 2 days of nurtured",
        "sales makes >= 3 touches within 2 days of nurtured",
    ),
    (
        "marketing delivers >= 3 nurtured per month each",
        "marketing delivers >= 4 nurtured per month each",
    ),
    (
        "marketing keeps conversion nurtured -> won within 30 days >= 30% per quarter",
        "marketing keeps conversion nurtured -> won within 30 days >= 40% per quarter",
    ),
    (
        "sales first-touch nurtured within 4h each",
        "sales first-touch nurtured within 4h each for cycle >= 2",
    ),
    (
        "sales first-touch nurtured within 4h each for cycle >= 2",
        "sales first-touch nurtured within 2h each for cycle >= 2",
    ),
    (
        "sales first-touch nurtured within 4h each for cycle <= 2",
        "sales first-touch nurtured within 4h each unless cycle > 3",
    ),
    (
        "marketing delivers >= 3 nurtured per month each for cycle >= 2",
        "marketing delivers >= 3 nurtured per month first only",
    ),
    (
        "marketing delivers >= 3 nurtured per month first only",
        "marketing delivers >= 3 nurtured per month each",
    ),
    (
        "marketing keeps conversion nurtured -> won within 30 days >= 30% per quarter first only",
        "marketing keeps conversion nurtured -> won within 30 days >= 30% per quarter each",
    ),
    (
        "marketing keeps conversion nurtured -> won within 30 days >= 30% per quarter",
        "marketing keeps conversion nurtured -> won within 30 days >= 30% per quarter for cycle >= 2",
    ),
    (
        "sales first-touch nurtured within 4h each",
        "sales first-touch nurtured within 4h each for score >= 50",
    ),
    (
        "marketing delivers >= 100 nurtured per month each",
        "marketing delivers >= 120 nurtured per month each",
    ),
]
"""Of each time that a row has entered a stage."""


@pytest.mark.parametrize(("old", "new"), back_and_forth([*TOUCHES, *ENTRIES]))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
