"""Whose instances a clause about a stage of a child table is about, and what is said where nobody can know."""

from __future__ import annotations

import pytest

from sla_dsl.model.cycles import Entries
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header, Schema, TableSchema
from tests.support.diagnose import bound

TABLES = """
table changes of leads by lead_id
  key change_id
  at = "Changed at"
  stage = "Stage"
stage MQL in changes at at when stage = "MQL"
stage SQL in changes at at when stage = "SQL"
stage closed in changes at closed_at
event ours in leads = reviewed_at
event theirs in changes = reviewed_at
event either = reviewed_at
clause other: sales first-touch within 4h
"""


def schema() -> Schema:
    headers = {
        "leads": ("lead_id", "created_at", "first_touch_at", "accepted_at", "reviewed_at"),
        "changes": ("change_id", "lead_id", "Changed at", "Stage", "closed_at", "reviewed_at"),
    }
    return {
        name: TableSchema(
            f"{name}.csv",
            {h: Header(Kind.INSTANT if h.endswith((" at", "_at")) else Kind.TEXT, typed=True) for h in found},
        )
        for name, found in headers.items()
    }


@pytest.mark.parametrize(
    ("clause", "rows"),
    [
        ("accepts MQL within 4h", "entries"),
        ("first-touch MQL within 4h", "entries"),
        ("first-touch within 4h of MQL", "entries"),
        ("ours MQL within 4h", "entries"),
        ("either MQL within 4h each", "entries"),
        ("SQL MQL within 4h", "entries"),
        ("accepts or SQL MQL within 4h", "entries"),
        ("theirs MQL within 4h", "changes"),
        ("closed MQL within 4h", "changes"),
        ("keeps conversion MQL -> SQL >= 5% per month", "entries"),
        ("keeps conversion MQL -> closed >= 5% per month", "changes"),
        ("keeps median time from MQL to accepts <= 4h per month", "entries"),
        ("keeps share of MQL where stage is known >= 5% per month", "changes"),
        ("delivers >= 5 MQL per month", "changes"),
        ("delivers >= 5 MQL per month each", "entries"),
        ("delivers >= 5 MQL per month first only", "first"),
        ("fills stage on 100% of MQL", "changes"),
        ("makes >= 1 MQL within 4h", "leads"),
        ("makes >= 1 SQL within 4h of MQL", "entries"),
    ],
)
def test_whose_instances(clause: str, rows: str) -> None:
    policy, said = bound(f"{TABLES}sales {clause}", schema())
    assert not said
    form = policy.forms[-1]
    entries = form.population.entries
    if rows in ("entries", "first"):
        assert isinstance(entries, Entries)
        assert form.population.table == entries.table == "leads"
        assert (entries.child, entries.by, entries.first_only) == ("changes", "lead_id", rows == "first")
        assert {"leads", "changes"} <= set(policy.tables)
    else:
        assert entries is None
        assert form.population.table == rows


def test_without_data_the_known_columns_decide() -> None:
    for clause, entries in (("accepts MQL within 4h", True), ("signed_at MQL within 4h", False)):
        form = bound(f"{TABLES}sales {clause}")[0].forms[-1]
        assert (form.population.entries is not None) is entries


@pytest.mark.parametrize(
    ("clause", "code", "message", "hint"),
    [
        ("either MQL within 4h", "SLA359", "`either` could be an event of `leads` or of `changes`: both have",
         "say which: `event NAME in leads = reviewed_at`, or add `each`"),
        ("accepts within 4h each", "SLA358", "`each` goes with a stage that can be entered many times",
         "leave `each` out"),
        ("theirs MQL within 4h first only", "SLA358", "`theirs` is about the rows of `changes`", "an event of `leads`"),
        ("accepts MQL within 4h first only each", "SLA358", "`each` takes every entry", "keep one of the two"),
        ("fills stage on 100% of MQL each", "SLA306", "`each` does not go with `fills`", "leave `each` out"),
        ("delivers >= 5 MQL per month only finished", "SLA306", "`only finished` does not go with `delivers`", "leave"),
        ("accepts MQL within 4h excused by other", "SLA343", "not about the same entries of `leads`", "the same stage"),
        ("accepts within 4h for cycle > 1", "SLA101", "`cycle` is neither a word of the policy nor a column", ""),
    ],
)  # fmt: skip
def test_refusals(clause: str, code: str, message: str, hint: str) -> None:
    (said,) = bound(f"{TABLES}sales {clause}", schema())[1]
    assert said.code == code
    assert message in said.message
    assert hint in (said.hint or "")


def test_entries_that_a_table_further_down_tells() -> None:
    """A deal's calls say when it is engaged: its own rows enter that stage, and a lead does not."""
    tables = """
table deals of leads by lead_id
  key deal_id
table calls of deals by deal_id
  at = "Called at"
stage engaged in deals at first calls.at
event closed in deals = closed_at
"""
    (said,) = bound(f"{tables}sales accepts engaged within 4h each")[1]
    assert said.code == "SLA367"
    assert "`engaged` is an entry of `leads`, and only rows below `deals` tell of it" in said.message
    policy, wrong = bound(f"{tables}sales closed engaged within 4h")
    assert not wrong
    assert policy.forms[-1].population.table == "deals"


def test_a_column_that_neither_table_has_is_missed_in_the_parent() -> None:
    """The words of the language are about leads: it is their export that lacks the column."""
    policy, said = bound(f"{TABLES}sales wins MQL within 4h", schema())
    assert not said
    (clause,) = policy.unjudged
    assert (clause.table, "leads.csv has no column for `won_at`" in clause.reason) == ("leads", True)
