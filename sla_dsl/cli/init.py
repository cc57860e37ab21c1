"""`sla init`: from exports, or from nothing, to a folder whose agreement can be checked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import of_reading, options_of, said_of_reading
from sla_dsl.cli.config import Settings
from sla_dsl.cli.files import write_text
from sla_dsl.cli.inspect import check_zone
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.model.choices import ON_DUPLICATES
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sla_dsl.adopt.inspect import Inspection

SERVERS = ("github", "gitlab", "none")
TITLE = "Marketing and sales"
EXAMPLES = (
    ("a folder for two exports, with a file for GitHub", "sla init contacts.csv activities.csv --ci github"),
    ("see first, of leads with headers of their own", "sla init leads.csv --column created_at=Opened --dry-run"),
    ("a start without data", "sla init --title \"Smarketing SLA\" --timezone Europe/Berlin"),
)  # fmt: skip


class ColumnHeader(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """`COLUMN=HEADER` as a pair."""

    name = "column"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "COLUMN=HEADER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        column, equals, header = str(value).partition("=")
        names = column.split(".")
        if not (len(names) <= 2 and all(n.isidentifier() for n in names) and equals and header):
            hint = 'write `--column created_at="Opened on"`'
            raise UsageError(Diagnostic("SLA574", f"`{value}` is not of the form `COLUMN=HEADER`", hint=hint))
        return column, header


@click.command(cls=Command, name="init", short_help="Begin an agreement over an export.", examples=EXAMPLES)
@click.argument("files", nargs=-1, metavar="[[TABLE=]FILE]...")
@option(
    "--folder",
    default=".",
    show_default=True,
    metavar="DIR",
    group="What",
    help="Where the files are written; made where it is not there.",
)
@option("--title", metavar="TEXT", group="What", help=f"What the agreement is called.  [default: {TITLE}]")
@option("--timezone", metavar="ZONE", group="What", help="The zone of its days and hours.  [default: UTC]")
@option(
    "--column", "columns", multiple=True, type=ColumnHeader(), group="What",
    help="The header of a column of `leads`, or of `TABLE.COLUMN`; may be said more than once.",
)  # fmt: skip
@option("--ci", type=OneOf("CI server", SERVERS), group="What", help="A file for a CI server.  [default: none]")
@option("--hooks", is_flag=True, group="What", help="A file for pre-commit.")
@option(
    "--on-duplicates", type=OneOf("way with duplicates", ON_DUPLICATES), group="Data",
    help="What to do with a key that stands more than once.",
)  # fmt: skip
@of_reading
@option("--yes", is_flag=True, group="Mode", help="Ask nothing, also on a terminal.")
@option("--dry-run", is_flag=True, group="Mode", help="Show what would be written, and write nothing.")
def command(
    files: tuple[str, ...],
    folder: str,
    title: str | None,
    timezone: str | None,
    columns: tuple[tuple[str, str], ...],
    ci: str | None,
    hooks: bool,
    on_duplicates: str | None,
    yes: bool,
    dry_run: bool,
    **read: Any,
) -> int:
    """Begin an agreement: a `sla.toml`, a policy with numbers that the data suggest, and what a CI server needs.

    Each number stands beside what the data say today. On a terminal it asks for what was not said. Nothing that is
    there is written over: where one of the files is, nothing is written, and the command ends with 2.
    """
    asks = not (yes or dry_run) and sys.stdin is not None and sys.stdin.isatty()
    title = title or _asked("What is the agreement called?", TITLE, asks)
    timezone = timezone or _asked("Which time zone are its days in?", "UTC", asks)
    check_zone(timezone)
    ci = ci or _asked(f"Which CI server, {', '.join(SERVERS)}?", "none", asks)
    if ci not in SERVERS:
        OneOf("CI server", SERVERS).convert(ci, None, None)
    from sla_dsl.adopt.start import Wishes, start

    home = Path(folder)
    said = said_of_reading(read)
    wishes = Wishes(title, timezone, None if ci == "none" else ci, hooks, dict(columns), on_duplicates, said)
    waiting = terminal.Waiting()
    options = options_of(Settings(on_duplicates=on_duplicates, read=said), (), waiting)
    texts = start(_tables(files, timezone, said, waiting), wishes, options, home)
    if dry_run:
        terminal.out("\n".join(f"# ---- {home / name}\n{text}" for name, text in texts.items()))
        return 0
    _write(home, texts)
    return 0


def _asked(question: str, default: str, asks: bool) -> str:
    if not asks:
        return default
    return str(click.prompt(question, default=default, err=True))


def _tables(files: Sequence[str], zone: str, read: Mapping[str, Any], waiting: terminal.Waiting) -> list[Inspection]:
    """What is in every file. Raises `DataError` for one that can not be read, `UsageError` for two of one table."""
    from sla_dsl.adopt.inspect import inspect, named_file
    from sla_dsl.data.tables import ReadOptions

    terminal.keep_to_ourselves()
    found: dict[str, Inspection] = {}
    for given in files:
        table, name = named_file(given, Path(given).exists())
        waiting(f"reading {name}")
        there = inspect(name, table, zone, ReadOptions(**read), alone=len(files) == 1)
        if there.errors:
            raise DataError(*there.errors)
        if there.table in found:
            message = f"`{found[there.table].origin}` and `{name}` would both be the table `{there.table}`"
            raise UsageError(Diagnostic("SLA575", message, hint=f"name one of them: `touches={name}`"))
        found[there.table] = there
    return list(found.values())


def _write(home: Path, texts: Mapping[str, str]) -> None:
    """All the files, none of which is there yet."""
    there = [name for name in texts if (home / name).exists()]
    if there:
        listed = ", ".join(f"`{home / name}`" for name in there)
        message = f"{listed} {'is' if len(there) == 1 else 'are'} there already, and nothing was written"
        hint = "move it away, or see what would be written with `--dry-run`"
        raise UsageError(Diagnostic("SLA572", message, hint=hint))
    for name in texts:
        _make_room((home / name).parent)
    for name, text in texts.items():
        path = home / name
        write_text(path, text)
        terminal.out(f"wrote {path}\n")
    terminal.out(f"next: sla check {home}\n")


def _make_room(folder: Path) -> None:
    """Makes a folder, before anything is written. Raises `UsageError` where none can be made, or written into."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        made = False
    if not made:
        hint = "a file may stand in its place, or its permissions forbid it; nothing was written"
        raise UsageError(Diagnostic("SLA509", f"no files can be written into `{folder}`", hint=hint))
