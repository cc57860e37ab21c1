"""What the help of every command shares; light, because `sla --help` must be."""

from __future__ import annotations

from collections.abc import Sequence

HELP_NAMES = ("-h", "--help")

Examples = Sequence[tuple[str, str]]
"""What a command line does, and the command line."""


def definitions(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and what they mean, in two columns, indented."""
    wide = max(len(name) for name, _ in pairs)
    return "\n".join(f"  {name:{wide}}  {meaning}" for name, meaning in pairs)


def examples_text(examples: Examples, indent: str) -> str:
    """The examples of a command, each under what it does; a command line is never wrapped."""
    return "\n\n".join(f"{indent}# {does}\n{indent}{line}" for does, line in examples)
