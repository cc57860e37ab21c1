"""The gitlab room: the breaches as a Code Quality report, which a merge request shows beside the policy's lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_dsl.findings.exact import dumps, visible
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Finding, Place, Severity, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.folding import Left, folds
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.words import BREACHES, named, observed, summed, what, whom

MOST = 5_000
"""Entries listed one by one; the rest of a clause is one entry that says how many."""

SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.INFO: "info",
}
_NO_BREACH = "info"
"""What is not judged, or known."""
_NOT_EVALUABLE = "blocker"
_TEXT = 1_000


def render(report: Report, style: Style = PLAIN) -> str:
    """An array with an entry a breach, an instance that can not be judged, and a clause that could not be evaluated."""
    lines = ",\n".join(map(dumps, _entries(report)))
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _entries(report: Report) -> Iterator[Mapping[str, object]]:
    for fold in folds(report, (*BREACHES, Verdict.UNKNOWN), MOST):
        clause = fold.clause
        if not clause.evaluable:
            said = f"{named(clause)}: not evaluable: {summed(clause)}"
            yield _entry(clause, said, fingerprint(clause.id), _NOT_EVALUABLE, clause.place)
        for f in fold.listed:
            said = f"{clause.id}: {whom(f)}: {what(f, report.run.as_of)}"
            yield _entry(clause, said, f.id, _severity(clause, f), f.place)
        for left in fold.left:
            said = f"{clause.id}: {left.said}" + (f"; {observed(clause)}" if observed(clause) else "")
            yield _entry(clause, said, left.id(clause.id), _severity(clause, left), clause.place)


def _severity(clause: ClauseSummary, of: Finding | Left) -> str:
    return _NO_BREACH if of.verdict is Verdict.UNKNOWN or of.known else SEVERITIES[clause.severity]


def _entry(clause: ClauseSummary, said: str, id: str, severity: str, place: Place) -> Mapping[str, object]:
    path = place.file.replace("\\", "/").removeprefix("./")
    return {
        "description": visible(said, _TEXT),
        "check_name": clause.id,
        "fingerprint": id,
        "severity": severity,
        "location": {"path": visible(path), "lines": {"begin": place.line}},
    }
