"""Exports that nobody here wrote: which mapping explains them, and that a look at any of them ends in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sla_dsl.adopt.inspect import inspect
from sla_dsl.adopt.shown import text
from sla_dsl.cli.app import sla
from sla_dsl.data.tables import ReadOptions

HOME = Path(os.environ.get("SLA_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
SEEDS, ZOHO, OLIST = HOME / "fivetran_seeds", HOME / "zoho_crm_demo", HOME / "olist_marketing_funnel"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not HOME.is_dir(), reason="the real tables are not here (SLA_REAL_DATA names their folder)"),
]

EXPLAINED = {
    SEEDS / "hubspot/contact_data.csv": "hubspot.contacts",
    SEEDS / "hubspot/deal_data.csv": "hubspot.deals",
    SEEDS / "hubspot/engagement_call_data.csv": "hubspot.activities",
    SEEDS / "hubspot/engagement_email_data.csv": "hubspot.activities",
    SEEDS / "hubspot/ticket_data.csv": None,
    SEEDS / "salesforce/sf_lead_data.csv": "salesforce.leads",
    SEEDS / "salesforce/sf_opportunity_data.csv": "salesforce.opportunities",
    SEEDS / "salesforce/sf_task_data.csv": "salesforce.tasks",
    SEEDS / "salesforce/sf_contact_data.csv": None,
    SEEDS / "marketo/marketo_activity_send_email_data.csv": "marketo.activities",
    SEEDS / "marketo/marketo_lead_data.csv": None,  # an id, two times and an address: anybody's
    ZOHO / "Leads.csv": "zoho.leads",
    ZOHO / "Calls.csv": "zoho.calls",
    ZOHO / "Potentials.csv": "zoho.deals",
    ZOHO / "Contacts.csv": None,
    OLIST / "olist_marketing_qualified_leads_dataset.csv": None,
    HOME / "x_education_leads/Leads.csv": None,
    HOME / "maven_crm_sales/sales_pipeline.csv": None,
}


def looked_at(path: Path) -> str | None:
    there = inspect(str(path), None, "UTC", ReadOptions())
    assert there.errors == ()
    return None if there.mapping is None else there.mapping.name


@pytest.mark.parametrize(("path", "mapping"), EXPLAINED.items(), ids=lambda p: getattr(p, "name", str(p)))
def test_the_mapping_that_explains_an_export_is_found(path: Path, mapping: str | None) -> None:
    assert looked_at(path) == mapping


def test_of_all_other_tables_none_is_taken_for_an_object_it_is_not() -> None:
    own = {"hubspot": "hubspot", "salesforce": "salesforce", "marketo": "marketo", "zoho_crm_demo": "zoho"}
    for path in sorted(HOME.rglob("*.csv")):
        found = looked_at(path)
        assert found is None or found.partition(".")[0] == own.get(path.parent.name), path


@pytest.mark.parametrize("path", sorted([*HOME.rglob("*.csv"), *HOME.rglob("*.xlsx")]), ids=lambda p: p.name)
def test_a_look_at_any_table_ends_in_words(path: Path) -> None:
    said = text(inspect(str(path), None, "UTC", ReadOptions()), "UTC", 80)
    assert "In a policy" in said
    assert all(sign.isprintable() or sign == "\n" for sign in said)


@pytest.mark.parametrize(
    "files",
    [(ZOHO / "Leads.csv", ZOHO / "Calls.csv"), (OLIST / "olist_marketing_qualified_leads_dataset.csv",)],
    ids=["zoho", "olist"],
)
def test_a_start_from_a_real_export_passes_the_tools_own_commands(
    files: tuple[Path, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sla.run(["init", *map(str, files), "--folder", str(tmp_path), "--timezone", "America/Sao_Paulo"]) == 0
    for command in (["check"], ["lint"], ["fmt", "--check"]):
        assert sla.run([*command, str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""
