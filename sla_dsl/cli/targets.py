"""`sla targets`: how much has to be delivered for a revenue goal, by what the data tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.asked import merged, of_data, options_of
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.model.choices import FUNNEL_AMOUNT, FUNNEL_WITHIN
from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sla_dsl.answers.goal import Goal, Told

EXAMPLES = (
    ("how many MQLs a million a quarter takes", "sla targets --goal $1M --per quarter"),
    ("from SQLs on, for a program", "sla targets --goal $250k --from SQL --within 60d --format json"),
)


@click.command(
    cls=Command, name="targets", short_help="Work out the volume that a revenue goal takes.", examples=EXAMPLES
)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option("--goal", required=True, metavar="AMOUNT", group="What", help="The revenue that is wanted: `$1M`.")
@option(
    "--per", type=OneOf("period", ("month", "quarter", "year")), default="month", show_default=True, group="What",
    help="How often.",
)  # fmt: skip
@option("--from", "origin", default="MQL", show_default=True, metavar="STAGE", group="What", help="What is delivered.")
@option("--to", "won", default="won", show_default=True, metavar="STAGE", group="What", help="What brings the revenue.")
@option(
    "--within", default=FUNNEL_WITHIN, show_default=True, metavar="TIME", group="What",
    help="How long a row may take from one to the other; only rows that have had that time count.",
)  # fmt: skip
@option(
    "--amount", default=FUNNEL_AMOUNT, show_default=True, metavar="COLUMN", group="What", help="What a sale brings."
)
@of_data
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
def command(
    policy: tuple[str, ...],
    goal: str,
    per: str,
    origin: str,
    won: str,
    within: str,
    amount: str,
    data: tuple[tuple[str, str], ...],
    as_of: str | None,
    on_duplicates: str | None,
    form: str,
    **read: Any,
) -> int:
    """Work out how much has to be delivered for a revenue goal: the goal over the average sale times the conversion.

    Both are measured from all data, as a `let` of a policy would be. What fewer than 30 rows tell is marked. What the
    targets of POLICY would bring is shown beside. POLICY and the data are found as in `sla check`.
    """
    from sla_dsl.cli.given import settings_of

    settings = merged(settings_of(policy), data, as_of, on_duplicates, read)
    if not settings.data:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA516", "a target was to be worked out, and no data was given", hint=hint))
    from sla_dsl.answers.goal import required
    from sla_dsl.policy import parse_all, read_source

    files = parse_all([read_source(name) for name in settings.policies])
    waiting = terminal.Waiting()
    options = options_of(settings, (), waiting)
    found = required(files, settings.data, options, goal, per, origin, won, within, amount)
    waiting.over()
    terminal.out(_json(found) if form == "json" else "\n".join(_lines(found)) + "\n")
    return 0 if found.required is not None else 4


def _lines(goal: Goal) -> Iterator[str]:
    from sla_dsl.reports import units

    yield f"{goal.goal} per {goal.period}"
    yield from _labelled("rate", _told(goal.rate, share=True))
    yield from _labelled("sale", _told(goal.sale, share=False))
    if goal.required is None:
        yield from _labelled("required", f"not known: {goal.why}")
    else:
        yield from _labelled("required", f"{goal.derivation} = {goal.required:,} {goal.stage} per {goal.period}")
    for n, stage in enumerate(goal.stages):
        yield from _labelled("stages" if n == 0 else "", _told(stage, share=True))
    for n, now in enumerate(goal.present):
        brings = "" if now.revenue is None else f", which brings about {units.number(now.revenue, digits=0)}"
        said = f"`{now.clause}` promises {units.number(now.target)} {goal.stage} per {now.period}{brings}"
        yield from _labelled("now" if n == 0 else "", f"{said} ({now.place.file}:{now.place.line})")


def _told(told: Told, *, share: bool) -> str:
    from sla_dsl.answers.goal import FEW
    from sla_dsl.reports import units

    if told.value is None:
        return f"{told.text}: not known, {told.why}"
    value = units.percent(told.value) if share else units.number(told.value)
    warning = f"; fewer than {FEW} rows tell little" if told.few else ""
    return f"{told.text}: {value}, from {units.count(told.rows, 'row')}{warning}"


def _labelled(what: str, text: str) -> list[str]:
    import textwrap

    lines = textwrap.wrap(text, terminal.WIDTH - 12, break_on_hyphens=False) or [""]
    return [f"  {what if n == 0 else '':{10}}{line}" for n, line in enumerate(lines)]


def _json(goal: Goal) -> str:
    from sla_dsl.cli.explained import plain
    from sla_dsl.findings.exact import dumps

    return dumps(plain(goal)) + "\n"
