"""One mistake in one statement, on its way from the reader to a `Diagnostic`."""

from __future__ import annotations

from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.source import Source, Span

MARGIN = "SLA007"
"""The code of a line that lacks its indentation: the reader counts a run of them as one."""
INDENT = "indent the lines that belong to the statement above"


class Mistake(Exception):
    """Stops the reading of one statement; the others are read all the same."""

    def __init__(
        self, code: str, message: str, span: Span, hint: str | None = None, notes: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.hint = hint
        self.notes = notes

    def diagnostic(self, source: Source) -> Diagnostic:
        """The same, tied to the text it is about."""
        return Diagnostic(self.code, self.message, source, self.span, self.hint, self.notes)
