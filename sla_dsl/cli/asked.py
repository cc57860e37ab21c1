"""The options of all commands that read data: which tables, as of when, and how their files are to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sla_dsl.cli import terminal
from sla_dsl.cli.config import Settings
from sla_dsl.cli.shape import OneOf, TableFile, option
from sla_dsl.model.choices import MAX_EVIDENCE, ON_DUPLICATES
from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from sla_dsl.engines.base import Progress
    from sla_dsl.ready import Options

_TABLES = (
    option("--data", multiple=True, type=TableFile(), group="What", help="The file of a table; once for each table."),
    option(
        "--as-of",
        metavar="INSTANT",
        group="What",
        help="The day or instant the verdicts hold for, or `now`; the latest instant in the data where it is not said.",
    ),
    option(
        "--on-duplicates",
        type=OneOf("way with duplicates", ON_DUPLICATES),
        group="Data",
        help="What to do with a key that stands more than once: refuse the data (as is usual), or keep one row.",
    ),
)

_READING = (
    option(
        "--day-first/--month-first",
        "day_first",
        default=None,
        group="Data",
        help="How to read 05/02/2026 where the data do not show it.",
    ),
    option(
        "--decimal-comma/--decimal-point",
        "decimal_comma",
        default=None,
        group="Data",
        help="How to read 1.234; a column that shows the other sign is refused.",
    ),
    option(
        "--null",
        "nulls",
        multiple=True,
        metavar="TEXT",
        group="Data",
        help="A cell text that stands for nothing; may be said more than once.",
    ),
    option("--delimiter", metavar="CHARACTER", group="Data", help="What stands between cells; `tab` for a tabulator."),
    option("--encoding", metavar="NAME", group="Data", help="The encoding of text files."),
    option("--sheet", metavar="NAME", group="Data", help="The sheet of a workbook."),
)


def of_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options to a command: it is given `data`, `as_of`, `on_duplicates` and, as `read`, all others."""
    for one in reversed((*_TABLES, *_READING)):
        command = one(command)
    return command


def of_reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say how files are to be read: the command is given them as `read`."""
    for one in reversed(_READING):
        command = one(command)
    return command


def said_of_reading(read: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of how files are to be read, as fields of `ReadOptions`."""
    said = {key: value for key, value in read.items() if value is not None and value != ()}
    if said.get("delimiter") in ("tab", "\\t"):
        said["delimiter"] = "\t"
    return said


def merged(
    of: Settings, data: Sequence[tuple[str, str]], as_of: str | None, on_duplicates: str | None,
    read: Mapping[str, Any], fail_on: str | None = None, baseline: str | None = None,
) -> Settings:  # fmt: skip
    """The folder's settings under those of the command line. UsageError: a table is said to be two files."""
    files = dict(data)
    for table, file in data:
        if files[table] != file:
            hint = "name one of them, or a folder or a pattern that holds both: `--data leads='exports/*.csv'`"
            message = f"`{table}` is given twice: `{file}` and `{files[table]}`"
            raise UsageError(Diagnostic("SLA508", message, hint=hint))
    return Settings(
        policies=of.policies,
        data={**of.data, **files},
        as_of=as_of or of.as_of,
        fail_on=fail_on or of.fail_on,
        on_duplicates=on_duplicates or of.on_duplicates,
        baseline=baseline if baseline is not None else of.baseline,
        ledger=of.ledger,
        read={**of.read, **said_of_reading(read)},
        lint=of.lint,
    )


def options_of(
    settings: Settings, only: Sequence[str], progress: Progress, *, engine: str = "polars",
    max_evidence: int = MAX_EVIDENCE, digests: bool = False, show: Sequence[str] = (), lines: bool = False,
) -> Options:  # fmt: skip
    """What the settings mean for a run."""
    from sla_dsl.data.tables import ReadOptions
    from sla_dsl.ready import Options

    terminal.keep_to_ourselves()
    as_of: str | date | None = settings.as_of
    if isinstance(as_of, str) and as_of.strip().lower() == "now":
        as_of = datetime.now(UTC)
    return Options(
        as_of=as_of,
        only=only,
        max_evidence=max_evidence,
        on_duplicates=settings.on_duplicates or "error",
        engine=engine,
        digests=digests,
        show=show,
        lines=lines,
        read=ReadOptions(**settings.read),
        progress=progress,
    )
