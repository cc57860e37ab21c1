"""What the help of every command shares; light, because `sla --help` must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

HELP_NAMES = {"help_option_names": ["-h", "--help"]}

Examples = Sequence[tuple[str, str]]
"""What a command line does, and the command line."""


def write_examples(formatter: click.HelpFormatter, examples: Examples) -> None:
    """The examples of a command, each under what it does; a command line is never wrapped."""
    if examples:
        with formatter.section("Examples"):
            indent = " " * formatter.current_indent
            formatter.write("\n\n".join(f"{indent}# {does}\n{indent}{line}" for does, line in examples) + "\n")
