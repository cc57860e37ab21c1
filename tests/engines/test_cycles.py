"""Entries into a stage: what counts as one, what happens in its time, and what periods and groups make of them."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.source import Source
from tests.engines.judging import instances, leads, local, moments, periods

TABLES = """
table changes of leads by lead_id
  at = "at"
  stage = "stage"
table touches of leads by lead_id
  at = "at"
  kind = "kind"
stage MQL in changes at at when stage = "MQL"
stage SQL in changes at at when stage = "SQL"
event first-touch = first touches.at
"""
LATER = local("2026-08-01 00:00")
Row = tuple[int | None, str | None, str | None]

CHANGES: list[Row] = [
    (1, "2026-07-01 09:00", "MQL"), (1, "2026-07-03 09:00", "SQL"), (1, "2026-07-08 09:00", "MQL"),
    (2, "2026-07-02 09:00", "MQL"),
]  # fmt: skip
TOUCHES: list[Row] = [(1, "2026-07-01 10:00", "call"), (1, "2026-07-08 09:00", "call"), (2, "2026-07-02 14:00", "call")]


def child(rows: list[Row], word: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "lead_id": pl.Series([r[0] for r in rows], dtype=pl.Int64),
            "at": moments([r[1] for r in rows]),
            word: pl.Series([r[2] for r in rows], dtype=pl.String),
        }
    )


def given(changes: list[Row] = CHANGES, touches: list[Row] = TOUCHES, **columns: list[Any]) -> dict[str, pl.DataFrame]:
    wanted = columns or {"owner": ["jane", "omar", "omar"]}
    return {
        "leads": leads(created_at=["2026-07-01 08:00"] * len(next(iter(wanted.values()))), **wanted),
        "changes": child(changes, "stage"),
        "touches": child(touches, "kind"),
    }


def cycles(clause: str, tables: dict[str, pl.DataFrame], engine: str, as_of: Any = LATER) -> dict[tuple[int, int], str]:
    """The verdict of every entry, by lead and cycle."""
    rows = instances(TABLES + clause, tables, engine, as_of).filter(pl.col("key").is_not_null())
    return {(json.loads(r["key"])["lead_id"], r["cycle"]): r["verdict"] for r in rows.iter_rows(named=True)}


def test_a_touch_belongs_to_the_entry_that_it_follows(engine: str) -> None:
    """The touch at the very instant of the second entry is that one's; the first entry has its own."""
    found = cycles("sales first-touch MQL within 4h", given(), engine)
    assert found == {(1, 1): "met", (1, 2): "met", (2, 1): "late"}
    early = [(1, "2026-07-08 08:59:59.999999", "call"), *TOUCHES[2:]]
    assert cycles("sales first-touch MQL within 4h", given(touches=early), engine) == {
        (1, 1): "late", (1, 2): "missed", (2, 1): "late",
    }  # fmt: skip


def test_what_is_an_entry(engine: str) -> None:
    """Two rows at one instant are one; what has no instant, no lead, lies after now or is another stage is none."""
    changes: list[Row] = [
        (1, "2026-07-08 09:00", "MQL"), (1, "2026-07-01 09:00", "MQL"), (1, "2026-07-01 09:00", "MQL"),
        (1, None, "MQL"), (1, "2026-07-05 09:00", None), (1, "2026-08-02 09:00", "MQL"),
        (None, "2026-07-01 09:00", "MQL"),
        (9, "2026-07-01 09:00", "MQL"), (2, "2026-07-01 09:00", "SQL"),
    ]  # fmt: skip
    for rows in (changes, changes[::-1]):
        assert cycles("sales first-touch MQL within 4h", given(rows, []), engine) == {
            (1, 1): "missed",
            (1, 2): "missed",
        }


def test_columns_of_the_lead_count_in_the_time_they_lie_in(engine: str) -> None:
    """Accepted in the first time and rejected in the second: each of the two has its own decision."""
    tables = given(accepted_at=["2026-07-01 10:00", None], rejected_at=["2026-07-08 20:00", "2026-07-01 20:00"])
    assert cycles("sales accepts MQL within 4h", tables, engine) == {(1, 1): "met", (1, 2): "missed", (2, 1): "missed"}
    both = cycles("sales accepts or rejects MQL within 4h", tables, engine)
    assert both == {(1, 1): "met", (1, 2): "late", (2, 1): "missed"}
    before = cycles("sales accepts MQL before rejected", tables, engine)
    assert before == {(1, 1): "met", (1, 2): "missed", (2, 1): "pending"}  # lead 2 was rejected before its time began


