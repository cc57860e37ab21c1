"""Real exports, in the dress in which they were published: none of them may end in anything but rows or words."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from sla_dsl.data.tables import Need, PreparedTable, digest, open_table, prepare
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError
from tests.data.reading import notes, prepared, us

HOME = Path(os.environ.get("SLA_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
OLIST, ZOHO, XED = HOME / "olist_marketing_funnel", HOME / "zoho_crm_demo", HOME / "x_education_leads"
MAVEN = HOME / "maven_crm_sales"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not HOME.is_dir(), reason="the real tables are not here (SLA_REAL_DATA names their folder)"),
]


def tables() -> list[Path]:
    return sorted(p for p in HOME.rglob("*") if p.suffix in (".csv", ".xlsx"))


@pytest.mark.parametrize("path", tables(), ids=lambda p: str(p.relative_to(HOME)))
def test_every_column_of_every_table_reads_or_says_why(path: Path) -> None:
    raw = open_table("leads", path)
    for kind_of in (lambda c: c.kind, lambda c: None):
        needs = [Need(f"c{i}", c.name, kind_of(c)) for i, c in enumerate(raw.columns)]
        try:
            table = prepare(raw, needs, "America/Sao_Paulo")
        except DataError as error:
            refused = {d.code for d in error.diagnostics}
        else:
            refused = set()
            assert table.frame.collect().width == len(raw.columns)
            assert digest(table).startswith("rows:")
        assert refused == set()


def first_contacts(name: str) -> tuple[PreparedTable, pl.DataFrame]:
    table = prepared(OLIST / name, {"mql_id": Kind.TEXT, "first_contact_date": Kind.INSTANT}, "America/Sao_Paulo")
    return table, table.frame.collect()


@pytest.mark.parametrize(
    "variant",
    ["variants/cleberaksenen_mql.csv", "variants/hiflylabs_semicolon_mql.csv", "variants/mohithchava_usdates_mql.csv"],
)
def test_the_same_leads_in_four_dresses(variant: str) -> None:
    _, original = first_contacts("olist_marketing_qualified_leads_dataset.csv")
    table, other = first_contacts(variant)
    assert original.height == 8000
    assert original.sort("mql_id").equals(other.sort("mql_id"))
    assert [n.count for n in notes(table, "date_precision")] == [8000]


def test_deals_agree_to_the_minute() -> None:
    kinds = {"mql_id": Kind.TEXT, "won_date": Kind.INSTANT}
    found = {
        name: prepared(OLIST / name, kinds).frame.collect()  # type: ignore[arg-type]
        for name in (
            "olist_closed_deals_dataset.csv",
            "variants/hiflylabs_semicolon_closed_deals.csv",
            "variants/mohithchava_usdates_closed_deals.csv",
            "variants/pixarjunkie_edited_closed_deals.csv",
        )
    }
    original = found.pop("olist_closed_deals_dataset.csv")
    assert original.filter(mql_id="5420aad7fec3549a85876ba1c529bd84")["won_date"].to_list() == [
        us("2018-02-26T19:58:54")
    ]
    for other in found.values():
        both = original.join(other, on="mql_id")
        assert both.height == other.height
        minute = 60_000_000
        assert (both["won_date"] // minute == both["won_date_right"] // minute).all()


def test_a_workbook_named_csv_holds_the_same_leads() -> None:
    kinds: dict[str, Kind | None] = {
        "Prospect ID": Kind.TEXT,
        "Lead Number": Kind.NUMBER,
        "City": Kind.TEXT,
        "Converted": None,
    }
    text, book = (prepared(XED / name, kinds) for name in ("Leads.csv", "variants/xlsx_named_Leads.csv"))
    assert digest(text) == digest(book)
    assert [n.count for n in notes(text, "nameless_column")] == [1]
    assert [n.count for n in notes(text, "hidden_null")] == [2249]
    assert any("Excel workbook" in n.message for n in notes(book, "format"))


def test_declared_hidden_nulls() -> None:
    found = prepared(XED / "Leads.csv", {"City": Kind.TEXT}, nulls=("Select",)).frame.collect()["City"]
    assert found.null_count() == 1420 + 2249


def test_dates_with_names_and_money_in_thousands() -> None:
    leads = prepared(ZOHO / "Leads.csv", {"Created Time": Kind.INSTANT}, "UTC").frame.collect()["Created Time"]
    assert leads[0] == us("2021-04-15T00:03:00")
    campaigns = prepared(ZOHO / "Campaigns.csv", {"Expected Revenue": Kind.NUMBER}).frame.collect()["Expected Revenue"]
    assert 1_117_100 in campaigns.to_list()


def test_us_dates_of_the_pipeline_equal_the_iso_ones() -> None:
    kinds: dict[str, Kind | None] = {
        "opportunity_id": Kind.TEXT,
        "engage_date": Kind.INSTANT,
        "close_date": Kind.INSTANT,
    }
    iso, us_dates, lf = (
        prepared(MAVEN / name, kinds)
        for name in (
            "sales_pipeline.csv",
            "variants/kisara_usdates_sales_pipeline.csv",
            "variants/ikebude_lf_sales_pipeline.csv",
        )
    )
    assert digest(iso) == digest(us_dates) == digest(lf)
