"""Boundary cases of what is delivered: how much of what, when in a period, and what is asked of parts of it."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

AMOUNTS = [
    (
        "marketing delivers >= 20 MQL per month",
        "marketing delivers >= 24 MQL per month",
    ),
    (
        "marketing delivers <= 5 MQL per day by owner",
        "marketing delivers <= 3 MQL per day by owner",
    ),
    (
        "marketing delivers between 3 and 5 MQL per week",
        "marketing delivers between 2 and 6 MQL per week",
    ),
    (
        "marketing delivers >= 3 MQL per month",
        "marketing delivers >= 3 MQL per quarter",
    ),
    (
        "marketing delivers >= 3 MQL per month for score >= 50",
        "marketing delivers >= 3 MQL per month for score >= 60",
    ),
    (
        "marketing delivers >= $250k of amount in MQL per quarter",
        "marketing delivers >= $300k of amount in MQL per quarter",
    ),
    (
        """marketing delivers MQL per month by source
  | source | target |
  | web | >= 4 |
  | event | >= 3 |""",
        """marketing delivers MQL per month by source
  | source | target |
  | web | >= 5 |
  | event | >= 2 |""",
    ),
    (
        "marketing delivers >= 3, 4 from 2026-09-15 MQL per month",
        "marketing delivers >= 3, 5 from 2026-09-15 MQL per month",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 120 MQL per month",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers between 100 and 130 MQL per month",
    ),
    (
        "marketing delivers between 100 and 130 MQL per month",
        "marketing delivers between 110 and 140 MQL per month",
    ),
    (
        "marketing delivers <= 25 MQL per day by owner",
        "marketing delivers <= 30 MQL per day by owner",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 SQL per month",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per month for icp",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per month unless icp",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per month min 10",
    ),
    (
        "marketing delivers <= 100 MQL per month min 10",
        "marketing delivers <= 100 MQL per month min 200",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per quarter",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per rolling 30 days",
    ),
    (
        "marketing delivers >= 100 MQL per rolling 30 days",
        "marketing delivers >= 120 MQL per rolling 30 days",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL",
    ),
    (
        "marketing delivers >= 500 MQL",
        "marketing delivers >= 600 MQL",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= $100 of amount in MQL per month",
    ),
    (
        "marketing delivers >= $250k of amount in MQL per quarter",
        "marketing delivers >= $250k of amount in MQL per quarter for score >= 50",
    ),
    (
        "marketing keeps sum amount in MQL >= $250k per quarter",
        "marketing keeps sum amount in MQL >= $200k per quarter",
    ),
    (
        "marketing keeps count email in MQL >= 10 per month",
        "marketing keeps count phone in MQL >= 10 per month",
    ),
    (
        "marketing delivers >= 4 MQL per month by owner",
        "marketing delivers >= 4 MQL per month by reps.region",
    ),
    (
        """marketing delivers MQL per month by source
  | source | target |
  | web | >= 25 |""",
        """marketing delivers MQL per month by source
  | source | target |
  | web | >= 25 |
  | event | >= 15 |""",
    ),
    (
        """marketing delivers MQL per month by tier
  | score | target |
  | >= 70 | >= 25 |
  | any | >= 5 |""",
        """marketing delivers MQL per month by tier
  | score | target |
  | >= 60 | >= 25 |
  | any | >= 5 |""",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        """marketing delivers MQL per month by source
  | source | target |
  | web | >= 25 |""",
    ),
    (
        "marketing delivers >= 100, 120 from 2026-10-01 MQL per month",
        "marketing delivers >= 100, 120 from 2026-09-01 MQL per month",
    ),
    (
        "marketing delivers >= 500 MQL from 2026-07-01 to 2026-09-30",
        "marketing delivers >= 500 MQL from 2026-07-01 to 2026-10-31",
    ),
    (
        "marketing delivers >= 20000 MQL per month",
        "marketing delivers >= 30000 MQL per month",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 110% of previous MQL per month for icp",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 110% of previous MQL per month min 10",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 120% of previous MQL per month",
    ),
    (
        "marketing delivers >= 110% of previous of amount in MQL per quarter",
        "marketing delivers >= 105% of previous of amount in MQL per quarter",
    ),
    (
        "marketing delivers >= $250k of amount in MQL per quarter",
        "marketing delivers >= $250k of amount in MQL per month",
    ),
    (
        "marketing delivers >= 4 MQL per month",
        "marketing delivers >= 4 MQL per month by owner",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 110% of previous MQL per quarter",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 110% of previous MQL per month by owner",
    ),
    (
        "marketing delivers >= 110% of previous MQL per month",
        "marketing delivers >= 120 MQL per month",
    ),
    (
        "marketing delivers >= 110% of previous of amount in MQL per quarter",
        "marketing delivers >= $250k of amount in MQL per quarter",
    ),
    (
        "marketing delivers <= 5 MQL per month min 4",
        "marketing delivers <= 5 MQL per month min 8",
    ),
]
"""How much of what is delivered, in which periods and groups."""
PACES = [
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers >= 100 MQL per month paced <= 30% per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers >= 100 MQL per month paced <= 40% of target per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% of target per week",
        "marketing delivers >= 100 MQL per month paced <= 30% of target per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers >= 100 MQL per month paced <= 40% per rolling 7 days",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers >= 100 MQL per month paced <= 40% per rolling 10 days",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 10% per day",
        "marketing delivers >= 100 MQL per month paced <= 10% per rolling 3 days",
    ),
    (
        "marketing delivers >= 3 MQL per month paced <= 40% per week",
        "marketing delivers >= 3 MQL per month paced <= 35% per week",
    ),
    (
        "marketing delivers <= 100 MQL per month paced <= 40% per week",
        "marketing delivers <= 100 MQL per month paced <= 30% per week",
    ),
    (
        "marketing delivers >= $250k of amount in MQL per quarter paced <= 40% per month",
        "marketing delivers >= $250k of amount in MQL per quarter paced <= 50% per month",
    ),
    (
        "marketing delivers >= 100 MQL per month by owner paced <= 40% per week",
        "marketing delivers >= 100 MQL per month by owner paced <= 30% per week",
    ),
    (
        "marketing delivers >= 100 MQL per month",
        "marketing delivers >= 100 MQL per month paced evenly",
    ),
    (
        "marketing delivers >= 100 MQL per month paced evenly",
        "marketing delivers >= 100 MQL per month paced evenly within 10%",
    ),
    (
        "marketing delivers >= 100 MQL per month paced evenly",
        "marketing delivers >= 100 MQL per month paced evenly over business days",
    ),
    (
        "marketing delivers >= 100 MQL per month paced evenly",
        "marketing delivers >= 100 MQL per month paced evenly per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced evenly within 10% per week",
        "marketing delivers >= 100 MQL per month paced evenly within 20% per week",
    ),
    (
        "marketing delivers >= 310 MQL per month paced evenly within 10% per week",
        "marketing delivers >= 310 MQL per month paced <= 40% per week",
    ),
    (
        "marketing delivers >= 100 MQL per month paced evenly",
        "marketing delivers > 99 MQL per month paced evenly",
    ),
    (
        "marketing delivers >= 100 MQL per month paced <= 40% of target per week",
        "marketing delivers > 99 MQL per month paced <= 40% of target per week",
    ),
    (
        "marketing delivers >= 100 MQL per month from 2026-07-10",
        "marketing delivers >= 100 MQL per month prorated from 2026-07-10",
    ),
    (
        "marketing delivers >= 100 MQL per month from 2026-07-01 to 2026-12-20",
        "marketing delivers >= 100 MQL per month prorated from 2026-07-01 to 2026-12-20",
    ),
    (
        "marketing delivers >= 100 MQL per month prorated from 2026-07-10",
        "marketing delivers > 99 MQL per month prorated from 2026-07-10",
    ),
    (
        "marketing delivers >= 5 MQL per month from 2026-07-10",
        "marketing delivers >= 5 MQL per month prorated from 2026-07-10",
    ),
]
"""When in a period it is delivered, and what is asked of parts of one."""


@pytest.mark.parametrize(("old", "new"), back_and_forth([*AMOUNTS, *PACES]))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
