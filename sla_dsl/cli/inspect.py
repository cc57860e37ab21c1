"""`sla inspect`: what is in an export, and what to write about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import of_reading, said_of_reading
from sla_dsl.cli.files import apart, writable, write_text
from sla_dsl.cli.outcome import WRONG_DATA
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text.diagnostic import Diagnostic, UsageError

EXAMPLES = (
    ("what is in an export", "sla inspect leads.csv"),
    ("several, each as the table of a policy", "sla inspect leads=contacts.csv touches=activities.csv"),
    ("for a program", "sla inspect --format json leads.csv"),
)


@click.command(cls=Command, name="inspect", short_help="Tell what is in an export.", examples=EXAMPLES)
@click.argument("files", nargs=-1, metavar="[TABLE=]FILE...")
@option("--timezone", default="UTC", show_default=True, metavar="ZONE", group="What", help="Times are shown in it.")
@of_reading
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
@option("--output", metavar="FILE", group="Report", help="Write it into a file instead of to standard output.")
def command(files: tuple[str, ...], timezone: str, form: str, output: str | None, **read: Any) -> int:
    """Tell what is in exports: columns and their kinds, the mapping that explains them, values and ranges, problems.

    Each file ends in what to write: the table as a policy declares it, and whatever only you can decide. A file that
    can not be read is told with its reason, and the command ends with 4.
    """
    if not files:
        hint = "name it: `sla inspect leads.csv`"
        raise UsageError(Diagnostic("SLA570", "no file was named to be inspected", hint=hint))
    check_zone(timezone)
    path = None if output is None else writable(output)
    from sla_dsl.adopt.inspect import inspect, named_file
    from sla_dsl.adopt.shown import text
    from sla_dsl.data.tables import ReadOptions

    named = [named_file(given, Path(given).exists()) for given in files]
    apart([path], (name for _, name in named))
    options = ReadOptions(**said_of_reading(read))
    terminal.keep_to_ourselves()
    found, waiting = [], terminal.Waiting()
    for table, name in named:
        waiting(f"reading {name}")
        found.append(inspect(name, table, timezone, options, alone=len(files) == 1))
    if form == "json":
        from sla_dsl.adopt.v1 import to_json

        said = to_json(found, timezone)
    else:
        width = terminal.WIDTH if path else terminal.width_of(terminal.stdout())
        said = "\n".join(text(there, timezone, width) for there in found)
    if path is None:
        terminal.out(said)
    else:
        write_text(path, said)
    return WRONG_DATA if any(there.errors for there in found) else 0


def check_zone(name: str) -> None:
    """Refuses a zone that nobody knows."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        hint = "write a name such as `Europe/Berlin` or `America/New_York`"
        raise UsageError(Diagnostic("SLA571", f"there is no time zone `{name}`", hint=hint)) from None
