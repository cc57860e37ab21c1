"""`sla schema`: the published shape of the findings, for programs that read them."""

from __future__ import annotations

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command


@click.command(
    cls=Command,
    name="schema",
    short_help="Print the JSON Schema of the findings.",
    examples=[("keep it beside the program that reads reports", "sla schema > findings.schema.json")],
)
def command() -> int:
    """Print the JSON Schema (2020-12) of what `sla check --format json` writes."""
    import json

    from sla_dsl.findings.v1 import json_schema

    terminal.out(json.dumps(json_schema(), indent=2) + "\n")
    return 0
