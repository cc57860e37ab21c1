"""`fills FIELD, ... on P% of STAGE`: a party keeps fields filled."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.model.expr import Expr, IsKnown, both, either
from sla_dsl.promises.base import Room, Words, only
from sla_dsl.promises.holding import OPTIONS, invariant, rows_of
from sla_dsl.promises.plain import options_in_english, party_in_english


def lower(words: Words, clause: ast.Clause, promise: ast.Fills) -> forms.Invariant:
    """The invariant: every field, or one of its alternatives, is known."""
    table, start = rows_of(words, clause)
    needs: list[Expr | None] = []
    for alternatives in promise.fields:
        with words.attempt():
            needs.append(either(*(IsKnown(words.value(ast.Ref(f, span=f.span), table).expr) for f in alternatives)))
    condition = both(*needs)
    if condition is None:
        raise words.refuse(
            "SLA301", promise.span, "this promise names no field that is known", "name the fields to fill"
        )
    return invariant(words, clause, english, table, start, condition, _fields(promise))


def _fields(promise: ast.Fills) -> str:
    return ", ".join(" or ".join(f.text for f in alternatives) for alternatives in promise.fields)


def english(clause: ast.Clause) -> str:
    """`Marketing must fill email, company, phone or mobile on every MQL, in at least 98% of cases per month`."""
    promise = clause.promise
    assert isinstance(promise, ast.Fills)
    on: ast.On | None = only(clause, ast.On)
    where = f" on every {on.of.text}" if on is not None and on.of is not None else " on every lead"
    return f"{party_in_english(clause)} must fill {_fields(promise)}{where}{options_in_english(clause)}"


ROOM = Room(
    verb="fills",
    form="invariant",
    lower=lower,
    english=english,
    options=OPTIONS,
    examples=(
        "marketing fills email, company, country or source on >= 98% of MQL per month",
        "sales fills rejection_reason on 100% of rejected",
    ),
)
