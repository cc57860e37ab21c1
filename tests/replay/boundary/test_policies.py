"""Boundary cases of what stands beside a clause: waivers, excuses, days in force, calendars, zones, other promises."""

from __future__ import annotations

import pytest

from tests.replay.boundary.showing import HEAD, policies_apart

FORGIVEN = [
    (
        "clause it: sales first-touch within 4h\n",
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
    ),
    (
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-20 because "leave" approved by "VP"\n'
        ),
    ),
    (
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
        (
            "clause it: sales first-touch within 4h\n"
            'waive it from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
    ),
    (
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "joe" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
    ),
    (
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
        (
            "clause it: sales first-touch within 4h\n"
            'waive it for owner = "jane" from 2026-08-05 to 2026-08-20 because "leave" approved by "VP"\n'
        ),
    ),
    (
        "clause it: marketing delivers >= 100 MQL per month\n",
        (
            "clause it: marketing delivers >= 100 MQL per month\n"
            'waive it from 2026-08-01 to 2026-08-31 because "leave" approved by "VP"\n'
        ),
    ),
    (
        (
            "clause it: marketing delivers >= 100 MQL per month\n"
            'waive it from 2026-08-01 to 2026-08-31 because "leave" approved by "VP"\n'
        ),
        (
            "clause it: marketing delivers >= 100 MQL per month\n"
            'waive it from 2026-08-01 to 2026-09-30 because "leave" approved by "VP"\n'
        ),
    ),
    (
        "clause it: marketing delivers >= 100 MQL per month by owner\n",
        (
            "clause it: marketing delivers >= 100 MQL per month by owner\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-31 because "leave" approved by "VP"\n'
        ),
    ),
    (
        "clause it: sales fills email\n",
        (
            "clause it: sales fills email\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
    ),
    (
        "clause it: sales first-touch within 4h on >= 90% per month\n",
        (
            "clause it: sales first-touch within 4h on >= 90% per month\n"
            'waive it for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
        ),
    ),
    (
        "clause it: marketing keeps balance of won within 15% per quarter by owner\n",
        (
            "clause it: marketing keeps balance of won within 15% per quarter by owner\n"
            'waive it from 2026-07-01 to 2026-09-30 because "leave" approved by "VP"\n'
        ),
    ),
    (
        ("clause o: sales fills email\nclause it: sales accepts MQL within 24h\n"),
        ("clause o: sales fills email\nclause it: sales accepts MQL within 24h excused by o\n"),
    ),
    (
        ("clause o: sales accepts MQL within 4h\nclause it: sales first-touch MQL within 8h excused by o\n"),
        ("clause o: sales accepts MQL within 2h\nclause it: sales first-touch MQL within 8h excused by o\n"),
    ),
    (
        ("clause o: sales fills email\nclause it: sales fills phone excused by o\n"),
        ("clause o: sales fills email, company\nclause it: sales fills phone excused by o\n"),
    ),
    (
        ("clause o: sales fills email\nclause it: marketing keeps average score in MQL >= 65 per month\n"),
        ("clause o: sales fills email\nclause it: marketing keeps average score in MQL >= 65 per month excused by o\n"),
    ),
    (
        ("clause o: sales accepts MQL within 4h\nclause it: marketing keeps conversion MQL -> SQL >= 30% per month\n"),
        (
            "clause o: sales accepts MQL within 4h\n"
            "clause it: marketing keeps conversion MQL -> SQL >= 30% per month excused by o\n"
        ),
    ),
]
"""Waivers, and breaches of other clauses that excuse."""
COVERED = [
    (
        "clause it: sales first-touch within 4h\n",
        "clause it: sales first-touch within 4h from 2026-08-01 to 2026-10-31\n",
    ),
    (
        "clause it: marketing delivers >= 100 MQL per month\n",
        "clause it: marketing delivers >= 100 MQL per month from 2026-08-01\n",
    ),
    (
        "clause it: marketing delivers >= 100 MQL per month\n",
        "clause it: marketing delivers >= 100 MQL per month from 2026-07-01 to 2026-10-31\n",
    ),
    (
        "clause it: sales first-touch within 4h from 2026-08-01 to 2026-10-31\n",
        "clause it: sales first-touch within 4h from 2026-09-01 to 2026-11-30\n",
    ),
    (
        "clause it: marketing keeps average score in MQL >= 65 per month\n",
        "clause it: marketing keeps average score in MQL >= 65 per month from 2026-08-01 to 2026-10-31\n",
    ),
    (
        "clause it: marketing keeps ratio of MQL to SQL >= 2 per month\n",
        "clause it: marketing keeps ratio of MQL to SQL >= 2 per month from 2026-08-01 to 2026-10-31\n",
    ),
    (
        "clause it: marketing keeps share of won <= 15% per quarter by owner\n",
        "clause it: marketing keeps share of won <= 15% per quarter by owner from 2026-07-01 to 2026-09-30\n",
    ),
    (
        "clause it: marketing delivers >= 500 MQL\n",
        "clause it: marketing delivers >= 500 MQL from 2026-08-01\n",
    ),
]
"""Days in force."""
REPLACED = [
    (
        "clause it: marketing delivers >= 100 MQL per month\n",
        ("clause it: marketing delivers >= 100 MQL per month\nwhen it breached then carry over\n"),
    ),
    (
        "clause it: marketing delivers >= 100 MQL per month\n",
        "clause it: sales first-touch within 4h\n",
    ),
    (
        "clause it: sales first-touch within 4h\n",
        "clause it: sales fills email\n",
    ),
    (
        "clause it: sales first-touch within 4h\n",
        "clause it: marketing keeps average score in MQL >= 65 per month\n",
    ),
    (
        "clause it: marketing keeps ratio of MQL to SQL >= 2 per month\n",
        "clause it: marketing keeps share of won <= 15% per quarter by owner\n",
    ),
    (
        "clause it: sales fills email for MQL\n",
        "clause it: sales keeps median time from created to first-touch <= 4h per month\n",
    ),
]
"""What is carried over, and one promise in the place of another one."""
AGREEMENTS: list[tuple[str, str, list[str]]] = [
    (
        "09:00-17:00",
        "10:00-18:00",
        [
            "sales first-touch within 4 business hours",
            "sales first-touch within 2 business days",
            "sales first-touch by end of business day",
            "sales keeps median time from created to first-touch <= 4 business hours per month",
        ],
    ),
    (
        "  open mon-fri 09:00-17:00\n",
        ("  open mon-fri 09:00-17:00\n  holidays US\n"),
        [
            "sales first-touch within 8 business hours",
            "sales first-touch within 2 business days",
            "sales first-touch by end of next business day",
            "sales keeps median time from created to first-touch <= 4 business hours per month",
            "marketing delivers >= 100 MQL per month paced evenly over business days",
            "marketing delivers >= 100 MQL per month prorated from 2026-07-10",
            "marketing keeps conversion MQL -> SQL within 20 business days >= 30% per quarter",
        ],
    ),
    (
        "2026-12-31",
        "2026-11-30",
        [
            "sales first-touch within 4h",
            "marketing delivers >= 100 MQL per month",
            "marketing keeps average score in MQL >= 65 per month",
            "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
            "marketing fills email for MQL",
            "marketing keeps ratio of MQL to SQL >= 2 per month",
            "marketing keeps share of won <= 15% per quarter by owner",
            "marketing delivers >= 500 MQL",
        ],
    ),
    (
        "2026-07-01",
        "2026-08-01",
        [
            "sales first-touch within 4h",
            "marketing delivers >= 100 MQL per month",
            "marketing keeps average score in MQL >= 65 per month",
            "marketing keeps ratio of MQL to SQL >= 2 per month",
            "marketing delivers >= 500 MQL",
        ],
    ),
    (
        "America/New_York",
        "Europe/Berlin",
        [
            "marketing delivers >= 100 MQL per month",
            "marketing keeps average score in MQL >= 65 per month",
            "sales first-touch within 4h on >= 90% per month",
            "sales first-touch by end of day",
            "sales first-touch within 4 business hours",
            "marketing keeps ratio of MQL to SQL >= 2 per month",
            "marketing keeps share of won <= 15% per quarter by owner",
            "marketing delivers >= 500 MQL",
        ],
    ),
    (
        '  timezone "America/New_York"\n',
        ('  timezone "America/New_York"\n  weeks start sunday\n'),
        [
            "marketing delivers >= 100 MQL per week",
            "marketing delivers >= 100 MQL per month paced <= 40% per week",
            "marketing delivers >= 100 MQL per month paced evenly per week",
            "marketing keeps average score in MQL >= 65 per week",
            "sales first-touch within 4h on >= 90% per week",
        ],
    ),
    (
        '  timezone "America/New_York"\n',
        ('  timezone "America/New_York"\n  fiscal year starts february\n'),
        [
            "marketing delivers >= 100 MQL per fiscal quarter",
            "marketing keeps ratio of MQL to SQL >= 2 per fiscal quarter",
        ],
    ),
]
"""A piece of the agreement or of a calendar, another one in its place, and what is promised."""
BESIDE = [*FORGIVEN, *COVERED, *REPLACED]


@pytest.mark.parametrize(("old", "new"), [*BESIDE, *((new, old) for old, new in BESIDE[::2])])
def test_blocks_tell_two_texts_apart(old: str, new: str) -> None:
    policies_apart(HEAD + old, HEAD + new)


@pytest.mark.parametrize(
    ("piece", "other", "promise"), [(piece, other, one) for piece, other, promises in AGREEMENTS for one in promises]
)
def test_blocks_tell_two_agreements_apart(piece: str, other: str, promise: str) -> None:
    assert piece in HEAD
    clause = f"clause it: {promise}\n"
    policies_apart(HEAD + clause, HEAD.replace(piece, other) + clause)
    policies_apart(HEAD.replace(piece, other) + clause, HEAD + clause)
