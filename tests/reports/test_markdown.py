"""The markdown room: short first, safe in a comment, and never too long for one."""

from __future__ import annotations

import re
from dataclasses import replace

from sla_dsl.findings.models import Verdict
from sla_dsl.model.health import MANY_UNLINKED, HealthNote
from sla_dsl.reports.markdown import CHARACTERS, prose, render
from sla_dsl.reports.style import Style
from tests.support.odd_reports import consequences, empty, hostile, long
from tests.support.sample_report import CLAUSES, REPORT

MARKER = re.compile(r"<!-- sla-report [0-9a-f]{12} -->")


def test_the_marker_is_that_of_the_agreement() -> None:
    first = render(REPORT).split("\n")[0]
    assert MARKER.fullmatch(first)
    later = replace(long(3), run=replace(REPORT.run, as_of=REPORT.run.as_of.replace(month=10), policy_version="2"))
    assert render(later).split("\n")[0] == first
    other = replace(REPORT, run=replace(REPORT.run, policy_title="Another"))
    assert render(other).split("\n")[0] != first


def test_agreements_without_a_title_are_told_apart_by_their_files() -> None:
    runs = [replace(REPORT.run, policy_title=None, policy_files=(file,)) for file in ("emea.sla", "apac.sla")]
    emea, apac = (render(replace(REPORT, run=run)).split("\n")[0] for run in runs)
    assert MARKER.fullmatch(emea)
    assert emea != apac


def test_verdicts_come_before_the_details() -> None:
    text = render(REPORT)
    assert text.index("8 clauses: 1 met, 4 breached") < text.index("| ✅ met |") < text.index("<details>")
    assert text.count("<details>") == text.count("</details>")


def test_only_what_is_met_is_green() -> None:
    for verdict in Verdict:
        for evaluable in (True, False):
            clause = replace(CLAUSES[0], verdict=verdict, evaluable=evaluable)
            text = render(replace(empty(), clauses=(clause,)))
            assert ("✅" in text) == (verdict is Verdict.MET and evaluable)
            assert ("❌" in text) == (verdict.is_breach and evaluable)


def test_no_text_is_markup_a_link_or_a_mention() -> None:
    text = render(hostile())
    tags = set(re.findall(r"</?[a-z!][^>]*>", text))
    assert {tag for tag in tags if not MARKER.fullmatch(tag)} <= {
        "<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>",
    }  # fmt: skip
    assert "@octocat" not in text
    assert "https://" not in text
    assert "www.evil" not in text
    assert {line.count("|") for line in text.split("\n") if line.startswith("|")} == {4, 6}  # 3 or 5 cells


def test_plain_text_stays_readable() -> None:
    assert prose("99.97% in time (promised 100%), at 09:00") == "99.97% in time (promised 100%), at 09:00"
    assert prose("a|b") == "a&#124;b"
    assert prose("@jane") == "&#64;&#8203;jane"


def test_what_is_not_listed_is_counted() -> None:
    text = render(long(12), Style(rows=10))
    assert "… and 2 more" in text


def test_a_comment_holds_it_however_much_there_is() -> None:
    (clause,) = (c for c in CLAUSES if c.id == "hot")
    clauses = tuple(replace(clause, id=f"clause{n}", title="<>" * 60) for n in range(500))
    findings = tuple(replace(f, clause=c.id) for c in clauses for f in long(10).findings[:10])
    text = render(replace(REPORT, clauses=clauses, findings=findings, consequences=consequences(500)))
    assert len(text) <= CHARACTERS + 200
    assert re.search(r"… and \d+ more clauses", text)
    assert "more than fit here" in text
    assert len(render(replace(hostile(), consequences=consequences(500)))) <= CHARACTERS + 200


def test_what_may_make_verdicts_wrong_comes_before_them() -> None:
    note = HealthNote("touches", "lead_id", MANY_UNLINKED, 3, "3 rows count for nobody")
    text = render(replace(REPORT, run=replace(REPORT.run, health=(note,))))
    assert text.index("> **Beware** touches: 3 rows count for nobody") < text.index(CLAUSES[0].id)
