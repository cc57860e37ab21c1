"""Boundary cases of statistics: of which value, on which clock, of which rows."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

STATISTICS = [
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps average score in MQL >= 70 per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 24h per month",
        "sales keeps median time from created to first-touch <= 12h per month",
    ),
    (
        "sales keeps p90 time from created to first-touch <= 4 business hours per month",
        "sales keeps p90 time from created to first-touch <= 2 business hours per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 100% of previous per month",
        "sales keeps median time from created to first-touch <= 90% of previous per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per week",
        "marketing keeps average score in MQL >= 65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps average score in MQL >= 65 per month by reps.region",
    ),
    (
        "sales keeps median time from created to first-touch <= 24h per month",
        "sales keeps median time from created to first-touch <= 90% of previous per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 24h per month",
        'sales keeps median time from created to first-touch <= 24h per month for source = "web"',
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps p90 time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps average time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps p90 time from created to first-touch <= 4h per month",
        "sales keeps p95 time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps p90 time from created to first-touch <= 4h per month",
        "sales keeps p75 time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps average time from created to first-touch <= 4h per month",
        "sales keeps max time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps average time from created to first-touch <= 4h per month",
        "sales keeps p90 time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps min time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 4h per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 4 business hours per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4 business hours per month",
        "sales keeps median time from created to first-touch <= 3 business hours per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to accepts <= 4h per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from assigned to first-touch <= 4h per month",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 4h per month only finished",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 4h per month for icp",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 4h per month min 5",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month by owner",
        "sales keeps median time from created to first-touch <= 4h per month by reps.region",
    ),
    (
        "sales keeps median time from created to first-touch <= 4h per month",
        "sales keeps median time from created to first-touch <= 2h per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps median score in MQL >= 65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps max score in MQL >= 65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps min score in MQL >= 65 per month",
    ),
    (
        "marketing keeps median score in MQL >= 65 per month",
        "marketing keeps p10 score in MQL >= 65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps average amount in MQL >= $65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps average score in SQL >= 65 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month",
        "marketing keeps average score in MQL between 60 and 70 per month",
    ),
    (
        "marketing keeps average score in MQL >= 65 per month by owner",
        "marketing keeps average score in MQL >= 65 per month by owner min 3",
    ),
    (
        "marketing keeps average score in MQL >= 95% of previous per month",
        "marketing keeps median score in MQL >= 95% of previous per month",
    ),
    (
        """marketing keeps average score in MQL per month by tier
  | source | target |
  | web | >= 60 |
  | any | >= 50 |""",
        """marketing keeps median score in MQL per month by tier
  | source | target |
  | web | >= 60 |
  | any | >= 50 |""",
    ),
]
"""Statistics of times and of values."""


@pytest.mark.parametrize(("old", "new"), back_and_forth(STATISTICS))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
