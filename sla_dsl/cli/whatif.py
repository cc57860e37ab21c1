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
    from sla_dsl.answers.varied import End, What

EXAMPLES = (
    ("how many leads are answered in 1, 2, ... 24 hours", "sla whatif hot --limit 1h..24h"),
    ("which target the past months would have met", "sla whatif volume --target 50..150"),
    ("the same of one tier", 'sla whatif speed --limit 1h..8h --tier "score >= 70"'),
    ("which share the past weeks would have met", "sla whatif fast --share 80%..99% --step 1%"),
    ("the upper end of `between 100 and 130 MQL`", "sla whatif band --target 110..200 --end upper"),
    ("the curve as a page to look at", "sla whatif hot --limit 1h..24h --format html > hot.html"),
)


@click.command(
    cls=Command, name="whatif", short_help="Try other limits, targets or shares of a clause.", examples=EXAMPLES
)
@click.argument("clause")
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option("--limit", metavar="A..B", group="What", help="Limits to try: `1h..24h`, `1d..10d`; on the clause's own clock.")
@option("--target", metavar="A..B", group="What", help="Targets to try: `50..150`, `20%..40%`, `1h..24h`.")
@option("--share", metavar="A..B", group="What", help="Shares (`on`) to try: `80%..99%`.")
@option(
    "--end", type=OneOf("end", ("lower", "upper")), group="What",
    help="The end that is moved, of a limit or a target with two (`between 100 and 130`).",
)  # fmt: skip
@option("--tier", metavar="TIER", group="What", help="The tier to try it for, as reports call it: `score >= 70`.")
@option("--step", metavar="STEP", group="What", help="How far apart the values are; round ones where it is not said.")
@of_data
@option(
    "--format", "form", type=OneOf("format", ("text", "json", "html")), default="text", show_default=True,
    group="Report", help="The shape of the answer.",
)  # fmt: skip
def command(
    clause: str,
    policy: tuple[str, ...],
    limit: str | None,
    target: str | None,
    share: str | None,
    end: End | None,
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
    promises now is among the values and marked. Where it changes on dates, every value stands in the place of the
    amounts of all dates. POLICY and the data are found as in `sla check`; all values are judged in one pass over them.
    """
    tried: tuple[tuple[What, str | None], ...] = (("limit", limit), ("target", target), ("share", share))
    asked = [(what, text) for what, text in tried if text is not None]
    if len(asked) != 1:
        hint = "say one of `--limit 1h..24h`, `--target 50..150` and `--share 80%..99%`"
        raise UsageError(Diagnostic("SLA510", "one thing is tried at a time", hint=hint))
    from sla_dsl.cli.given import settings_of

    settings = merged(settings_of(policy), data, as_of, on_duplicates, read)
    if not settings.data:
        hint = "name the table and its file: `--data leads=leads.csv`"
        raise UsageError(Diagnostic("SLA516", "other values were to be tried, and no data was given", hint=hint))
    from sla_dsl.answers.varied import Varied
    from sla_dsl.answers.whatif import curve
    from sla_dsl.policy import parse_all, read_source
    from sla_dsl.ready import get_ready

    files = parse_all([read_source(name) for name in settings.policies])
    waiting = terminal.Waiting()
    options = options_of(settings, (clause,), waiting)
    ready = get_ready(files, settings.data, options)
    what, text = asked[0]
    found = curve(ready, options, Varied(what, end), text, step, tier)
    waiting.over()
    from sla_dsl.cli import curves

    match form:
        case "json":
            said = curves.as_json(found, ready.as_of)
        case "html":
            said = curves.as_html(found, ready)
        case _:
            said = curves.as_text(found, bars=sys.stdout is not None and sys.stdout.isatty())
    terminal.out(said)
    return 0
