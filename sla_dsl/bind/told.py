"""A clause as its plain English tells it: numbers in the place of the names and the arithmetic that stand for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, TypeVar

from sla_dsl.bind.columns import Missing
from sla_dsl.bind.constants import UNIT_US, Exact, Folder
from sla_dsl.lang import ast
from sla_dsl.model.types import Sort
from sla_dsl.promises.base import Refused
from sla_dsl.text.source import Source

N = TypeVar("N")

_ROWS = (
    ast.Arith, ast.Neg, ast.Compare, ast.Between, ast.In, ast.Known, ast.And, ast.Or, ast.Not, ast.AtLeastOf, ast.Call,
    ast.At, ast.Pick, ast.CountOf,
)  # fmt: skip
"""What is said of a row, which has no day by which one of several amounts is chosen."""
_DIGITS = 12
_UNITS: tuple[ast.Unit, ...] = ("hour", "minute")


class Told:
    """Puts values where a policy says the name of a `let` or computes with constants; what has no short value stays.

    What rests on measured amounts stays too where `measured` is false: in what must not change with the data.
    """

    def __init__(self, folder: Folder, source: Source, *, measured: bool = True) -> None:
        self.folder, self.source, self.measured = folder, source, measured

    def __call__(self, node: N) -> N:
        """The same piece of a policy with its values in place."""
        names = self.folder.names
        bound = set(names.bound)
        found: N = self._node(node, dated=True)
        # To be told of is no use of a name: a `let` of which nothing else speaks is still to be checked.
        names.bound = bound
        return found

    def _node(self, node: Any, dated: bool) -> Any:
        match node:
            case tuple():
                return tuple(self._node(part, dated) for part in node)
            case ast.Lit(value=value):
                return ast.Lit(_grouped(value), span=node.span)
            case ast.Ref() | ast.Arith() | ast.Call() if (days := self._constant(node)) is not None:
                return self._steps(node, days) or node if dated or days == (None,) else node
            case ast.Node():
                return type(node)(
                    **{
                        name: self._node(part, dated and not isinstance(node, _ROWS))
                        for name, part in vars(node).items()
                    }
                )
            case _:
                return node

    def _constant(self, e: ast.Expr) -> tuple[date | None, ...] | None:
        """The days on which a constant changes, as `Schedules.changes` tells them; None for what is no constant.

        A mistake in it is none of ours: it is told where the amount is bound.
        """
        try:
            days = self.folder.schedules.changes(e)
            with self.folder.schedules.on(days[0]):
                said = self._behind(e)
                is_one = isinstance(said, ast.Lit) or self.folder.fold(e, self.source) is not None
        except (Refused, Missing):
            return None
        return days if is_one else None

    def _steps(self, e: ast.Expr, days: tuple[date | None, ...]) -> ast.Amount | None:
        """A constant as a literal, with its dates where it has some; None where a value is too long to be read."""
        steps = [(self._on(e, day), None if day is None else ast.Date(day, span=e.span)) for day in days]
        there = tuple((value, since) for value, since in steps if value is not None)
        if len(there) < len(steps):
            return None
        return there[0][0] if days == (None,) else ast.Dated(there, span=e.span)

    def _on(self, e: ast.Expr, day: date | None) -> ast.Expr | None:
        schedules = self.folder.schedules
        with schedules.on(day):
            said = self._behind(e)
            if isinstance(said, ast.Lit):
                return ast.Lit(_grouped(said.value), span=e.span)
            exact = self.folder.fold(e, self.source)
        # What is measured has no value yet while only the policy is looked at.
        unmeasured = exact is not None and exact.rests and (self.folder.measured is None or not self.measured)
        value = None if exact is None or unmeasured else _spelled(exact)
        return None if value is None else ast.Lit(value, span=e.span)

    def _behind(self, e: ast.Expr) -> ast.Expr:
        """What the name of a `let` stands for on the day asked for, through names of names."""
        seen: set[str] = set()
        while isinstance(e, ast.Ref) and e.name.text not in seen:
            entry = self.folder.names.word(e.name.text)
            if entry is None or not isinstance(entry.node, ast.Let):
                break
            seen.add(e.name.text)
            e = self.folder.schedules.in_force(entry.node.value, entry.source)
        return e


def _spelled(exact: Exact) -> ast.Value | None:
    """An exact value as somebody would write it; None where it has too many digits to be read."""
    if exact.type.sort is Sort.DURATION:
        whole = (unit for unit in _UNITS if exact.value * 2 % UNIT_US[unit] == 0)
        unit: ast.Unit = next(whole, "second")
        length = _decimal(exact.value / UNIT_US[unit])
        return None if length is None else ast.Duration(length, unit)
    number = _decimal(exact.value * 100 if exact.type.sort is Sort.SHARE else exact.value)
    if number is None:
        return None
    match exact.type.sort:
        case Sort.SHARE:
            return ast.Percent(number)
        case Sort.MONEY:
            return ast.Money(number, exact.type.currency or "", text=f"{number:,f} {exact.type.currency or ''}".strip())
        case _:
            return ast.Number(number, text=f"{number:,f}")


def _decimal(value: Fraction) -> Decimal | None:
    """A fraction as a decimal without zeros at its end; None where it has more digits than people read."""
    with localcontext() as context:
        context.prec = _DIGITS
        number = Decimal(value.numerator) / Decimal(value.denominator)
    if value < 0 or Fraction(number) != value:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _grouped(value: ast.Value) -> ast.Value:
    """`1_000` with the sign that separates thousands outside of policies."""
    if isinstance(value, ast.Number | ast.Money) and "_" in value.text:
        return type(value)(**{**vars(value), "text": value.text.replace("_", ",")})
    return value
