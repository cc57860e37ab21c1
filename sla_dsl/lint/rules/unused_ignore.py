"""The rule unused-ignore: a comment that silences a rule which has nothing to say there."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Edit, Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.lint.ignores import Comment
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Span
from sla_dsl.text.spell import nearest


def find(context: Context) -> Iterator[Remark]:
    for comment, rule in context.unused:
        if rule not in context.known:
            meant = nearest(rule, context.known)
            hint = f"did you mean `{meant}`?" if meant else "`sla lint --list` shows the rules"
            yield Remark(comment.source, comment.span, f"there is no rule `{rule}` to ignore", hint)
        else:
            fix = (_without(comment),) if comment.rules == (rule,) else ()
            message = f"`{rule}` has nothing to say here, so nothing is ignored"
            yield Remark(comment.source, comment.span, message, "take this out", fix=fix)


def _without(comment: Comment) -> Edit:
    """The comment gone, with the blanks before it, and with its line where nothing else stands there."""
    text, start, end = comment.source.text, comment.span.start, comment.span.end
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    alone = start == 0 or text[start - 1] == "\n"
    if alone and (line := text.find("\n", end)) >= 0:
        end = line + 1
    return Edit(comment.source, Span(start, end), "")


RULE = Rule(
    id="unused-ignore",
    group="style",
    level=Level.WARNING,
    since="2026.1",
    summary="an ignored rule that has nothing to say",
    why=(
        "An ignore that outlives what it was written for keeps the next mistake back, which nobody has thought about. "
        "Nothing is said of a rule that has not looked, because it is switched off or has no data."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
# lint: ignore hours-unstated because hot leads are answered around the clock
clause hot: sales first-touch within 4 days for score >= 70
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
# lint: ignore hours-unstated because hot leads are answered around the clock
clause hot: sales first-touch within 4h for score >= 70
""",
    find=find,
)
