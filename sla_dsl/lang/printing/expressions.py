"""Names, values and expressions as text, with brackets only where the grammar needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import assert_never

from sla_dsl.lang import ast
from sla_dsl.lang.printing.pieces import Piece, piece
from sla_dsl.lang.words import NAME, RESERVED

_NAME = re.compile(NAME)
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGNED, _AT, _PRIMARY = range(1, 10)
_NUMBER = re.compile(r"[\d_.]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


class Expressions:
    """Writes expressions; names in `quoted` get backquotes, as do those that are no plain words."""

    def __init__(self, quoted: frozenset[str] = RESERVED) -> None:
        self.quoted = quoted

    def name(self, name: ast.Name) -> str:
        return ".".join(
            part if _NAME.fullmatch(part) and part not in self.quoted else f"`{part}`" for part in name.parts
        )

    def names(self, names: Sequence[ast.Name], between: str = ", ") -> str:
        return between.join(map(self.name, names))

    def header(self, names: Sequence[ast.Name]) -> list[str]:
        """The names of columns in a table: no word is a keyword there."""
        return [Expressions(frozenset()).name(name) for name in names]

    def text(self, text: ast.Text) -> str:
        return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text.value) + '"'

    def value(self, value: ast.Value) -> str:
        match value:
            case ast.Number():
                return value.text or plain(value.value)
            case ast.Percent():
                return f"{_spelled(value.text, value.value)}%"
            case ast.Money(amount=amount, currency=currency):
                if value.text:
                    return " ".join(value.text.split())
                return f"{plain(amount)} {currency}" if currency.isalpha() else f"{currency}{plain(amount)}"
            case ast.Duration():
                return self.duration(value)
            case ast.Text():
                return self.text(value)
            case ast.Bool(value=truth):
                return "true" if truth else "false"
            case ast.Date():
                return self.date(value)
            case _:
                assert_never(value)

    def duration(self, duration: ast.Duration) -> str:
        number = _spelled(duration.text, duration.amount)
        if not duration.business and duration.unit in ("hour", "minute"):
            return f"{number}h" if duration.unit == "hour" else f"{number} min"
        unit = duration.unit if duration.amount == 1 else duration.unit + "s"
        return f"{number} business {unit}" if duration.business else f"{number} {unit}"

    def date(self, date: ast.Date) -> str:
        if date.time is None:
            return date.day.isoformat()
        clock = _clock(date.time)
        if date.time.tzinfo is None:
            return f"{date.day.isoformat()} {clock}"
        offset = date.time.isoformat()[len(date.time.replace(tzinfo=None).isoformat()) :]
        return f"{date.day.isoformat()}T{clock}{'Z' if offset == '+00:00' else offset}"

    def in_time(self, limit: ast.Time) -> str:
        """A limit of time with its preposition: `within 4h`, `by end of next business day`."""
        return self.amount(limit) if isinstance(limit, ast.ByDay) else f"within {self.amount(limit)}"

    def amount(self, amount: ast.Time) -> str:
        """A target, a limit: an expression, a dated schedule, or the time of a day."""
        if isinstance(amount, ast.ByDay):
            return f"by {_clock(amount.time) if amount.time else 'end'} of {self._day(amount.after)}"
        if not isinstance(amount, ast.Dated):
            return self.expression(amount, _SUM, tail=False)
        return ", ".join(
            self.sum(value) + (f" from {self.date(start)}" if start else "") for value, start in amount.steps
        )

    def _day(self, after: ast.Duration) -> str:
        if after.unit != "day" or after.amount not in (0, 1):
            return self.duration(after)
        return f"{'next ' if after.amount else ''}{'business ' if after.business else ''}day"

    def sum(self, expr: ast.Expr) -> str:
        """An expression where no condition can stand."""
        return self.expression(expr, _SUM, tail=False)

    def operand(self, expr: ast.Expr) -> str:
        """An expression of one operand."""
        return self.expression(expr, _PRIMARY, tail=False)

    def expression(self, expr: ast.Expr, least: int = _OR, tail: bool = True) -> str:
        """`expr` as text, in brackets when it binds less than `least`, or ends in an open `where` and more follows."""
        return self._said(expr, tail) if _level(expr) >= least else f"({self._said(expr, True)})"

    def _said(self, expr: ast.Expr, tail: bool) -> str:
        match expr:
            case ast.Ref(name=name):
                return self.name(name)
            case ast.Lit(value=value):
                return self.value(value)
            case ast.Arith(op=op, left=left, right=right):
                level = _level(expr)
                first, second = self.expression(left, level, False), self.expression(right, level + 1, False)
                return f"{first} {op} {second}"
            case ast.Neg(operand=operand):
                return f"-{self.expression(operand, _SIGNED, False)}"
            case ast.Compare(op=op, left=left, right=right):
                last = self.expression(right, 0, True) if tail and _open(right) else self.sum(right)
                return f"{self.sum(left)} {op} {last}"
            case ast.Between(operand=operand, low=low, high=high):
                return f"{self.sum(operand)} between {self.sum(low)} and {self.sum(high)}"
            case ast.In(operand=operand, items=items, negated=negated):
                listed = ", ".join(map(self.sum, items))
                return f"{self.sum(operand)} {'not in' if negated else 'in'} ({listed})"
            case ast.Known(operand=operand, known=known):
                return f"{self.sum(operand)} is {'known' if known else 'unknown'}"
            case ast.And(items=items):
                return " and ".join(self.items(items, _NOT, tail))
            case ast.Or(items=items):
                return " or ".join(self.items(items, _AND, tail))
            case ast.Not(operand=operand):
                return f"not {self.item(operand, _NOT, tail)}"
            case ast.AtLeastOf(count=count, items=items):
                return f"at least {self.value(count)} of ({', '.join(map(self.expression, items))})"
            case ast.Call(function=function, arguments=arguments):
                return f"{self.name(_called(function))}({', '.join(map(self.expression, arguments))})"
            case ast.At(operand=operand, event=event):
                return f"{self.operand(operand)} at {self.operand(event)}"
            case ast.Measured(of=of):
                return self.measured(of)
            case ast.Pick() | ast.CountOf():
                where = f" where {self.expression(expr.where)}" if expr.where else ""
                return self.picked(expr) + where
            case _:
                assert_never(expr)

    def picked(self, expr: ast.Pick | ast.CountOf) -> str:
        """A pick without its `where`."""
        if isinstance(expr, ast.CountOf):
            return f"count of {self.name(expr.table)}"
        return f"{expr.which if expr.nth is None else ordinal(expr.nth)} {self.name(expr.column)}"

    def measured(self, of: ast.Conversion | ast.Statistic | ast.CountOf) -> str:
        """What a `let` measures."""
        match of:
            case ast.Conversion(origin=origin, goal=goal, within=within):
                said = f"conversion {self.name(origin)} -> {self.name(goal)}"
                return said if within is None else f"{said} {self.in_time(within)}"
            case ast.Statistic(function=function, operand=operand, stage=stage):
                return f"{function} {self.sum(operand)} in {self.name(stage)}"
            case _:
                return self.expression(of, 0)

    def items(self, items: Sequence[ast.Expr], least: int, tail: bool) -> list[str]:
        """The items of an `and` or `or`; only the last can end in an open `where`."""
        return [self.item(item, least, tail and i == len(items) - 1) for i, item in enumerate(items)]

    def item(self, item: ast.Expr, least: int, tail: bool) -> str:
        """One operand of `and`, `or`, `not`."""
        return self.expression(item, 0 if tail and _open(item) else least, tail)

    # ------------------------------------------------------------------------------------------------ pieces

    def spread(self, expr: ast.Expr, prefix: str, indent: int = 2, tail: bool = True) -> list[Piece]:
        """A condition as pieces that lines may end between: before each `and`, `or` and `where` of its outer level."""
        match expr:
            case ast.And(items=items) | ast.Or(items=items):
                word, least = ("and", _NOT) if isinstance(expr, ast.And) else ("or", _AND)
                last = len(items) - 1
                pieces = [
                    piece(f"{prefix} {self.item(items[0], least, tail and last == 0)}", items[0].span, indent=indent)
                ]
                for i, item in enumerate(items[1:], 1):
                    if i == last and tail and _open(item):
                        pieces += self.spread(item, word, 4)
                    else:
                        pieces.append(
                            piece(f"{word} {self.item(item, least, tail and i == last)}", item.span, indent=4)
                        )
                return pieces
            case ast.Pick(where=where) | ast.CountOf(where=where) if where is not None and tail:
                head = piece(f"{prefix} {self.picked(expr)}", expr.span, indent=indent)
                return [head, *self.spread(where, "where", 4)]
            case _:
                return [piece(f"{prefix} {self.expression(expr, tail=tail)}", expr.span, indent=indent)]


def plain(number: Decimal) -> str:
    """A decimal without an exponent."""
    return f"{number:f}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _level(expr: ast.Expr) -> int:
    """How close an expression binds what stands in it."""
    match expr:
        case ast.Or():
            return _OR
        case ast.And():
            return _AND
        case ast.Not():
            return _NOT
        case ast.Compare() | ast.Between() | ast.In() | ast.Known():
            return _COMPARE
        case ast.Arith(op=op):
            return _SUM if op in "+-" else _PRODUCT
        case ast.Neg():
            return _SIGNED
        case ast.At():
            return _AT
        case _:
            return 0 if _open(expr) else _PRIMARY


def _open(expr: ast.Expr) -> bool:
    """Whether an expression is a pick with a `where`, which takes everything behind it."""
    return isinstance(expr, ast.Pick | ast.CountOf) and expr.where is not None


def _spelled(text: str, value: Decimal) -> str:
    match = _NUMBER.match(text)
    return match[0] if match else plain(value)


def _clock(clock: time) -> str:
    if clock.microsecond:
        return f"{clock:%H:%M:%S}.{clock.microsecond:06d}".rstrip("0")
    return f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"


def _called(function: str) -> ast.Name:
    return ast.Name(tuple(function.split(".")))
