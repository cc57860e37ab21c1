"""Exact constants: values, `let`s and arithmetic on them, as fractions with a unit; no floating point, ever."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

from sla_dsl.bind.columns import Unmeasured
from sla_dsl.bind.functions import check_function
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import line_of
from sla_dsl.bind.schedules import Schedules
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression
from sla_dsl.model.expr import Const
from sla_dsl.model.measured import Measurement
from sla_dsl.model.money import DOLLARS
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sla_dsl.model.types import DURATION, NUMBER, SHARE, Sort, Type, articled
from sla_dsl.promises.base import Refused, Typed
from sla_dsl.text.record import record
from sla_dsl.text.source import NOWHERE, Source, Span
from sla_dsl.text.spell import nearest

UNIT_US = {"second": SECOND_US, "minute": MINUTE_US, "hour": HOUR_US, "day": DAY_US, "week": 7 * DAY_US}
"""The units of fixed length, in microseconds."""
_SIGNS: dict[str, str | None] = {"$": None, "€": "EUR", "£": "GBP", "¥": "JPY"}


@record
class Exact:
    """An exact value with its type."""

    value: Fraction
    type: Type
    loose: bool = False  # a number whose unit no column says: beside money it is money
    rests: bool = False  # on what was measured

    def typed(self) -> Typed:
        """As an expression."""
        return Typed(Const(self.value, self.type.kind), self.type, self.value)


@record
class _Settled:
    """The policy's one currency, and the amount that settled it when the agreement does not."""

    code: str
    by: str = ""
    source: Source | None = None
    span: Span = NOWHERE

    def said(self, source: Source) -> str:
        """What settled it, as seen from a source."""
        if self.source is None:
            return f"the agreement's currency is {self.code}"
        return f"`{self.by}` in {line_of(self.source, self.span, source)} is in {self.code}"


def currency_of(money: ast.Money, settled: str | None) -> str:
    """The code of an amount's currency; a bare `$` is the dollar that the policy's currency is, or USD."""
    code = _SIGNS.get(money.currency, money.currency.upper())
    if code is None:
        code = settled if settled is not None and settled in DOLLARS else "USD"
    return code


