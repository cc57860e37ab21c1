"""The junit room: XML that every reader takes, and what each verdict becomes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from sla_dsl.findings.report import Report
from sla_dsl.reports.junit import render
from tests.support.odd_reports import clean, empty, hostile, long
from tests.support.sample_report import REPORT


def suites(report: Report) -> dict[str, ET.Element]:
    return {suite.attrib["name"]: suite for suite in ET.fromstring(render(report))}


def states(suite: ET.Element) -> list[str]:
    return [next((child.tag for child in case), "passed") for case in suite]


@pytest.mark.parametrize("report", [REPORT, hostile(), empty(), clean(), long(6_000)])
def test_the_counts_are_those_of_the_cases(report: Report) -> None:
    root = ET.fromstring(render(report))
    for element, cases in ((root, list(root.iter("testcase"))), *((suite, list(suite)) for suite in root)):
        found = [next((child.tag for child in case), "passed") for case in cases]
        assert element.attrib["tests"] == str(len(cases))
        assert element.attrib["failures"] == str(found.count("failure"))
        assert element.attrib["errors"] == str(found.count("error"))
        assert element.attrib["skipped"] == str(found.count("skipped"))


def test_every_clause_has_a_suite_that_begins_with_its_own_verdict() -> None:
    firsts = {name: states(suite)[0] for name, suite in suites(REPORT).items()}
    assert firsts == {
        "hot": "failure", "accept": "failure", "volume": "failure", "band": "failure",
        "pipeline": "skipped",  # unknown: neither red nor green
        "median": "error",  # not evaluable
        "partners": "skipped",  # not applicable
        "demo": "passed",
    }  # fmt: skip


def test_what_is_pending_is_skipped_with_its_reason() -> None:
    pending = [case for case in suites(REPORT)["hot"] if "1050" in case.attrib["name"]]
    (skipped,) = pending[0]
    assert skipped.tag == "skipped"
    assert "due in 30 min" in skipped.attrib["message"]


def test_what_is_not_listed_is_a_case_that_counts() -> None:
    # The clause has 12 pending ones, of which the report lists 2.
    names = [case.attrib["name"] for case in suites(REPORT)["hot"]]
    assert "10 more pending" in names
    many = suites(long(100_000))["hot"]
    assert len(many) <= 5_002
    assert many[-1].attrib["name"].endswith("more missed")
