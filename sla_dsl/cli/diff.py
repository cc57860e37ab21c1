"""`sla diff`: what two policies differ in by what they mean, and a gate on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.files import apart, writable, write_text
from sla_dsl.cli.outcome import OUR_MISTAKE
from sla_dsl.cli.privacy import salt_of
from sla_dsl.cli.shape import Command, OneOf, WholeNumber, option
from sla_dsl.cli.side_files import side_file
from sla_dsl.engines.registry import ENGINES
from sla_dsl.model.choices import MAX_FLIPS
from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from sla_dsl.cli.replayed import Replayed
    from sla_dsl.review.gate import Gate
    from sla_dsl.review.models import Bound, PolicyDiff

EXAMPLES = (
    ("two files, or two folders", "sla diff policy-2025.sla policy-2026.sla"),
    ("what lies here, and what was committed last", "sla diff"),
    ("two revisions of one policy", "sla diff HEAD~1..HEAD policies/sla.sla"),
    ("the smallest tables on which they part, as tests", "sla diff main --cases"),
    ("what flips in the data of last year", "sla diff old.sla new.sla --data leads=leads.csv"),
    ("this folder against a branch, and none of its data", "sla diff main --no-data"),
    ("for a pull request; fails where something is loosened", "sla diff main --format markdown --fail-on loosened"),
)
_FORMATS = ("text", "markdown", "json")
_FAIL_ON = ("loosened", "tightened", "retroactive", "any")


@click.command(cls=Command, name="diff", short_help="Compare two policies by what they mean.", examples=EXAMPLES)
@click.argument("old", required=False)
@click.argument("new", required=False)
@of_data
@option("--no-data", is_flag=True, group="Data", help="Judge no data, whatever `sla.toml` names.")
@option("--engine", type=OneOf("engine", ENGINES), default="polars", show_default=True, group="Data",
        help="What runs the clauses.")  # fmt: skip
@option(
    "--cases", is_flag=True, group="What",
    help="Show, for each changed clause, the smallest tables on which the two part, as tests that the new one passes.",
)  # fmt: skip
@option(
    "--fail-on", multiple=True, type=OneOf("change", _FAIL_ON), group="Gate",
    help="End with exit code 1 where there is such a change; may be said more than once.",
)  # fmt: skip
@option("--accepted", metavar="FILE", group="Gate", help="A TOML file of changes that are accepted, with reasons.")
@option(
    "--format", "form", type=OneOf("format", _FORMATS), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
@option("--output", metavar="FILE", group="Report", help="Write it into a file instead.")
@option(
    "--max-flips", type=WholeNumber(0), default=MAX_FLIPS, show_default=True, group="Report",
    help="How many flips of a clause and turn are listed.",
)  # fmt: skip
@option("--redact", is_flag=True, group="Report", help="Show hashes in the place of the keys of flips.")
@option(
    "--redact-salt", metavar="TEXT", group="Report",
    help="The salt of these hashes; else SLA_REDACT_SALT in the environment, or one of this run alone.",
)  # fmt: skip
@option("--flips-out", metavar="FILE", group="Report", help="Write all flips as .parquet or .csv, a row each.")
def command(
    old: str | None,
    new: str | None,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    no_data: bool,
    engine: str,
    cases: bool,
    fail_on: tuple[str, ...],
    accepted: str | None,
    form: str,
    output: str | None,
    max_flips: int,
    redact: bool,
    redact_salt: str | None,
    flips_out: str | None,
    **read: Any,
) -> int:
    """Compare two policies by what they mean: what is tightened, what is loosened, and for whom.

    OLD and NEW are files, folders, revisions of git, or a file at a revision (`main:policies/sla.sla`). `A..B` are two
    revisions, and behind it a path may stand. Without NEW it is what lies here, and without OLD it is HEAD. Order,
    spelling and comments are no change. What may go either way counts as loosened and as tightened for --fail-on.

    With --as-of, changes of periods that have begun by then are retroactive. With --data both policies are judged on
    the same data, and every verdict that flips is told, with what flips it. Where NEW is a folder that lies here, its
    `sla.toml` says what is not said on the command line, as for `sla check`.
    """
    _refuse(cases, form, bool(data), no_data)
    to, side = None if output is None else writable(output), side_file(flips_out)
    from sla_dsl.cli.revisions import read_both, settings_at, sides

    whence = sides(old, new)
    settings = merged(settings_at(whence[1]), data, as_of, on_duplicates, read)
    apart([to, side], (*settings.files, *(side for side in (old, new, accepted) if side)))
    tables = {} if no_data or cases else settings.data
    if flips_out is not None and not tables:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA540", "flips were asked for, and no data was given", hint=hint))
    from sla_dsl.review.accepted import read_accepted
    from sla_dsl.review.diff import diff
    from sla_dsl.review.gate import gate

    passed = () if accepted is None else read_accepted(Path(accepted))
    before, after = read_both(*whence)
    found = diff(before, after, None if settings.as_of is None else _day(settings.as_of, after))
    gated = gate(found.changes, fail_on, passed) if fail_on or accepted is not None else None
    if cases:
        _write(_cases(before, after, found), to)
        return _code(gated)
    replayed = None
    if tables:
        from sla_dsl.cli.replayed import replayed_on

        waiting = terminal.Waiting()
        options = options_of(settings, (), waiting, engine=engine, max_evidence=max_flips)
        replayed = replayed_on(before, after, found, tables, options, side, salt_of(redact, redact_salt))
        waiting.over()
    _write(_render(form, to is None)(found, gated, replayed), to)
    if replayed is not None and replayed.contradictions:
        terminal.err("sla: the replay contradicts the review: this is a mistake of sla, please report it\n")
        return OUR_MISTAKE
    return _code(gated)


def _refuse(cases: bool, form: str, data: bool, no_data: bool) -> None:
    """What does not go together."""
    if cases and form != "text":
        hint = f"leave out `--cases`, or `--format {form}`"
        raise UsageError(Diagnostic("SLA510", "`--cases` are tests, and have no other shape", hint=hint))
    if cases and data:
        hint = "leave out `--cases`, or `--data`"
        raise UsageError(Diagnostic("SLA510", "`--cases` make up their own tables, and read no data", hint=hint))
    if data and no_data:
        hint = "leave out `--no-data`, or `--data`"
        raise UsageError(Diagnostic("SLA510", "data was given, and none is to be judged", hint=hint))


def _code(gated: Gate | None) -> int:
    return 1 if gated is not None and gated.failed else 0


def _cases(old: Bound, new: Bound, found: PolicyDiff) -> str:
    """The boundary cases of the clauses whose verdicts a change may touch."""
    from sla_dsl.replay.boundary.cases import cases, text
    from sla_dsl.review.catalogue import NO_VERDICTS
    from sla_dsl.review.models import Direction

    changes = (c for c in found.changes if c.direction is not Direction.EQUIVALENT)
    touching = [c for c in changes if c.area not in NO_VERDICTS]
    clauses = {clause for c in touching for clause in (c.clause, *c.reaches) if clause is not None}
    called = {e.new.name: e.old.name for e in found.edits if e.kind == "clause" and e.old and e.new and e.renames}
    return text(cases(old, new, clauses, called)) or "# no clause that both policies have has changed\n"


def _day(as_of: str | date, policy: Bound) -> date:
    """The local day of an instant in the policy's zone."""
    from sla_dsl.compile.zone import zone
    from sla_dsl.ready import instant_of

    now = isinstance(as_of, str) and as_of.strip().lower() == "now"
    said = datetime.now(UTC) if now else as_of
    timezone = policy.policy.timezone
    return zone(timezone).day_of(instant_of(said, timezone))


def _render(form: str, to_stdout: bool) -> Callable[[PolicyDiff, Gate | None, Replayed | None], str]:
    match form:
        case "markdown":
            from sla_dsl.review.say.markdown import render as markdown

            return lambda found, gated, replayed: "\n".join(
                [markdown(found, gated, _flips(replayed)), *([] if replayed is None else [replayed.markdown()])]
            )
        case "json":
            from sla_dsl.review.v1 import to_json

            return lambda found, gated, replayed: to_json(found, gated, None if replayed is None else replayed.plain())
        case _:
            from sla_dsl.review.say.text import Page, render

            stream = terminal.stdout() if to_stdout else None
            page = Page(terminal.width_of(stream), terminal.color_on(stream))
            return lambda found, gated, replayed: "\n".join(
                [
                    render(found, gated, page, _flips(replayed)),
                    *([] if replayed is None else [replayed.text(page.width, page.color)]),
                ]
            )


def _flips(replayed: Replayed | None) -> str | None:
    return None if replayed is None else replayed.headline()


def _write(text: str, to: Path | None) -> None:
    if to is None:
        terminal.out(text)
    else:
        write_text(to, text)
