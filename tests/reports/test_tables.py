"""The csv, parquet and ndjson rooms: the same findings as rows, and no cell that is a formula."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO

import polars as pl
import pytest

from sla_dsl.findings.frame import SCHEMA
from sla_dsl.reports import csv as csv_room
from sla_dsl.reports import json as json_room
from sla_dsl.reports import ndjson, parquet
from tests.support.odd_reports import empty, hostile
from tests.support.sample_report import HOT, REPORT


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_a_formula(sign: str) -> None:
    finding = replace(HOT[0], reason=f"{sign}1+1", waiver=f"{sign}HYPERLINK()")
    (row,) = cells(csv_room.render(replace(REPORT, findings=(finding,))))
    assert row["reason"].startswith("'")
    assert row["waiver"].startswith("'")
    assert row["reason"].endswith("1+1")


def test_a_csv_has_a_row_a_finding_and_what_it_is_not_is_empty() -> None:
    rows = cells(csv_room.render(REPORT))
    assert [row["id"] for row in rows] == [f.id for f in REPORT.findings]
    assert list(rows[0]) == [*SCHEMA, "row.owner"]  # the sample shows its owners
    assert [row["row.owner"] for row in rows[:2]] == ["jane", "omar"]
    assert json.loads(rows[0]["key"]) == {"lead_id": 1042}
    assert rows[0]["due"] == "2026-08-31T17:12:00Z"
    assert rows[2]["done"] == ""
    assert len(cells(csv_room.render(hostile()))) == len(hostile().findings)


def test_tables_without_findings_have_their_columns() -> None:
    assert csv_room.render(empty()) == ",".join(SCHEMA) + "\n"
    assert pl.read_parquet(BytesIO(parquet.render(empty()))).schema == pl.Schema(SCHEMA)
    assert ndjson.render(empty()) == ""


def test_parquet_reads_back_as_the_frame() -> None:
    read = pl.read_parquet(BytesIO(parquet.render(REPORT)))
    assert read.select(SCHEMA.keys()).equals(REPORT.to_polars())
    assert read["row.owner"].to_list()[:2] == ["jane", "omar"]


def test_the_lines_are_the_findings_of_the_json_report() -> None:
    lines = [json.loads(line) for line in ndjson.render(REPORT).splitlines()]
    assert lines == json.loads(json_room.render(REPORT))["findings"]
    assert len(ndjson.render(hostile()).splitlines()) == len(hostile().findings)
