"""Waivers and excuses on every engine: hand-made rows, and the verdicts that the language page gives them."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from sla_dsl import Policy, Report
from tests.engines.judging import all_instances, leads, local

HEAD = 'agreement "Small"\n  timezone "America/New_York"\n'
JULY = HEAD + "  term 2026-07-01 to 2026-07-31\n"
LATER = "2026-09-01"
LEAVE = 'because "leave" approved by "VP Sales"'


def report(policy: str, rows: pl.DataFrame, engine: str, as_of: str = LATER) -> Report:
    return Policy.from_text(policy).check({"leads": rows}, local(as_of), engine=engine)


def subjects(policy: str, clause: str, rows: pl.DataFrame, engine: str, as_of: str = LATER) -> dict[int, str]:
    """The verdict of every lead, met or not."""
    found = all_instances(policy, {"leads": rows}, engine, local(as_of))[clause]
    frame = found.filter(pl.col("key").is_not_null())
    keys = [json.loads(key)["lead_id"] for key in frame["key"]]
    return dict(sorted(zip(keys, frame["verdict"], strict=True)))


def counts(found: Report, clause: str) -> dict[str, int]:
    (summary,) = (c for c in found.clauses if c.id == clause)
    return {v.value: n for v, n in summary.counts.items() if n}


def verdict(found: Report, clause: str) -> tuple[str, str]:
    (summary,) = (c for c in found.clauses if c.id == clause)
    return summary.verdict.value, summary.why


# ------------------------------------------------------------------------------------------------------------- waivers

HOT = HEAD + "clause hot: sales first-touch within 4h\n"
AROUND: list[Any] = [
    "2026-07-09 23:59:59", "2026-07-10 00:00", "2026-07-20 23:59:59", "2026-07-21 00:00", "2026-07-15 12:00",
    "2026-07-15 12:00", "2026-07-15 12:00",
]  # fmt: skip
"""The last second before a waiver of 10 to 20 July, its first and last one, the first behind it, and three within."""
TOUCHED: list[Any] = [None] * 5 + ["2026-07-15 16:00", "2026-07-15 16:00:01"]


def test_a_waiver_that_starts_and_ends_mid_month_covers_the_starts_on_its_days(engine: str) -> None:
    """It has ended long before the as-of and still covers what began on its days; what is met stays met."""
    rows = leads(created_at=AROUND, first_touch_at=TOUCHED)
    policy = f"{HOT}waive hot from 2026-07-10 to 2026-07-20 {LEAVE}\n"
    found = {1: "missed", 2: "waived", 3: "waived", 4: "missed", 5: "waived", 6: "met", 7: "waived"}
    assert subjects(policy, "hot", rows, engine) == found
    assert counts(report(policy, rows, engine), "hot") == {"met": 1, "missed": 2, "waived": 4}


def test_a_waiver_does_not_touch_what_is_pending_or_unknown(engine: str) -> None:
    policy = f"{HOT.strip()} for score >= 70\nwaive hot from 2026-07-01 to 2026-07-31 {LEAVE}\n"
    at = ["2026-07-15 12:00"] * 4
    rows = leads(created_at=at, first_touch_at=[None, None, "2026-07-15 12:01", None], score=[80, None, 80, 10])
    now = {1: "pending", 2: "unknown", 3: "met"}
    assert subjects(policy, "hot", rows, engine, "2026-07-15 16:00") == now
    assert subjects(policy, "hot", rows, engine, "2026-07-15 16:01") == now | {1: "waived"}


def test_for_must_surely_hold(engine: str) -> None:
    policy = f'{HOT}waive hot for owner = "jane" from 2026-07-01 to 2026-07-31 {LEAVE}\n'
    rows = leads(
        created_at=["2026-07-15 12:00"] * 3, first_touch_at=[None] * 3,
        owner=pl.Series(["jane", "omar", None], dtype=pl.String),
    )  # fmt: skip
    assert subjects(policy, "hot", rows, engine) == {1: "waived", 2: "missed", 3: "missed"}


def test_a_waived_finding_stands_last_and_says_what_it_would_be(engine: str) -> None:
    rows = leads(created_at=["2026-07-15 12:00", "2026-07-25 12:00", "2026-07-16 12:00"],
                 first_touch_at=["2026-07-15 17:00", None, None])  # fmt: skip
    waivers = f'waive hot from 2026-07-15 to 2026-07-15 {LEAVE}\nwaive hot from 2026-07-15 to 2026-07-16 because "b"\n'
    found = report(HOT + waivers, rows, engine).findings
    assert [(f.verdict.value, f.would_be and f.would_be.value, f.waiver) for f in found] == [
        ("missed", None, None),
        ("waived", "missed", "b, 2026-07-15 to 2026-07-16"),
        ("waived", "late", "leave, approved by VP Sales, 2026-07-15 to 2026-07-15"),
    ]
    assert [f.reason for f in found[1:]] == [
        "waived, would be missed: no first-touch by the due instant",
        "waived, would be late: first-touch came after the due instant",
    ]


def test_nothing_but_waived_is_not_met(engine: str) -> None:
    rows = leads(created_at=["2026-07-15 12:00"], first_touch_at=[None])
    found = report(f"{HOT}waive hot from 2026-07-15 to 2026-07-15 {LEAVE}\n", rows, engine)
    assert verdict(found, "hot") == ("not_applicable", "all of them are waived")
    assert found.worst_breach is None


def test_a_waived_subject_is_on_neither_side_of_a_share(engine: str) -> None:
    """Of four, one is met and one late; without the two waived ones that is 1 of 2, and 2 are fewer than `min 3`."""
    rows = leads(created_at=["2026-07-14 12:00", "2026-07-14 12:00", "2026-07-15 12:00", "2026-07-15 12:00"],
                 first_touch_at=["2026-07-14 13:00", None, None, None])  # fmt: skip
    waiver = f"waive w from 2026-07-15 to 2026-07-15 {LEAVE}\n"
    for option, expected in (("50%", "met"), ("51%", "breached"), ("50% min 3", "not_applicable")):
        policy = f"{JULY}clause w: sales first-touch within 4h on >= {option} per month\n{waiver}"
        assert verdict(report(policy, rows, engine), "w")[0] == expected


def test_an_invariant_that_nothing_places_is_waived_while_the_as_of_lies_on_the_days(engine: str) -> None:
    policy = f"{HEAD}clause f: marketing fills company\nwaive f from 2026-07-10 to 2026-07-20 {LEAVE}\n"
    rows = leads(company=["A", None], score=[1, 2])
    found = {
        as_of: subjects(policy, "f", rows, engine, as_of)[2]
        for as_of in ("2026-07-09 23:59", "2026-07-10 00:00", "2026-07-20 23:59", "2026-07-21 00:00")
    }
    assert list(found.values()) == ["breached", "waived", "waived", "breached"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2026-07-01 to 2026-07-31", {"jane": "waived", "omar": "breached"}),
        ("2026-07-01 to 2026-08-31", {"jane": "waived", "omar": "breached"}),
        ("2026-07-02 to 2026-08-31", {"jane": "breached", "omar": "breached"}),
        ("2026-07-01 to 2026-07-30", {"jane": "breached", "omar": "breached"}),
    ],
)
def test_a_period_is_waived_when_all_of_it_lies_on_the_days(engine: str, days: str, expected: dict[str, str]) -> None:
    policy = f"""{HEAD}  term 2026-07-01 to 2026-09-30
