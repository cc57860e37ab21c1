"""`sla lint`: what is valid in a policy and hardly meant, with its place, and mended where that is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.config import Settings
from sla_dsl.cli.files import apart, writable, write_text
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text.diagnostic import Diagnostic, Level, UsageError

if TYPE_CHECKING:
    from sla_dsl.lang.ast import File
    from sla_dsl.lint.context import History
    from sla_dsl.lint.run import Linted
    from sla_dsl.lint.sets import Chosen

EXAMPLES = (
    ("the policy of this folder", "sla lint"),
    ("mend what can be mended safely, and show the rest", "sla lint policy.sla --fix"),
    ("waivers that are over, and targets that no month has met", "sla lint --as-of now --data leads=leads.csv"),
    ("the rules there are, and what one of them is about", "sla lint --list && sla explain no-term"),
    ("annotations of a GitHub workflow", "sla lint --format github"),
)

LEVELS = tuple(level.value for level in Level)
NEVER = "never"
FORMATS = ("text", "json", "github", "sarif")
_ROUNDS = 10
"""What is mended may let another rule see something to mend; nothing takes more rounds than this."""
_FOUND = 1


@click.command(
    cls=Command, name="lint", short_help="Find what is valid in a policy and hardly meant.", examples=EXAMPLES
)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option("--fix", is_flag=True, group="What", help="Mend what can be mended without changing what a clause means.")
@option("--rules", metavar="SET", group="What", help="The rule set, such as 2026.1; else what `sla.toml` says.")
@option("--list", "listed", is_flag=True, group="What", help="Show the rules, and look at no policy.")
@of_data
@option(
    "--format", "form", type=OneOf("format", FORMATS), default="text", show_default=True, group="Report",
    help="The shape of the report.",
)  # fmt: skip
@option("--output", metavar="FILE", group="Report", help="Write the report to a file.")
@option(
    "--fail-on",
    type=OneOf("level", (*LEVELS, NEVER)),
    default=Level.WARNING.value,
    show_default=True,
    group="Exit code",
    help="End with 1 for a remark of at least this level.",
)
def command(
    policy: tuple[str, ...],
    fix: bool,
    rules: str | None,
    listed: bool,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    form: str,
    output: str | None,
    fail_on: str,
    **read: Any,
) -> int:
    """Say what is valid in POLICY and hardly meant: promises that contradict one another or that nobody can break,
    words that two readers take for two things, agreements that one side has not accepted.

    POLICY is found as in `sla check`; of the base policies it uses nothing is said. Rules that look at the data run
    only where `--data` is given. `# lint: ignore RULE because REASON` above a statement or behind it keeps a rule
    silent.

    Ends with 1 for an error or a warning; advice fails nothing.
    """
    from sla_dsl.cli.given import settings_of
    from sla_dsl.cli.linted import rules_listed, told
    from sla_dsl.lint.registry import RULES
    from sla_dsl.lint.sets import chosen

    if listed:
        terminal.out(rules_listed(terminal.width_of(terminal.stdout())))
        return 0
    settings = merged(settings_of(policy), data, as_of, on_duplicates, read)
    path = writable(output) if output is not None else None
    apart([path], settings.files)
    named = rules or settings.lint.rules
    found = _linted(settings, chosen(RULES, named, settings.lint.on, settings.lint.off), bool(data), fix)
    text = told(found, form, named, colour=path is None and terminal.color_on(terminal.stdout()))
    if path is None:
        terminal.out(text)
    else:
        write_text(path, text)
    worst = LEVELS.index(fail_on) if fail_on != NEVER else -1
    return _FOUND if any(LEVELS.index(one.diagnostic.level.value) <= worst for one in found.told) else 0


def _linted(settings: Settings, taken: Sequence[Chosen], with_data: bool, fix: bool) -> Linted:
    """What there is to say, after mending what is to be mended."""
    from sla_dsl.lint.run import lint
    from sla_dsl.policy import parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies])
    as_of, history = _judged(files, settings) if with_data else (_day(settings.as_of), None)
    found = lint(files, taken, as_of, history)
    if not fix:
        return found
    from sla_dsl.lint.mending import mended

    before, made = files, 0
    for _ in range(_ROUNDS):
        files, count = mended(files, found.told)
        if not count:
            break
        made += count
        found = lint(files, taken, as_of, history)
    _write(before, files, made)
    return found


def _day(said: str | date | None) -> date | None:
    """The day that is meant. Raises `UsageError` when it is none."""
    if isinstance(said, datetime):
        return said.date()
    if not isinstance(said, str):
        return said
    if said.strip().lower() == "now":
        return datetime.now(UTC).date()
    try:
        return datetime.fromisoformat(said.strip()).date()
    except ValueError:
        hint = "write a day: `2026-07-02`"
        raise UsageError(Diagnostic("SLA504", f"`{said}` is not an instant", hint=hint)) from None


def _judged(files: Sequence[File], settings: Settings) -> tuple[date, Mapping[str, History]]:
    """The day that the data are judged for, and what they tell of the clauses."""
    from zoneinfo import ZoneInfo

    from sla_dsl.answers.history import PERIODS, histories
    from sla_dsl.check import judged, report_of
    from sla_dsl.ready import get_ready

    waiting = terminal.Waiting()
    options = options_of(settings, (), waiting, max_evidence=PERIODS)
    ready = get_ready(files, settings.data, options)
    report = report_of(files, ready, judged(ready, options), options)
    waiting.over()
    return report.run.as_of.astimezone(ZoneInfo(ready.policy.timezone)).date(), histories(report)


def _write(before: Sequence[File], after: Sequence[File], made: int) -> None:
    """Writes the files that have changed, each whole or not at all, and says which."""
    from sla_dsl.text.render import visible

    changed = [new.source for old, new in zip(before, after, strict=True) if old.source.text != new.source.text]
    for source in changed:
        assert source.path is not None, "a policy that was read from a file"
        write_text(source.path, source.text)
    if changed:
        said = "1 remark" if made == 1 else f"{made} remarks"
        names = ", ".join(visible(source.name) for source in changed)
        terminal.err(f"mended {said} in {names}\n")
