"""Planned columns on every engine: what lies after the as-of is known, and as an event it has not happened yet."""

from __future__ import annotations

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header, TableSchema
from sla_dsl.policy import bound
from sla_dsl.ready import Options
from sla_dsl.text.diagnostic import Level, PolicyError
from sla_dsl.text.source import Source
from tests.engines.judging import leads, local, moments, subjects

AS_OF = "2026-07-16 00:00"
DEALS = """table deals
  key deal_id
  planned closes_at
stage deal in deals at opened_at
"""


def deals() -> dict[str, pl.DataFrame]:
    """Three deals of 1 July: to be closed in September, in November, and nobody knows when."""
    opened, closes = moments(["2026-07-01 10:00"] * 3), moments(["2026-09-01 10:00", "2026-11-01 10:00", None])
    return {"deals": pl.DataFrame({"deal_id": [1, 2, 3], "opened_at": opened, "closes_at": closes})}


def test_a_plan_fills_its_column(engine: str) -> None:
    clause = f"{DEALS}sales fills closes_at on 100% of deal"
    assert subjects(clause, deals(), engine, local(AS_OF)) == {1: "met", 2: "met", 3: "breached"}


def test_a_plan_is_compared(engine: str) -> None:
    """90 days after 1 July is 29 September (30 days of July, 31 of August, 29 of September)."""
    clause = f"{DEALS}sales ensures closes_at <= opened_at + 90 days on 100% of deal"
    assert subjects(clause, deals(), engine, local(AS_OF)) == {1: "met", 2: "breached", 3: "unknown"}


@pytest.mark.parametrize(("as_of", "verdict"), [("2026-08-31 10:00", "pending"), ("2026-09-01 10:00", "met")])
def test_as_an_event_a_plan_has_happened_once_its_time_has_come(engine: str, as_of: str, verdict: str) -> None:
    clause = f"{DEALS}event closes in deals = closes_at\nsales closes deal within 90 days"
    found = subjects(clause, deals(), engine, local(as_of))
    assert (found[1], found[2]) == (verdict, "pending")


def test_the_plan_of_a_row_that_others_belong_to(engine: str) -> None:
    """The fair ends on the 20th: lead 1 came before it ends, lead 2 has no campaign."""
    tables = {
        "leads": leads(created_at=["2026-07-10 10:00"] * 2, campaign=["fair", None]),
        "campaigns": pl.DataFrame({"name": ["fair"], "ends_at": moments(["2026-07-20 10:00"])}),
    }
    head = "table campaigns\n  key name\n  planned ends_at\ntable leads of campaigns by campaign\n"
    found = subjects(f"{head}sales ensures created_at < campaigns.ends_at", tables, engine, local(AS_OF))
    assert found == {1: "met", 2: "unknown"}
    started = f"{head}event over = campaigns.ends_at\nsales first-touch within 1 day of over"
    tables["leads"] = tables["leads"].with_columns(first_touch_at=moments([None, None]))
    assert subjects(started, tables, engine, local(AS_OF)) == {}


def test_a_row_is_there_whatever_it_plans_and_a_planned_pick_waits(engine: str) -> None:
    """One touch, with the next call on the 20th: the touch counts, the call has not been made."""
    touches = pl.DataFrame(
        {"lead_id": [1], "at": moments(["2026-07-10 12:00"]), "next_call": moments(["2026-07-20 10:00"])}
    )
    tables = {"leads": leads(created_at=["2026-07-10 10:00"]), "touches": touches}
    head = "table touches of leads by lead_id\n  planned next_call\n"
    assert subjects(f"{head}sales makes >= 1 touch within 1 day", tables, engine, local(AS_OF)) == {1: "met"}
    asked = f"{head}sales ensures (count of touches where next_call is known) = 1"
    assert subjects(asked, tables, engine, local(AS_OF)) == {1: "met"}
    called = f"{head}event calls = first touches.next_call\nsales calls within 30 days"
    assert subjects(called, tables, engine, local(AS_OF)) == {1: "pending"}
    assert subjects(called, tables, engine, local("2026-07-20 10:00")) == {1: "met"}


def test_plans_do_not_move_the_default_as_of(engine: str) -> None:
    """The last thing that happened is the opening on 1 July; without `planned` it would be 1 November."""
    mapped = DEALS.replace("closes_at\n", 'closes_at\n  closes_at = "closes_at"\n  opened_at = "opened_at"\n', 1)
    file, mistakes = parse(Source("small.sla", f"{mapped}sales fills closes_at on 100% of deal\n"))
    assert not mistakes
    report = product.check([file], deals(), Options(engine=engine))
    assert report.run.as_of == local("2026-07-01 10:00")
    assert not [note for note in report.run.health if note.kind == "after_as_of"]


@pytest.mark.parametrize(("table", "column"), [("leads", "won_at"), ("touches of leads by lead_id", "at")])
def test_what_has_happened_is_not_planned(table: str, column: str) -> None:
    file, _ = parse(Source("small.sla", f"table {table}\n  planned {column}\nsales first-touch within 4h\n"))
    with pytest.raises(PolicyError) as refused:
        product.check([file], {"leads": leads(created_at=[AS_OF], first_touch_at=[AS_OF])}, Options())
    assert [d.code for d in refused.value.diagnostics] == ["SLA395"]


def test_a_plan_that_the_data_do_not_have_is_said() -> None:
    """A slip in the name would leave the column meant without its plans."""
    file, _ = parse(Source("small.sla", "table leads\n  planned renewl\nsales ensures renewal is known\n"))
    schema = {"leads": TableSchema("leads.csv", {c: Header(Kind.INSTANT, True) for c in ("created_at", "renewal")})}
    (warning,) = bound([file], schema)[1]
    assert (warning.code, warning.level, warning.hint) == ("SLA101", Level.WARNING, "did you mean `renewal`?")
