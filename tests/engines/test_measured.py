"""Amounts that are measured from the data (fine print 150), on every engine."""

from __future__ import annotations

from typing import Any

import pytest

from sla_dsl import Policy
from sla_dsl.findings.models import Verdict
from sla_dsl.findings.report import Report

HEAD = """agreement "S" between marketing and sales
  term 2026-07-01 to 2026-12-31
table reps
  key name
"""
LEADS: list[dict[str, Any]] = [
    {"lead_id": 1, "mql_at": "2026-05-02 16:00", "won_at": "2026-05-06 12:00", "amount": 100},
    {"lead_id": 2, "mql_at": "2026-05-01 10:00", "won_at": "2026-06-11 00:00", "amount": 200},
    {"lead_id": 3, "mql_at": "2026-06-02 00:00", "won_at": "2026-06-20 00:00", "amount": 50},
    {"lead_id": 4, "mql_at": "2026-06-03 00:00", "won_at": None, "amount": None},
    {"lead_id": 5, "mql_at": "2026-07-20 00:00", "won_at": None, "amount": None},
]
REPS = [{"name": "ann", "active": True}, {"name": "bob", "active": False}, {"name": "cy", "active": True}]


def checked(engine: str, lets: str, clause: str, leads: list[dict[str, Any]] = LEADS) -> Report:
    policy = Policy.from_text(f"{HEAD}{lets}\nclause c: {clause}\n")
    tables = {"leads": leads, "reps": REPS}
    given = {name: rows for name, rows in tables.items() if name in f"leads {lets}"}
    return policy.check(given, as_of="2026-08-02", engine=engine)


@pytest.mark.parametrize(
    ("let", "value"),
    [
        # leads 1 to 4 have had their 30 days on 2 August, and 1 and 3 were won in 4 and 18 of them: 2 of 4
        ("conversion MQL -> won within 30 days", "0.5"),
        # 5 is among them where nothing says how long: 3 of 5 were won
        ("conversion MQL -> won", "0.6"),
        ("median amount in won", "100"),
        ("p90 amount in won", "200"),  # the 3rd of 3, since 0.9 * 3 = 2.7
        ("min amount in won", "50"),
        ("max amount in won", "200"),
        ("sum of amount in won", "350"),
        ("count of reps where active", "2"),
        ("count of reps", "3"),
    ],
)
def test_what_is_measured_is_exact(engine: str, let: str, value: str) -> None:
    # the target is a thousand times what was measured
    report = checked(engine, f"let x = {let}\nlet n = x * 1000", "marketing delivers >= n MQL per month")
    (clause,) = report.clauses
    assert clause.target is not None
    assert float(clause.target.value) == float(value) * 1000


def test_the_average_is_a_fraction(engine: str) -> None:
    lets = (
        "let rate = conversion MQL -> won within 30 days\nlet sale = average amount in won\n"
        "let n = ceil($1000 / (sale * rate))"
    )
    (clause,) = checked(engine, lets, "marketing delivers >= n MQL per month").clauses
    # 350 / 3 * 1 / 2 = 58.33, and 1000 / 58.33 = 17.14
    assert clause.target is not None
    assert clause.target.value == 18
    assert clause.verdict is Verdict.BREACHED, "July has one MQL"


