"""Expressions in the reference evaluator: three-valued, exact, one row at a time."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_policy import Policy, Row, Value
from tests.support.reference_time import Limit, at_local, later

COMPARE: dict[str, Callable[..., bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class UnknownName(LookupError):
    """A name that neither the policy, nor the prelude, nor the table has."""


# ------------------------------------------------------------------------------------------------- Kleene's logic


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """False if one is false, else unknown if one is unknown, else true."""
    seen = list(truths)
    return False if False in seen else None if None in seen else True


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """True if one is true, else unknown if one is unknown, else false."""
    seen = list(truths)
    return True if True in seen else None if None in seen else False


def negate(truth: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if truth is None else not truth


# ------------------------------------------------------------------------------------------------- expressions


class Reader:
    """Reads the value, the truth or the instant of an expression for a row (None where no row is needed)."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def amount(self, amount: ast.Amount, row: Row | None, day: date | None) -> Value:
        """A target or a limit on a day: the last step of a schedule that has begun, null before the first."""
        if isinstance(amount, ast.Ref):
            found = self.policy.names.get(amount.name.text)
            if isinstance(found, ast.Let):
                return self.amount(found.value, row, day)
        if not isinstance(amount, ast.Dated):
            return self.value(amount, row)
        begun = [step for step, since in amount.steps if since is None or (day is not None and since.day <= day)]
        return self.value(begun[-1], row) if begun else None

    def holds(self, expr: ast.Expr | None, row: Row) -> bool | None:
        """The truth of a condition; no condition is true."""
        if expr is None:
            return True
        if isinstance(expr, ast.And):
            return all_of(self.holds(e, row) for e in expr.items)
        if isinstance(expr, ast.Or):
            return any_of(self.holds(e, row) for e in expr.items)
        if isinstance(expr, ast.Ref):
            found = self._named(expr.name, row)
            if isinstance(found, ast.Stage):
                return self._stage_holds(found, row)
            if isinstance(found, ast.Event):
                return self.instant(expr, row) is not None
            if isinstance(found, ast.Define):
                return self.holds(found.definition, row)
        truth = self.value(expr, row)
        if truth is None or isinstance(truth, bool):
            return truth
        raise TypeError(f"not a condition: {expr}")

    def _stage_holds(self, stage: ast.Stage, row: Row) -> bool | None:
        return all_of((self.instant(stage.at, row) is not None, self.holds(stage.when, row)))

    def instant(self, expr: ast.Expr, row: Row) -> datetime | None:
        """The instant of an event, a stage (where its condition holds) or a column."""
        if isinstance(expr, ast.Or):
            known = [t for t in (self.instant(e, row) for e in expr.items) if t is not None]
            return min(known, default=None)
        if isinstance(expr, ast.And):
            instants = [self.instant(e, row) for e in expr.items]
            known = [t for t in instants if t is not None]
            return max(known) if len(known) == len(instants) else None
        if isinstance(expr, ast.Pick):
            return self._pick(expr, row)
        if isinstance(expr, ast.Ref):
            found = self._named(expr.name, row)
            if isinstance(found, ast.Event | ast.Define):
                return self.instant(found.definition, row)
            if isinstance(found, ast.Stage):
                return self.instant(found.at, row) if self._stage_holds(found, row) else None
        value = self.value(expr, row)
        if value is None or isinstance(value, datetime):
            return value
        raise TypeError(f"not an instant: {expr}")

    def _pick(self, pick: ast.Pick, row: Row) -> datetime | None:
        table, column = pick.column.parts
        while table not in row.children and row.parent is not None:
            row = row.parent
        rows = [c for c in row.children.get(table, []) if self.holds(pick.where, c) is True]
        instants = sorted(t for t in (c.values.get(column) for c in rows) if isinstance(t, datetime))
        place = {"first": 0, "last": len(instants) - 1, "nth": (pick.nth or 1) - 1}[pick.which]
        return instants[place] if 0 <= place < len(instants) else None

    def _named(self, name: ast.Name, row: Row | None) -> object:
        """What a bare name means: the policy's own, then a column, then the prelude's; a column is None."""
        if name.text in self.policy.own_names or row is None or name.text not in row.values:
            return self.policy.names.get(name.text) or self.policy.names.get(name.text + "s")  # a verb may drop its `s`
        return None

    def value(self, expr: ast.Expr, row: Row | None) -> Value:
        """The value of an expression; null where something it needs is null."""
        match expr:
            case ast.Lit():
                return self._literal(expr.value)
            case ast.Ref():
                return self._ref(expr, row)
            case ast.Arith():
                return self._arith(expr.op, self.value(expr.left, row), self.value(expr.right, row))
            case ast.Neg():
                return self._arith("-", Fraction(0), self.value(expr.operand, row))
            case ast.Compare():
                return compare(expr.op, self.value(expr.left, row), self.value(expr.right, row))
            case ast.Between():
                operand = self.value(expr.operand, row)
                return all_of((compare(">=", operand, self.value(expr.low, row)),
                               compare("<=", operand, self.value(expr.high, row))))  # fmt: skip
            case ast.In():
                operand = self.value(expr.operand, row)
                found = any_of(compare("=", operand, self.value(item, row)) for item in expr.items)
                return negate(found) if expr.negated else found
            case ast.Call():
                return self._call(expr.function, [self.value(a, row) for a in expr.arguments])
            case ast.Pick():
                return self.instant(expr, need(row))
            case _:
                return self._condition_or_count(expr, need(row))

    def _condition_or_count(self, expr: ast.Expr, row: Row) -> Value:
        match expr:
            case ast.And() | ast.Or():
                return self.holds(expr, row)
            case ast.Known():
                return (self.value(expr.operand, row) is not None) == expr.known
            case ast.Not():
                return negate(self.holds(expr.operand, row))
            case ast.AtLeastOf():
                truths = [self.holds(item, row) for item in expr.items]
                if truths.count(True) >= expr.count.value:
                    return True
                return False if len(truths) - truths.count(False) < expr.count.value else None
            case ast.CountOf():
                children = row.children.get(expr.table.text, [])
                return Fraction(sum(self.holds(expr.where, child) is True for child in children))
            case ast.At():
                return self._in_force(expr, row)
            case _:
                raise NotImplementedError(str(expr))

    def _in_force(self, expr: ast.At, row: Row) -> Value:
        """`score at MQL`: from the last row of the history that is not later than the event."""
        t = self.instant(expr.event, row)
        assert isinstance(expr.operand, ast.Ref)
        column = expr.operand.name.text
        history = [c for rows in row.children.values() for c in rows if column in c.values]
        past = [
            (at, c.values[column]) for c in history if isinstance(at := c.values.get("at"), datetime) and t and at <= t
        ]
        return max(past, key=lambda entry: entry[0])[1] if past else None

    def _literal(self, value: ast.Value) -> Value:
        match value:
            case ast.Number():
                return Fraction(value.value)
            case ast.Percent():
                return Fraction(value.value) / 100
            case ast.Money():
                return Fraction(value.amount)
            case ast.Duration():
                return Limit(Fraction(value.amount), value.unit, value.business)
            case ast.Text() | ast.Bool():
                return value.value
            case ast.Date():
                wall = datetime.combine(value.day, value.time or time(0))
                return wall.astimezone(UTC) if wall.tzinfo else at_local(self.policy.zone, wall)

    def _ref(self, ref: ast.Ref, row: Row | None) -> Value:
        name = ref.name
        if len(name.parts) == 2:
            return self._dotted(name, row)
        found = self._named(name, row)
        match found:
            case ast.Let():
                return self.amount(found.value, None, None)
            case ast.Define():
                return self.value(found.definition, need(row))
            case ast.Event() | ast.Stage():
                return self.instant(ref, need(row))
        if row is None:
            raise UnknownName(name.text)
        if name.text in row.values:
            return row.values[name.text]
        if row.table in self.policy.tables and self.policy.tables[row.table].links:
            return None if row.parent is None else self._ref(ref, row.parent)
        raise UnknownName(name.text)

    def _dotted(self, name: ast.Name, row: Row | None) -> Value:
        table, column = name.parts
        here = row
        while here is not None and here.table != table:
            here = here.parent
        return None if here is None else here.values.get(column)

    def _arith(self, op: ast.ArithOp, left: Value, right: Value) -> Value:
        if left is None or right is None:
            return None
        if isinstance(left, datetime) and isinstance(right, datetime):
            return Limit(Fraction((left - right) // timedelta(microseconds=1), 1_000_000), "second")
        if isinstance(left, datetime) and isinstance(right, Limit):
            amount = right.amount if op == "+" else -right.amount
            return later(left, Limit(amount, right.unit), self.policy.zone)
        if isinstance(left, Limit) and isinstance(right, Limit):
            return Limit(number(self._arith(op, left.seconds(), right.seconds())), "second")
        if isinstance(left, Limit) and isinstance(right, Fraction):
            return Limit(number(self._arith(op, left.amount, right)), left.unit, left.business)
        if isinstance(left, Fraction) and isinstance(right, Limit):
            return Limit(left * right.amount, right.unit, right.business)
        if op == "/":
            return None if right == 0 else number(left) / number(right)
        plain: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
            "+": operator.add, "-": operator.sub, "*": operator.mul,
        }  # fmt: skip
        return plain[op](number(left), number(right))

    def _call(self, function: str, values: list[Value]) -> Value:
        if None in values:
            return None
        numbers = [number(v) for v in values]
        match function:
            case "ceil":
                return Fraction(math.ceil(numbers[0]))
            case "floor":
                return Fraction(math.floor(numbers[0]))
            case "abs":
                return abs(numbers[0])
            case "min":
                return min(numbers)
            case "max":
                return max(numbers)
            case _:
                raise NotImplementedError(function)


def compare(op: str, left: Value, right: Value) -> bool | None:
    """The truth of a comparison; unknown when a side is null."""
    if left is None or right is None:
        return None
    if isinstance(left, Limit) and isinstance(right, Limit):
        return COMPARE[op](left.seconds(), right.seconds())
    if type(left) is not type(right):
        raise TypeError(f"{left!r} {op} {right!r}")
    return COMPARE[op](left, right)


def number(value: Value) -> Fraction:
    """A value that must be a number."""
    if not isinstance(value, Fraction):
        raise TypeError(f"not a number: {value!r}")
    return value


def need(row: Row | None) -> Row:
    """A row that must be there."""
    if row is None:
        raise TypeError("a row is needed here")
    return row
