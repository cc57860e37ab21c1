"""Exports as CRM systems write them, judged on every engine: the mapping says which column is which."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.text.source import Source
from tests.engines.judging import local, moments, subjects

LEADS = pl.DataFrame(
    {
        "Record ID": [1, 2, 3],
        "Contact owner": ["jane", "joe", "joe"],
        "Create Date": moments(["2026-07-01 09:00"] * 3),
        "HubSpot Score": [90, 90, 10],
    }
)
# Of lead 1 a call that came in after half an hour and one that was made after three hours; of lead 2 a call that nobody
# answered after one hour and an email after five; of lead 3 a note.
TOUCHES = pl.DataFrame(
    {
        "Record ID": [11, 12, 13, 14, 15],
        "Associated Contact IDs": [1, 1, 2, 2, 3],
        "Activity date": moments(
            ["2026-07-01 09:30", "2026-07-01 12:00", "2026-07-01 10:00", "2026-07-01 14:00", "2026-07-01 09:10"]
        ),
        "hs_engagement_type": ["Call", "Call", "Call", "Email", "Note"],
        "Activity assigned to": ["jane", "jane", "joe", "joe", "joe"],
        "Call direction": ["Inbound", "Outbound", "Outbound", None, None],
        "Call status": ["Completed", "Completed", "No answer", None, None],
        "Email direction": [None, None, None, "EMAIL", None],
        "Meeting outcome": pl.Series([None] * 5, dtype=pl.String),
    }
)
TABLES = {"leads": LEADS, "touches": TOUCHES}
SAID = "table leads from hubspot.contacts\ntable touches from hubspot.activities of leads by lead_id\n"
FOUND = "table touches of leads by lead_id\n"
REACHED = "event reached = first touches.at where qualifying-touch\nsales reached within 4h"
NOON = local("2026-07-03 12:00")


@pytest.mark.parametrize("tables", [SAID, FOUND])
def test_the_first_touch_that_counts_is_the_one_that_was_made_and_came_about(engine: str, tables: str) -> None:
    found = subjects(tables + REACHED, TABLES, engine, NOON)
    assert found == {1: "met", 2: "late", 3: "missed"}


def test_with_less_in_the_export_more_counts(engine: str) -> None:
    """Without the status the call that nobody answered counts; without the direction the one that came in does, too."""
    bare = TOUCHES.drop("Call status", "Email direction", "Meeting outcome")
    assert subjects(SAID + REACHED, {**TABLES, "touches": bare}, engine, NOON) == {1: "met", 2: "met", 3: "missed"}
    within = REACHED.replace("4h", "1h")
    assert subjects(SAID + within, {**TABLES, "touches": bare}, engine, NOON) == {1: "late", 2: "met", 3: "missed"}
    bare = bare.drop("Call direction")
    assert subjects(SAID + within, {**TABLES, "touches": bare}, engine, NOON) == {1: "met", 2: "met", 3: "missed"}


def test_touches_that_count_are_counted(engine: str) -> None:
    clause = "sales makes >= 1 qualifying-touch within 4h"
    assert subjects(SAID + clause, TABLES, engine, NOON) == {1: "met", 2: "late", 3: "missed"}
    clause = "sales makes >= 2 qualifying-touches within 1 day"
    assert subjects(SAID + clause, TABLES, engine, NOON) == {1: "missed", 2: "missed", 3: "missed"}


def test_a_condition_that_a_table_makes_of_its_columns_can_be_counted(engine: str) -> None:
    policy = (
        "table leads from hubspot.contacts\ntable touches from hubspot.activities of leads by lead_id\n"
        '  answered = kind = "Call" and call_status = "Completed"\nsales makes >= 2 answered within 1 day'
    )
    assert subjects(policy, TABLES, engine, NOON) == {1: "met", 2: "missed", 3: "missed"}


def test_the_policys_own_touch_is_taken_instead(engine: str) -> None:
    own = 'define qualifying-touch in touches = kind = "Note"\n'
    assert subjects(SAID + own + REACHED, TABLES, engine, NOON) == {1: "missed", 2: "missed", 3: "met"}


def notes(policy: str, tables: dict[str, Any]) -> dict[tuple[str, str | None, str], str]:
    file, mistakes = parse(Source("policy.sla", policy))
    assert not mistakes
    report = product.check([file], tables, product.Options(as_of=NOON))
    return {(n.table, n.column, n.kind): n.message for n in report.run.health}


def test_data_health_says_how_the_tables_were_read() -> None:
    found = notes(SAID + REACHED, TABLES)
    assert found[("leads", None, "mapping")] == "columns are read as those of `hubspot.contacts`, as the policy says"
    assert found[("touches", None, "qualifying_touch")].startswith("as a touch counts: calls made and completed")
    assert "it is when it is due" in found[("touches", "at", "caveat")]
    assert ("leads", "score", "caveat") not in found, "no clause reads the score"
