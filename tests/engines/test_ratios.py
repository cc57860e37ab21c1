"""Ratios of two counts or sums, on every engine: what is not known of either side (rule 144)."""

from __future__ import annotations

import pytest

from tests.engines.judging import leads, local, periods

JULY = "2026-07-10 12:00"


@pytest.mark.parametrize(
    ("option", "expected"), [("", "not_applicable"), (" min 2", "not_applicable"), (" for score > 5", "not_applicable")]
)
def test_without_anything_below_nothing_is_judged_whatever_is_above(engine: str, option: str, expected: str) -> None:
    """One MQL of which the score is not known stands over no SQL."""
    rows = leads(created_at=[JULY], mql_at=[JULY], sql_at=[None], score=[None])
    clause = f"marketing keeps ratio of MQL to SQL >= 2 per month{option}"
    assert periods(clause, {"leads": rows}, engine, local("2026-08-01")) == {("2026-07-01",): (expected, None)}
