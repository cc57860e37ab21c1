"""The reference evaluator on tables of tiers, amounts with dates, and the rhythm of touches, by hand."""

from __future__ import annotations

import pytest

from tests.support.reference import ClauseResult, evaluate
from tests.support.reference_fixtures import Table, first, lead, policy, utc, verdicts

TOUCHES = "table touches of leads by lead_id\n"
TIERS = (
    "sales first-touch{}\n  | source | score | within | on |\n  | demo, pricing | any | 15 min | >= 50% |\n"
    "  | any | >= 70 | 4h | 100% |\n"
)


def test_the_first_line_that_holds_sets_the_limit_and_an_unknown_one_above_it_leaves_it_open() -> None:
    rows = [
        lead(1, source="demo", score=90), lead(2, source="web", score=70), lead(3, source="web", score=69),
        lead(4, source="web", score=None), lead(5, source=None, score=90), lead(6, source="pricing", score=None),
        lead(7, source=None, score=10),
    ]  # fmt: skip
    found = first(TIERS.format(""), rows, utc("2026-07-01 12:00"))
    # 3 is promised nothing; of 4, 5 and 7 nobody knows the line: 7 may be in the first one
    assert verdicts(found) == {1: "missed", 2: "pending", 4: "unknown", 5: "unknown", 6: "missed", 7: "unknown"}
    assert [i.due for i in found.instances[:3]] == [utc("2026-07-01 09:15"), utc("2026-07-01 13:00"), None]


def test_every_tier_is_held_to_its_own_share() -> None:
    ten = utc("2026-07-01 09:10")
    rows = [
        lead(1, source="demo", first_touch_at=ten), lead(2, source="demo"),
        lead(3, source="web", first_touch_at=ten), lead(4, source="web"),
    ]  # fmt: skip
    found = first(TIERS.format(""), rows, utc("2026-07-02"))
    # one of two is enough for 50 %, and not for 100 %
    assert {i.group: i.verdict for i in found.shares} == {
        ("source demo, pricing",): "met", ("score >= 70",): "breached",
    }  # fmt: skip


def test_amounts_with_dates_hold_from_their_day_and_nothing_is_promised_before() -> None:
    text = "let quick = 8h from 2026-07-01, 4h from 2026-07-02\nsales first-touch within 2 * quick\n"
    rows = [
        lead(n, created_at=utc(f"2026-{day}")) for n, day in enumerate(("06-30 23:59", "07-01 00:00", "07-02 00:00"))
    ]
    found = first(text, rows, utc("2026-08-01"))
    assert [i.due for i in found.instances] == [utc("2026-07-01 16:00"), utc("2026-07-02 08:00")]


def test_the_calendar_that_a_column_names() -> None:
    text = (
        "calendar early\n  open mon-fri 08:00-12:00\ncalendar late\n  open mon-fri 14:00-18:00\n"
        "sales first-touch within 1 business hour using calendar of site\n"
    )
    rows = [lead(n, site=site) for n, site in enumerate(("early", "late", "moon", None))]
    found = first(text, rows, utc("2026-07-09"))
    assert [i.due for i in found.instances] == [utc("2026-07-01 10:00"), utc("2026-07-01 15:00"), None, None]
    assert verdicts(found) == {0: "missed", 1: "missed", 2: "unknown", 3: "unknown"}


def test_the_first_row_with_a_value_is_no_repetition() -> None:
    text = "sales ensures not repeated(lower(email))\n"
    emails = ("A@x.io", "a@x.io", None, "a@X.io")
    created = (utc("2026-07-03 09:00"), utc("2026-07-02 09:00"), utc("2026-07-01 09:00"), None)
    rows = [lead(n, email=e, created_at=c) for n, (e, c) in enumerate(zip(emails, created, strict=True))]
    assert verdicts(first(text, rows, utc("2026-07-09"))) == {0: "breached", 1: "met", 2: "unknown", 3: "breached"}


# ------------------------------------------------------------------------------------------------------------- rhythm


def touched(text: str, *times: str, as_of: str = "2026-07-20 00:00", **cells: object) -> ClauseResult:
    """What becomes of a lead of the 1st of July, 09:00, with touches on these days and hours of July."""
    rows: Table = [{"lead_id": 1, "at": utc(f"2026-07-{t}:00")} for t in times]
    file = policy(TOUCHES + text + "\n")
    (found,) = evaluate(file, {"leads": [lead(1, **cells)], "touches": rows}, utc(as_of)).values()
    return found


@pytest.mark.parametrize(
    ("bound", "times", "verdict"),
    [
        ("<= 2 days", ("02 09", "04 09", "06 09"), "met"),  # two days each
        ("<= 2 days", ("02 09", "04 10", "06 09"), "breached"),
        (">= 1 day", ("02 09", "03 09", "04 09"), "met"),
        (">= 1 day", ("02 09", "03 08", "04 09"), "breached"),
        ("between 1 day and 2 days", ("02 09", "03 09", "05 09"), "met"),
        (">= 1 day", ("02 09", "03 09", "04 09", "04 10"), "met"),  # done with the third
        ("<= 2 days", (), "missed"),  # nothing to be apart
        ("<= 2 days", ("02 09",), "breached"),  # and none up to the due instant, the 8th
        (">= 1 day", ("02 09",), "missed"),
    ],
)
def test_touches_keep_their_distance_up_to_the_one_that_does_it(
    bound: str, times: tuple[str, ...], verdict: str
) -> None:
    found = touched(f"sales makes >= 3 touches within 7 days spaced {bound}", *times)
    assert verdicts(found) == {1: verdict}


def test_a_touch_every_five_days() -> None:
    every = "sales makes >= 1 touches every 5 days"
    # from the 1st, 09:00: the 6th, 09:00 is still in time, and so is the 11th; on the 16th it is over
    assert verdicts(touched(every, "06 09", "11 09", as_of="2026-07-16 09:00")) == {1: "met"}
    last = touched(every, "06 09", "11 09", as_of="2026-07-16 09:01").instances[0]
    assert (last.verdict, last.due) == ("missed", utc("2026-07-16 09:00"))
    late = touched(every, "06 10", "11 09", as_of="2026-07-12 00:00").instances[0]
    assert (late.verdict, late.done, late.due) == ("late", utc("2026-07-06 10:00"), utc("2026-07-06 09:00"))
    assert verdicts(touched(every, as_of="2026-07-06 09:00")) == {1: "pending"}
    lost = {"sql_at": utc("2026-07-06 09:00")}
    # what is due at the event is not due
    assert verdicts(touched(every + " before SQL", as_of="2026-07-20 00:00", **lost)) == {1: "met"}
    assert verdicts(touched(every + " before SQL", "06 10", as_of="2026-07-20 00:00", **lost)) == {1: "met"}
