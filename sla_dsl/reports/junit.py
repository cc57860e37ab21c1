"""The junit room: a suite a clause and a case an instance, as XML that CI servers show among their tests."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.folding import Fold, folds
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.words import all_known, clause_said, of_known, summed, titled, verdict_word, whom, why
from sla_dsl.text.record import record

MOST = 5_000
"""Cases listed one by one; the rest of a clause is one case a verdict that says how many."""

_LISTED = tuple(v for v in Verdict if v not in (Verdict.MET, Verdict.EXCLUDED))
_NAME = 300
_TEXT = 2_000


@record
class Case:
    """One case; `state` is `failure`, `error`, `skipped`, or empty for one that passes."""

    name: str
    state: str = ""
    word: str = ""
    text: str = ""


def render(report: Report, style: Style = PLAIN) -> str:
    """The suites; a case of the clause itself comes first in each, and what is neither met nor breached is skipped."""
    suites = [(fold.clause, list(_cases(fold, report))) for fold in folds(report, _LISTED, MOST)]
    everything = [case for _, cases in suites for case in cases]
    # The strictest reader, the xUnit plugin of Jenkins, knows of no skipped ones in all, and of no place of a case.
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name={_attr(titled(report))}{_counts(everything)} time="0">',
    ]
    for clause, cases in suites:
        lines += [
            f'  <testsuite name={_attr(clause.id)}{_counts(cases)} skipped="{_of_state(cases, "skipped")}" time="0">',
            *(line for case in cases for line in _xml(case, clause)),
            "  </testsuite>",
        ]
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(fold: Fold, report: Report) -> Iterator[Case]:
    yield _of_clause(fold.clause)
    for finding in fold.listed:
        yield _of_finding(finding, report)
    for left in fold.left:
        yield Case(left.said, state(left.verdict, left.known), left.word, "not listed one by one")


def _of_clause(clause: ClauseSummary) -> Case:
    """The clause's own verdict: without it a clause that has no finding would not be told of."""
    name, word = clause.title or clause.english, clause_said(clause)
    text = "\n".join(filter(None, (summed(clause), visible(clause.english))))
    return Case(name, state(clause.verdict, all_known(clause)) if clause.evaluable else "error", word, text)


def _of_finding(finding: Finding, report: Report) -> Case:
    said = why(finding, report.run.as_of)
    word = of_known(verdict_word(finding.verdict), finding.known)
    return Case(f"{whom(finding)} [{finding.id}]", state(finding.verdict, finding.known), word, said)


def state(verdict: Verdict, known: bool | None = None) -> str:
    """How a verdict is told: a breach is a failure, what is met passes, what is known or not judged is skipped."""
    if verdict is Verdict.MET:
        return ""
    return "failure" if verdict.is_breach and not known else "skipped"


def _counts(cases: list[Case]) -> str:
    failures, errors = _of_state(cases, "failure"), _of_state(cases, "error")
    return f' tests="{len(cases)}" failures="{failures}" errors="{errors}"'


def _of_state(cases: list[Case], state: str) -> int:
    return sum(case.state == state for case in cases)


def _xml(case: Case, clause: ClauseSummary) -> list[str]:
    place = clause.place
    head = f'    <testcase classname={_attr(clause.id)} name={_attr(case.name)} time="0"'
    if not case.state:
        return [f"{head}/>"]
    first = case.text.partition("\n")[0]
    message = f"{case.word}: {first}"
    text = f"{case.text}\n{visible(place.file)}:{place.line}"
    said = "\n".join(escape(visible(line, _TEXT)) for line in text.split("\n"))
    return [
        f"{head}>",
        f"      <{case.state} type={_attr(case.word)} message={_attr(message)}>{said}</{case.state}>",
        "    </testcase>",
    ]


def _attr(text: str) -> str:
    # Characters that XML forbids are among those that `visible` shows as escapes.
    return quoteattr(visible(text, _NAME))
