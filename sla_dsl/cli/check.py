"""`sla check`: a policy, its data, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.config import Settings
from sla_dsl.cli.files import apart, writable
from sla_dsl.cli.given import settings_of
from sla_dsl.cli.privacy import Cover, lasting, salt_of
from sla_dsl.cli.reporting import Destination, ReportFile, destinations, write
from sla_dsl.cli.shape import Command, OneOf, WholeNumber, option
from sla_dsl.cli.side_files import save, side_file
from sla_dsl.cli.words import FAIL_ON, least_severity
from sla_dsl.engines.registry import ENGINES
from sla_dsl.model.choices import MAX_EVIDENCE
from sla_dsl.reports.registry import NAMES
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.cli.baseline import Opened, Rows
    from sla_dsl.cli.ledger import Book
    from sla_dsl.lang.ast import File
    from sla_dsl.model.schema import Schema


EXAMPLES = (
    ("what this folder's sla.toml says", "sla check"),
    ("one policy and one export, as of a day", "sla check policy.sla --data leads=leads.csv --as-of 2026-10-01"),
    ("the mistakes of a policy alone", "sla check policy.sla"),
    ("two clauses, for a program", "sla check --only volume --only hot --format json --output report.json"),
    ("every lead that was not followed up in time", "sla check --findings-out findings.csv --quiet"),
    ("for code scanning and for a pull request at once", "sla check --report sarif:sla.sarif --report markdown:sla.md"),
    ("say what is wrong, and let nothing fail", "sla check --fail-on never"),
)


@record
class Wanted:
    """What the command line asks for: what is judged, how the data are read, and what is written where.

    `update` has the baseline written anew; `lasting` says that another run can have the salt too.
    """

    only: tuple[str, ...]
    max_evidence: int
    engine: str
    reports: tuple[Destination, ...]
    show: tuple[str, ...]
    salt: bytes | None
    findings_out: Path | None
    instances_out: Path | None
    update: bool
    lasting: bool
    ledger: str | None
    quiet: bool
    color: bool
    width: int | None


@click.command(
    cls=Command, name="check", short_help="Check a policy, against data where there is some.", examples=EXAMPLES
)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@of_data
@option(
    "--only", multiple=True, metavar="CLAUSE", group="What", help="Judge this clause alone; may be said more than once."
)
@option(
    "--engine",
    type=OneOf("engine", ENGINES),
    default="polars",
    show_default=True,
    group="What",
    help="What runs the clauses.",
)
@option(
    "--format",
    "form",
    type=OneOf("format", NAMES),
    group="Report",
    help="The shape of the report; text where it is not said.",
)
@option("--output", metavar="FILE", group="Report", help="Write the report to a file.")
@option(
    "--report",
    "beside",
    multiple=True,
    type=ReportFile(),
    group="Report",
    help="Write a report in one more format, such as sarif:out.sarif; with - for FILE it goes to stdout. May be said "
    "more than once.",
)
@option(
    "--max-evidence",
    type=WholeNumber(0),
    default=MAX_EVIDENCE,
    show_default=True,
    group="Report",
    help="How many findings of a clause the report lists.",
)
@option(
    "--show",
    multiple=True,
    metavar="COLUMN",
    group="Report",
    help="Show this column of the rows behind findings too; without it only their keys. May be said more than once.",
)
@option("--redact", is_flag=True, group="Report", help="Show hashes in the place of keys, in reports and files.")
@option(
    "--redact-salt",
    metavar="TEXT",
    group="Report",
    help="The salt of these hashes; else SLA_REDACT_SALT in the environment, or one of this run alone.",
)
@option("--findings-out", metavar="FILE", group="Report", help="Write all findings as .parquet or .csv, a row each.")
@option(
    "--instances-out",
    metavar="FILE",
    group="Report",
    help="Write every instance, the met ones too, in the same columns.",
)
@option(
    "--baseline",
    metavar="FILE",
    group="Baseline",
    help="A file of breaches that are known: they are shown as such, and do not fail the run.",
)
@option(
    "--update-baseline",
    is_flag=True,
    group="Baseline",
    help="Write the file anew with all that is breached in this run.",
)
@option(
    "--ledger",
    metavar="FILE",
    group="Report",
    help="A file that keeps what every run found, for the trends of `sla review`: this run is added.",
)
@option("--quiet", "-q", is_flag=True, group="Report", help="Show the breached clauses and the summary only.")
@option(
    "--width",
    type=WholeNumber(60),
    group="Report",
    help="Columns of the report; those of the terminal where it is not said.",
)
@option("--no-color", is_flag=True, group="Report", help="Show no colours; NO_COLOR in the environment does the same.")
@option(
    "--fail-on",
    type=OneOf("severity", FAIL_ON),
    group="Exit code",
    help="End with 1 for a breach of at least this severity (major where it is not said).",
)
def command(
    policy: tuple[str, ...],
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    fail_on: str | None,
    only: tuple[str, ...],
    engine: str,
    max_evidence: int,
    form: str | None,
    output: str | None,
    beside: tuple[Destination, ...],
    show: tuple[str, ...],
    redact: bool,
    redact_salt: str | None,
    findings_out: str | None,
    instances_out: str | None,
    baseline: str | None,
    update_baseline: bool,
    ledger: str | None,
    quiet: bool,
    width: int | None,
    no_color: bool,
    **read: Any,
) -> int:
    """Check POLICY and say for every promise whether it is met, and for whom or when it is not.

    POLICY is one or more `.sla` files, read together, or a folder: its `sla.toml` names policies, data and settings,
    and without one it stands for the `.sla` files in it. Without POLICY it is the current folder. What is said on the
    command line goes before what `sla.toml` says. Without data the policy itself is checked, and nothing is judged.
    """
    settings = merged(settings_of(policy), data, as_of, on_duplicates, read, fail_on, baseline)
    tables = side_file(findings_out), side_file(instances_out)
    reports = destinations(form, writable(output) if output else None, beside)
    known = [settings.baseline] if settings.baseline else []
    kept = [Path(name) for name in (*(known if update_baseline else ()), *([ledger] if ledger else ()))]
    apart([*kept, *(r.path for r in reports), *tables], (*settings.files, *(() if update_baseline else known)))
    wanted = Wanted(
        only, max_evidence, engine, reports, show, salt_of(redact, redact_salt), *tables, update_baseline,
        lasting(redact_salt), ledger, quiet, not no_color, width,
    )  # fmt: skip
    asked = bool(form not in (None, "text") or output or beside or any(tables) or update_baseline or ledger)
    from sla_dsl.policy import parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies], lambda: _known_columns(settings))
    return _with_data(files, settings, wanted) if settings.data else _without_data(files, wanted.only, asked)


def _known_columns(settings: Settings) -> Schema | None:
    """What the data has, for a policy with mistakes; None without data, and where they can not be opened either."""
    from sla_dsl.ready import opened, schema_of

    try:
        return schema_of(opened(settings.data, options_of(settings, (), terminal.Waiting()))) if settings.data else None
    except (DataError, UsageError):
        return None


def _without_data(files: Sequence[File], only: Sequence[str], asked: bool) -> int:
    """The mistakes of the policy, and no verdict: nothing that could be taken for one, and no report `asked` for."""
    from sla_dsl.policy import bound

    checked, warnings = bound(files, None, only)
    clauses = len(checked.forms) + len(checked.unjudged)
    _refuse_nothing(clauses)
    if asked:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA512", "a report was asked for, and no data was given", hint=hint))
    if warnings:
        terminal.say(warnings)
    terminal.out("policy is valid; no data given, nothing was judged\n")
    return 0


def _refuse_nothing(clauses: int) -> None:
    if not clauses:
        raise UsageError(Diagnostic("SLA503", "the policy holds no clause, so there is nothing to check"))


def _baseline(settings: Settings, wanted: Wanted) -> Opened | None:
    if settings.baseline is None and not wanted.update:
        return None
    from sla_dsl.cli.baseline import opened

    return opened(settings.baseline, wanted.update, wanted.salt, wanted.lasting)


def _ledger(name: str) -> Book:
    from sla_dsl.cli.ledger import opened

    return opened(name)


def _with_data(files: Sequence[File], settings: Settings, wanted: Wanted) -> int:
    from sla_dsl.check import instances_of, judged, key_names, report_of
    from sla_dsl.ready import get_ready

    base = _baseline(settings, wanted)
    book = None if wanted.ledger is None else _ledger(wanted.ledger)
    waiting = terminal.Waiting()
    options = options_of(
        settings, wanted.only, waiting, engine=wanted.engine,
        # Behind all that is known, what is new is among the findings.
        max_evidence=wanted.max_evidence + (base.looked_through if base else 0),
        digests=book is not None or any(d.form == "json" for d in wanted.reports),  # the others do not show them
        show=wanted.show, lines=any(d.form == "sarif" for d in wanted.reports),
    )  # fmt: skip
    ready = get_ready(files, settings.data, options)
    _refuse_nothing(len(ready.policy.forms) + len(ready.policy.unjudged))
    results = judged(ready, options, None if book is None else book.counting(ready))
    cover = Cover(wanted.salt, key_names(ready))
    report = report_of(files, ready, results, options)
    if book is not None:
        book.add_run(files, ready, options, report, results)
    made: Rows = cover.rows
    if base is None:
        report = cover.report(report)
    else:
        waiting(f"comparing with {base.name}")
        unmet = instances_of(ready, results, unmet=True, rested=True).values()
        report, made = base.beside(report, unmet, cover, whole=not wanted.only, most=wanted.max_evidence)
    for path, unmet_only in ((wanted.findings_out, True), (wanted.instances_out, False)):
        if path is not None:
            waiting(f"writing {path}")
            save(instances_of(ready, results, unmet=unmet_only).values(), path, made)
    waiting.over()
    write(report, wanted.reports, wanted.width, wanted.color, wanted.quiet)
    return report.exit_code(least_severity(settings.fail_on or "major"))
