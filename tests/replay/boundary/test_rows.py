"""Boundary cases of what must hold of rows."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

ROWS = [
    (
        'sales ensures rejection_reason in ("A", "B") for rejected',
        'sales ensures rejection_reason = "A" for rejected',
    ),
    (
        "sales never first_touch_at < assigned_at",
        "sales never first_touch_at < created_at",
    ),
    (
        "marketing fills email, phone on >= 98% of MQL per month",
        "marketing fills email, phone or mobile on >= 98% of MQL per month",
    ),
    (
        "marketing fills email on >= 98% of MQL per month",
        "marketing fills email on >= 90% of MQL per month",
    ),
    (
        "marketing fills email, phone",
        "marketing fills email, company",
    ),
    (
        "marketing fills email",
        "marketing fills email for score >= 50",
    ),
    (
        "marketing fills email on >= 98% of MQL per month",
        "marketing fills email on >= 98% of SQL per month",
    ),
    (
        "marketing fills email on >= 98% of MQL per month",
        "marketing fills email on >= 98% of MQL per week",
    ),
    (
        "marketing fills email on >= 98% of MQL per month",
        "marketing fills email on >= 98% of MQL per month min 5",
    ),
    (
        "sales never score < 0",
        "sales never score < -5",
    ),
    (
        "sales ensures at least 2 of (email is known, phone is known, company is known)",
        "sales ensures at least 1 of (email is known, phone is known, company is known)",
    ),
    (
        'sales ensures weekday(created_at) != "sun"',
        'sales ensures weekday(created_at) not in ("sat", "sun")',
    ),
    (
        "sales never hour(mql_at) < 6",
        "sales never hour(mql_at) < 7",
    ),
    (
        "sales ensures amount <= 1000",
        "sales ensures amount <= 2000",
    ),
    (
        "sales never repeated(email)",
        "sales never repeated(phone)",
    ),
]
"""What is filled, ensured, and never so."""


@pytest.mark.parametrize(("old", "new"), back_and_forth(ROWS))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
