"""Numbers in whole millionths: what is added up, and what is reckoned before it is compared (fine print 211)."""

from __future__ import annotations

from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind

SCALE = 1_000_000
"""Sums are exact: amounts are added as integers of millionths."""
TOO_LARGE = 10**18
"""From here on a number is a name, or a mistake: a hundred million of them would leave the integers of a sum."""
_ROUND_OFF = 2.0**-50
"""What a few operations on binary numbers are off by, of a number: less than its 15th digit."""


def in_millionths(kit: Kit, x: Expr) -> Expr:
    """A number times a million as the nearest whole number (Float64)."""
    exact = x * float(SCALE)
    # Rounded by hand, half up: namespaces do not agree on what `round` does with a half.
    whole = exact.floor()
    return whole + (exact - whole >= 0.5).cast(kit.xp.Float64)


def addable(kit: Kit, x: Expr) -> Expr:
    """A number that can be added up exactly, null where it is too large for one (or infinite)."""
    return kit.xp.when(x.abs() < TOO_LARGE).then(x)


def millionths(kit: Kit, amount: Expr) -> Expr:
    """A number as an integer of millionths (Int128)."""
    return in_millionths(kit, amount).cast(kit.xp.Int128)


def beside(kit: Kit, left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Both sides of a comparison in whole millionths; what lies nearer than 15 digits can tell is the same."""
    one, other = in_millionths(kit, left), in_millionths(kit, right)
    near = (one - other).abs() <= (one.abs() + other.abs()) * (_ROUND_OFF / 2)
    return kit.xp.when(near).then(other).otherwise(one), other


def settled(kit: Kit, x: Expr) -> Expr:
    """A number in whole millionths; the whole number where it lies nearer to one than 15 digits can tell."""
    found = in_millionths(kit, x) / float(SCALE)
    whole = (found + 0.5).floor()
    return kit.xp.when((found - whole).abs() <= whole.abs() * _ROUND_OFF).then(whole).otherwise(found)


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
