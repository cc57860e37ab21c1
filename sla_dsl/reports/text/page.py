"""The whole text report: what was checked, a block a clause, the health of the data, and the summary at the end."""

from __future__ import annotations

from sla_dsl.findings.exact import visible
from sla_dsl.findings.report import Report
from sla_dsl.reports import units
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.text.clause import block, one_liner
from sla_dsl.reports.text.ink import View
from sla_dsl.reports.words import action, baseline_said, beware, by_clause, due, stale_lines, titled, verdicts_of
from sla_dsl.text.diagnostic import Diagnostic

# What every run can say about every table is no news.
_NO_NEWS = frozenset({"rows", "nulls", "format", "dialect"})
_SOURCES = {"option": "as asked", "data": "the latest instant in the data"}


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as plain text; `style.quiet` leaves the breached clauses, one by one, and the summary."""
    view = View(report, style)
    lines = _quiet(view) if style.quiet else _full(view)
    return "\n".join(lines) + "\n"


def _quiet(view: View) -> list[str]:
    findings = by_clause(view.report)
    wrong = [clause for clause in view.report.clauses if clause.verdict.is_breach or not clause.evaluable]
    return [*(line for c in wrong for line in one_liner(c, findings[c.id], view)), *_summary(view, None)]


def _full(view: View) -> list[str]:
    report = view.report
    findings = by_clause(report)
    blocks = [block(clause, findings[clause.id], view) for clause in report.clauses]
    sections = [
        _head(report, view),
        *(listing.lines for listing in blocks),
        _titled("Consequences", _consequences(view), view),
        _titled("Holds no longer in the baseline", _stale(view), view),
        _titled("Data health", _health(view), view),
        _titled("Diagnostics", [line for d in report.diagnostics for line in _diagnostic(d, view)], view),
        _summary(view, sum(listing.shown for listing in blocks)),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section).split("\n")


def _head(report: Report, view: View) -> list[str]:
    run = report.run
    source = _SOURCES.get(run.as_of_source, run.as_of_source)
    as_of = units.full_instant(run.as_of, view.zone)
    zone = "" if as_of.endswith(f" {run.timezone}") else f", {run.timezone}"
    facts = [
        ("policy", ", ".join(visible(file, 120) for file in run.policy_files)),
        ("as of", f"{as_of}{zone} ({source})"),
        *(
            (
                "data" if i == 0 else "",
                f"{visible(t.table, 40)}: {units.count(t.rows, 'row')} from {visible(t.source, 120)}",
            )
            for i, t in enumerate(run.data)
        ),
    ]
    facts += [("beware", said) for said in beware(report)]
    lines = [line for name, text in facts for line in view.wrap(f"{name:\xa0<8}{text}", 0, 8)]
    return [*map(view.heading, view.wrap(titled(report), 0)), *(line.replace("\xa0", " ") for line in lines)]


def _titled(title: str, lines: list[str], view: View) -> list[str]:
    return [view.heading(title), *lines] if lines else []


def _consequences(view: View) -> list[str]:
    return [
        line
        for c in view.report.consequences
        for line in view.wrap(f"{due(c)}: {'; '.join(map(action, c.actions))}", hang=2)
    ]


def _stale(view: View) -> list[str]:
    said = stale_lines(view.report)
    more = [f"  … and {len(said) - view.style.rows:,} more"] if len(said) > view.style.rows else []
    return [*(line for text in said[: view.style.rows] for line in view.wrap(text, hang=2)), *more]


def _health(view: View) -> list[str]:
    notes = [note for note in view.report.run.health if note.kind not in _NO_NEWS and note.count != 0]
    lines = []
    for note in sorted(notes, key=lambda note: (note.table, note.column or "", note.kind)):
        place = visible(f"{note.table}.{note.column}" if note.column else note.table, 60)
        unsaid = (example for example in note.examples[:3] if f"`{example}`" not in note.message)
        examples = ", ".join(visible(example, 30) for example in unsaid)
        said = f"{place}: {visible(note.message, 300)}" + (f" (such as {examples})" if examples else "")
        lines += view.wrap(said, hang=2)
    return lines


def _diagnostic(diagnostic: Diagnostic, view: View) -> list[str]:
    place = ""
    if diagnostic.source is not None:
        line, column = diagnostic.source.position(diagnostic.span.start)
        place = f"{visible(diagnostic.source.name, 120)}:{line}:{column}: "
    said = f"{place}{diagnostic.level.value} {diagnostic.code}: {visible(diagnostic.message)}"
    more = [f"hint: {visible(diagnostic.hint)}"] if diagnostic.hint else []
    more += [visible(note) for note in diagnostic.notes]
    return [*view.wrap(said, hang=2), *(line for text in more for line in view.wrap(text, 4, 2))]


def _summary(view: View, shown: int | None) -> list[str]:
    """The last line; `shown` is how many findings the text names, None when it names none on purpose."""
    total = sum(clause.findings_total for clause in view.report.clauses)
    listed = "" if shown is None or shown == total else f" ({shown:,} shown)"
    said = f"{verdicts_of(view.report)} · {units.count(total, 'finding')}{listed}"
    said = " · ".join(filter(None, (said, baseline_said(view.report))))
    return [view.heading(line) for line in view.wrap(said, 0, 2)]
