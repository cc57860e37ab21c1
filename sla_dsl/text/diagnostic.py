"""What is wrong with a policy or with the data it is given, said about a place and in the user's words."""

from __future__ import annotations

from enum import StrEnum

from sla_dsl.text.record import record
from sla_dsl.text.source import NOWHERE, Source, Span


class Level(StrEnum):
    """How much a diagnostic stops: an error stops the run, a warning is only said, and so is advice, which is about
    what could be better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@record
class Diagnostic:
    """One mistake: its code (`sla explain CODE`), the place, what is wrong and what to write instead.

    `source` is None for a diagnostic that has no policy text (a data file, an option); `hint` says what to
    write instead; `notes` are further lines (a list of columns, a second place in words).
    """

    code: str
    message: str
    source: Source | None = None
    span: Span = NOWHERE
    hint: str | None = None
    notes: tuple[str, ...] = ()
    level: Level = Level.ERROR


class Told(Exception):
    """Something went wrong that `diagnostics` tells of; its text is what a terminal shows."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        from sla_dsl.text.render import render_all

        return render_all(self.diagnostics)


class PolicyError(Told):
    """The policy is not valid; `diagnostics` holds every error found, and what is likely one (exit code 3)."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(*diagnostics)


class DataError(Told):
    """The data can not be used as asked; `diagnostics` says why (exit code 4)."""


class UsageError(Told):
    """What was asked for can not be done: a missing file, a wrong option (exit code 2)."""


class InternalError(Exception):
    """A state that can not be: our bug, never the user's (exit code 101)."""
