"""Which of two values of a row is never the greater one: of sums with constants, of bounds, of rounding."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model import expr as m
from sla_dsl.review.directions import E, L, T, U
from sla_dsl.review.models import Direction


def value_direction(old: m.Expr, new: m.Expr) -> Direction:
    """Tightened where the new value is never more than the old one, and both are known of the same rows."""
    if old == new:
        return E
    (a, up), (b, more) = _apart(old), _apart(new)
    if a == b:
        return E if up == more else T if more < up else L
    if (found := _bounded(old, new)) is not None:
        return found
    return _bounded(new, old, back=True) or U


def _apart(e: m.Expr) -> tuple[m.Expr, Fraction]:
    """A value without a constant that is added to it, and that constant."""
    match e:
        case m.Math("+", a, m.Const(value)) if _number(value):
            rest, more = _apart(a)
            return rest, more + Fraction(value)
        case m.Math("+", m.Const(value), a) if _number(value):
            rest, more = _apart(a)
            return rest, more + Fraction(value)
        case m.Math("-", a, m.Const(value)) if _number(value):
            rest, more = _apart(a)
            return rest, more - Fraction(value)
        case _:
            return e, Fraction(0)


def _bounded(plain: m.Expr, other: m.Expr, *, back: bool = False) -> Direction | None:
    """What a bound or rounding does to a value; None where the other one is nothing of the kind."""
    match other:
        case m.Call("min" | "floor" as name, arguments) | m.Call("max" | "ceil" as name, arguments):
            if plain not in arguments or not all(e == plain or isinstance(e, m.Const) for e in arguments):
                return None
            falls = name in ("min", "floor")
            return T if falls is not back else L
        case _:
            return None


def _number(value: m.ConstValue) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)
