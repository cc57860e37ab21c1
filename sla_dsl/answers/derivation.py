"""How a `let` comes to its amount: as it is written, with the amounts put in, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sla_dsl.bind.constants import Exact
from sla_dsl.findings.numbers import exact
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.model.types import Sort
from sla_dsl.reports.units import duration


def derivation(node: ast.Let, values: Mapping[str, Exact]) -> str:
    """`n = ceil(goal / (sale * rate)) = ceil(1_000_000 USD / (25_000 USD * 12%)) = 334`; `n = 70` for a plain value."""
    said = [node.name.text, amount(node.value)]
    value = values.get(node.name.text)
    if value is not None and not isinstance(node.value, ast.Lit | ast.Dated):
        put_in = amount(_put_in(node.value, values))
        said += [put_in] if put_in != said[-1] else []
        said.append(shown(value))
    return " = ".join(said)


def shown(value: Exact) -> str:
    """An exact amount as a policy would write it."""
    if value.type.sort is Sort.DURATION:
        return duration(int(value.value))
    return amount(ast.Lit(_literal(value)))


def _put_in(e: ast.Expr, values: Mapping[str, Exact]) -> ast.Expr:
    """The expression with the amounts of its `let`s in the place of their names."""
    match e:
        case ast.Ref(name) if name.text in values:
            value = values[name.text]
            return e if value.type.sort is Sort.DURATION else ast.Lit(_literal(value))
        case ast.Arith(left=left, right=right):
            return replace(e, left=_put_in(left, values), right=_put_in(right, values))
        case ast.Neg(operand=operand):
            return replace(e, operand=_put_in(operand, values))
        case ast.Call(arguments=arguments):
            return replace(e, arguments=tuple(_put_in(a, values) for a in arguments))
        case _:
            return e


def _literal(value: Exact) -> ast.Value:
    number = value.value * 100 if value.type.sort is Sort.SHARE else value.value
    text = _grouped(number)
    decimal = Decimal(text.replace("_", ""))
    match value.type.sort:
        case Sort.SHARE:
            return ast.Percent(decimal, text)
        case Sort.MONEY:
            return ast.Money(decimal, value.type.currency or "", f"{text} {value.type.currency}")
        case _:
            return ast.Number(decimal, text)


def _grouped(value: Fraction) -> str:
    """`1_000_000`, `12.5`; a fraction without an end to 12 digits behind the point."""
    return f"{exact(value):_f}" if value.denominator != 1 else f"{value.numerator:_}"
