"""`sla schema`: the published shapes of what is written for programs."""

from __future__ import annotations

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command
from sla_dsl.text.diagnostic import UsageError
from sla_dsl.text.sets import not_one_of

_WHICH = ("findings", "diff", "lint", "inspect")


@click.command(
    cls=Command,
    name="schema",
    short_help="Print the JSON Schema of findings, a diff, lint or inspect.",
    examples=[
        ("keep it beside the program that reads reports", "sla schema > findings.schema.json"),
        ("that of a diff", "sla schema diff"),
    ],
)
@click.argument("which", default=_WHICH[0], metavar="[findings|diff|lint|inspect]")
def command(which: str) -> int:
    """Print the JSON Schema (2020-12) of what `sla check`, `diff`, `lint` or `inspect` writes with `--format json`."""
    import json

    if which not in _WHICH:
        raise UsageError(not_one_of("schema", which, _WHICH))
    if which == "diff":
        from sla_dsl.review.v1 import json_schema
    elif which == "lint":
        from sla_dsl.lint.v1 import json_schema
    elif which == "inspect":
        from sla_dsl.adopt.v1 import json_schema
    else:
        from sla_dsl.findings.v1 import json_schema
    terminal.out(json.dumps(json_schema(), indent=2) + "\n")
    return 0
