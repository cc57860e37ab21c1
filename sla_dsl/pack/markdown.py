"""A review pack as Markdown: for a wiki page, a mail or a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.findings.markup import prose
from sla_dsl.findings.models import Verdict
from sla_dsl.pack.page import Cell, Page, Section, Table

# Green is kept for what is met: whatever is not judged must not look like a pass.
_MARKS = {Verdict.MET: "✅ ", Verdict.LATE: "❌ ", Verdict.MISSED: "❌ ", Verdict.BREACHED: "❌ "}


def render(page: Page) -> str:
    """The page in GitHub's Markdown."""
    lines = [f"# {prose(page.title)}", "", prose(page.subtitle), ""]
    lines += [*(f"- **{prose(answer)}**" for answer in page.answers), ""]
    lines += [line for section in page.sections for line in _section(section)]
    return "\n".join(lines).rstrip() + "\n"


def _section(of: Section) -> Iterator[str]:
    yield from (f"## {prose(of.title)}", "")
    for sentence in of.sentences:
        yield from (prose(sentence), "")
    if of.points:
        yield from (*(f"- {prose(point)}" for point in of.points), "")
    for table in of.tables:
        yield from _table(table)
    if of.charts:
        yield from (*(f"- {prose(c.title)}: {prose(c.told)}" for c in of.charts), "")


def _table(of: Table) -> Iterator[str]:
    yield from (f"**{prose(of.caption)}**", "")
    yield f"| {' | '.join(prose(c.name) for c in of.columns)} |"
    yield f"| {' | '.join('---:' if c.number else '---' for c in of.columns)} |"
    for row in of.rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def _cell(of: Cell) -> str:
    mark = "" if of.verdict is None else _MARKS.get(of.verdict, "")
    return f"{mark}{prose(of.text)}"
