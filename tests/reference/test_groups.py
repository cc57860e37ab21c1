"""The reference evaluator on groups beside one another, and on the period before, by hand."""

from __future__ import annotations

from datetime import date

from tests.support.reference import ClauseResult
from tests.support.reference_fixtures import Table, first, states, utc

TERM = 'agreement "A"\n  term 2026-01-01 to 2026-12-31\n'


def of_owners(months: dict[int, str], **cells: object) -> Table:
    """MQLs on the second of a month, one for each letter: `a` and `b` are owners, and `-` is nobody."""
    return [
        {"lead_id": f"{month}.{n}", "owner": None if who == "-" else who, "mql_at": utc(f"2026-{month:02}-02 09:00"),
         "created_at": utc(f"2026-{month:02}-02 09:00"), "score": 60} | cells
        for month, owners in months.items() for n, who in enumerate(owners)
    ]  # fmt: skip


def of_month(result: ClauseResult, month: int) -> dict[object, str]:
    return {i.group[0]: i.verdict for i in result.instances if i.period and i.period[0] == date(2026, month, 1)}


def test_a_part_of_all_counts_every_group_and_nobody_too() -> None:
    text = TERM + "marketing keeps share of MQL <= 50% per month by owner\n"
    found = first(text, of_owners({1: "aab-", 2: "aab", 3: "a"}), utc("2026-04-01"))
    # January 2/4, 1/4; February 2/3, 1/3; March 1/1 and 0/1
    assert of_month(found, 1) == {"a": "met", "b": "met", None: "unknown"}
    assert of_month(found, 2) == {"a": "breached", "b": "met"}
    assert of_month(found, 3) == {"a": "breached", "b": "met"}


def test_a_part_of_all_stands_where_it_stands_either_way() -> None:
    text = TERM + "marketing keeps share of MQL <= 50% per month by owner for score >= 50\n"
    rows = of_owners({1: "aabb"})
    rows[3]["score"] = None
    # a: 2 of 3 or of 4; b: 1 of 3, or 2 of 4
    assert of_month(first(text, rows, utc("2026-02-01")), 1) == {"a": "unknown", "b": "met"}


def test_a_balance_is_near_the_median_group() -> None:
    text = TERM + "marketing keeps balance of MQL within 50% per month by owner\n"
    found = first(text, of_owners({1: "aabbbc-", 2: "aaabbc", 3: "ab"}), utc("2026-04-01"))
    # a 2, b 3, c 1: the median is 2, and 1 to 3 are near; nobody is none of them
    assert of_month(found, 1) == {"a": "met", "b": "met", "c": "met", None: "unknown"}
    # March: 1, 1 and 0, the median is 1: from 1/2 to 3/2
    assert of_month(found, 3) == {"a": "met", "b": "met", "c": "breached"}


def test_a_target_may_be_a_share_of_the_period_before() -> None:
    text = TERM + "marketing delivers >= 150% of previous MQL per month\n"
    found = first(text, of_owners({1: "aa", 2: "aaa", 3: "aaaa", 5: "a"}), utc("2026-06-01"))
    # January has none before; February 3 of 3; March 4 of 4.5; April 0 of 6; May 1 of 0
    assert [said for _, said, _ in states(found)][:5] == [
        "closed not_applicable", "closed met", "closed breached", "closed breached", "closed met",
    ]  # fmt: skip
    kept = TERM + "marketing keeps average score in MQL >= 100% of previous per month\n"
    found = first(kept, of_owners({1: "a", 2: "a", 4: "a", 5: "a"}), utc("2026-06-01"))
    # there is nothing in March, so nothing to compare April with
    assert [said for _, said, _ in states(found)][:5] == [
        "closed not_applicable", "closed met", "closed not_applicable", "closed not_applicable", "closed met",
    ]  # fmt: skip


def test_a_tier_has_a_target_of_its_own() -> None:
    text = TERM + "marketing delivers MQL per month\n  | owner | target |\n  | a, b | 2 |\n  | c | <= 1 |\n"
    found = first(text, of_owners({1: "abcd-", 2: "cc"}), utc("2026-03-01"))
    # d is of no tier, and the lead of nobody may be one too many of c
    assert of_month(found, 1) == {"owner a, b": "met", "owner c": "unknown", None: "unknown"}
    assert of_month(found, 2) == {"owner a, b": "breached", "owner c": "breached"}
