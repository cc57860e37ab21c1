"""Boundary cases of conversions and shares: who belongs, what counts as a part, when it is judged."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import back_and_forth, shown_apart

PARTS = [
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 35% per quarter",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 14 days >= 30% per quarter",
    ),
    (
        'marketing keeps share of won where source in ("web", "event") >= 40% per quarter',
        'marketing keeps share of won where source = "web" >= 40% per quarter',
    ),
    (
        'marketing keeps share of won where source = "web" >= 100% of previous per quarter',
        'marketing keeps share of won where source = "web" >= 90% of previous per quarter',
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per month",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter by owner",
    ),
    (
        'marketing keeps share of won where source = "web" >= 40% per month',
        'marketing keeps share of won where source = "web" >= 40% per quarter',
    ),
    (
        'marketing keeps share of won where source = "web" <= 40% per month by owner',
        'marketing keeps share of won where source = "web" <= 40% per month by country',
    ),
    (
        'marketing keeps share of won where source = "web" >= 100% of previous per quarter',
        'marketing keeps share of won where source = "web" >= 40% per quarter',
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter for score >= 50",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter min 4",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter min 8",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> won within 30 days >= 30% per quarter",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL >= 30% per quarter",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion lead -> SQL within 30 days >= 30% per quarter",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 1 month >= 30% per quarter",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter maturing after 40 days",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter maturing after 60 days",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter maturing after 60 days",
    ),
    (
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter by owner",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter by reps.region",
    ),
    (
        'marketing keeps share of won where source = "web" >= 40% per quarter',
        'marketing keeps share of amount in won where source = "web" >= 40% per quarter',
    ),
    (
        'marketing keeps share of won where source = "web" >= 40% per quarter',
        'marketing keeps share of lost where source = "web" >= 40% per quarter',
    ),
    (
        'marketing keeps share of won where source = "web" >= 40% per quarter',
        'marketing keeps share of won where source = "web" >= 40% per quarter unless icp',
    ),
    (
        'marketing keeps share of won where source = "web" >= 40% per quarter',
        'marketing keeps share of won where source = "web" >= 40% per quarter min 10',
    ),
    (
        """marketing keeps conversion MQL -> SQL within 30 days per quarter by tier
  | source | target |
  | web | >= 30% |
  | any | >= 20% |""",
        """marketing keeps conversion MQL -> SQL within 30 days per quarter by tier
  | source | target |
  | web | >= 40% |
  | any | >= 20% |""",
    ),
    (
        """marketing keeps conversion MQL -> SQL within 30 days per quarter by tier
  | source | target |
  | web | >= 30% |""",
        """marketing keeps conversion MQL -> SQL within 30 days per quarter by tier
  | source | target |
  | web | >= 30% |
  | event | >= 20% |""",
    ),
]
"""A part of what entered, in rows or in amounts."""


@pytest.mark.parametrize(("old", "new"), back_and_forth(PARTS))
def test_blocks_tell_the_two_apart(old: str, new: str) -> None:
    shown_apart(old, new)
