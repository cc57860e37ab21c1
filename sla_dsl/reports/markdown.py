"""The markdown room: a comment of a pull request or the summary of a step, the verdicts first and the rest folded."""

from __future__ import annotations

from hashlib import sha256
from itertools import accumulate
from zoneinfo import ZoneInfo

from sla_dsl.findings.exact import visible
from sla_dsl.findings.markup import prose
from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports import units
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.words import (
    action,
    baseline_said,
    beware,
    by_clause,
    clause_said,
    due,
    instance_said,
    observed,
    overrun,
    stale_lines,
    tallied,
    titled,
    verdicts_of,
    whom,
    why,
)

CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters; details that do not fit are left out, and that is said."""

# Green is kept for what is met: whatever is not judged must not look like a pass.
_MARKS = {
    Verdict.MET: "✅",
    Verdict.LATE: "❌",
    Verdict.MISSED: "❌",
    Verdict.BREACHED: "❌",
    Verdict.UNKNOWN: "❔",
    Verdict.PENDING: "⏳",
    Verdict.NOT_APPLICABLE: "➖",
    Verdict.WAIVED: "➖",
    Verdict.EXCUSED: "➖",
    Verdict.EXCLUDED: "➖",
}
_NOT_EVALUABLE = "⚠️"
_NO_NEWS = frozenset({"rows", "nulls", "format", "dialect"})
_CLAUSES = 30_000
_LINES = 50


def render(report: Report, style: Style = PLAIN) -> str:
    """The report in GitHub's Markdown; its first line is a comment by which a bot finds what it wrote before."""
    found = by_clause(report)
    zone = ZoneInfo(report.run.timezone)
    head = [
        marker(report),
        f"## {prose(titled(report))}",
        "",
        f"**{prose(verdicts_of(report))}** as of {prose(units.full_instant(report.run.as_of, zone))}",
        "",
        *([f"Breaches: **{prose(baseline_said(report))}**", ""] if report.baseline is not None else []),
        *(line for said in beware(report) for line in (f"> **Beware** {prose(said)}", "")),
        *_clauses(report),
    ]
    details = [_titled("Consequences", [f"{due(c)}: {'; '.join(map(action, c.actions))}" for c in report.consequences])]
    details += [_details(c, found[c.id], report, style) for c in report.clauses]
    details += [_folded("Holds no longer in the baseline", stale_lines(report))]
    details += [_folded("Data health", _health(report)), _folded("Diagnostics", _remarks(report))]
    return "\n".join([*head, *_fitting([d for d in details if d], sum(len(line) + 1 for line in head))]) + "\n"


def marker(report: Report) -> str:
    """The same for every run of one agreement, and another for another agreement: it goes by the title, or by the files
    of one without."""
    title = report.run.policy_title or "\n".join(report.run.policy_files)
    return f"<!-- sla-report {sha256(title.encode('utf-8', 'backslashreplace')).hexdigest()[:12]} -->"


def _clauses(report: Report) -> list[str]:
    if not report.clauses:
        return []
    rows = [
        [
            f"{_mark(c)} {clause_said(c)}",
            f"**{prose(visible(c.id, 60))}**" + (f" {prose(visible(c.title, 100))}" if c.title else ""),
            c.severity.value,
            prose(visible(observed(c) or c.why, 200)),
            prose(tallied(c)),
        ]
        for c in report.clauses
    ]
    lines = _table(["verdict", "clause", "severity", "observed", "counts"], rows)[:-1]
    ends = list(accumulate(len(line) + 1 for line in lines))
    shown = sum(end <= _CLAUSES for end in ends)
    more = len(lines) - shown
    return [*lines[:shown], "", *([f"… and {units.count(more, 'more clause')}", ""] if more else [])]


def _mark(clause: ClauseSummary) -> str:
    return _MARKS[clause.verdict] if clause.evaluable else _NOT_EVALUABLE


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]


def _titled(title: str, lines: list[str]) -> list[str]:
    return [f"**{title}**", "", *_listed(lines), ""] if lines else []


def _listed(lines: list[str]) -> list[str]:
    more = len(lines) - _LINES
    return [*(f"- {prose(line)}" for line in lines[:_LINES]), *([f"- … and {more:,} more"] if more > 0 else [])]


def _details(clause: ClauseSummary, findings: list[Finding], report: Report, style: Style) -> list[str]:
    """The worst findings of a clause, folded; nothing for one without."""
    if not findings:
        return []
    as_of = report.run.as_of
    shown = sorted(findings, key=lambda f: (_weight(f), f.known is True, -overrun(f, as_of)))[: style.rows]
    rows = [[instance_said(f), prose(whom(f)), prose(why(f, as_of))] for f in shown]
    more = max(clause.findings_total, len(findings)) - len(shown)
    left = [f"… and {more:,} more", ""] if more else []
    text = [prose(visible(clause.english, 1_000)), "", *_table(["verdict", "whom", "why"], rows), *left]
    return _block(f"<b>{prose(visible(clause.id, 60))}</b>: {prose(tallied(clause))}", text)


def _weight(finding: Finding) -> int:
    order = (Verdict.UNKNOWN, Verdict.PENDING)
    if finding.verdict.is_breach:
        return 0
    return 1 + order.index(finding.verdict) if finding.verdict in order else 3


def _folded(title: str, lines: list[str]) -> list[str]:
    return _block(title, [*_listed(lines), ""]) if lines else []


def _block(summary: str, text: list[str]) -> list[str]:
    return [f"<details><summary>{summary}</summary>", "", *text, "</details>", ""]


def _health(report: Report) -> list[str]:
    notes = [note for note in report.run.health if note.kind not in _NO_NEWS and note.count != 0]
    return [f"{n.table}.{n.column}: {n.message}" if n.column else f"{n.table}: {n.message}" for n in notes]


def _remarks(report: Report) -> list[str]:
    return [f"{d.level.value} {d.code}: {d.message}" for d in report.diagnostics]


def _fitting(blocks: list[list[str]], used: int) -> list[str]:
    """As many of the blocks, in their order, as there is room for."""
    lines: list[str] = []
    left = 0
    for block in blocks:
        size = sum(len(line) + 1 for line in block)
        if used + size > CHARACTERS:
            left += 1
            continue
        used += size
        lines += block
    said = "is 1 section" if left == 1 else f"are {left:,} sections"
    lines += [f"There {said} more than fit here; the report in another format has them."] if left else []
    return lines[:-1] if lines and not lines[-1] else lines
