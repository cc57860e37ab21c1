"""The gitlab room: entries as a Code Quality report has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sla_dsl.findings.report import Report
from sla_dsl.reports.gitlab import render
from tests.support.odd_reports import clean, empty, hostile, known, long
from tests.support.sample_report import REPORT


def entries(report: Report) -> list[dict[str, Any]]:
    found = json.loads(render(report))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("report", [REPORT, hostile(), empty(), clean(), known(), long(6_000)])
def test_every_entry_has_what_gitlab_asks_for(report: Report) -> None:
    schema = json.loads((Path(__file__).parents[1] / "support" / "gitlab-code-quality.json").read_text())
    validator = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(entries(report))] == []
    prints = [entry["fingerprint"] for entry in entries(report)]
    assert len(set(prints)) == len(prints)


def test_severities() -> None:
    by_clause: dict[str, set[str]] = {}
    for entry in entries(REPORT):
        by_clause.setdefault(entry["check_name"], set()).add(entry["severity"])
    assert by_clause == {
        "hot": {"critical", "info"},  # one is unknown
        "accept": {"major", "info"},
        "volume": {"critical"},
        "band": {"minor"},
        "pipeline": {"info"},
        "median": {"blocker"},
    }


def test_nothing_to_say_is_an_empty_array() -> None:
    assert entries(empty()) == entries(clean()) == []


def test_what_is_not_listed_is_counted() -> None:
    found = entries(long(100_000))
    assert len(found) == 5_001
    # 3 of the 5,000 are of the other clause, so 100,000 - 4,997 are left
    assert any("95,003 more missed" in entry["description"] for entry in found)
