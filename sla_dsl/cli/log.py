"""`sla log`: how a policy, or one clause of it, moved over its history in git."""

from __future__ import annotations

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command, OneOf, option
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.spell import nearest

EXAMPLES = (
    ("when the limit of a clause became what it is, and by whom", "sla log speed"),
    ("all promises of one policy, up to a tag", "sla log --policy policies/sla.sla --until v1.4"),
)


@click.command(cls=Command, name="log", short_help="Show how a clause came to say what it says.", examples=EXAMPLES)
@click.argument("clause", required=False)
@option("--policy", default=".", metavar="PATH", group="What", help="The policy: a file or a folder; else this folder.")
@option("--until", default="HEAD", show_default=True, metavar="REVISION", group="What", help="The last commit.")
@option(
    "--format", "form", type=OneOf("format", ("text", "json")), default="text", show_default=True, group="Report",
    help="The shape of the answer.",
)  # fmt: skip
def command(clause: str | None, policy: str, until: str, form: str) -> int:
    """Show what every commit changed of what a policy means, the newest first; with CLAUSE only of that clause.

    Commits are followed along first parents, and a clause under the names it had. Who accepted the agreement with a
    commit is told with it.
    """
    from sla_dsl.cli.revisions import history_of
    from sla_dsl.findings.exact import dumps
    from sla_dsl.review.history import Moved, of_clause
    from sla_dsl.review.say.history import log, plain
    from sla_dsl.review.say.text import Page

    steps = history_of(policy, until)
    if clause is None:
        moves = tuple(Moved(s, () if s.diff is None else s.diff.changes) for s in steps)
    else:
        moves = of_clause(steps, clause)
        if not moves:
            known = {f.meta.id for s in steps if s.policy is not None for f in s.policy.policy.forms}
            meant = nearest(clause, known)
            hint = (
                f"did you mean `{meant}`?" if meant else f"the clauses are {', '.join(f'`{k}`' for k in sorted(known))}"
            )
            raise UsageError(Diagnostic("SLA117", f"there never was a clause `{clause}`", hint=hint))
    if form == "json":
        terminal.out(dumps({"clause": clause, "commits": [plain(m) for m in reversed(moves)]}) + "\n")
    else:
        stream = terminal.stdout()
        terminal.out(log(moves, Page(terminal.width_of(stream), terminal.color_on(stream))))
    return 0