@pytest.mark.parametrize(
    ("let", "leads", "why"),
    [
        ("average amount in won", [{**LEADS[0], "amount": None}, *LEADS[1:]], "1 row with a value that is not known"),
        ("median amount in won", [{**LEADS[0], "amount": None}, *LEADS[1:]], "1 row with a value that is not known"),
        ("sum amount in won", [{**LEADS[0], "amount": None}, *LEADS[1:]], "1 row with a value that is not known"),
        ("average amount in won", [LEADS[3], {**LEADS[4], "amount": 1}], "there is no row"),
        ("conversion MQL -> won within 90 days", LEADS[4:], "there is no row that has had its time"),
        ("conversion MQL -> won within 30 days", LEADS[3:4], "it is zero, and something is divided by it"),
    ],
)
def test_what_can_not_be_measured_makes_clauses_unknown(
    engine: str, let: str, leads: list[dict[str, Any]], why: str
) -> None:
    rows = [{**row, "won_at": row["won_at"] or None} for row in leads]
    there = [*rows, {"lead_id": 9, "mql_at": None, "won_at": None, "amount": 3}]
    lets = f"let x = {let}\nlet n = ceil(1 / x)"
    report = checked(engine, lets, "marketing delivers >= n MQL per month", there)
    (clause,) = report.clauses
    assert clause.verdict is Verdict.UNKNOWN
    assert why in clause.why
    assert report.exit_code(None) == 4, "what is not judged is no pass"


def test_a_waiver_that_rests_on_what_can_not_be_measured_leaves_its_clause_unknown(engine: str) -> None:
    """Nobody can say whether the clause is waived; one without a waiver is judged."""
    leads = [{**row, "created_at": row["mql_at"]} for row in ({**LEADS[0], "amount": None}, *LEADS[1:])]
    clauses = "marketing ensures mql_at is known for MQL\nclause d: marketing ensures mql_at is known for MQL\n"
    waiver = 'waive c for amount > x from 2026-07-01 to 2026-07-31 because "a storm"'
    report = checked(engine, "let x = sum amount in won", clauses + waiver, leads)
    assert [c.verdict for c in report.clauses] == [Verdict.UNKNOWN, Verdict.MET]
    assert "can not be measured" in report.clauses[0].why


def test_other_clauses_are_judged_all_the_same(engine: str) -> None:
    leads = [{**LEADS[0], "amount": None}, *LEADS[1:]]
    clause = (
        "marketing delivers >= x MQL per month\nclause d: marketing delivers >= 1 MQL from 2026-07-01 to 2026-07-31"
    )
    report = checked(engine, "let x = sum amount in won", clause, leads)
    assert [c.verdict for c in report.clauses] == [Verdict.UNKNOWN, Verdict.MET]
    assert "can not be measured" in report.clauses[0].why


def test_exclude_leaves_rows_out(engine: str) -> None:
    lets = "exclude lead_id = 2\nlet x = sum of amount in won"
    (clause,) = checked(engine, lets, "marketing delivers >= x MQL per month").clauses
    assert clause.target is not None
    assert clause.target.value == 150


def test_each_table_is_measured_for_itself(engine: str) -> None:
    """Days of a zone are looked up for leads, before reps are counted: 2 of 4 leads, times 2 reps, is 1."""
    policy = HEAD.replace("  term", '  timezone "Europe/Berlin"\n  term') + (
        "let rate = conversion MQL -> won within 30 days\nlet heads = count of reps where active\n"
        "clause c: marketing delivers >= rate * heads MQL per month\n"
    )
    (clause,) = Policy.from_text(policy).check({"leads": LEADS, "reps": REPS}, "2026-08-02", engine=engine).clauses
    assert clause.target is not None
    assert clause.target.value == 1


def test_a_clause_is_unknown_with_the_one_that_excuses_it(engine: str) -> None:
    """Nothing was won, so nobody knows whom `c` is about, nor whom it excuses; alone `d` would be missed (rule 214)."""
    leads = [{**LEADS[4], "won_at": None, "sql_at": None, "accepted_at": None}]
    unlike = {"lead_id": 9, "mql_at": None, "won_at": None, "amount": 3, "sql_at": "2026-07-01", "accepted_at": None}
    clause = "sales qualifies MQL within 4h for amount >= x\nclause d: sales accepts MQL within 4h"
    for excuse, verdict in ((" excused by c", Verdict.UNKNOWN), ("", Verdict.BREACHED)):
        report = checked(engine, "let x = average amount in won", clause + excuse, [*leads, unlike])
        assert [c.verdict for c in report.clauses] == [Verdict.UNKNOWN, verdict]
