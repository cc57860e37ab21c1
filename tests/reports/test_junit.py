"""The junit room: XML that every reader takes, and what each verdict becomes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from sla_dsl.findings.report import Report
from sla_dsl.reports.junit import render
from tests.support.odd_reports import clean, empty, hostile, known, long
from tests.support.sample_report import REPORT

XSD = Path(__file__).parents[1] / "support" / "junit.xsd"
REPORTS = {
    "sample": REPORT,
    "hostile": hostile(),
    "empty": empty(),
    "clean": clean(),
    "known": known(),
    "long": long(6_000),
}


def suites(report: Report) -> dict[str, ET.Element]:
    return {suite.attrib["name"]: suite for suite in ET.fromstring(render(report))}


def states(suite: ET.Element) -> list[str]:
    return [next((child.tag for child in case), "passed") for case in suite]


@pytest.mark.parametrize("name", REPORTS)
def test_the_schema_of_the_strictest_reader_holds(name: str) -> None:
    schema = xmlschema.XMLSchema(XSD)
    assert [error.reason for error in schema.iter_errors(render(REPORTS[name]))] == []


def test_the_schema_refuses_what_that_reader_refuses() -> None:
    schema = xmlschema.XMLSchema(XSD)
    for old, new in ((' time="0"', ' time="soon"'), ('name="hot"', 'name="hot" file="a.sla"'), (' errors="1"', "")):
        text = render(REPORT)
        assert old in text
        assert not schema.is_valid(text.replace(old, new, 1))


def test_the_place_of_the_clause_is_told() -> None:
    (failure,) = next(iter(suites(REPORT)["hot"]))
    assert (failure.text or "").splitlines()[-1] == "smarketing.sla:12"


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_counts_are_those_of_the_cases(report: Report) -> None:
    root = ET.fromstring(render(report))
    for element, cases in ((root, list(root.iter("testcase"))), *((suite, list(suite)) for suite in root)):
        found = [next((child.tag for child in case), "passed") for case in cases]
        assert element.attrib["tests"] == str(len(cases))
        assert element.attrib["failures"] == str(found.count("failure"))
        assert element.attrib["errors"] == str(found.count("error"))
        assert element is root or element.attrib["skipped"] == str(found.count("skipped"))


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
