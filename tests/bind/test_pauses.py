"""`paused while`: which table tells the states, and what can stand still."""

from __future__ import annotations

import pytest

from sla_dsl.model.expr import Column, Link, OneOf, ParentColumn, PausedTime
from sla_dsl.model.forms import Duty, Elapsed
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header, TableSchema
from tests.support.diagnose import bound

TABLES = """
table changes of leads by lead_id
  at = "Changed at"
  status = "Status"
table notes of leads by lead_id
  at = "Written at"
  text = "Text"
calendar office
  open mon-fri 09:00-17:00
"""


def test_the_states_come_from_the_table_that_has_the_columns() -> None:
    policy, said = bound(TABLES + 'sales first-touch within 8h paused while status in ("a", "b") at most 2 days')
    (duty,) = policy.forms
    assert not said
    assert isinstance(duty, Duty)
    (paused,) = duty.paused
    assert paused == PausedTime(
        "changes", "lead_id", Column("at", Kind.INSTANT), OneOf(Column("status", Kind.TEXT), ("a", "b")),
        ParentColumn("created_at", Kind.INSTANT, (Link("leads", "lead_id"),)),
        Elapsed(8 * 3_600_000_000), 2 * 86_400_000_000,
    )  # fmt: skip


def test_a_definition_is_looked_through() -> None:
    policy, said = bound(
        f'{TABLES}define held in changes = status = "held"\nsales first-touch within 8h paused while held'
    )
    assert not said
    assert policy.tables["changes"].links == (Link("leads", "lead_id"),)


def test_a_column_of_the_lead_does_not_choose_the_table() -> None:
    policy, _ = bound(f'{TABLES}sales first-touch within 8h paused while status = "a" and leads.source = "web"')
    assert "changes" in policy.tables


@pytest.mark.parametrize(
    ("clause", "code", "part"),
    [
        ('first-touch within 8h paused while stage = "a"', "SLA355", "no table tells when `stage = \"a\"` began"),
        ('first-touch within 8h paused while at > 2026-01-01', "SLA356", "`changes` and `notes` could both tell"),
        ('first-touch within 8h paused while status = "a" at most 2 months', "SLA357", "runs day and night"),
        ('first-touch within 8h paused while status = "a" at most 2 business hours', "SLA357", "runs day and night"),
        ('first-touch within 2 business days paused while status = "a" at most 2h', "SLA357", "runs on business time"),
        ('makes >= 1 notes before won paused while status = "a"', "SLA357", "up to an event can not stand still"),
        ('keeps median time from created to won <= 4h per month paused while status = "a"', "SLA306", "`paused while`"),
    ],
)  # fmt: skip
def test_refusals(clause: str, code: str, part: str) -> None:
    schema = {
        "leads": table("lead_id", "created_at", "first_touch_at", "won_at"),
        "changes": table("lead_id", "Changed at", "Status"),
        "notes": table("lead_id", "Written at", "Text"),
    }
    (said,) = bound(f"{TABLES}sales {clause}", schema)[1]
    assert said.code == code
    assert part in said.message


def table(*headers: str) -> TableSchema:
    kinds = {h: Kind.INSTANT if h.endswith(("_at", " at")) else Kind.TEXT for h in headers}
    return TableSchema("data.csv", {h: Header(kind, typed=True) for h, kind in kinds.items()})
