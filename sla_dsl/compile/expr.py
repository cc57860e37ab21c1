"""Typed expressions to expressions of the kit's namespace; the meaning of a condition on a row is written here only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import assert_never

from sla_dsl.compile.functions import applied
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.compile.millionths import beside, reckoned, settled
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind


def number(value: m.ConstValue) -> int | float | str | bool:
    """A constant as a literal: whole numbers stay integers, so that they compare exactly with integer columns."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def compile_expr(kit: Kit, e: m.Expr) -> Expr:
    """The column expression of `e`: Boolean (null is unknown), Int64 or Float64, String, or instants in us."""
    xp = kit.xp
    match e:
        case m.Column(name):
            return xp.col(name)
        case m.ParentColumn():
            return xp.col(m.parent_column(e))
        case m.ParentValue():
            return xp.col(kit.picks[e])
        case m.Const(value):
            return xp.lit(number(value))
        case m.ChildPick() | m.ChildSpread() | m.ChildGap():
            return xp.col(kit.picks[e])
        case m.ChildCount():
            return xp.col(kit.picks[e]).fill_null(0)
        case m.PausedTime(most=most):
            paused = xp.col(kit.picks[e]).fill_null(0).cast(xp.Int64)
            return paused if most is None else xp.min_horizontal(paused, xp.lit(most))
        case m.Repeated(key=key):
            value, first = (xp.col(name) for name in parts_of_repeat(kit.picks[e]))
            repeats = xp.when(first.is_null()).then(xp.lit(False)).otherwise(xp.col(key.name) != first)
            return xp.when(~value.is_null()).then(repeats)
        case m.ValueAt():
            low, high, silent = (xp.col(name) for name in parts_of_value(kit.picks[e]))
            return xp.when((low == high) & (silent == 0)).then(low)
        case m.Call("ceil" | "floor" | "round" as function, (whole,)) if reckoned(whole):
            return applied(kit, function, [settled(kit, compile_expr(kit, whole))])
        case m.Call(function, arguments):
            return applied(kit, function, [compile_expr(kit, a) for a in arguments])
        case m.Choice(condition, value, other):
            holds = compile_expr(kit, condition)
            others = xp.when(~holds).then(compile_expr(kit, other))
            return xp.when(holds).then(compile_expr(kit, value)).otherwise(others)
        case m.Math(op, left, right):
            return _math(kit, op, compile_expr(kit, left), compile_expr(kit, right))
        case m.Test(op, left, right):
            one, other = compile_expr(kit, left), compile_expr(kit, right)
            if reckoned(left) or reckoned(right):
                one, other = beside(kit, one, other)
            return _test(op, one, other)
        case m.OneOf(operand, items) if reckoned(operand):
            return _fold(kit, tuple(m.Test("=", operand, m.Const(i, Kind.NUMBER)) for i in items), both=False)
        case m.OneOf(operand, items):
            return compile_expr(kit, operand).is_in([number(i) for i in items])
        case m.IsKnown(operand):
            return ~compile_expr(kit, operand).is_null()
        case m.Both(items):
            return _fold(kit, items, both=True)
        case m.Either(items):
            return _fold(kit, items, both=False)
        case m.Negation(operand):
            return ~compile_expr(kit, operand)
        case m.CountTrue(count, items):
            return _count_true(kit, count, items)
        case m.Earliest(items):
            return xp.min_horizontal(*(compile_expr(kit, i) for i in items))
        case m.Latest(items):
            parts = [compile_expr(kit, i) for i in items]
            known = reduce(and_, (~p.is_null() for p in parts))
            return xp.when(known).then(xp.max_horizontal(*parts))
        case m.FirstTrue(items):
            return _first_true(kit, items)
        case m.Where(value, condition):
            return xp.when(compile_expr(kit, condition)).then(compile_expr(kit, value))
        case m.Happened(value):
            at = compile_expr(kit, value).cast(xp.Int64)
            return xp.when((at >= FIRST_US) & (at <= min(kit.as_of, LAST_US))).then(at)
        case _:
            assert_never(e)


def told_column(number: int) -> str:
    """The name under which child rows are told what was worked out for their parent."""
    return f"told`{number}"


def parts_of_value(pick: str) -> tuple[str, str, str]:
    """The columns that tell what was in force: the least value, the greatest one, and how many rows said nothing."""
    return f"{pick} low", f"{pick} high", f"{pick} silent"


def parts_of_repeat(pick: str) -> tuple[str, str]:
    """The columns that tell whether a value is repeated: the value, and the key of the first of the rows with it."""
    return f"{pick} value", f"{pick} first"


def _fold(kit: Kit, items: tuple[m.Expr, ...], *, both: bool) -> Expr:
    return _joined([compile_expr(kit, item) for item in items], and_ if both else or_)


def _joined(parts: Sequence[Expr], join: Callable[[Expr, Expr], Expr]) -> Expr:
    """The parts joined half by half: engines take long over a chain of a thousand, and give up on longer ones."""
    if len(parts) == 1:
        return parts[0]
    half = (len(parts) + 1) // 2
    return join(_joined(parts[:half], join), _joined(parts[half:], join))


def _math(kit: Kit, op: str, left: Expr, right: Expr) -> Expr:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return kit.xp.when(right != 0).then(left / right)


def _test(op: str, left: Expr, right: Expr) -> Expr:
    match op:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _first_true(kit: Kit, items: tuple[m.Expr, ...]) -> Expr:
    cases = [(compile_expr(kit, item), kit.xp.lit(place)) for place, item in enumerate(items)]
    return first_that_holds(kit, cases).cast(kit.xp.Int64)


def first_that_holds(kit: Kit, cases: Sequence[tuple[Expr | None, Expr]]) -> Expr:
    """The value of the first case of which the condition holds (None: it always does); null where a condition before
    it is not known, or none holds."""
    return _first(kit, cases)[1]


def _first(kit: Kit, cases: Sequence[tuple[Expr | None, Expr]]) -> tuple[Expr | None, Expr]:
    """Whether one of the cases holds, and the value of the first one: half by half, as in `_joined`."""
    xp = kit.xp
    if len(cases) == 1:
        ((when, value),) = cases
        return when, value if when is None else xp.when(when).then(value)
    half = len(cases) // 2
    when, value = cases[0] if half == 1 else _first(kit, cases[:half])
    if when is None:
        return when, value
    other, rest = _first(kit, cases[half:])
    return None if other is None else when | other, xp.when(when).then(value).otherwise(xp.when(~when).then(rest))


def _count_true(kit: Kit, count: int, items: tuple[m.Expr, ...]) -> Expr:
    xp = kit.xp
    parts = [compile_expr(kit, i) for i in items]
    sure = xp.sum_horizontal(*(p.fill_null(False).cast(xp.Int64) for p in parts))
    possible = xp.sum_horizontal(*(p.fill_null(True).cast(xp.Int64) for p in parts))
    return xp.when((sure >= count) | (possible < count)).then(sure >= count)
