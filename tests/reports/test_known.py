"""What every room says of breaches that a baseline knows: they are shown, and they are not what fails."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from sla_dsl.findings.models import Verdict
from sla_dsl.findings.report import Report
from sla_dsl.findings.v1 import json_schema
from sla_dsl.reports.registry import render
from sla_dsl.reports.style import Style
from tests.support.odd_reports import known
from tests.support.sample_report import MISSED, REPORT


def said(room: str, report: Report, style: Style | None = None) -> str:
    text = render(room, report, style or Style())
    assert isinstance(text, str)
    return text


def cases(report: Report) -> list[tuple[str, str]]:
    """Name and state of every case of the JUnit report."""
    found = ET.fromstring(said("junit", report)).iter("testcase")
    return [(case.attrib["name"], next((child.tag for child in case), "passed")) for case in found]


def all_known() -> Report:
    """The sample with `volume` and `hot`, and a baseline that knows all of their breaches."""
    clauses = tuple(replace(c, known={v: n for v, n in c.counts.items() if v.is_breach}) for c in REPORT.clauses[:3:2])
    ids = {c.id for c in clauses}
    findings = [replace(f, known=True if f.verdict.is_breach else None) for f in REPORT.findings if f.clause in ids]
    return replace(known(), clauses=clauses, findings=tuple(findings))


def test_the_exit_code_comes_from_what_is_new() -> None:
    assert REPORT.exit_code(None) == 4  # a clause of the sample can not be evaluated, baseline or not
    judged = replace(known(), clauses=tuple(c for c in known().clauses if c.evaluable))
    assert [judged.exit_code(c.severity) for c in judged.clauses if c.id == "hot"] == [1]
    assert all_known().exit_code(REPORT.clauses[3].severity) == 0
    assert all_known().worst_breach is None


def test_counts_of_new_ones_are_those_of_the_instances() -> None:
    # `hot` has 2 late and 2 missed of which 2 are known; `accept` 2 weeks of which 1 is; volume 3 months; band 2.
    assert {c.id: c.new for c in known().clauses if c.new} == {"hot": 2, "accept": 1, "volume": 3, "band": 2}


def test_text_tells_each_and_lists_new_ones_first() -> None:
    text = said("text", known())
    assert "breaches: 2 new, 2 known" in text
    new, first_known = text.index("1043"), text.index("1042")
    assert new < first_known
    assert "Holds no longer in the baseline" in text
    assert "✗ BREACHED (KNOWN)  volume" in said("text", all_known())
    assert "0 new" in said("text", all_known(), Style(quiet=True))


@pytest.mark.parametrize("width", [60, 80, 132])
def test_text_keeps_to_the_width(width: int) -> None:
    assert max(map(len, said("text", known(), Style(width=width)).splitlines())) <= width


def test_json_is_of_the_published_schema() -> None:
    content = json.loads(said("json", known()))
    jsonschema.Draft202012Validator(json_schema()).validate(content)
    assert (content["baseline"]["known"], content["baseline"]["new"]) == (3, 8)
    # Without a baseline nothing is said to be known or new.
    plain = json.loads(said("json", REPORT))
    assert plain["baseline"] is None
    assert {finding["known"] for finding in plain["findings"]} == {None}


def test_junit_fails_for_new_ones_only() -> None:
    assert {state for _, state in cases(all_known())} == {"skipped"}
    failures = [name for name, state in cases(known()) if state == "failure"]
    assert not any("1042" in name for name in failures)
    assert any("1043" in name for name in failures)


def test_github_is_loud_for_new_ones_only() -> None:
    levels = {line.split(" ")[0] for line in said("github", all_known()).splitlines() if "BREACHED" in line.upper()}
    assert levels == {"::notice"}
    hot = next(line for line in said("github", known()).splitlines() if "hot" in line)
    assert hot.startswith("::error")
    assert "lead_id 1042" not in hot  # known


def test_what_is_not_listed_is_told_apart() -> None:
    report = known()
    hot = replace(report.clauses[0], counts={MISSED: 12}, known={MISSED: 5})
    short = replace(report, clauses=(hot,), findings=tuple(f for f in report.findings[:7] if f.verdict is MISSED))
    # 2 missed are listed, one of them known: of the other 10 there are 4 known.
    (run,) = json.loads(said("sarif", short))["runs"]
    folded = [(r["baselineState"], r["occurrenceCount"]) for r in run["results"] if "occurrenceCount" in r]
    assert folded == [("new", 6), ("unchanged", 4)]
    assert {("6 more missed", "failure"), ("4 more missed (known)", "skipped")} <= set(cases(short))


def test_only_breaches_are_new_or_known() -> None:
    (run,) = json.loads(said("sarif", known()))["runs"]
    assert {r.get("baselineState") for r in run["results"] if r["properties"]["verdict"] == Verdict.UNKNOWN} == {None}