def test_another_stage_of_the_same_history(engine: str) -> None:
    """Only the first time of lead 1 led to an SQL, on its second day."""
    assert cycles("sales SQL MQL within 3 days", given(), engine) == {
        (1, 1): "met", (1, 2): "missed", (2, 1): "missed",
    }  # fmt: skip
    found = periods(f"{TABLES}sales keeps conversion MQL -> SQL within 3 days >= 30% per week", given(), engine, LATER)
    assert found[("2026-07-06",)] == ("breached", 0.0)
    monthly = periods(
        f"{TABLES}sales keeps conversion MQL -> SQL within 3 days >= 30% per month",
        given(),
        engine,
        local("2026-09-01"),
    )
    assert monthly[("2026-07-01",)] == ("met", 0.333333)


def test_touches_are_counted_in_their_time(engine: str) -> None:
    """Two calls within a week: the first time of lead 1 has two, the second one, after which comes no other."""
    touches: list[Row] = [*TOUCHES, (1, "2026-07-04 09:00", "call"), (2, "2026-07-02 15:00", "call")]
    found = cycles("sales makes >= 2 calls within 7 days of MQL", given(touches=touches), engine)
    assert found == {(1, 1): "met", (1, 2): "missed", (2, 1): "met"}
    different = cycles("sales makes >= 2 calls across >= 2 days within 7 days of MQL", given(touches=touches), engine)
    assert different == {(1, 1): "met", (1, 2): "missed", (2, 1): "missed"}


def test_spacing_and_what_is_made_again_and_again_stay_in_their_time(engine: str) -> None:
    """Lead 1 is called on the 2nd and the 5th, and in its second time, from the 8th, on the 10th and the 11th."""
    at = ["2026-07-02 09:00", "2026-07-05 09:00", "2026-07-10 09:00", "2026-07-11 09:00"]
    tables = given(touches=[*((1, t, "call") for t in at), TOUCHES[-1]])
    spaced = cycles("sales makes >= 2 calls within 7 days of MQL spaced <= 2 days", tables, engine)
    assert spaced == {(1, 1): "breached", (1, 2): "met", (2, 1): "breached"}
    # the next one of the first time would be due on the 9th, when that time is over
    again = cycles("sales makes >= 1 call every 4 days of MQL", tables, engine)
    assert again == {(1, 1): "met", (1, 2): "missed", (2, 1): "missed"}
    # every two days one was due on the 7th, which is in that time
    often = cycles("sales makes >= 1 call every 2 days of MQL", tables, engine, local("2026-07-12 09:00"))
    assert often == {(1, 1): "missed", (1, 2): "met", (2, 1): "missed"}


def test_a_clock_that_an_event_of_the_lead_starts(engine: str) -> None:
    """Assigned an hour after the first entry: the second one was never assigned, and is no instance."""
    tables = given(assigned_at=["2026-07-01 10:00", "2026-07-02 10:00"])
    found = cycles("sales first-touch MQL within 4h of assigned", tables, engine)
    assert found == {(1, 1): "met", (2, 1): "met"}  # 14:00 is four hours after 10:00


def test_the_first_time_only(engine: str) -> None:
    touches: list[Row] = [(1, "2026-07-09 09:00", "call"), (2, "2026-07-02 10:00", "call")]
    found = cycles("sales first-touch MQL within 4h first only", given(touches=touches), engine)
    assert found == {(1, 1): "late", (2, 1): "met"}


def test_conditions_are_about_the_lead_and_the_number(engine: str) -> None:
    assert cycles('sales first-touch MQL within 4h for owner = "jane"', given(), engine) == {
        (1, 1): "met",
        (1, 2): "met",
    }
    assert cycles("sales first-touch MQL within 4h for cycle > 1", given(), engine) == {(1, 2): "met"}
    left_out = cycles("define again = cycle > 1\nsales first-touch MQL within 4h unless again", given(), engine)
    assert left_out == {(1, 1): "met", (1, 2): "excluded", (2, 1): "late"}


