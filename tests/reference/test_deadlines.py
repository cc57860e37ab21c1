"""The reference evaluator on ends of days, on what comes before, and on clocks that stand still, by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.reference import evaluate
from tests.support.reference_fixtures import NEW_YORK, Table, first, lead, local, policy, utc, verdicts

OFFICE = 'calendar office\n  open mon-fri 09:00-12:00, 13:00-17:00\n  closed 2026-07-03 "bridge"\n'


def due(text: str, created: str) -> datetime | None:
    """When `sales first-touch TEXT` is due in New York."""
    rows = [lead(1, created_at=local("America/New_York", created))]
    return first(NEW_YORK + OFFICE + f"sales first-touch {text}\n", rows, utc("2026-12-01")).instances[0].due


# 2026-07-01 is a Wednesday; Friday the 3rd is closed
@pytest.mark.parametrize(
    ("limit", "created", "expected"),
    [
        ("by end of day", "2026-07-01 23:59:59", "07-01 23:59:59.999999"),
        ("by end of next day", "2026-07-01 00:00", "07-02 23:59:59.999999"),
        ("by end of 3 days", "2026-07-01 10:00", "07-04 23:59:59.999999"),
        # the last day of October has 24 hours, the 1st of November 25: its end is 04:59:59.999999 UTC of the 2nd
        ("by end of next day", "2026-10-31 10:00", "11-01 23:59:59.999999"),
        ("by 10:00 of day", "2026-07-01 10:00", "07-01 10:00:00"),
        ("by 10:00 of day", "2026-07-01 10:00:01", "07-02 10:00:00"),
        ("by 10:00 of next day", "2026-07-01 10:00:01", "07-02 10:00:00"),
        # 02:30 of the 8th of March is not there, and moves to 03:30
        ("by 02:30 of next day", "2026-03-07 10:00", "03-08 03:30:00"),
        ("by end of business day", "2026-07-01 12:30", "07-01 17:00:00"),  # closed at noon: the opening at 13:00
        ("by end of business day", "2026-07-01 17:00", "07-02 17:00:00"),  # closing times do not belong to the hours
        ("by end of next business day", "2026-07-02 16:59", "07-06 17:00:00"),  # Thursday; Friday is closed
        ("by end of business day", "2026-07-04 10:00", "07-06 17:00:00"),  # on Saturday: Monday's
        ("by end of 3 business days", "2026-07-01 10:00", "07-07 17:00:00"),  # Thursday, Monday, Tuesday
        ("by 12:30 of business day", "2026-07-01 12:45", "07-02 12:30:00"),  # past on its own day
        ("by 08:00 of business day", "2026-07-04 10:00", "07-06 08:00:00"),
    ],
)
def test_days_end_with_their_last_microsecond_and_working_days_with_their_last_closing(
    limit: str, created: str, expected: str
) -> None:
    assert due(limit, created) == local("America/New_York", f"2026-{expected}")


def test_what_comes_before_is_met_and_what_never_had_time_is_missed() -> None:
    nine, ten = utc("2026-07-01 09:00"), utc("2026-07-01 10:00")
    rows = [
        lead(1, first_touch_at=nine, rejected_at=ten),
        lead(2, first_touch_at=ten, rejected_at=ten),  # due is the last microsecond before
        lead(3, rejected_at=ten),
        lead(4),
        lead(5, rejected_at=utc("2026-07-01 08:00")),
        lead(6, first_touch_at=utc("2026-07-09 09:00")),
    ]
    found = first("sales first-touch before disqualified\n", rows, utc("2026-07-10"))
    assert verdicts(found) == {1: "met", 2: "late", 3: "missed", 4: "pending", 5: "missed", 6: "met"}
    assert [i.due for i in found.instances][3:4] == [None]
    both = first("sales first-touch within 24h before disqualified\n", rows, utc("2026-07-10"))
    assert verdicts(both) == {1: "met", 2: "late", 3: "missed", 4: "missed", 5: "missed", 6: "late"}


def test_days_of_attempts_are_local() -> None:
    text = NEW_YORK + "table touches of leads by lead_id\nsales makes >= 3 touches across >= 2 days within 14 days\n"
    # 03:00 UTC of the 2nd is still the 1st in New York, so the second day begins with the third touch
    touches: Table = [{"lead_id": 1, "at": utc(f"2026-07-{t}")} for t in ("01 12:00", "02 03:00", "02 04:00")]
    assert first(text, [lead(1)], utc("2026-07-09"), touches=touches).instances[0].done == utc("2026-07-02 04:00")
    assert first(text, [lead(1)], utc("2026-07-09"), touches=touches[:2]).instances[0].done is None


# ------------------------------------------------------------------------------------------------------------- pauses

PAUSED = 'table changes of leads by lead_id\n{}sales first-touch within {} paused while status = "waiting"{}\n'


def paused(limit: str, states: str, most: str = "", as_of: str = "2026-07-20", head: str = "") -> str:
    """When a lead of the 1st of July, 09:00, is due; states are `day hour status`."""
    changes: Table = []
    for state in states.split(", "):
        day, hour, status = state.split()
        changes.append({"lead_id": 1, "at": utc(f"2026-07-{day} {hour}:00"), "status": status})
    found = first(PAUSED.format(head, limit, most), [lead(1)], utc(as_of), changes=changes).instances[0]
    assert found.due is not None
    return found.due.strftime("%d %H:%M ") + found.verdict


def test_the_clock_stands_still_while_it_is_paused() -> None:
    # 4 h from 09:00 are 13:00; two hours of waiting make it 15:00
    assert paused("4h", "01 10 waiting, 01 12 open") == "01 15:00 missed"
    # before the start nothing is counted: from 09:00 on, one hour
    assert paused("4h", "01 07 waiting, 01 10 open") == "01 14:00 missed"
    # one that begins as the limit is used up counts whole, one that begins a moment later does not
    assert paused("4h", "01 13 waiting, 01 16 open") == "01 16:00 missed"
    assert paused("4h", "01 14 waiting, 01 16 open") == "01 13:00 missed"
    # the first pause makes room for the second: due 14:00 after the first, 17:00 after both
    assert paused("4h", "01 10 waiting, 01 11 open, 01 14 waiting, 01 17 open") == "01 17:00 missed"
    # of several states at one instant all must pause
    assert paused("4h", "01 10 waiting, 01 10 open") == "01 13:00 missed"
    # one under way counts so far: 4 h, and 22 h up to 10:00 of the 2nd
    assert paused("4h", "01 12 waiting", as_of="2026-07-02 10:00") == "02 11:00 pending"


def test_pauses_have_a_cap_and_run_on_the_clock_of_the_limit() -> None:
    assert paused("4h", "01 10 waiting, 01 20 open", " at most 3h") == "01 16:00 missed"
    # the 4th, 09:00, moved on by a day and an hour
    assert paused("3 days", "02 09 waiting, 03 10 open") == "05 10:00 missed"
    # 09-12 and 13-17 are open: of 11:00 to 14:00 two hours; 4 h from 09:00 are 14:00, and with two more 16:00
    assert paused("4 business hours", "01 11 waiting, 01 14 open", head=OFFICE) == "01 16:00 missed"


# ------------------------------------------------------------------------------------------------------------ excuses


def test_a_breach_elsewhere_excuses_and_doubt_elsewhere_makes_a_breach_unknown() -> None:
    text = (
        "clause data: marketing ensures score >= 50\n"
        "clause call: sales first-touch within 4h excused by data\n"
        "clause part: sales keeps share of lead where first_touch_at is known >= 50% per month excused by data\n"
    )
    ten = utc("2026-07-01 10:00")
    rows = [
        lead(1, score=10), lead(2, score=10, first_touch_at=ten), lead(3, score=None), lead(4, score=60),
        lead(5, score=None, first_touch_at=ten), lead(6, score=60, first_touch_at=ten),
    ]  # fmt: skip
    found = evaluate(policy(text), {"leads": rows}, utc("2026-08-02"))
    assert verdicts(found["call"]) == {1: "excused", 2: "excused", 3: "unknown", 4: "missed", 5: "met", 6: "met"}
    # of 4 and 6 one is touched, and so are 5, which may not count, and not 3: from 1/3 to 2/3
    assert found["part"].instances[0].verdict == "unknown"


def test_a_waiver_covers_what_began_on_its_days_and_forgives_breaches_alone() -> None:
    text = (
        "clause hot: sales first-touch within 4h\n"
        'waive hot for owner = "jane" from 2026-07-01 to 2026-07-02 because "leave"\n'
    )
    late = utc("2026-07-09 09:00")
    rows = [
        lead(1, owner="jane"), lead(2, owner=None), lead(3, owner="jane", first_touch_at=utc("2026-07-01 10:00")),
        lead(4, owner="jane", created_at=utc("2026-07-02 23:59:59.999999")),
        lead(5, owner="jane", created_at=utc("2026-07-03 00:00")), lead(6, owner="jane", first_touch_at=late),
    ]  # fmt: skip
    found = first(text, rows, utc("2026-07-20"))
    assert verdicts(found) == {1: "waived", 2: "missed", 3: "met", 4: "waived", 5: "missed", 6: "waived"}
    assert first(text, rows[:1], utc("2026-07-20")).verdict == "not_applicable"
