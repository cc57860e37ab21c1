"""The github room: workflow commands by GitHub's rules, and no more of them than it shows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from sla_dsl.findings.models import Place, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.github import render
from tests.support.odd_reports import clean, empty, hostile
from tests.support.sample_report import CLAUSES, REPORT

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^:,]*,?)+)::(.+)")


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Level, properties and text of every line, read back by GitHub's rules."""
    found = []
    for line in render(report).splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], {k: back(v) for k, v in pairs.items()}, back(match[3])))
    return found


def back(text: str) -> str:
    return text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def test_levels_and_places() -> None:
    told = {p.get("line", ""): (level, p) for level, p, _ in commands(REPORT)}
    assert told["12"][0] == "error"  # critical
    assert told["21"][0] == "warning"  # minor
    assert told["24"][0] == "warning"  # unknown
    assert told["27"][0] == "error"  # not evaluable
    assert "30" not in told  # not applicable
    assert "33" not in told  # met
    assert told["12"][1] == {
        "file": "smarketing.sla", "line": "12", "col": "1",
        "title": "breached: hot: Hot leads are called first (critical)",
    }  # fmt: skip


def test_the_last_line_sums_up_always() -> None:
    assert commands(clean()) == [
        ("notice", {"title": "Smarketing SLA, second half 2026, version 1.4"}, "1 clause: 1 met")
    ]
    assert commands(empty())[-1][2] == "0 clauses: nothing to judge"


def test_nothing_escapes_its_line_or_its_property() -> None:
    for _, properties, text in commands(hostile()):
        assert set(properties) <= {"file", "line", "col", "title"}
        assert "\n" not in text


def test_percent_signs_come_back() -> None:
    assert any("99.97% in time" in text for _, _, text in commands(REPORT))


def test_no_more_than_ten_of_a_level_and_the_rest_is_counted() -> None:
    (breached,) = (c for c in CLAUSES if c.id == "hot")
    (risky,) = (replace(c, at_risk=1) for c in CLAUSES if c.id == "demo")
    clauses = [replace(c, id=f"{c.id}{n}", place=Place("a.sla", n, 1)) for n in range(25) for c in (breached, risky)]
    found = commands(replace(empty(), clauses=tuple(clauses)))
    assert Counter(level for level, _, _ in found) == {"error": 10, "notice": 10}
    # 9 of the 25 errors are said, and of the 25 notices 8: the summary is one.
    assert [text for _, p, text in found if p["title"] == "And more"] == [
        "16 more at this level are in the report", "17 more at this level are in the report",
    ]  # fmt: skip


def test_a_waived_clause_is_no_pass_and_no_failure() -> None:
    (clause,) = (replace(c, verdict=Verdict.WAIVED) for c in CLAUSES if c.id == "demo")
    assert commands(replace(empty(), clauses=(clause,)))[0][0] == "notice"
