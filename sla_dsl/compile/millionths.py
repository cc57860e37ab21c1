"""Numbers in whole millionths: what is added up, and what is reckoned before it is compared (fine print 211)."""

from __future__ import annotations

from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind

SCALE = 1_000_000
"""Sums are exact: amounts are added as integers of millionths."""


def in_millionths(kit: Kit, x: Expr) -> Expr:
    """A number times a million as the nearest whole number (Float64)."""
    exact = x * float(SCALE)
    # Rounded by hand, half up: namespaces do not agree on what `round` does with a half.
    whole = exact.floor()
    return whole + (exact - whole >= 0.5).cast(kit.xp.Float64)


def millionths(kit: Kit, amount: Expr) -> Expr:
    """A number as an integer of millionths (Int128)."""
    return in_millionths(kit, amount).cast(kit.xp.Int128)


def reckoned(e: m.Expr) -> bool:
    """Whether a value comes of arithmetic with numbers, so that its binary form may be off in the last digit."""
    match e:
        case m.Math():
            return _is_number(e)
        case m.Choice(value=value, other=other):
            return reckoned(value) or reckoned(other)
        case m.Call("abs" | "min" | "max", arguments):
            return any(map(reckoned, arguments))
        case m.ParentValue(value=value):
            return reckoned(value)
        case _:
            return False


def _is_number(e: m.Expr) -> bool:
    """Whether a value is a number; what is reckoned with instants is one of microseconds, and whole."""
    match e:
        case m.Column(kind=kind) | m.ParentColumn(kind=kind) | m.Const(kind=kind):
            return kind is Kind.NUMBER
        case m.ValueAt(column=column):
            return column.kind is Kind.NUMBER
        case m.Math(left=one, right=other) | m.Choice(value=one, other=other):
            return _is_number(one) and _is_number(other)
        case m.ParentValue(value=value):
            return _is_number(value)
        case m.Call("abs" | "ceil" | "floor" | "round" | "min" | "max", arguments):
            return all(map(_is_number, arguments))
        case _:
            return isinstance(e, m.ChildCount) or (isinstance(e, m.Call) and e.function in ("day", "month", "hour"))
