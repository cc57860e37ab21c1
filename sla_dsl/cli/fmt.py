"""`sla fmt`: policies in the one layout, rewritten in place, or only compared with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.outcome import WRONG_POLICY
from sla_dsl.cli.shape import Command, option
from sla_dsl.policy import files_in, read_source
from sla_dsl.text.diagnostic import Diagnostic, PolicyError
from sla_dsl.text.source import Source

_UNFORMATTED = 1


@click.command(
    cls=Command,
    name="fmt",
    short_help="Write policies in the one layout.",
    examples=[
        ("rewrite every policy of this folder", "sla fmt"),
        ("fail when one is not formatted, and show how it would change", "sla fmt --check --diff policies/"),
        ("format what an editor holds", "sla fmt - < policy.sla"),
    ],
)
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...")
@option("--check", "only_check", is_flag=True, group="Mode", help="Write nothing; end with 1 if a file would change.")
@option("--diff", "show_diff", is_flag=True, group="Mode", help="Write nothing; show what would change.")
def command(files: tuple[str, ...], only_check: bool, show_diff: bool) -> int:
    """Rewrite policies in the one layout: every comment is kept, and no word changes its meaning.

    A folder stands for the files in it that end in `.sla`; without FILE it is the current one. `-` reads stdin and
    writes stdout. A file with mistakes is left as it is, and its mistakes are shown.
    """
    wrong: list[Diagnostic] = []
    changed = 0
    for name in _named(files):
        try:
            changed += _one(name, write=not (only_check or show_diff), listed=only_check, diff=show_diff)
        except PolicyError as error:
            wrong += error.diagnostics
    if wrong:
        terminal.say(wrong)
        return WRONG_POLICY
    return _UNFORMATTED if only_check and changed else 0


def _named(files: Sequence[str]) -> Iterator[str]:
    for name in files or (".",):
        if name != "-" and Path(name).is_dir():
            yield from files_in(name)
        else:
            yield name


def _one(name: str, *, write: bool, listed: bool, diff: bool) -> bool:
    """Whether the file is not in the layout yet."""
    from sla_dsl.lang.printer import formatted

    source = _stdin() if name == "-" else read_source(name)
    text = formatted(source)
    changed = text != source.text
    if diff:
        terminal.out(_diff(source, text))
    elif write and name == "-":
        terminal.out(text)
    elif write and changed:
        from sla_dsl.cli.files import write_text

        write_text(Path(name), text)
    if changed and (listed or (write and name != "-")):
        terminal.err(f"{'would rewrite' if listed else 'rewrote'} {_shown(name)}\n")
    return changed


def _stdin() -> Source:
    from sla_dsl.lang.parser import read

    found = read("<stdin>", sys.stdin.buffer.read())
    if isinstance(found, Diagnostic):
        raise PolicyError((found,))
    return found


def _diff(source: Source, text: str) -> str:
    """A unified diff whose lines end as the files do not: a carriage return is shown, since it is a difference."""
    from difflib import unified_diff

    before, after = source.text.split("\n"), text.split("\n")
    name = _shown(source.name)
    lines = unified_diff(before, after, name, f"{name} (formatted)", lineterm="")
    return "".join(f"{line[:1]}{_shown(line[1:])}\n" for line in lines)


def _shown(text: str) -> str:
    from sla_dsl.text.render import visible

    return visible(text)
