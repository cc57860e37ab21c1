"""`sla blame`: for every clause the commit that changed last what it means."""

from __future__ import annotations

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command, OneOf, option

EXAMPLES = (
    ("who changed which promise last", "sla blame"),
    ("of one policy, for a program", "sla blame policies/sla.sla --format json"),
)


@click.command(cls=Command, name="blame", short_help="Show which commit changed each clause last.", examples=EXAMPLES)
@click.argument("policy", default=".", metavar="[POLICY]")
@option("--until", default="HEAD", show_default=True, metavar="REVISION", group="What", help="The last commit.")
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
def command(policy: str, until: str, form: str) -> int:
    """Show for every clause of POLICY, a file or a folder, the commit that last changed what it means.

    A commit that only wrote a clause in other words, or moved it, is not it; one that changed a definition, an amount
    or a calendar that the clause rests on is.
    """
    from sla_dsl.cli.revisions import history_of
    from sla_dsl.findings.exact import dumps
    from sla_dsl.review.history import last_moves
    from sla_dsl.review.say.history import blame, plain
    from sla_dsl.review.say.text import Page

    found = last_moves(history_of(policy, until))
    if form == "json":
        terminal.out(dumps({"clauses": [{"clause": clause, **plain(move)} for clause, move in found]}) + "\n")
    else:
        stream = terminal.stdout()
        terminal.out(blame(found, Page(terminal.width_of(stream), terminal.color_on(stream))))
    return 0
