"""Columns made of others (rule 76) on every engine: on their own table, from child rows, and from rows that belong."""

from __future__ import annotations

import polars as pl

from tests.engines.judging import leads, local, moments, periods, subjects

NOON = "2026-07-01 12:00"
AS_OF = local("2026-08-10")


def test_a_made_amount_is_summed(engine: str) -> None:
    # 30 % of 1000 and 2000 is 900 in July; the row without an amount leaves August short of 100 and unknown
    rows = leads(
        created_at=["2026-07-01 00:00", "2026-07-02 12:00", "2026-08-01 12:00"],
        mql_at=["2026-07-01 00:00", "2026-07-02 12:00", "2026-08-01 12:00"],
        amount=[1000, 2000, None],
    )
    policy = "table leads\n  pipeline = amount * 30%\nmarketing delivers >= 900 of pipeline in MQL per month"
    found = periods(policy, {"leads": rows}, engine, local("2026-09-01"))
    assert found == {("2026-07-01",): ("met", 900.0), ("2026-08-01",): ("unknown", 0.0)}


def test_a_made_condition_scopes_and_goes_before_a_header_and_a_standard_word(engine: str) -> None:
    # `rejected` is a standard event and a header here, but the table says what it means: raw * 10 < 50
    rows = leads(created_at=[NOON] * 3, first_touch_at=[None] * 3, score=[4, 5, None], rejected=["no", "yes", "yes"])
    policy = (
        'table leads\n  raw = "score"\n  score = raw * 10\n  rejected = score < 50\n'
        "sales first-touch within 4h for rejected"
    )
    assert subjects(policy, {"leads": rows}, engine, AS_OF) == {1: "missed", 3: "unknown"}


def test_a_define_goes_before_it_and_the_full_name_means_the_column(engine: str) -> None:
    rows = leads(created_at=[NOON] * 2, first_touch_at=[None] * 2, score=[80, 20])
    table = "table leads\n  hot = score >= 70\ndefine hot = score < 70\n"
    found = {
        text: subjects(f"{table}sales first-touch within 4h for {text}", {"leads": rows}, engine, AS_OF)
        for text in ("hot", "leads.hot")
    }
    assert found == {"hot": {2: "missed"}, "leads.hot": {1: "missed"}}


def test_child_rows_have_made_columns(engine: str) -> None:
    # each touch is over 30 minutes after it began: 12:30, in time for lead 1; the one of lead 2 is automatic;
    # that of lead 3 began before the as-of and is over behind it, so it has not come (rules 1 and 89)
    touches = pl.DataFrame(
        {
            "lead_id": [1, 2, 3],
            "begun": moments([NOON, NOON, "2026-07-01 15:45"]),
            "kind": ["call", "auto", "call"],
        }
    )
    rows = leads(created_at=[NOON] * 3)
    table = 'table touches of leads by lead_id\n  over = begun + 30 minutes\n  human = kind != "auto"\n'
    clause = "event called = first touches.over where human\nsales called within 1h"
    found = subjects(table + clause, {"leads": rows, "touches": touches}, engine, local("2026-07-01 16:00"))
    assert found == {1: "met", 2: "missed", 3: "missed"}
    # at 12:40 nothing is due; only the first touches of leads 1 and 2 have come
    found = subjects(table + clause, {"leads": rows, "touches": touches}, engine, local("2026-07-01 12:40"))
    assert found == {1: "met", 2: "pending", 3: "pending"}


def test_a_column_at_may_be_made(engine: str) -> None:
    # two calls are asked for within 2 hours: those of lead 1 end at 12:30 and 13:30, of lead 2 at 12:30 and 14:30
    touches = pl.DataFrame(
        {
            "lead_id": [1, 1, 2, 2],
            "begun": moments([NOON, "2026-07-01 13:00", NOON, "2026-07-01 14:00"]),
            "kind": ["call"] * 4,
        }
    )
    policy = "table touches of leads by lead_id\n  at = begun + 30 minutes\nsales makes >= 2 calls within 2h"
    found = subjects(policy, {"leads": leads(created_at=[NOON] * 2), "touches": touches}, engine, AS_OF)
    assert found == {1: "met", 2: "late"}


CHAIN = """
table regions
  key region
  large = quota >= 100
table reps of regions by region
  key rep
  senior = years >= 5 or regions.large
table leads of reps by owner
"""


def test_rows_see_what_the_rows_they_belong_to_are_made_of(engine: str) -> None:
    # ann has 6 years; bob has 1 and is of the large east; cid has 1 and is of the small west; dan is no rep
    tables = {
        "regions": pl.DataFrame({"region": ["east", "west"], "quota": [100, 99]}),
        "reps": pl.DataFrame(
            {"rep": ["ann", "bob", "cid"], "region": ["west", "east", "west"], "years": [6, 1, 1]},
        ),
        "leads": leads(created_at=[NOON] * 4, first_touch_at=[None] * 4, owner=["ann", "bob", "cid", "dan"]),
    }
    found = subjects(f"{CHAIN}sales first-touch within 4h for reps.senior", tables, engine, AS_OF)
    assert found == {1: "missed", 2: "missed", 4: "unknown"}
    found = subjects(f"{CHAIN}sales first-touch within 4h for regions.large", tables, engine, AS_OF)
    assert found == {2: "missed", 4: "unknown"}


def test_a_touch_sees_what_its_lead_is_made_of(engine: str) -> None:
    # only touches of hot leads count: that of lead 1; lead 2 is not hot, and of lead 3 nobody knows
    tables = {
        "leads": leads(created_at=[NOON] * 3, score=[70, 69, None]),
        "touches": pl.DataFrame({"lead_id": [1, 2, 3], "at": moments([NOON] * 3)}),
    }
    policy = (
        "table leads\n  hot = score >= 70\ntable touches of leads by lead_id\n"
        "event called = first touches.at where leads.hot\nsales called within 4h"
    )
    assert subjects(policy, tables, engine, AS_OF) == {1: "met", 2: "missed", 3: "missed"}