class Folder:
    """Folds constant expressions, each in the source it stands in."""

    def __init__(self, names: Names, currency: str | None, measured: Mapping[str, Measurement] | None = None) -> None:
        self.measured = measured
        self.asked: dict[str, tuple[ast.Measured, Source]] = {}
        self.names, self.currency, self.schedules = names, currency, Schedules(names)
        self._folded: dict[tuple[str, date | None], Exact] = {}
        self._settled = None if currency is None else _Settled(currency)

    def fold(self, e: ast.Amount, source: Source) -> Exact | None:
        """The exact value of a constant expression; None when it reads something that is not a constant."""
        match e:
            case ast.Lit(value):
                return self._literal(value, source)
            case ast.Ref(name):
                return self._let(name, source)
            case ast.Neg(operand):
                inner = self.fold(operand, source)
                return None if inner is None else replace(inner, value=-inner.value)
            case ast.Arith(op, left, right):
                a, b = self.fold(left, source), self.fold(right, source)
                return None if a is None or b is None else self._arith(op, a, b, e, source)
            case ast.Call(arguments=arguments):
                if check_function(self.names, e, source) not in {*_ONE, *_SOME}:
                    return None
                values = [self.fold(a, source) for a in arguments]
                there = [v for v in values if v is not None]
                return None if len(there) < len(values) else self._call(e, there, source)
            case ast.Measured():
                return self._measured(e, source)
            case ast.Dated():
                return self.fold(self.schedules.in_force(e, source), source)
            case _:
                return None

    def _measured(self, e: ast.Measured, source: Source) -> Exact:
        """What was measured; one for everything before that, when only units are looked at."""
        text = expression(e)
        self.asked[text] = (e, source)
        loose = isinstance(e.of, ast.Statistic)
        type_ = SHARE if isinstance(e.of, ast.Conversion) else NUMBER
        if self.measured is None:
            return Exact(Fraction(1), type_, loose, True)
        found = self.measured[text]
        if found.value is None:
            raise Unmeasured(text, found.why)
        return Exact(found.value, type_, loose, True)

    @property
    def settled(self) -> str | None:
        """The code of the policy's one currency; None where no amount has been met and the agreement names none."""
        return None if self._settled is None else self._settled.code

    def check_let(self, node: ast.Let, source: Source) -> None:
        """Refuses a `let` that no use could mend."""
        for day in self.schedules.changes(node.value):
            with self.schedules.on(day):
                if not _is_duration(self.schedules.in_force(node.value, source)):
                    self.fold(ast.Ref(node.name, span=node.name.span), source)

    def _money_type(self, money: ast.Money, source: Source) -> Type:
        """The currency of an amount, which is the policy's one currency."""
        settled = self._settled
        code = currency_of(money, None if settled is None else settled.code)
        written = money.text.strip() or f"{money.amount} {code}"
        if settled is None:
            self._settled = _Settled(code, written, source, money.span)
        elif code != settled.code:
            message = f"`{written}` is in {code}, and {settled.said(source)}"
            raise self.names.refuse(source, "SLA203", money.span, message, f"give the amount in {settled.code}")
        return Type(Sort.MONEY, code)

    def _literal(self, value: ast.Value, source: Source) -> Exact | None:
        match value:
            case ast.Number(number):
                return Exact(Fraction(number), NUMBER)
            case ast.Percent(number):
                return Exact(Fraction(number) / 100, SHARE)
            case ast.Money(money):
                return Exact(Fraction(money), self._money_type(value, source))
            case ast.Duration(length, unit, business):
                if business or unit not in UNIT_US:
                    return None
                return Exact(Fraction(length) * UNIT_US[unit], DURATION)
            case _:
                return None

    def _let(self, name: ast.Name, source: Source) -> Exact | None:
        entry = self.names.word(name.text)
        if entry is None or not isinstance(entry.node, ast.Let):
            return None
        key = (name.text, self.schedules.day)
        if key in self._folded:
            return self._folded[key]
        if isinstance(entry.node.value, ast.Dated) and self.schedules.day is None:
            raise self.schedules.one_amount(name.text, name.span, source)
        self.names.enter(name, entry, source)
        try:
            folded = self.fold(entry.node.value, entry.source)
        finally:
            self.names.leave()
        said = entry.node.value if folded is not None else self.schedules.in_force(entry.node.value, entry.source)
        if folded is None and _is_duration(said):
            message = f"`{name.text}` is `{amount(said)}`, which has no length that can be computed with"
            hint = "compute with elapsed time, such as `4h`, `2 days` or `1 week`"
            raise self.names.refuse(source, "SLA223", name.span, message, hint)
        if folded is None:
            raise self._not_constant(entry.node, entry.source)
        self._folded[key] = folded
        return folded

    def _not_constant(self, node: ast.Let, source: Source) -> Refused:
        """What keeps a `let` from being computed: a name that is none, or a duration of no fixed length."""
        leaves = list(_leaves(self.schedules.in_force(node.value, source)))
        name = next((v.name for v in leaves if isinstance(v, ast.Ref) and not self._is_let(v.name)), None)
        hint = "a `let` is made of numbers, percentages, amounts of money, durations and other `let`s"
        if name is not None:
            meant = nearest(name.text, self.names.vocabulary.of(ast.Let))
            message = f"there is no `let` called `{name.text}`, so `{node.name.text}` can not be computed"
            hint = f"did you mean `{meant}`?" if meant else hint
            return self.names.refuse(source, "SLA204", name.span, message, hint)
        if any(_is_duration(v) for v in leaves):
            hint = "business time, months, quarters and years have no length to compute with; write hours or days"
        message = f"`{node.name.text}` can not be computed from the policy alone"
        return self.names.refuse(source, "SLA204", node.value.span, message, hint)

    def _is_let(self, name: ast.Name) -> bool:
        entry = self.names.word(name.text)
        return entry is not None and isinstance(entry.node, ast.Let)

    def _arith(self, op: str, a: Exact, b: Exact, e: ast.Arith, source: Source) -> Exact:
        a, b = _beside(a, b) if op in "+-/" else (a, b)
        if op == "/" and b.value == 0 and b.rests:
            raise Unmeasured(expression(e.right), "it is zero, and something is divided by it")
        if op == "/" and b.value == 0:
            hint = "divide by something else than 0"
            raise self.names.refuse(source, "SLA205", e.span, f"`{expression(e)}` divides by zero", hint)
        type_ = _constant_type(op, a.type, b.type)
        if type_ is None:
            left, right = expression(e.left), expression(e.right)
            message = (
                f"`{left}` is {articled(a.type)} and `{right}` is {articled(b.type)}; `{op}` does not combine them"
            )
            hint = "add and subtract what has one unit; multiply and divide by numbers and percentages"
            raise self.names.refuse(source, "SLA202", e.span, message, hint)
        loose = type_ == NUMBER and (a.loose and not b.loose if op == "/" else a.loose or b.loose)
        return Exact(_COMPUTE[op](a.value, b.value), type_, loose, a.rests or b.rests)

    def _call(self, e: ast.Call, values: list[Exact], source: Source) -> Exact:
        if e.function in _ONE:
            return replace(values[0], value=Fraction(_ONE[e.function](values[0].value)))
        if len({v.type for v in values}) > 1:
            kinds = ", ".join(
                f"`{expression(a)}` is {articled(v.type)}" for a, v in zip(e.arguments, values, strict=True)
            )
            message, hint = f"{kinds}; `{e.function}` compares them", "give it values of one unit"
            raise self.names.refuse(source, "SLA202", e.span, message, hint)
        found = _SOME[e.function](v.value for v in values)
        return Exact(found, values[0].type, all(v.loose for v in values), any(v.rests for v in values))


