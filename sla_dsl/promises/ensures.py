"""`ensures COND`: a party sees to it that a condition holds."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.promises.base import Room, Words
from sla_dsl.promises.holding import OPTIONS, invariant, rows_of
from sla_dsl.promises.plain import options_in_english, party_in_english


def lower(words: Words, clause: ast.Clause, promise: ast.Ensures) -> forms.Invariant:
    """The invariant: the condition."""
    table, start = rows_of(words, clause)
    condition = words.condition(promise.condition, table)
    return invariant(words, clause, english, table, start, condition, expression(promise.condition))


def english(clause: ast.Clause) -> str:
    """`Sales must ensure that rejection_reason in ("FIT-01", "QUAL-03"), for rejected`."""
    promise = clause.promise
    assert isinstance(promise, ast.Ensures)
    told = f"{party_in_english(clause)} must ensure that {expression(promise.condition)}"
    return f"{told}{options_in_english(clause)}"


ROOM = Room(
    verb="ensures",
    form="invariant",
    lower=lower,
    english=english,
    options=OPTIONS,
    examples=('sales ensures rejection_reason in ("FIT-01", "QUAL-03") for rejected',),
)
