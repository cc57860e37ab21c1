"""`sla explain`: the page of a code, what a clause rests on, and why a subject came out as it did."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text import catalogue
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.spell import nearest

if TYPE_CHECKING:
    from sla_dsl.answers.models import Story

EXAMPLES = (
    ("what a message meant", "sla explain SLA501"),
    ("all codes there are", "sla explain"),
    ("what a rule of `sla lint` looks for", "sla explain no-term"),
    ("what a clause means and rests on", "sla explain --clause hot"),
    ("why lead 1042 was late", "sla explain --clause hot --subject 1042"),
    ("the same for a program", "sla explain --clause hot --subject 1042 --format json"),
)


@click.command(
    cls=Command, name="explain", short_help="Explain a code, a clause, or one subject's verdict.", examples=EXAMPLES
)
@click.argument("what", nargs=-1, metavar="[CODE | POLICY...]")
@option("--clause", metavar="CLAUSE", group="What", help="The clause to explain.")
@option(
    "--subject",
    "--lead",
    metavar="KEY",
    group="What",
    help="The key of the subject whose story is told; `A,B` where a key has two columns.",
)
@of_data
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the explanation.",
)  # fmt: skip
def command(
    what: tuple[str, ...],
    clause: str | None,
    subject: str | None,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    form: str,
    **read: Any,
) -> int:
    """Show the page of CODE, or of a lint rule: what it means, a wrong and a right example, and why it is a mistake.

    Without CODE, list all codes. With --clause, tell what a clause of POLICY means and rests on: its target and how it
    is computed, its clock, and every definition, waiver and consequence with its place; with data also its verdict.
    With --subject as well, tell the story of one subject in that clause: when its clock began and stood still, when it
    was due, what was done, and which condition, tier, waiver or excuse decided.
    POLICY and the data are found as in `sla check`.
    """
    if clause is None:
        if subject is not None or form != "text":
            hint = "say of which clause: `--clause hot`"
            raise UsageError(Diagnostic("SLA510", "a subject is explained in one clause", hint=hint))
        return _code(what)
    from sla_dsl.cli.given import settings_of

    settings = merged(settings_of(what), data, as_of, on_duplicates, read)
    if subject is not None and not settings.data:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA516", "a subject was asked for, and no data was given", hint=hint))
    from sla_dsl.answers.clause import clause_told
    from sla_dsl.cli.explained import as_json, told
    from sla_dsl.policy import bound, parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies])
    at, summary, measured = None, None, None
    stories: tuple[Story, ...] = ()
    if settings.data:
        import polars as pl

        from sla_dsl.answers.story import stories as all_stories
        from sla_dsl.check import instances_of, judged, report_of
        from sla_dsl.ready import get_ready

        waiting = terminal.Waiting()
        options = options_of(settings, (clause,), waiting)
        ready = get_ready(files, settings.data, options)
        policy, measured = ready.policy, ready.measured
        results = judged(ready, options)
        report = report_of(files, ready, results, options)
        at, summary = report.run.as_of, report.clauses[0]
        if subject is not None and summary.evaluable:
            there = instances_of(ready, results)[clause].filter(pl.col("period_kind").is_not_null())
            stories = all_stories(ready, clause, subject, there.collect())
        waiting.over()
    else:
        policy, _ = bound(files, None, (clause,))
    found = clause_told(files, policy, clause, measured)
    if form == "json":
        terminal.out(as_json(found, summary, stories, at))
    else:
        terminal.out(told(found, summary, stories, at, policy.timezone, terminal.WIDTH))
    return 0


def _rule_page(name: str) -> str | None:
    """The page of a lint rule; None when it has no name that a rule could have."""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name):
        return None
    from sla_dsl.lint.base import page
    from sla_dsl.lint.registry import rule_of

    rule = rule_of(name)
    return None if rule is None else page(rule)


def _rule_meant(name: str) -> str | None:
    """The lint rule that a word of more than one part may have meant."""
    if "-" not in name:
        return None
    from sla_dsl.lint.registry import RULES

    return nearest(name, [rule.id for rule in RULES])


def _code(what: tuple[str, ...]) -> int:
    """The page of a code, or the list of them."""
    if not what:
        terminal.out("".join(f"{known}  {catalogue.title(known)}\n" for known in catalogue.codes()))
        return 0
    code, *more = what
    page = catalogue.page(code) or _rule_page(code)
    if page is None or more:
        wrong = code if page is None else more[0]
        meant = nearest(wrong.upper(), catalogue.codes()) or _rule_meant(wrong)
        hint = f"did you mean `{meant}`?" if meant else "`sla explain` lists them all"
        if not meant and not wrong.upper().startswith("SLA"):
            hint = f"`sla explain` lists them all; a clause is named so: `sla explain --clause {wrong}`"
        if wrong.endswith(".sla"):
            hint = "say which clause of it: `--clause hot`"
        raise UsageError(Diagnostic("SLA506", f"there is no code `{wrong}`", hint=hint))
    stream = terminal.stdout()
    on_terminal = stream is not None and stream.isatty()
    terminal.out(_wrapped(page, terminal.width_of(stream)) if on_terminal else page)
    return 0


def _wrapped(page: str, width: int) -> str:
    """The page with its paragraphs broken into lines of a terminal; headings and examples stay as they are."""
    lines, fenced = [], False
    for line in page.splitlines():
        fenced ^= line.startswith("```")
        whole = fenced or len(line) <= width or line.startswith(("#", "|", "```"))
        lines += [line] if whole else textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"