clause v: marketing delivers >= 2 MQL per month by owner
clause s: marketing keeps share of MQL where company = "A" >= 60% per month by owner
waive v for owner = "jane" from {days} {LEAVE}
waive s for owner = "jane" from {days} {LEAVE}
"""
    rows = leads(mql_at=["2026-07-15 12:00", "2026-07-15 12:00"], owner=["jane", "omar"], company=["B", "B"])
    found = report(policy, rows, engine, "2026-08-15")
    for clause in ("v", "s"):
        july = {
            f.group["owner"]: f.verdict.value
            for f in found.findings
            if f.clause == clause and f.period is not None and f.period.label == "2026-07"
        }
        assert july == expected
    waived = [f for f in found.findings if f.verdict.value == "waived"]
    assert all(f.would_be == "breached" and f.waiver and f.reason.startswith("waived, would be") for f in waived)


def test_of_a_prorated_period_the_days_that_are_judged_are_waived(engine: str) -> None:
    """The term begins on Monday 20 July: 10 of the month's 23 working days are in it, and one MQL is too few."""
    head = f"{HEAD}  term 2026-07-20 to 2026-09-30\nclause v: marketing delivers >= 10 MQL per month prorated\n"
    rows = leads(mql_at=["2026-07-20 12:00"])
    for days, expected in (("2026-07-20 to 2026-07-31", "waived"), ("2026-07-21 to 2026-07-31", "breached")):
        found = report(f"{head}waive v from {days} {LEAVE}\n", rows, engine, "2026-08-02")
        assert [f.verdict.value for f in found.findings if f.period and f.period.label == "2026-07"] == [expected]


