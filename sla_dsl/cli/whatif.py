"""`sla whatif`: what of a clause would be met if its limit, its target or its share were another."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sla_dsl.answers.whatif import Point, What

EXAMPLES = (
    ("how many leads are answered in 1, 2, ... 24 hours", "sla whatif hot --limit 1h..24h"),
    ("which target the past months would have met", "sla whatif volume --target 50..150"),
    ("the same of one tier", 'sla whatif speed --limit 1h..8h --tier "score >= 70"'),
    ("which share the past weeks would have met", "sla whatif fast --share 80%..99% --step 1%"),
)
_BAR = 30


@click.command(
    cls=Command, name="whatif", short_help="Try other limits, targets or shares of a clause.", examples=EXAMPLES
)
@click.argument("clause")
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option("--limit", metavar="A..B", group="What", help="Limits to try: `1h..24h`, `1d..10d`; on the clause's own clock.")
@option("--target", metavar="A..B", group="What", help="Targets to try: `50..150`, `20%..40%`, `1h..24h`.")
@option("--share", metavar="A..B", group="What", help="Shares (`on`) to try: `80%..99%`.")
@option("--tier", metavar="TIER", group="What", help="The tier to try it for, as reports call it: `score >= 70`.")
@option("--step", metavar="STEP", group="What", help="How far apart the values are; round ones where it is not said.")
@of_data
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
def command(
    clause: str,
    policy: tuple[str, ...],
    limit: str | None,
    target: str | None,
    share: str | None,
    tier: str | None,
    step: str | None,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    form: str,
    **read: Any,
) -> int:
    """Judge CLAUSE with other values in the place of its own, and show how many would be met.

    Of a limit these are the subjects that are met of those judged; of a target or a share the periods. What the clause
    promises now is among the values and marked. POLICY and the data are found as in `sla check`; all values are judged
    in one pass over them.
    """
    asked: list[tuple[What, str]] = []
    for what, text in (("limit", limit), ("target", target), ("share", share)):
        if text is not None:
            asked.append((what, text))  # type: ignore[arg-type]
    if len(asked) != 1:
        hint = "say one of `--limit 1h..24h`, `--target 50..150` and `--share 80%..99%`"
        raise UsageError(Diagnostic("SLA510", "one thing is tried at a time", hint=hint))
    from sla_dsl.cli.given import settings_of

    settings = merged(settings_of(policy), data, as_of, on_duplicates, read)
    if not settings.data:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA516", "other values were to be tried, and no data was given", hint=hint))
    from sla_dsl.answers.whatif import curve
    from sla_dsl.check import get_ready
    from sla_dsl.policy import parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies])
    waiting = terminal.Waiting()
    options = options_of(settings, (clause,), waiting)
    ready = get_ready(files, settings.data, options)
    what, text = asked[0]
    points = curve(files, ready, options, what, text, step, tier)
    waiting.over()
    terminal.out(
        _json(clause, what, tier, points, ready.as_of) if form == "json" else _text(clause, what, tier, points)
    )
    return 0


def _text(clause: str, what: str, tier: str | None, points: Sequence[Point]) -> str:
    """One line a value; with bars on a terminal."""
    from sla_dsl.findings.exact import visible
    from sla_dsl.reports import units

    bars = sys.stdout is not None and sys.stdout.isatty()
    wide = max(len(p.said) for p in points)
    noun = "met" if what == "limit" else "periods met"
    head = f"  {what:>{max(wide, len(what))}}  {noun:>12}  {'judged':>8}  {'share':>7}"
    whose = "" if tier is None else f", of {visible(tier)}"
    lines = [f"{visible(clause)}{whose}: what would be met with another {what}", "", head]
    for p in points:
        share = "-" if p.share is None else units.percent(p.share)
        mark = "*" if p.present else " "
        bar = "  " + "#" * round(float(p.share) * _BAR) if bars and p.share else ""
        said = f"{p.said:>{max(wide, len(what))}}"
        lines.append(f"{mark} {said}  {p.met:>12,}  {p.judged:>8,}  {share:>7}{bar}".rstrip())
    left = points[0]
    notes = ["* as promised now"] if any(p.present for p in points) else []
    if any(p.pending or p.unknown for p in points):
        notes.append(f"not judged with {left.said}: {left.pending:,} pending, {left.unknown:,} unknown")
    return "\n".join([*lines, "", *notes]).rstrip() + "\n"


def _json(clause: str, what: str, tier: str | None, points: Sequence[Point], as_of: int) -> str:
    from sla_dsl.cli.explained import plain
    from sla_dsl.findings.exact import dumps
    from sla_dsl.findings.numbers import moment

    return (
        dumps(
            {"clause": clause, "tier": tier, "vary": what, "as_of": moment(as_of), "points": [plain(p) for p in points]}
        )
        + "\n"
    )
