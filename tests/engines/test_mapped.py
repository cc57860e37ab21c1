"""Exports as CRM systems write them, judged on every engine: the mapping says which column is which."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.model.health import STANDING_OUT
from sla_dsl.ready import Options
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
IDS = ["1", "1;3", "2", "2; 2;", "3"]
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


def test_a_touch_that_names_several_leads_counts_once_for_each(engine: str) -> None:
    """The call of 12:00 is with leads 1 and 3; the email names lead 2 twice, and is one touch."""
    shared = {**TABLES, "touches": TOUCHES.with_columns(pl.Series("Associated Contact IDs", IDS))}
    assert subjects(SAID + REACHED, shared, engine, NOON) == {1: "met", 2: "late", 3: "met"}
    clause = "sales makes >= 2 qualifying-touches within 1 day"
    assert subjects(SAID + clause, shared, engine, NOON) == {1: "missed", 2: "missed", 3: "missed"}
    found = notes(SAID + REACHED, shared, engine)
    assert found[("touches", "lead_id", "several_keys")].startswith("1 row with several keys, split by `;`")
    assert ("touches", "lead_id", "unlinked") not in found


def test_a_meeting_of_six_is_no_bulk_of_six(engine: str) -> None:
    """One row that names six leads was logged once; of six rows at one instant data health says that it is bulk."""
    leads = pl.DataFrame({"Record ID": [*range(6)], "Create Date": moments(["2026-07-01 09:00"] * 6)})
    one = TOUCHES.head(1).with_columns(pl.Series("Associated Contact IDs", [";".join(map(str, range(6)))]))
    six = pl.concat([TOUCHES.head(1)] * 6).with_columns(pl.Series("Associated Contact IDs", [*range(6)]))
    assert ("touches", "at", "bulk_logged") not in notes(SAID + REACHED, {"leads": leads, "touches": one}, engine)
    assert ("touches", "at", "bulk_logged") in notes(SAID + REACHED, {"leads": leads, "touches": six}, engine)


def test_a_deal_of_two_contacts_is_one_deal_where_deals_are_judged(engine: str) -> None:
    deals = pl.DataFrame(
        {
            "Record ID": [1, 2],
            "Associated Contact IDs": ["1;2", "3"],
            "Deal Name": ["a", "b"],
            "Create Date": moments(["2026-07-01 10:00", "2026-07-02 10:00"]),
        }
    )
    tables = {"leads": LEADS, "opportunities": deals}
    said = "table leads from hubspot.contacts\ntable opportunities from hubspot.deals of leads by lead_id\n"
    counted = "stage deal in opportunities at created_at\nmarketing delivers >= 2 deal per month"
    file, _ = parse(Source("policy.sla", said + counted))
    report = product.check([file], tables, Options(as_of=NOON, engine=engine))
    assert [t.rows for t in report.run.data if t.table == "opportunities"] == [2]
    assert ("opportunities", "lead_id", "several_keys") not in {(n.table, n.column, n.kind) for n in report.run.health}
    first = "event offered = first opportunities.created_at\nsales offered within 4h"
    assert subjects(said + first, tables, engine, NOON) == {1: "met", 2: "met", 3: "late"}


# The suffix of 00Q5g00000AbCdE: of `00Q5g` the third is a capital (4: E), of `00000` none (0: A), of `AbCdE` the first,
# the third and the fifth (1 + 4 + 16 = 21: V). 00Q5g00000abCdE differs by the case of one letter (4 + 16 = 20: U).
BARE, FULL = ["00Q5g00000AbCdE", "00Q5g00000abCdE"], ["00Q5g00000AbCdEEAV", "00Q5g00000abCdEEAU"]


@pytest.mark.parametrize(("leads", "tasks"), [(BARE, FULL), (FULL, BARE), (FULL, FULL), (BARE, BARE)])
def test_keys_with_and_without_their_suffix_name_one_lead(engine: str, leads: list[str], tasks: list[str]) -> None:
    """A report has keys of 15 letters, the API of 18. The first lead is called after an hour, the other after six."""
    assert _salesforce(engine, leads, tasks) == {leads[0]: "met", leads[1]: "late"}


def test_a_suffix_that_is_not_the_keys_own_is_a_part_of_it(engine: str) -> None:
    assert _salesforce(engine, BARE, [FULL[0][:15] + "EAA", FULL[1]]) == {BARE[0]: "missed", BARE[1]: "late"}


def _salesforce(engine: str, leads: list[str], tasks: list[str]) -> dict[Any, str]:
    policy = (
        "table leads from salesforce.leads\ntable touches from salesforce.tasks of leads by lead_id\n"
        "event reached = first touches.at where qualifying-touch\nsales reached within 4h"
    )
    tables = {
        "leads": pl.DataFrame({"Lead ID": leads, "Create Date": moments(["2026-07-01 09:00"] * 2)}),
        "touches": pl.DataFrame(
            {
                "Id": ["1", "2"],
                "WhoId": tasks,
                "CompletedDateTime": moments(["2026-07-01 10:00", "2026-07-01 15:00"]),
                "TaskSubtype": ["Call", "Call"],
                "Status": ["Completed", "Completed"],
            }
        ),
    }
    return subjects(policy, tables, engine, NOON)


def notes(policy: str, tables: dict[str, Any], engine: str = "polars") -> dict[tuple[str, str | None, str], str]:
    file, mistakes = parse(Source("policy.sla", policy))
    assert not mistakes
    report = product.check([file], tables, Options(as_of=NOON, engine=engine))
    return {(n.table, n.column, n.kind): n.message for n in report.run.health}


def test_data_health_says_how_the_tables_were_read() -> None:
    found = notes(SAID + REACHED, TABLES)
    assert found[("leads", None, "mapping")] == "columns are read as those of `hubspot.contacts`, as the policy says"
    assert found[("touches", None, "qualifying_touch")].startswith("as a touch counts: calls made and completed")
    assert "it is when it is due" in found[("touches", "at", "caveat")]
    assert ("leads", "score", "caveat") not in found, "no clause reads the score"


@pytest.mark.parametrize(("touched", "empty"), [([None, None], 2), ([None, "2026-07-01 10:00"], None)])
def test_an_empty_column_of_times_is_told_above_the_verdicts(
    engine: str, touched: list[str | None], empty: int | None
) -> None:
    """Of one touch it is known that the export has them; of none nobody knows whether anything happened."""
    times = {"created_at": moments(["2026-07-01 09:00"] * 2), "first_touch_at": moments(touched)}
    table = pl.DataFrame({"lead_id": [1, 2], **times})
    file, _ = parse(Source("policy.sla", "sales first-touch within 4h"))
    report = product.check([file], {"leads": table}, Options(as_of=NOON, engine=engine))
    told = {n.column: n.count for n in report.run.health if n.kind in STANDING_OUT}
    assert told == ({} if empty is None else {"first_touch_at": empty})
