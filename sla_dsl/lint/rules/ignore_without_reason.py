"""The rule ignore-without-reason: a comment that silences lint and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for comment in context.comments:
        if not comment.rules:
            hint = "write `# lint: ignore RULE because REASON`, or `ignore-file` for the whole file"
            yield Remark(comment.source, comment.span, "lint does not understand this comment", hint)
        elif not comment.reason:
            names = " and ".join(f"`{rule}`" for rule in comment.rules)
            message = f"nothing says why {names} {'is' if len(comment.rules) == 1 else 'are'} ignored"
            yield Remark(comment.source, comment.span, message, "say it: `because ...`")


RULE = Rule(
    id="ignore-without-reason",
    group="style",
    level=Level.WARNING,
    since="2026.1",
    summary="an ignored rule, and no reason",
    why=(
        "Who reads the policy next year has to know whether the exception was thought about, or was in the way on a "
        "Friday. One sentence is enough."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
# lint: ignore hours-unstated
clause hot: sales first-touch within 4h for score >= 70
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
# lint: ignore hours-unstated because hot leads are answered around the clock
clause hot: sales first-touch within 4h for score >= 70
""",
    find=find,
)
