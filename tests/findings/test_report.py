"""What a report answers: how bad it is, which exit code that is, and how it looks as a frame and in a notebook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import polars as pl
import pytest

from sla_dsl.findings.frame import SCHEMA
from sla_dsl.findings.models import Severity, Verdict
from sla_dsl.findings.report import Report
from tests.support.sample_report import CLAUSES, REPORT

EVALUABLE = replace(REPORT, clauses=tuple(c for c in CLAUSES if c.evaluable))


def only(*ids: str) -> Report:
    return replace(REPORT, clauses=tuple(c for c in CLAUSES if c.id in ids))


def test_the_worst_breach_is_the_weightiest() -> None:
    assert EVALUABLE.worst_breach is Severity.CRITICAL
    assert only("band", "accept").worst_breach is Severity.MAJOR
    assert only("band").worst_breach is Severity.MINOR


@pytest.mark.parametrize("verdict", [v for v in Verdict if not v.is_breach])
def test_what_is_not_breached_is_no_breach(verdict: Verdict) -> None:
    report = replace(REPORT, clauses=tuple(replace(c, verdict=verdict, evaluable=True) for c in CLAUSES))
    assert report.worst_breach is None
    assert report.exit_code(Severity.INFO) == 0


@pytest.mark.parametrize(("fail_on", "code"), [("info", 1), ("minor", 1), ("major", 0), ("critical", 0)])
def test_a_minor_breach_fails_from_minor_down(fail_on: str, code: int) -> None:
    assert only("band", "demo").exit_code(Severity(fail_on)) == code


def test_a_clause_that_could_not_be_evaluated_wins_over_a_breach() -> None:
    assert EVALUABLE.exit_code(Severity.MAJOR) == 1
    assert REPORT.exit_code(Severity.MAJOR) == 4
    assert only("median").exit_code(Severity.CRITICAL) == 4


def test_the_frame_has_one_documented_row_a_finding() -> None:
    frame = REPORT.to_polars()
    assert dict(frame.schema) == SCHEMA
    assert frame.height == len(REPORT.findings)
    first = frame.row(0, named=True)
    assert first["clause"] == "hot"
    assert first["verdict"] == "late"
    assert first["key"] == '{"lead_id": 1042}'
    assert first["group"] is None
    assert first["due"] == datetime(2026, 8, 31, 17, 12, tzinfo=UTC)
    assert first["elapsed_s"] == 14_400.000001
    volume = frame.filter((pl.col("clause") == "volume") & (pl.col("period_state") == "open")).row(0, named=True)
    assert volume["key"] is None
    assert volume["period_start"] == datetime(2026, 9, 1, 4, tzinfo=UTC)
    assert volume["target"] == 100.0
    assert volume["at_risk"] is True
    shares = frame.filter(pl.col("group").is_not_null())
    assert shares["group"].to_list()[0] == '{"owner": "jane"}'


def test_the_frame_of_a_clean_report_has_the_same_columns() -> None:
    assert dict(replace(REPORT, findings=()).to_polars().schema) == SCHEMA


class Tags(HTMLParser):
    """Collects tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert attrs == []

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def test_a_notebook_shows_a_table_and_runs_nothing() -> None:
    hostile = replace(CLAUSES[0], english='<script>alert("x")</script> & <img src=x onerror=y>\u202e\x1b[0m')
    shown = Tags(replace(REPORT, clauses=(hostile, *CLAUSES[1:]))._repr_html_())
    assert shown.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert '<script>alert("x")</script>' in shown.text
    assert "\\u202e\\x1b[0m" in shown.text
    assert "not evaluable" in shown.text
    assert "13,329 met" in shown.text