def _beside(a: Exact, b: Exact) -> tuple[Exact, Exact]:
    """Two amounts, of which a number whose unit nobody says has the currency of the other one."""
    if a.loose and b.type.sort is Sort.MONEY:
        return replace(a, type=b.type, loose=False), b
    if b.loose and a.type.sort is Sort.MONEY:
        return a, replace(b, type=a.type, loose=False)
    return a, b


def _half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero, as people round."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


_ONE: dict[str, Callable[[Fraction], Fraction | int]] = {"ceil": ceil, "floor": floor, "round": _half_up, "abs": abs}
_SOME: dict[str, Callable[[Iterable[Fraction]], Fraction]] = {"min": min, "max": max}
_COMPUTE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_PLAIN = frozenset({Sort.NUMBER, Sort.SHARE})


def _constant_type(op: str, a: Type, b: Type) -> Type | None:
    """The type of `a op b` for constants, whose units are all known; None when it has no meaning."""
    plain = {a.sort, b.sort} <= _PLAIN
    match op:
        case "+" | "-":
            return a if a == b else NUMBER if plain else None
        case "*":
            if plain:
                return NUMBER
            return b if a.sort in _PLAIN else a if b.sort in _PLAIN else None
        case _:
            if b.sort in _PLAIN:
                return NUMBER if plain else a
            return NUMBER if a == b else None


def _is_duration(e: ast.Amount) -> bool:
    return isinstance(e, ast.Lit) and isinstance(e.value, ast.Duration)


def _leaves(e: ast.Amount) -> Iterator[ast.Expr]:
    """The values and names that arithmetic is made of."""
    match e:
        case ast.Arith(left=left, right=right):
            yield from _leaves(left)
            yield from _leaves(right)
        case ast.Neg(operand=operand):
            yield from _leaves(operand)
        case ast.Call(arguments=arguments):
            for argument in arguments:
                yield from _leaves(argument)
        case _:
            assert not isinstance(e, ast.Dated), "what is in force on a day is one amount"
            yield e
