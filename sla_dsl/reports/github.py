"""The github room: what went wrong as annotations of a GitHub workflow, at the clauses' lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import ClauseSummary, Finding, Severity, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.words import (
    all_known,
    baseline_said,
    by_clause,
    clause_said,
    named,
    summed,
    titled,
    verdicts_of,
    what,
    whom,
)
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.record import record

MOST = 10
"""What GitHub shows of each level in one step."""

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "notice",
}
_TEXT = 1_000
_WORST = 2


@record
class Annotation:
    """One line at a level: `error`, `warning` or `notice`; without a file it stands for the whole run."""

    level: str
    title: str
    text: str
    file: str | None = None
    line: int = 0
    column: int = 0


def render(report: Report, style: Style = PLAIN) -> str:
    """An annotation a clause that is not met, the remarks, and at the end a notice that sums up."""
    found = by_clause(report)
    ranked = sorted(report.clauses, key=lambda c: (c.evaluable, -c.severity.rank))
    told = [a for clause in ranked if (a := _clause(clause, found[clause.id], report)) is not None]
    told += map(_remark, report.diagnostics)
    said = "; ".join(filter(None, (verdicts_of(report), baseline_said(report))))
    summary = Annotation("notice", titled(report), said)
    return commands(told, summary)


def commands(told: Iterable[Annotation], summary: Annotation) -> str:
    """Workflow commands for as many annotations of each level as are shown, and at the end a notice that sums up."""
    by_level: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in told:
        by_level[annotation.level].append(annotation)
    limited = [line for level in ("error", "warning", "notice") for line in _limited(level, by_level[level])]
    return "\n".join(map(_line, [*limited, summary])) + "\n"


def _limited(level: str, told: list[Annotation]) -> list[Annotation]:
    """At most as many as are shown, of which the last says how many there were not."""
    most = MOST - (level == "notice")  # the summary is a notice
    if len(told) <= most:
        return told
    left = len(told) - most + 1
    return [*told[: most - 1], Annotation(level, "And more", f"{left:,} more at this level are in the report")]


def _clause(clause: ClauseSummary, findings: list[Finding], report: Report) -> Annotation | None:
    level = _level(clause)
    if level is None:
        return None
    title = f"{clause_said(clause)}: {named(clause)}"
    matter = [f for f in findings if f.verdict.is_breach and not f.known]
    worst = [f"{whom(f)}: {what(f, report.run.as_of)}" for f in matter[:_WORST]]
    text = ". ".join(filter(None, (visible(clause.english, 300).rstrip("."), summed(clause), *worst)))
    place = clause.place
    return Annotation(level, title, text, place.file, place.line, place.column)


def _level(clause: ClauseSummary) -> str | None:
    """A breach by its severity, what could not be evaluated as an error; what is not judged, or may be soon, less."""
    if not clause.evaluable:
        return "error"
    if clause.verdict.is_breach:
        return "notice" if all_known(clause) else LEVELS[clause.severity]
    if clause.verdict is Verdict.UNKNOWN:
        return "warning"
    return "notice" if clause.at_risk or clause.verdict is Verdict.WAIVED else None


def _remark(diagnostic: Diagnostic) -> Annotation:
    level = "error" if diagnostic.level is Level.ERROR else "warning"
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    if diagnostic.source is None:
        return Annotation(level, diagnostic.code, diagnostic.message + hint)
    line, column = diagnostic.source.position(diagnostic.span.start)
    return Annotation(level, diagnostic.code, diagnostic.message + hint, diagnostic.source.name, line, column)


def _line(annotation: Annotation) -> str:
    a = annotation
    place = {} if a.file is None else {"file": a.file.replace("\\", "/"), "line": str(a.line), "col": str(a.column)}
    properties = {**place, "title": visible(a.title, 120)}
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{a.level} {said}::{_data(a.text)}"


def _data(text: str) -> str:
    """A text as a workflow command takes it: on one line, with nothing that ends it or begins another."""
    return visible(text, _TEXT).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
