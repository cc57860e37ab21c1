"""Conditions, sums, picks: the rules between a clause and its values."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from sla_dsl.lang import ast
from sla_dsl.lang.build.units import schedule
from sla_dsl.lang.build.values import Values, day_of
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.shapes import compares
from sla_dsl.text.source import Span

T = TypeVar("T", bound=ast.Expr)

MAX_DEPTH = 150
"""How many operators may stand inside one another; a condition of a thousand `and`s is one, not a thousand."""


class Expressions(Values):
    """Rules of expressions."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin a new statement."""
        self._depths: dict[int, tuple[int, ast.Expr]] = {}
        self._bracketed: dict[int, ast.Expr] = {}
        self.chained: ast.Expr | None = None

    # ------------------------------------------------------------------------------------------------ leaves

    def on_literal(self, kids: list[Any], span: Span) -> ast.Lit:
        return ast.Lit(self.value(kids[0]), span=span)

    def on_ref(self, kids: list[Any], span: Span) -> ast.Ref:
        return ast.Ref(kids[0], span=span)

    def on_call(self, kids: list[Any], span: Span) -> ast.Call:
        name, *arguments = kids
        return self._deep(ast.Call(name.text, tuple(arguments), span=span), *arguments)

    def on_bracketed(self, kids: list[Any], span: Span) -> ast.Expr:
        inner = cast(ast.Expr, kids[0])
        self._bracketed[id(inner)] = inner
        return inner

    def on_at(self, kids: list[Any], span: Span) -> ast.At:
        return self._deep(ast.At(kids[0], kids[1], span=span), *kids)

    def on_first(self, kids: list[Any], span: Span) -> ast.Pick:
        return ast.Pick("first", kids[0], span=span)

    def on_last(self, kids: list[Any], span: Span) -> ast.Pick:
        return ast.Pick("last", kids[0], span=span)

    def on_nth(self, kids: list[Any], span: Span) -> ast.Pick:
        nth = int(kids[0].text[:-2]) if len(kids[0].text) < 8 else 0
        if nth < 1:
            raise Mistake("SLA019", f"`{kids[0].text}` counts no row", kids[0].span, "write `1st`, `2nd`, `3rd`, ...")
        return ast.Pick("nth", kids[1], nth=nth, span=span)

    def on_where_open(self, kids: list[Any], span: Span) -> ast.Pick:
        pick, where = kids
        return self._deep(ast.Pick(pick.which, pick.column, where, pick.nth, span=span), where)

    def on_count_of(self, kids: list[Any], span: Span) -> ast.CountOf:
        return ast.CountOf(kids[0], span=span)

    def on_count_where(self, kids: list[Any], span: Span) -> ast.CountOf:
        return self._deep(ast.CountOf(kids[0], kids[1], span=span), kids[1])

    def on_at_least_of(self, kids: list[Any], span: Span) -> ast.AtLeastOf:
        count, *items = kids
        number = cast(ast.Number, self.value(count))
        return self._deep(ast.AtLeastOf(number, tuple(items), span=span), *items)

    # ------------------------------------------------------------------------------------------------ arithmetic

    def on_add(self, kids: list[Any], span: Span) -> ast.Arith:
        return self._deep(ast.Arith("+", kids[0], kids[1], span=span), *kids)

    def on_subtract(self, kids: list[Any], span: Span) -> ast.Arith:
        return self._deep(ast.Arith("-", kids[0], kids[1], span=span), *kids)

    def on_multiply(self, kids: list[Any], span: Span) -> ast.Arith:
        return self._deep(ast.Arith("*", kids[0], kids[1], span=span), *kids)

    def on_divide(self, kids: list[Any], span: Span) -> ast.Arith:
        return self._deep(ast.Arith("/", kids[0], kids[1], span=span), *kids)

    def on_negative(self, kids: list[Any], span: Span) -> ast.Neg:
        return self._deep(ast.Neg(kids[0], span=span), *kids)

    # ------------------------------------------------------------------------------------------------ comparisons

    def on_comparison(self, kids: list[Any], span: Span) -> Token:
        return cast(Token, kids[0])

    def on_compare(self, kids: list[Any], span: Span) -> ast.Compare:
        left, sign, right = kids
        return self._compared(ast.Compare(sign.text, left, right, span=span), left, right)

    def on_between(self, kids: list[Any], span: Span) -> ast.Between:
        return self._compared(ast.Between(kids[0], kids[1], kids[2], span=span), *kids)

    def on_in(self, kids: list[Any], span: Span) -> ast.In:
        return self._compared(ast.In(kids[0], tuple(kids[1:]), span=span), *kids)

    def on_not_in(self, kids: list[Any], span: Span) -> ast.In:
        return self._compared(ast.In(kids[0], tuple(kids[1:]), True, span=span), *kids)

    def on_known(self, kids: list[Any], span: Span) -> ast.Known:
        return self._compared(ast.Known(kids[0], span=span), *kids)

    def on_unknown(self, kids: list[Any], span: Span) -> ast.Known:
        return self._compared(ast.Known(kids[0], False, span=span), *kids)

    def _compared(self, node: T, left: ast.Expr, *rest: ast.Expr) -> T:
        # `a < b < c` means nothing, except that the last part may be the target of a share: on_keeps_share looks
        if compares(left) and not self.bracketed(left):
            if self.chained is not None:
                raise chain_mistake(node)
            self.chained = node
        return self._deep(node, left, *rest)

    def bracketed(self, node: ast.Expr) -> bool:
        """Whether a node was written in brackets."""
        return id(node) in self._bracketed

    # ------------------------------------------------------------------------------------------------ logic

    def on_not(self, kids: list[Any], span: Span) -> ast.Not:
        return self._deep(ast.Not(kids[0], span=span), *kids)

    def on_or_items(self, kids: list[Any], span: Span) -> list[ast.Expr]:
        return kids

    def on_or_more(self, kids: list[Any], span: Span) -> list[ast.Expr]:
        items: list[ast.Expr] = kids[0]
        items.append(kids[1])
        return items

    on_and_items, on_and_more = on_or_items, on_or_more

    def on_any_of(self, kids: list[Any], span: Span) -> ast.Or:
        return self._deep(ast.Or(tuple(kids[0]), span=span), *kids[0])

    def on_all_of(self, kids: list[Any], span: Span) -> ast.And:
        return self._deep(ast.And(tuple(kids[0]), span=span), *kids[0])

    def on_or_last(self, kids: list[Any], span: Span) -> ast.Or:
        return self.on_any_of([kids], span)

    def on_or_more_last(self, kids: list[Any], span: Span) -> ast.Or:
        return self.on_any_of([[*kids[0], kids[1]]], span)

    def on_and_last(self, kids: list[Any], span: Span) -> ast.And:
        return self.on_all_of([kids], span)

    def on_and_more_last(self, kids: list[Any], span: Span) -> ast.And:
        return self.on_all_of([[*kids[0], kids[1]]], span)

    # ------------------------------------------------------------------------------------------------ dated amounts

    def on_dated(self, kids: list[Any], span: Span) -> ast.Dated:
        first, start, *steps = kids
        return schedule(((first, day_of(start)), *steps), span)

    def on_dated_undated(self, kids: list[Any], span: Span) -> ast.Dated:
        first, *steps = kids
        return schedule(((first, None), *steps), span)

    def on_from_day(self, kids: list[Any], span: Span) -> ast.Dated:
        return schedule(((kids[0], day_of(kids[1])),), span)

    def on_step(self, kids: list[Any], span: Span) -> tuple[ast.Expr, ast.Date]:
        return kids[0], day_of(kids[1])

    def _deep(self, node: T, *inside: ast.Expr) -> T:
        depth = 1 + max((self._depths[id(i)][0] for i in inside if id(i) in self._depths), default=0)
        if depth > MAX_DEPTH:
            raise Mistake(
                "SLA027", "this expression is nested too deeply", node.span, "name a part of it with `define` or `let`"
            )
        # the node is kept with its depth, so that its id can not pass to another one
        self._depths[id(node)] = (depth, node)
        return node


def chain_mistake(node: ast.Expr) -> Mistake:
    """Two comparisons in a row."""
    hint = "write `x between 1 and 5`, or two comparisons with `and`"
    return Mistake("SLA021", "two comparisons stand in a row", node.span, hint)
