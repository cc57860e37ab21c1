"""Boundary cases of balances, shares of all groups and ratios."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

QUOTIENTS = [
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of won <= 20% per quarter by owner",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 20% per quarter by owner",
    ),
    (
        "marketing keeps balance of amount in won within 15% per quarter by reps.region",
        "marketing keeps balance of amount in won within 10% per quarter by reps.region",
    ),
    (
        "marketing keeps ratio of amount in opportunity to amount in won <= 4 per quarter",
        "marketing keeps ratio of amount in opportunity to amount in won <= 3 per quarter",
    ),
    (
        "marketing keeps ratio of amount in won to cost in spend >= 6 per quarter",
        "marketing keeps ratio of amount in won to cost in spend >= 5.5 per quarter",
    ),
    (
        "marketing keeps ratio of MQL to spend >= 2 per month by source",
        "marketing keeps ratio of MQL to spend >= 3 per month by source",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of won <= 15% per month by owner",
    ),
    (
        "marketing keeps share of won >= 40% per quarter by owner",
        "marketing keeps share of won >= 40% per quarter by country",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 15% per month by owner",
    ),
    (
        "marketing keeps balance of amount in won within 15% per quarter by owner",
        "marketing keeps balance of amount in won within 15% per quarter by owner, country",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to SQL >= 2 per quarter",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to SQL >= 2 per month by owner",
    ),
    (
        "marketing keeps ratio of amount in won to cost in spend >= 6 per quarter",
        "marketing keeps ratio of amount in won to cost in spend >= 6 per month",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to SQL >= 100% of previous per month",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 15% per quarter by owner for score >= 50",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 15% per quarter by owner unless icp",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 15% per quarter by owner min 5",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of amount in won within 15% per quarter by owner",
    ),
    (
        "marketing keeps balance of amount in won within 15% per quarter by owner",
        "marketing keeps balance of amount in won within 15% per quarter by owner for icp",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of won within 15% per quarter by reps.region",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps balance of lost within 15% per quarter by owner",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of won <= 15% per quarter by owner for score >= 50",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of won <= 15% per quarter by owner min 5",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of amount in won <= 15% per quarter by owner",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps share of won <= 15% per quarter by reps.region",
    ),
    (
        "marketing keeps share of amount in won <= 15% per quarter by owner",
        "marketing keeps share of amount in won <= 15% per quarter by owner unless icp",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to SQL >= 2 per month for icp",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to SQL >= 2 per month min 5",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of MQL to won >= 2 per month",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month",
        "marketing keeps ratio of lead to SQL >= 2 per month",
    ),
    (
        "marketing keeps ratio of MQL to SQL >= 2 per month by owner",
        "marketing keeps ratio of MQL to SQL >= 2 per month by reps.region",
    ),
    (
        "marketing keeps ratio of amount in opportunity to amount in won <= 4 per quarter",
        "marketing keeps ratio of amount in opportunity to amount in won <= 4 per quarter for icp",
    ),
    (
        "marketing keeps ratio of amount in opportunity to amount in won <= 4 per quarter",
        "marketing keeps ratio of amount in opportunity to won <= 4 per quarter",
    ),
    (
        "marketing keeps ratio of amount in won to cost in spend >= 6 per quarter",
        "marketing keeps ratio of amount in won to cost in spend >= 6 per quarter for icp",
    ),
    (
        "marketing keeps ratio of amount in won to cost in spend >= 6 per quarter",
        "marketing keeps ratio of amount in opportunity to cost in spend >= 6 per quarter",
    ),
    (
        "marketing keeps balance of won within 15% per quarter by owner",
        "marketing keeps share of won <= 15% per quarter by owner",
    ),
    (
        "marketing keeps share of won <= 15% per quarter by owner",
        "marketing keeps ratio of MQL to SQL >= 2 per month",
    ),
    (
        """marketing keeps share of MQL per month by tier
  | source | target |
  | web | >= 30% |
  | any | >= 20% |""",
        """marketing keeps share of MQL per month by tier
  | source | target |
  | web | >= 40% |
  | any | >= 20% |""",
    ),
    (
        """marketing keeps share of MQL per month by tier
  | source | target |
  | web | >= 30% |
  | any | >= 20% |""",
        """marketing keeps share of MQL per month by tier
  | source | target |
  | web | >= 30% |
  | event | >= 10% |
  | any | >= 20% |""",
    ),
    (
        """marketing keeps ratio of MQL to SQL per month by tier
  | source | target |
  | web | >= 3 |
  | any | >= 2 |""",
        """marketing keeps ratio of MQL to SQL per month by tier
  | source | target |
  | web | >= 4 |
  | any | >= 2 |""",
    ),
]
"""What one side holds over another one, or a group over all."""


@pytest.mark.parametrize(("old", "new"), back_and_forth(QUOTIENTS))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
