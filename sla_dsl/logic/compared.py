"""Values as they are known of a row, and how they compare: sums of whole multiples of variables, and texts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd

from sla_dsl.logic.assumed import Assumed
from sla_dsl.logic.terms import Number, Opaque, Variable
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record


@record
class Sum:
    """Whole multiples of variables and a constant: a number, or an instant."""

    parts: frozenset[tuple[Variable, int]]
    constant: Number

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Those that it is made of."""
        return tuple(x for x, _ in self.parts)

    @property
    def whole(self) -> bool:
        """Whether it is a whole number wherever it is known."""
        return isinstance(self.constant, int) and all(x.whole for x, _ in self.parts)

    @property
    def single(self) -> bool:
        """Whether it is just the value of a variable."""
        return self.constant == 0 and [n for _, n in self.parts] == [1]

    def plus(self, other: Sum, times: int) -> Sum:
        """The sum of this one and a multiple of another one."""
        total = dict(self.parts)
        for x, n in other.parts:
            total[x] = total.get(x, 0) + times * n
        return Sum(frozenset((x, n) for x, n in total.items() if n), self.constant + times * other.constant)


@record
class Text:
    """A text: that of a variable, or a constant."""

    variable: Variable | None
    constant: str = ""

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Those that it is made of."""
        return () if self.variable is None else (self.variable,)


Value = Sum | Text

Answers = Iterator[tuple[bool, Assumed]]
"""Whether it is so, each with what it takes of the row."""


def exact(value: m.ConstValue) -> Number:
    """A number of a constant; whole ones as integers, which are quicker."""
    number = Fraction(value)
    return int(number) if number.denominator == 1 else number


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare_numbers(op: str, left: Sum, right: Sum, s: Assumed) -> Answers:
    """Whether `left op right`, of known numbers or instants."""
    if not (left.parts and right.parts) or (left.whole and right.whole) or (left.single and right.single):
        rest = left.plus(right, -1)
    else:
        between = s.search.variable(Opaque("difference", (left, right)), Kind.NUMBER)
        rest = Sum(frozenset({(between, 1)}), 0)
    shape = sorted(rest.parts, key=lambda part: part[1])
    divisor = gcd(*(n for _, n in shape)) or 1
    than: Number = exact(Fraction(-rest.constant, divisor))
    match [(x, n // divisor) for x, n in shape]:
        case []:
            yield _holds(op, 0, than), s
        case [(x, 1)]:
            yield from s.compared(op, x, None, than)
        case [(x, -1)]:
            yield from s.compared(_MIRRORED[op], x, None, -than)
        case [(y, -1), (x, 1)]:
            yield from s.compared(op, x, y, than)
        case _:
            total = s.search.variable(Opaque("sum", (Sum(rest.parts, 0),)), Kind.NUMBER)
            yield from s.compared(op, total, None, exact(-rest.constant))


def _holds(op: str, a: Number, b: Number) -> bool:
    match op:
        case "=":
            return a == b
        case "!=":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case _:
            return a >= b


def compare_texts(op: str, left: Text, right: Text, s: Assumed) -> Answers:
    """Whether `left op right`, of known texts."""
    match left.variable, right.variable:
        case _ if op not in ("=", "!="):
            yield from _ordered(op, left, right, s)
        case None, None:
            yield (left.constant == right.constant) is (op == "="), s
        case None, _:
            yield from compare_texts(op, right, left, s)
        case x, None:
            for equal, s1 in s.among(x, frozenset({right.constant})):
                yield equal is (op == "="), s1
        case x, y:
            for equal, s1 in s.same(x, y):
                yield equal is (op == "="), s1


def _ordered(op: str, left: Text, right: Text, s: Assumed) -> Answers:
    """The order of texts is not looked into: that one comes before the other is true or not."""
    first, second = (left, right) if op in ("<", ">=") else (right, left)
    x = s.search.variable(Opaque("before", (first, second)), Kind.BOOLEAN)
    for before, s1 in s.holds(x):
        yield before is (op in ("<", ">")), s1
