"""A clause as a whole: header, parties, and how promise, options and decision table go together."""

from __future__ import annotations

from typing import Any, NamedTuple

from sla_dsl.lang import ast
from sla_dsl.lang.build.cells import Cells
from sla_dsl.lang.build.options import Options, merged, once
from sla_dsl.lang.build.promises import Promises
from sla_dsl.lang.build.values import name_of, text_of
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import INDENT, MARGIN, Mistake
from sla_dsl.text.source import Span

LINE_WORDS = frozenset(("key", "given", "expect", "review", "currency", "holidays", "weeks", "fiscal"))
"""Words that begin a line within another statement."""


class Head(NamedTuple):
    """`clause ID "TITLE":`."""

    id: ast.Name | None
    title: ast.Text | None


class Clauses(Cells, Options, Promises):
    """Rules of clauses."""

    def on_clause(self, kids: list[Any], span: Span) -> ast.Clause:
        head = kids.pop(0) if isinstance(kids[0], Head) else Head(None, None)
        parties, promise, *rest = kids
        rows = [kid for kid in rest if isinstance(kid, Token)]
        tiers = self.tiers(rows) if rows else None
        options = merged([kid for kid in rest if not isinstance(kid, Token)])
        if tiers is None:
            if isinstance(promise, ast.Within) and promise.limit is None and parties[0].text in LINE_WORDS:
                # `key lead_id` at the margin reads like a promise of `key`
                raise Mistake(MARGIN, f"`{parties[0].text}` starts no statement", parties[0].span, INDENT)
            promise = self.whole(promise, options)
        once(options)
        return ast.Clause(head.id, head.title, parties, promise, options, tiers, span=span)

    def on_head(self, kids: list[Any], span: Span) -> Head:
        return Head(name_of(kids[0]), text_of(kids[1]) if len(kids) > 1 else None)

    def on_parties(self, kids: list[Any], span: Span) -> tuple[ast.Name, ...]:
        return tuple(map(name_of, kids))
