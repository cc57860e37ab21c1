"""Boundary cases of time limits: the last minute in time, from where clocks part, by tier, by date, in a share."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

LIMITS = [
    (
        "sales first-touch within 4h for score >= 70",
        "sales first-touch within 2h for score >= 70",
    ),
    (
        "sales first-touch within 4h for score >= 70",
        "sales first-touch within 4h for score >= 65",
    ),
    (
        'sales first-touch within 4h for source = "web"',
        'sales first-touch within 4h for source in ("web", "event")',
    ),
    (
        "sales first-touch MQL within 4h for score at MQL >= 70",
        "sales first-touch MQL within 2h for score at MQL >= 75",
    ),
    (
        'sales first-touch within 4h for `Lead Source` = "a|b"',
        'sales first-touch within 4h for `Lead Source` in ("a|b", "#x", " blanks ", "q\\"r") and `Größe` < 3.75',
    ),
    (
        'sales first-touch within 4h for (count of touches where kind = "call") >= 2',
        'sales first-touch within 4h for (count of touches where kind = "call") >= 3',
    ),
    (
        "sales first-touch within 4h for icp",
        "sales first-touch within 4h for icp and score >= 50",
    ),
    (
        "sales first-touch within 4h",
        'sales first-touch within 4h unless domain(email) = "gmail.com"',
    ),
    (
        "sales first-touch within 4h",
        'sales first-touch within 4h for reps.region = "east"',
    ),
    (
        "sales first-touch within 4h",
        "sales first-touch within 4 business hours",
    ),
    (
        "sales first-touch within 4 business hours",
        "sales first-touch within 2 business days",
    ),
    (
        "sales first-touch within 4h",
        "sales first-touch between 1h and 4h",
    ),
    (
        "sales first-touch MQL within 4h",
        "sales first-touch by end of next business day of MQL",
    ),
    (
        "sales first-touch within 4h of assigned",
        "sales first-touch within 4h of MQL",
    ),
    (
        "sales first-touch within 8h, 4h from 2026-08-01",
        "sales first-touch within 8h, 4h from 2026-09-01",
    ),
    (
        "sales first-touch within 4h on >= 95% per month",
        "sales first-touch within 4h on >= 90% per month",
    ),
    (
        "sales first-touch within 4h on >= 80% by owner",
        "sales first-touch within 4h on >= 70% by owner",
    ),
    (
        """sales first-touch by tier
  | source | score  | within   |
  | demo   | any    | 15 min   |
  | any    | >= 70 | 4h       |
  | any    | any    | 2 days |""",
        """sales first-touch by tier
  | source | score  | within   |
  | demo   | any    | 15 min   |
  | any    | >= 80 | 4h       |
  | any    | any    | 3 days |""",
    ),
    (
        "sales accepts or rejects MQL within 24h",
        "sales accepts or rejects MQL within 48h",
    ),
    (
        "sales accepts or rejects MQL within 24h",
        "sales accepts MQL within 24h",
    ),
    (
        "sales first-touch within 2 days",
        "sales first-touch within 2 business days",
    ),
    (
        "sales first-touch within 7 days",
        "sales first-touch within 5 business days",
    ),
    (
        "sales first-touch within 24h",
        "sales first-touch within 8 business hours",
    ),
    (
        "sales first-touch within 1 day",
        "sales first-touch within 24h",
    ),
    (
        "sales first-touch within 1 month",
        "sales first-touch within 30 days",
    ),
    (
        "sales first-touch within 1 month",
        "sales first-touch within 2 months",
    ),
    (
        "sales first-touch by end of next day",
        "sales first-touch by end of day",
    ),
    (
        "sales first-touch by 10:00 of next business day",
        "sales first-touch by end of next business day",
    ),
    (
        "sales first-touch between 1h and 4h",
        "sales first-touch between 2h and 4h",
    ),
    (
        "sales first-touch MQL before disqualified",
        "sales first-touch MQL within 4h before disqualified",
    ),
    (
        "sales first-touch MQL within 4h",
        "sales first-touch MQL within 4h before disqualified",
    ),
    (
        "sales first-touch MQL before disqualified",
        "sales first-touch MQL before won",
    ),
    (
        "sales first-touch MQL within 4h before disqualified",
        "sales first-touch MQL within 4h before won",
    ),
    (
        "sales accepts before rejects",
        "sales accepts before won",
    ),
    (
        "sales accepts MQL within 8h",
        'sales accepts MQL within 8h paused while stage = "waiting"',
    ),
    (
        'sales accepts MQL within 8h paused while stage = "waiting" at most 5 days',
        'sales accepts MQL within 8h paused while stage = "waiting" at most 6 days',
    ),
    (
        'sales accepts MQL within 8h paused while stage = "a"',
        'sales accepts MQL within 8h paused while stage = "b"',
    ),
    (
        'sales accepts MQL within 8 business hours paused while stage = "a"',
        'sales accepts MQL within 8 business hours paused while stage in ("a", "b")',
    ),
    (
        "sales first-touch within 4h",
        "sales accepts within 4h",
    ),
    (
        "sales first-touch within 4h",
        "sales reached within 4h",
    ),
    (
        "sales first-touch within 4h on >= 95% per month min 5",
        "sales first-touch within 4h on >= 95% per month min 10",
    ),
    (
        "sales first-touch within 4h on >= 98% per month",
        "sales first-touch within 4h on >= 99% per month",
    ),
    (
        "sales first-touch within 4h",
        "sales first-touch within 4h on >= 90%",
    ),
    (
        "sales first-touch within 4h on >= 95% per month by owner",
        "sales first-touch within 4h on >= 95% per month by reps.region",
    ),
    (
        """sales first-touch by tier
  | source | within | on |
  | web | 2h | 90% |
  | any | 4h | 80% |""",
        """sales first-touch by tier
  | source | within | on |
  | web | 2h | 80% |
  | any | 4h | 90% |""",
    ),
    (
        """sales first-touch by tier
  | source | within |
  | web | 2h |
  | any | 4h |""",
        """sales first-touch by tier
  | source | within |
  | web | 2h |
  | event | 1h |
  | any | 4h |""",
    ),
    (
        """sales first-touch by tier
  | source | within |
  | web | 2h |""",
        """sales first-touch by tier
  | source | within |
  | web | 2h |
  | event | 1h |""",
    ),
    (
        """sales first-touch by tier
  | score | within |
  | >= 70 | 2h |
  | any | 4h |""",
        """sales first-touch by tier
  | score | within |
  | >= 60 | 2h |
  | any | 4h |""",
    ),
    (
        "sales first-touch within 4h",
        """sales first-touch by tier
  | source | within |
  | web | 2h |
  | any | 4h |""",
    ),
    (
        "sales first-touch within 4h for at least 2 of (icp, score >= 50, email is known)",
        "sales first-touch within 4h for at least 3 of (icp, score >= 50, email is known)",
    ),
    (
        "sales first-touch within 8h, 4h from 2026-08-01",
        "sales first-touch within 8h",
    ),
    (
        "sales first-touch within 4h per week",
        "sales first-touch within 4h per month",
    ),
    (
        "sales first-touch within 4h severity minor unless icp",
        "sales first-touch within 4h unless score < 50",
    ),
    (
        "sales first-touch within 4h on >= 95% per month",
        "sales first-touch within 4h on >= 95% per quarter",
    ),
    (
        "sales first-touch within 4h on >= 95% per month",
        "sales first-touch within 4h on >= 95% per month by owner",
    ),
]
"""Time limits, what ends the time, who is meant, and the share that must be met."""


@pytest.mark.parametrize(("old", "new"), back_and_forth(LIMITS))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