# ------------------------------------------------------------------------------------------------------------- excuses

FILLED = """clause filled: marketing fills company for country = "US"
"""
COMPANIES = pl.Series(["A", None, None, None, "A"], dtype=pl.String)
COUNTRIES = pl.Series(["US", "US", None, "CA", None], dtype=pl.String)
"""Met, breached, unknown (it may be out of scope), out of scope, unknown."""


def five(**columns: Any) -> pl.DataFrame:
    return leads(created_at=["2026-07-15 12:00"] * 5, **columns).with_columns(company=COMPANIES, country=COUNTRIES)


def test_a_breach_there_excuses_here_whatever_it_would_be_here(engine: str) -> None:
    policy = f"{HEAD}{FILLED}clause hot: sales first-touch within 4h excused by filled\n"
    undone = five(first_touch_at=[None] * 5)
    missed = {1: "missed", 2: "excused", 3: "unknown", 4: "missed", 5: "unknown"}
    assert subjects(policy, "hot", undone, engine) == missed
    pending = {1: "pending", 2: "excused", 3: "pending", 4: "pending", 5: "pending"}
    assert subjects(policy, "hot", undone, engine, "2026-07-15 13:00") == pending
    done = five(first_touch_at=["2026-07-15 13:00"] * 5)
    assert subjects(policy, "hot", done, engine) == {1: "met", 2: "excused", 3: "met", 4: "met", 5: "met"}
    excluded = policy.replace("excused", "unless score < 5 excused")
    scores = five(first_touch_at=[None] * 5, score=[1, 1, 9, 9, None])
    assert subjects(excluded, "hot", scores, engine) == {
        1: "excluded", 2: "excluded", 3: "unknown", 4: "missed", 5: "unknown"
    }  # fmt: skip


def test_the_finding_of_what_is_excused_names_the_clause(engine: str) -> None:
    policy = f"{HEAD}{FILLED}clause hot: sales first-touch within 4h excused by filled\n"
    found = report(policy, five(first_touch_at=[None] * 5), engine)
    told = {f.subject["lead_id"]: (f.excused_by, f.reason) for f in found.findings if f.clause == "hot" and f.subject}
    assert told[2] == ("filled", "excused, since `filled` is breached for it")
    assert counts(found, "hot") == {"missed": 2, "unknown": 2, "excused": 1}


def test_the_first_of_several_excuses_is_named(engine: str) -> None:
    both = 'clause web: marketing never source = "web"\n'
    clause = "clause hot: sales first-touch within 4h excused by filled excused by web\n"
    rows = leads(created_at=["2026-07-15 12:00"] * 3, first_touch_at=[None] * 3, country=["US"] * 3,
                 company=pl.Series([None, None, "A"], dtype=pl.String), source=["web", "ads", "web"])  # fmt: skip
    found = report(HEAD + FILLED + both + clause, rows, engine)
    assert [f.excused_by for f in found.findings if f.clause == "hot"] == ["filled", "filled", "web"]


