"""The reference evaluator on waivers, tiers, invariants and what is kept, by hand."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from tests.support.reference import evaluate
from tests.support.reference_fixtures import (
    HOT,
    US,
    Table,
    first,
    lead,
    mql,
    policy,
    utc,
    verdicts,
)


def test_a_waiver_covers_the_starts_on_its_days() -> None:
    text = "clause hot: " + HOT + 'waive hot for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave"\n'
    days = ("2026-07-31 23:59", "2026-08-01 00:00", "2026-08-14 23:59", "2026-08-15 00:00")
    rows = [lead(n, owner="jane", created_at=utc(t)) for n, t in enumerate(days)]
    rows.append(lead(9, owner="joe", created_at=utc("2026-08-05 09:00")))
    found = verdicts(first(text, rows, utc("2026-09-01")))
    assert found == {0: "missed", 1: "waived", 2: "waived", 3: "missed", 9: "missed"}


def test_invariants_judge_rows_and_their_share() -> None:
    rows = [
        lead(1, email="a@b", phone="", mobile=None, mql_at=utc("2026-07-02")),
        lead(2, email="a@b", phone="1", mobile=None, mql_at=utc("2026-07-02")),
        lead(3, email=None, phone="1", mobile="2", mql_at=None),
    ]
    filled = first("marketing fills email, phone or mobile on >= 50% of MQL\n", rows, utc("2026-09-01"))
    assert verdicts(filled) == {1: "breached", 2: "met"}
    assert (filled.verdict, filled.shares[0].observed) == ("met", Fraction(1, 2))
    never = first(
        "sales never first_touch_at < created_at\n", [lead(1), lead(2, first_touch_at=utc("2026-07-01"))], None
    )
    assert verdicts(never) == {1: "unknown", 2: "breached"}


def test_a_conversion_waits_for_its_cohort_to_mature() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\n'
    text += "marketing keeps conversion MQL -> SQL within 30 days >= 50% per month\n"
    start = utc("2026-07-05 09:00")
    rows: Table = [
        {"lead_id": 1, "mql_at": start, "sql_at": start + timedelta(days=30)},
        {"lead_id": 2, "mql_at": start, "sql_at": start + timedelta(days=30) + US},
    ]
    ripe = first(text, rows, utc("2026-08-31")).instances[0]
    assert (ripe.verdict, ripe.observed) == ("met", Fraction(1, 2))
    assert first(text, rows, utc("2026-08-31") - US).instances[0].verdict == "pending"


def test_an_untouched_lead_can_not_improve_a_median() -> None:
    text = (
        'agreement "A"\n  term 2026-07-01 to 2026-12-31\n'
        "sales keeps median time from created to first-touch <= 2h per month{}\n"
    )
    rows = [lead(n, first_touch_at=utc("2026-07-01 10:00")) for n in range(2)] + [lead(7), lead(8), lead(9)]
    assert first(text.format(""), rows, utc("2026-08-01")).instances[0].verdict == "breached"
    assert first(text.format(" only finished"), rows, utc("2026-08-01")).instances[0].verdict == "met"
    assert first(text.format(""), rows[:4], utc("2026-08-01")).instances[0].verdict == "met"


def test_tiers_take_the_first_row_that_matches() -> None:
    text = (
        "clause speed: sales first-touch\n"
        "  | source       | score | within |\n"
        "  | demo,pricing | any   | 15 min |\n"
        "  | any          | >= 70 | 4h     |\n"
        "  | any          | any   | 2 days |\n"
    )
    rows = [lead(1, source="demo", score=90), lead(2, source="web", score=70), lead(3, source="web", score=69)]
    found = first(text, rows, utc("2026-07-01 09:00"))
    due = [i.due for i in found.instances]
    assert due == [utc("2026-07-01 09:15"), utc("2026-07-01 13:00"), utc("2026-07-03 09:00")]


def test_makes_counts_what_comes_from_the_start_until_the_end() -> None:
    text = (
        "table touches of leads by lead_id\n"
        "clause a: sales makes >= 2 calls, >= 1 emails across >= 2 channels within 2 days of MQL\n"
        "clause b: sales makes >= 3 touches within 2 days of MQL before disqualified\n"
    )
    start = utc("2026-07-01 09:00")
    rows: Table = [
        {"lead_id": 1, "mql_at": start, "rejected_at": start + timedelta(hours=30)},
        {"lead_id": 2, "mql_at": start, "rejected_at": None},
    ]
    touches: Table = [
        {"lead_id": key, "at": start + timedelta(hours=hours), "kind": kind, "channel": channel}
        for key in (1, 2)
        for hours, kind, channel in (
            (-1, "call", "phone"),
            (0, "call", "phone"),
            (1, "email", "web"),
            (48, "call", "web"),
        )
    ]
    found = evaluate(policy(text), {"leads": rows, "touches": touches}, utc("2026-07-09"))
    assert verdicts(found["a"]) == {1: "met", 2: "met"}
    assert verdicts(found["b"]) == {1: "late", 2: "met"}


def test_a_share_of_an_amount_and_a_statistic_wait_for_what_is_unknown() -> None:
    rows: Table = [
        {"lead_id": n, "won_at": utc("2026-07-05"), "amount": amount, "source": source, "score": score}
        for n, amount, source, score in ((1, 60, "web", 60), (2, 40, "ads", 71), (3, 50, None, None))
    ]
    term = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\n'
    share = term + 'marketing keeps share of amount in won where source = "web" >= {} per month\n'
    average = term + "marketing keeps average score in won >= {} per month\n"
    months = [(share, "40%"), (share, "41%"), (share, "74%"), (average, "1")]
    found = [first(text.format(value), rows, utc("2026-08-01")).instances[0] for text, value in months]
    assert [i.verdict for i in found] == ["met", "unknown", "breached", "unknown"]
    assert [i.observed for i in found] == [Fraction(2, 5)] * 3 + [Fraction(131, 2)]
    known = [first(average.format(value), rows[:2], utc("2026-08-01")).verdict for value in ("65.5", "65.6")]
    assert known == ["met", "breached"]


def test_what_is_breached_in_one_clause_is_excused_in_another() -> None:
    text = "clause slow: sales first-touch within 24h excused by quick\nclause quick: sales assigned within 1h\n"
    rows = [lead(1, assigned_at=utc("2026-07-01 10:00")), lead(2, assigned_at=utc("2026-07-01 10:01"))]
    assert verdicts(first(text, rows, utc("2026-07-09"))) == {1: "missed", 2: "excused"}


def test_a_stage_in_another_table_makes_it_the_subject() -> None:
    text = 'table opportunities of leads by lead_id\n  key id\n  created_at = "created_at"\n'
    text += "stage deal in opportunities at created_at when amount > 0\n"
    text += 'sales fills next_step on 100% of deal for leads.source = "web"\n'
    leads = [lead(1, source="web"), lead(2, source="ads")]
    deals: Table = [
        {"id": n, "lead_id": key, "created_at": utc("2026-07-03"), "amount": amount, "next_step": step}
        for n, key, amount, step in ((10, 1, 5, "call"), (11, 1, 5, ""), (12, 1, 0, ""), (13, 2, 5, ""))
    ]
    assert verdicts(first(text, leads, utc("2026-07-09"), opportunities=deals)) == {10: "met", 11: "breached"}


def test_a_tier_table_gives_every_group_its_target() -> None:
    text = (
        'agreement "A"\n  term 2026-07-01 to 2026-12-31\n'
        "clause mix: marketing delivers MQL per month by source\n"
        "  | source | target |\n  | web    | >= 2   |\n  | event  | >= 1   |\n"
    )
    rows: Table = [row | {"source": s} for row, s in zip(mql(*["2026-07-02"] * 2), ("web", "event"), strict=True)]
    found = {i.group: i.verdict for i in first(text, rows, utc("2026-08-01")).instances if i.state == "closed"}
    assert found == {("web",): "breached", ("event",): "met"}


def test_a_prorated_month_is_judged_by_its_working_days() -> None:
    # 2026-07-16 to 2026-07-31 holds 12 of the month's 23 working days: 23 become 12
    text = 'agreement "A"\n  term 2026-07-16 to 2026-12-31\nmarketing delivers >= 23 MQL per month prorated\n'
    twelve = mql(*["2026-07-20 09:00"] * 12)
    found = [first(text, rows, utc("2026-08-01")).instances[0] for rows in (twelve, twelve[1:])]
    assert [(i.state, i.verdict) for i in found] == [("partial", "met"), ("partial", "breached")]