def test_pauses_of_one_entry(engine: str) -> None:
    """Four hours from each entry, and two hours of waiting in the second."""
    tables = {**given(touches=[(1, "2026-07-08 15:00", "call")]), "states": child(
        [(1, "2026-07-08 10:00", "waiting"), (1, "2026-07-08 12:00", "open")], "status")}  # fmt: skip
    table = 'table states of leads by lead_id\n  at = "at"\n  status = "status"\n'
    clause = f'{table}sales first-touch MQL within 4h paused while status = "waiting"'
    assert cycles(clause, tables, engine) == {(1, 1): "missed", (1, 2): "met", (2, 1): "missed"}


def test_times_and_shares_of_entries(engine: str) -> None:
    """Touched after 1 h, at once and after 5 h; one entry of three is a second one."""
    found = periods(f"{TABLES}sales keeps max time from MQL to first-touch <= 5h per month", given(), engine, LATER)
    assert found[("2026-07-01",)] == ("met", 18_000)
    share = periods(f"{TABLES}sales keeps share of MQL where cycle > 1 <= 30% per month each", given(), engine, LATER)
    assert share[("2026-07-01",)] == ("breached", 0.333333)


def test_delivered_by_the_groups_of_the_leads(engine: str) -> None:
    """Entries: two of jane's lead, one of omar's two. Of first ones each has one, and who has none has zero."""
    tables = given(owner=["jane", "omar", "ada"])
    head = f"{TABLES}marketing delivers >= 2 MQL per month by owner"
    each = periods(f"{head} each", tables, engine, LATER)
    assert {k[1]: v for k, v in each.items()} == {"jane": ("met", 2), "omar": ("breached", 1), "ada": ("breached", 0)}
    first = periods(f"{head} first only", tables, engine, LATER)
    assert {k[1]: v[1] for k, v in first.items()} == {"jane": 1, "omar": 1, "ada": 0}


def test_shares_by_the_day_of_the_entry(engine: str) -> None:
    found = periods(f"{TABLES}sales first-touch MQL within 4h on >= 100% per day", given(), engine, LATER)
    assert {k[0][-2:]: v for k, v in found.items() if v[1] is not None} == {
        "01": ("met", 1.0), "02": ("breached", 0.0), "08": ("met", 1.0),
    }  # fmt: skip


def test_rows_of_a_child_table_as_they_were(engine: str) -> None:
    """A deal's own event leaves the deal the subject; an event of its lead makes it a time of the lead."""
    deals = pl.DataFrame(
        {"deal_id": [7, 8], "lead_id": [1, 1], "opened_at": moments(["2026-07-01 09:00", "2026-07-08 09:00"]),
         "signed_at": moments(["2026-07-01 10:00", None])}
    )  # fmt: skip
    table = """
table deals of leads by lead_id
  key deal_id
stage deal in deals at opened_at
event signs in deals = signed_at
"""
    tables = {**given(), "deals": deals}
    own = instances(f"{TABLES}{table}sales signs deal within 4h", tables, engine, LATER)
    assert {r["key"]: (r["verdict"], r["cycle"]) for r in own.iter_rows(named=True)} == {
        '{"deal_id": 7}': ("met", None), '{"deal_id": 8}': ("missed", None),
    }  # fmt: skip
    assert cycles(f"{table}sales first-touch deal within 4h", tables, engine) == {(1, 1): "met", (1, 2): "met"}


@pytest.mark.parametrize("second", ["sales first-touch MQL within 4h first only", "sales first-touch within 4h"])
def test_clauses_about_leads_and_entries_side_by_side(engine: str, second: str) -> None:
    """Each has rows of its own, and the table of leads is counted once."""
    policy = f'agreement "Small"\n  timezone "America/New_York"\n{TABLES}sales first-touch MQL within 4h\n{second}\n'
    file, mistakes = parse(Source("small.sla", policy))
    assert not mistakes
    report = product.check([file], given(), Options(as_of=LATER, engine=engine))
    counts = [{v.value: n for v, n in c.counts.items() if n} for c in report.clauses]
    # leads are created at 08:00: touched at 10:00 on the same day, at 14:00 on the next, and never
    other = {"met": 1, "late": 1} if "first only" in second else {"met": 1, "late": 1, "missed": 1}
    assert counts == [{"met": 2, "late": 1}, other]
    assert {t.table: t.rows for t in report.run.data} == {"leads": 3, "changes": 4, "touches": 3}
