"""How the text report looks: a mark, a word and a colour for every verdict, and lines wrapped to the width."""

from __future__ import annotations

import textwrap
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sla_dsl.findings.models import ClauseSummary, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports import units
from sla_dsl.reports.style import Style
from sla_dsl.reports.words import clause_said
from sla_dsl.text.record import record

_RED, _GREEN, _YELLOW, _MAGENTA, _GREY, _BOLD = "31", "32", "33", "35", "90", "1"

# Green is kept for what is met: whatever is not judged must not look like a pass.
_MARKS = {
    Verdict.MET: ("✓", _GREEN),
    Verdict.BREACHED: ("✗", _RED),
    Verdict.LATE: ("✗", _RED),
    Verdict.MISSED: ("✗", _RED),
    Verdict.UNKNOWN: ("?", _YELLOW),
    Verdict.PENDING: ("…", _YELLOW),
    Verdict.NOT_APPLICABLE: ("–", _GREY),
    Verdict.WAIVED: ("–", _GREY),
    Verdict.EXCUSED: ("–", _GREY),
    Verdict.EXCLUDED: ("–", _GREY),
}


@record
class View:
    """The eyes of the reader: the report, the style, and the zone and instant that times are told from."""

    report: Report
    style: Style

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.report.run.timezone)

    @property
    def as_of(self) -> datetime:
        return self.report.run.as_of

    def instant(self, value: datetime) -> str:
        """A local time, without the year of the as-of instant."""
        return units.instant(value, self.zone, self.as_of.astimezone(self.zone).year)

    def paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self.style.color else text

    def heading(self, text: str) -> str:
        return self.paint(text, _BOLD)

    def verdict(self, clause: ClauseSummary) -> str:
        """Mark and word of a clause: `✗ BREACHED`."""
        mark, color = _MARKS[clause.verdict] if clause.evaluable else ("!", _MAGENTA)
        return self.paint(f"{mark} {clause_said(clause).upper()}", color)

    def wrap(self, text: str, indent: int = 2, hang: int = 0) -> list[str]:
        """Lines of at most the style's width; the second and later ones are indented by `hang` more."""
        return textwrap.wrap(
            text,
            self.style.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
        )

    def after(self, head: str, plain_length: int, text: str, hang: int) -> list[str]:
        """`head` (maybe painted, `plain_length` columns wide) with `text` behind it, wrapped."""
        first, *more = self.wrap("x" * plain_length + text, 0, hang)
        return [head + first[plain_length:], *more]
