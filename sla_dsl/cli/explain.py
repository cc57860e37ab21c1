"""`sla explain`: the page of a code, as every message names it."""

from __future__ import annotations

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command
from sla_dsl.text import catalogue
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.spell import nearest


@click.command(
    cls=Command,
    name="explain",
    short_help="Show the page of a diagnostic's code.",
    examples=[("what a message meant", "sla explain SLA501"), ("all codes there are", "sla explain")],
)
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Show the page of CODE: what it means, a wrong and a right example, and why it is a mistake.

    Without CODE, list all codes.
    """
    if code is None:
        terminal.out("".join(f"{known}  {catalogue.title(known)}\n" for known in catalogue.codes()))
        return 0
    page = catalogue.page(code)
    if page is None:
        meant = nearest(code.upper(), catalogue.codes())
        hint = f"did you mean `{meant}`?" if meant else "`sla explain` lists them all"
        raise UsageError(Diagnostic("SLA506", f"there is no code `{code}`", hint=hint))
    terminal.out(page)
    return 0
