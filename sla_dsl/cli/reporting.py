"""Where reports go: the main one, those asked for beside it with `--report`, and at most one of them to stdout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.files import writable, write_bytes, write_text
from sla_dsl.reports.registry import NAMES, render, room_of
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.sets import not_one_of

if TYPE_CHECKING:
    from sla_dsl.findings.report import Report

STDOUT = "-"


@record
class Destination:
    """A report by its format, and the file it goes into; None is stdout."""

    form: str
    path: Path | None


class ReportFile(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """`FORMAT:FILE` as a destination; `-` is stdout."""

    name = "report"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "FORMAT:FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Destination:
        if isinstance(value, Destination):
            return value
        form, colon, file = str(value).partition(":")
        if colon and form and form not in NAMES:
            raise UsageError(not_one_of("format", form, NAMES))
        if not (colon and form and file):
            hint = f"write the format first: `--report {form if form in NAMES else NAMES[0]}:FILE`"
            raise UsageError(Diagnostic("SLA520", f"`{value}` is not of the form `FORMAT:FILE`", hint=hint))
        return Destination(form, None if file == STDOUT else writable(file))


def destinations(form: str | None, output: Path | None, beside: Sequence[Destination]) -> tuple[Destination, ...]:
    """Every report that is to be written, the main one first.

    The main report stands back where another one goes to stdout, and neither its format nor its file was named.
    Raises `UsageError` when two are to go to stdout, and for bytes that are to go there.
    """
    stands_back = form is None and output is None and any(d.path is None for d in beside)
    out = (*(() if stands_back else (Destination(form or NAMES[0], output),)), *beside)
    for d in out:
        if d.path is None and room_of(d.form).binary:
            hint = f"name a file: `--report {d.form}:FILE`"
            raise UsageError(Diagnostic("SLA522", f"a report as `{d.form}` can not go to standard output", hint=hint))
    if sum(d.path is None for d in out) > 1:
        hint = "name a file for all but one: `--output FILE`, `--report FORMAT:FILE`"
        raise UsageError(Diagnostic("SLA521", "two reports are to go to standard output", hint=hint))
    return out


def write(report: Report, to: Sequence[Destination], width: int | None, color: bool, quiet: bool) -> None:
    """Every report into its place; all are made before the first is written, and stdout comes last."""
    from sla_dsl.reports.style import Style

    made: list[tuple[Path | None, str | bytes]] = []
    for d in to:
        stream = terminal.stdout() if d.path is None else None
        painted = terminal.color_on(stream, forbidden=not color)
        style = Style(width=width or terminal.width_of(stream), color=painted, quiet=quiet)
        made.append((d.path, render(d.form, report, style)))
    for path, content in sorted(made, key=lambda m: m[0] is None):
        match path, content:
            case Path(), bytes():
                write_bytes(path, content)
            case Path(), str():
                write_text(path, content)
            case _, str():
                terminal.out(content)
