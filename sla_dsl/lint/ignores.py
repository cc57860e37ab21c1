"""Comments that speak to lint: `# lint: ignore RULE because REASON`, and what each of them is about."""

from __future__ import annotations

import re

from sla_dsl.lang import ast
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span

_SPEAKS = re.compile(r"\s*lint\s*:\s*")
_SAYS = re.compile(
    r"(?P<word>ignore-file|ignore)\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:\bbecause\b\s*(?P<reason>.*))?", re.S
)


@record
class Comment:
    """A comment that speaks to lint: the rules it names, the reason it gives, and the range of text it is about.

    `rules` is empty where the comment could not be understood. `about` is None where there is nothing below it.
    """

    source: Source
    span: Span
    rules: tuple[str, ...]
    reason: str
    about: Span | None

    def covers(self, source: Source, span: Span) -> bool:
        """Whether a place lies in what the comment is about."""
        at = self.about
        return at is not None and source.name == self.source.name and at.start <= span.start < at.end


def comments(file: ast.File) -> list[Comment]:
    """The comments of a file that speak to lint."""
    return [_read(file, comment) for comment in file.comments if _SPEAKS.match(comment.text)]


def _read(file: ast.File, comment: ast.Comment) -> Comment:
    said = _SAYS.fullmatch(comment.text[_SPEAKS.match(comment.text).end() :])  # type: ignore[union-attr]
    if said is None:
        return Comment(file.source, comment.span, (), "", None)
    rules = tuple(dict.fromkeys(re.split(r"\s*,\s*", said["rules"])))
    whole = said["word"] == "ignore-file"
    about = Span(0, len(file.source.text) + 1) if whole else _about(file, comment)
    return Comment(file.source, comment.span, rules, (said["reason"] or "").strip(), about)


def _about(file: ast.File, comment: ast.Comment) -> Span | None:
    """The statement that a comment stands in, behind or above."""
    at = comment.span.start
    for statement in file.statements:
        span = statement.span
        if span.start <= at < span.end or (comment.placement is ast.Placement.TRAILING and _behind(file, span, at)):
            return span
        if span.start > at:
            return span
    return None


def _behind(file: ast.File, span: Span, at: int) -> bool:
    return at >= span.end and "\n" not in file.source.text[span.end : at]