def test_what_is_waived_or_excused_there_is_no_breach(engine: str) -> None:
    """Lead 1 breaks `a`, so `b` is excused for it and excuses nothing in `c`; lead 2 breaks `b`, so `c` is excused."""
    clauses = """clause a: marketing never score < 10
clause b: marketing never score < 20 excused by a
clause c: sales first-touch within 4h excused by b
"""
    rows = leads(created_at=["2026-07-15 12:00"] * 3, first_touch_at=[None] * 3, score=[5, 15, 25])
    assert subjects(HEAD + clauses, "b", rows, engine) == {1: "excused", 2: "breached", 3: "met"}
    assert subjects(HEAD + clauses, "c", rows, engine) == {1: "missed", 2: "excused", 3: "missed"}
    waived = f"{HEAD}{clauses}waive b for score = 15 from 2026-08-31 to 2026-09-01 {LEAVE}\n"
    assert subjects(waived, "b", rows, engine) == {1: "excused", 2: "waived", 3: "met"}
    assert subjects(waived, "c", rows, engine) == {1: "missed", 2: "missed", 3: "missed"}


def test_a_waiver_wins_over_an_excuse_that_is_not_known(engine: str) -> None:
    """Waived or excused, it is no breach either way."""
    policy = f"""{HEAD}{FILLED}clause hot: sales first-touch within 4h excused by filled
waive hot from 2026-07-15 to 2026-07-15 {LEAVE}
"""
    found = {1: "waived", 2: "excused", 3: "waived", 4: "waived", 5: "waived"}
    assert subjects(policy, "hot", five(first_touch_at=[None] * 5), engine) == found


def test_excused_rows_leave_the_population_of_keeps(engine: str) -> None:
    """Lead 2 is out. Of 1 and 4 one converts; of 3 and 5, which may be out too, both do: 1 of 2 to 3 of 4."""
    head = f"{JULY}{FILLED}"
    rows = five(mql_at=["2026-07-15 12:00"] * 5,
                sql_at=["2026-07-16", None, "2026-07-16", None, "2026-07-16"])  # fmt: skip
    for target, expected in (("50%", "met"), ("51%", "unknown"), ("75%", "unknown"), ("76%", "breached")):
        clause = f"clause k: sales keeps conversion MQL -> SQL >= {target} per month excused by filled\n"
        found = report(head + clause, rows, engine)
        assert verdict(found, "k")[0] == expected
        assert counts(found, "k")["excused"] == 1


def test_excused_rows_leave_a_sum(engine: str) -> None:
    """10 of lead 1 and 4 of lead 4 count, 2 and 8 of leads 3 and 5 may: 14 to 24, and never the 100 of lead 2."""
    rows = five(mql_at=["2026-07-15 12:00"] * 5, amount=[10.0, 100.0, 2.0, 4.0, 8.0])
    for target, expected in (("14", "met"), ("15", "unknown"), ("24", "unknown"), ("25", "breached")):
        clause = f"clause k: sales keeps sum amount in MQL >= {target} per month excused by filled\n"
        assert verdict(report(f"{JULY}{FILLED}{clause}", rows, engine), "k")[0] == expected


def test_a_clause_that_is_not_checked_excuses_all_the_same(engine: str) -> None:
    policy = f"{HEAD}{FILLED}clause hot: sales first-touch within 4h excused by filled\n"
    rows = five(first_touch_at=[None] * 5)
    found = Policy.from_text(policy).check({"leads": rows}, local(LATER), only=["hot"], engine=engine)
    assert [c.id for c in found.clauses] == ["hot"]
    assert counts(found, "hot") == {"missed": 2, "unknown": 2, "excused": 1}
