"""Events that are computed from others: they happen when their instant has come, and not before."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.engines.judging import leads, local, periods, subjects

LAPSE = """stage lapsed at mql_at + 24h when rejected_at is unknown or rejected_at > mql_at + 24h
event accepts = accepted_at or lapsed
"""
NOON = "2026-07-01 12:00"


def decided() -> pl.DataFrame:
    """Accepted after an hour; undecided; rejected after 23 h, and after 25 h."""
    return leads(
        mql_at=[NOON] * 4,
        accepted_at=["2026-07-01 13:00", None, None, None],
        rejected_at=[None, None, "2026-07-02 11:00", "2026-07-02 13:00"],
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-07-02 11:59:59", {1: "met", 2: "pending", 3: "pending", 4: "pending"}),
        ("2026-07-02 12:00:00", {1: "met", 2: "met", 3: "pending", 4: "met"}),
        ("2026-07-04", {1: "met", 2: "met", 3: "missed", 4: "met"}),
    ],
)
def test_what_nobody_rejects_in_a_day_is_accepted(engine: str, as_of: str, expected: dict[int, str]) -> None:
    """The day ends at noon on the 2nd; the limit of two days ends at noon on the 3rd."""
    clause = f"{LAPSE}sales accepts MQL within 48h"
    assert subjects(clause, {"leads": decided()}, engine, local(as_of)) == expected


def test_who_has_lapsed_is_no_longer_in_scope_before_it_has(engine: str) -> None:
    clause = f"{LAPSE}sales first-touch within 1h of MQL unless lapsed"
    rows: dict[str, Any] = {"leads": decided().with_columns(first_touch_at=pl.col("accepted_at"))}
    before = subjects(clause, rows, engine, local("2026-07-02 11:59:59"))
    assert before == {1: "met", 2: "missed", 3: "missed", 4: "missed"}
    after = subjects(clause, rows, engine, local("2026-07-02 12:00"))
    assert after == {1: "excluded", 2: "excluded", 3: "missed", 4: "excluded"}


def test_a_delivery_that_is_still_to_come_is_not_there(engine: str) -> None:
    clause = """  term 2026-07-01 to 2026-07-31
stage ripe at mql_at + 24h
marketing delivers >= 1 ripe per month"""
    rows = {"leads": leads(mql_at=[NOON])}
    assert periods(clause, rows, engine, local("2026-07-02 11:59:59")) == {("2026-07-01",): ("pending", 0)}
    assert periods(clause, rows, engine, local("2026-07-02 12:00")) == {("2026-07-01",): ("met", 1)}


def test_what_is_computed_beyond_all_clocks_never_happens(engine: str) -> None:
    clause = "event never-comes = mql_at + 4000 days * 20\nsales first-touch within 1h of never-comes"
    assert subjects(clause, {"leads": leads(mql_at=[NOON], first_touch_at=[None])}, engine, local("2026-08-01")) == {}


def test_a_comparison_may_look_ahead(engine: str) -> None:
    """A condition is about values: what was touched before the day is over was touched in time."""
    clause = "sales never first_touch_at > mql_at + 24h"
    rows = {"leads": leads(mql_at=[NOON, NOON], first_touch_at=["2026-07-01 13:00", "2026-07-02 13:00"])}
    assert subjects(clause, rows, engine, local("2026-07-01 14:00")) == {1: "met", 2: "unknown"}
    assert subjects(clause, rows, engine, local("2026-07-03")) == {1: "met", 2: "breached"}
