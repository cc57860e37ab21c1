"""`never COND`: a party sees to it that something does not happen."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.expr import Negation
from sla_dsl.promises.base import Room, Words
from sla_dsl.promises.holding import OPTIONS, invariant, rows_of
from sla_dsl.promises.plain import options_in_english, party_in_english


def lower(words: Words, clause: ast.Clause, promise: ast.Never) -> forms.Invariant:
    """The invariant: the condition does not hold."""
    table, start = rows_of(words, clause)
    condition = Negation(words.condition(promise.condition, table))
    name = f"not ({expression(promise.condition)})"
    return invariant(words, clause, english, table, start, condition, name)


def english(clause: ast.Clause) -> str:
    """`Sales must never let it be that first_touch_at < assigned_at`."""
    promise = clause.promise
    assert isinstance(promise, ast.Never)
    told = f"{party_in_english(clause)} must never let it be that {expression(promise.condition)}"
    return f"{told}{options_in_english(clause)}"


ROOM = Room(
    verb="never",
    form="invariant",
    lower=lower,
    english=english,
    options=OPTIONS,
    examples=("sales never first_touch_at < assigned_at",),
)
