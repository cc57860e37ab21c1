"""So many touches in time: what counts, when the last need is reached, and what ends the time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.engines.judging import instances, leads, local, moments, periods, subjects

TABLE = """
table touches of leads by lead_id
  at = "at"
  kind = "kind"
  channel = "channel"
define human in touches = not automated
"""
START = "2026-07-01 09:00"
LATER = local("2026-08-01")
Touch = tuple[Any, ...]
"""Lead, hours after the start (None: no instant), kind, channel."""

CALLS_AND_EMAILS: list[Touch] = [
    (1, -1, "call", "phone"), (1, 0, "call", "phone"), (1, 1, "email", "web"), (1, 48, "call", "web"),
    (2, 0, "call", "phone"), (2, 1, "call", "phone"), (2, 2, "email", None), (2, 3, "email", "phone"),
    (3, 1, "call", "phone"), (3, 1, "call", "web"), (3, 2, "note", "fax"), (3, None, "email", "web"),
    (None, 1, "call", "phone"), (9, 1, "call", "phone"),
]  # fmt: skip


def tables(touches: Sequence[Touch], **columns: list[Any]) -> dict[str, pl.DataFrame]:
    rows = len(next(iter(columns.values()))) if columns else 4
    at = [None if t[1] is None else local(START) + timedelta(hours=t[1]) for t in touches]
    return {
        "leads": leads(created_at=[START] * rows, mql_at=[START] * rows, **columns),
        "touches": pl.DataFrame(
            {
                "lead_id": pl.Series([t[0] for t in touches], dtype=pl.Int64),
                "at": moments(at),
                "kind": [t[2] for t in touches],
                "channel": pl.Series([t[3] for t in touches], dtype=pl.String),
                "automated": [t[2] == "note" for t in touches],
            }
        ),
    }


def done(clause: str, given: dict[str, pl.DataFrame], engine: str) -> dict[Any, float | None]:
    """The hours from the start to the last need, by lead."""
    rows = instances(TABLE + clause, given, engine, LATER)
    hours = [None if d is None else (d - local(START)) / timedelta(hours=1) for d in rows["done"]]
    return dict(zip((json.loads(key)["lead_id"] for key in rows["key"]), hours, strict=True))


@pytest.mark.parametrize(
    ("needs", "hours"),
    [
        (">= 1 touches", {1: 0, 2: 0, 3: 1, 4: None}),
        (">= 2 touches", {1: 1, 2: 1, 3: 1, 4: None}),
        (">= 3 touches", {1: 48, 2: 2, 3: 2, 4: None}),
        ("> 3 touches", {1: None, 2: 3, 3: None, 4: None}),
        (">= 2 calls", {1: 48, 2: 1, 3: 1, 4: None}),
        ("= 1 email", {1: 1, 2: 2, 3: None, 4: None}),
        (">= 2 calls, >= 1 email", {1: 48, 2: 2, 3: None, 4: None}),
        (">= 3 human", {1: 48, 2: 2, 3: None, 4: None}),
        (">= 1 touches across >= 2 channels", {1: 1, 2: None, 3: 1, 4: None}),
        (">= 1 touches across >= 3 channels", {1: None, 2: None, 3: 2, 4: None}),
        (">= 1 human across >= 3 channels", {1: None, 2: None, 3: None, 4: None}),
        (">= 2 calls across > 1 kinds", {1: None, 2: None, 3: None, 4: None}),
        (">= 2 calls, >= 1 email across >= 2 kinds", {1: 48, 2: 2, 3: None, 4: None}),
    ],
)
def test_the_last_need_is_when_it_is_done(engine: str, needs: str, hours: dict[int, float | None]) -> None:
    """What came an hour before the start of lead 1 and without an instant for lead 3 counts for nothing."""
    assert done(f"sales makes {needs} within 1 day", tables(CALLS_AND_EMAILS), engine) == hours


@pytest.mark.parametrize(
    ("needs", "hours"),
    [
        (">= 1 touches across >= 2 days", {1: 15, 2: 15, 3: None, 4: None}),
        (">= 1 touches across > 2 days", {1: 39, 2: None, 3: None, 4: None}),
        (">= 3 touches across >= 1 day", {1: 15, 2: 15, 3: None, 4: None}),
        (">= 1 call across 2 days", {1: 38.5, 2: 15, 3: None, 4: None}),
    ],
)
def test_days_are_local_days(engine: str, needs: str, hours: dict[int, float | None]) -> None:
    """From nine in the morning: midnight comes after 15 and 39 hours, and in UTC after 11."""
    touches: list[Touch] = [
        (1, -24, "call", "a"), (1, 14.99, "call", "a"), (1, 12, "call", "a"), (1, 15, "email", "a"),
        (1, 38.5, "call", "a"), (1, 39, "call", "a"),
        (2, 0, "call", "a"), (2, 11, "call", "a"), (2, 15, "call", "a"), (2, None, "call", "a"),
        (3, 5, "call", "a"), (3, 14, "call", "a"),
    ]  # fmt: skip
    assert done(f"sales makes {needs} within 1 day", tables(touches), engine) == hours


def test_a_day_of_25_hours_is_one_day(engine: str) -> None:
    """1 November of New York begins at four in UTC and ends at five."""
    utc = ["2026-11-01 04:00", "2026-11-02 04:59:59", "2026-11-01 04:00", "2026-11-02 05:00"]
    given = {
        "leads": leads(created_at=["2026-11-01 00:00"] * 2),
        "touches": pl.DataFrame({"lead_id": [1, 1, 2, 2], "at": moments([local(t, ZoneInfo("UTC")) for t in utc])}),
    }
    policy = 'table touches of leads by lead_id\n  at = "at"\nsales makes >= 2 touches across >= 2 days within 3 days'
    assert subjects(policy, given, engine, local("2026-12-01")) == {1: "missed", 2: "met"}


def test_done_at_the_limit_and_after_it(engine: str) -> None:
    second = 1 / 3600
    given = tables([(1, 0, "call", "a"), (1, 4, "call", "a"), (2, 0, "call", "a"), (2, 4 + second, "call", "a"),
                    (3, 0, "call", "a")])  # fmt: skip
    found = subjects(f"{TABLE}sales makes >= 2 calls within 4h", given, engine, LATER)
    assert found == {1: "met", 2: "late", 3: "missed", 4: "missed"}


def test_the_start_is_that_of_the_clause(engine: str) -> None:
    given = tables([(1, 0, "call", "a"), (1, 1, "call", "a"), (2, 2, "call", "a"), (2, 3, "call", "a")],
                   assigned_at=["2026-07-01 10:00", "2026-07-01 10:00", None])  # fmt: skip
    found = subjects(f"{TABLE}sales makes >= 2 calls within 4h of assigned", given, engine, LATER)
    assert found == {1: "missed", 2: "met"}


def test_an_event_ends_the_time_before_it_happens(engine: str) -> None:
    twice: list[Touch] = [(lead, hours, "call", "a") for lead in range(1, 6) for hours in (0, 2)]
    rejected = ["2026-07-01 11:00", "2026-07-01 11:00:01", None, "2026-07-01 08:00", "2026-07-01 10:00"]
    given = tables(twice, rejected_at=rejected)
    both = "sales makes >= 2 calls within 1 day before disqualified"
    expected = {1: "late", 2: "met", 3: "met", 4: "late", 5: "late"}
    assert subjects(TABLE + both, given, engine, LATER) == expected
    assert subjects(f"{TABLE}sales makes >= 2 calls before disqualified", given, engine, LATER) == expected
    more = "sales makes >= 3 calls before disqualified"
    assert subjects(TABLE + more, given, engine, LATER) == {3: "pending", **dict.fromkeys((1, 2, 4, 5), "missed")}


def test_due_is_the_limit_or_the_microsecond_before_the_event(engine: str) -> None:
    given = tables([], rejected_at=["2026-07-01 10:00", "2026-07-01 14:00", None])
    rows = instances(f"{TABLE}sales makes >= 1 calls within 4h before disqualified", given, engine, LATER)
    due = {json.loads(r["key"])["lead_id"]: r["due"] for r in rows.iter_rows(named=True)}
    at_ten = local("2026-07-01 10:00") - timedelta(microseconds=1)
    assert due == {1: at_ten, 2: local("2026-07-01 13:00"), 3: local("2026-07-01 13:00")}


def test_waiting_is_at_risk_by_the_limit_alone(engine: str) -> None:
    given = tables([], rejected_at=[None])
    as_of = local("2026-07-01 12:00")  # three of four hours
    for ends, risk in (("within 4h", True), ("within 4h before disqualified", True), ("before disqualified", False)):
        (row,) = instances(f"{TABLE}sales makes >= 1 calls {ends}", given, engine, as_of).iter_rows(named=True)
        assert (row["verdict"], row["at_risk"]) == ("pending", risk), ends


def test_what_is_said_of_a_lead(engine: str) -> None:
    given = tables([(1, 0, "call", "a"), (2, 0, "call", "a"), (2, 30, "call", "a")], rejected_at=[None] * 2)
    rows = instances(f"{TABLE}sales makes >= 2 calls within 1 day", given, engine, LATER)
    reasons = {json.loads(r["key"])["lead_id"]: r["reason"] for r in rows.iter_rows(named=True)}
    assert reasons == {1: "fewer than 2 calls by the due instant", 2: "2 calls came after the due instant"}


def test_a_stage_of_the_child_table_counts_at_its_instant(engine: str) -> None:
    given = tables([(1, 0, "call", "a"), (1, 1, "email", "a"), (2, 1, "email", "a")])
    policy = f'{TABLE}stage answer in touches at at when kind = "email"\nsales makes >= 1 answer within 1h'
    assert subjects(policy, given, engine, LATER) == {1: "met", 2: "met", 3: "missed", 4: "missed"}


def test_shares_by_day(engine: str) -> None:
    given = tables([(1, 1, "call", "a"), (2, 1, "call", "a"), (3, 9, "call", "a")])
    found = periods(f"{TABLE}sales makes >= 1 calls within 4h on >= 50% per day", given, engine, LATER)
    assert found[("2026-07-01",)] == ("met", 0.5)
