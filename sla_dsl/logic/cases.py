"""A condition worked out on a row of which nothing is known yet: all its truths, each with what it takes of the row.

It goes like an evaluation in three-valued logic (`sla_dsl/compile/expr.py` has the same meaning for rows), but where a
value is asked for that is not told yet, all its possible answers are followed, one after the other. So rows are not
listed: a row differs from another one only by the questions that were asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import cast

from sla_dsl.logic.assumed import Assumed
from sla_dsl.logic.compared import Sum, Text, Value, compare_numbers, compare_texts, exact
from sla_dsl.logic.terms import Opaque, Variable, kind_of
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind

Truth = bool | None
Truths = Iterator[tuple[Truth, Assumed]]
Values = Iterator[tuple[Value | None, Assumed]]


def truths(e: m.Expr, s: Assumed) -> Truths:
    """All the truths that a condition can have on rows as assumed; None is unknown."""
    match e:
        case m.Const(value):
            yield bool(value), s
        case m.Test(op, left, right):
            yield from _tested(op, left, right, s)
        case m.OneOf(operand, items):
            yield from _one_of(operand, items, s)
        case m.IsKnown(operand):
            for found, s1 in evaluated(operand, s):
                yield found is not None, s1
        case m.Both(items):
            yield from _folded(len(items), partial(_nth, items), s, stop=False)
        case m.Either(items):
            yield from _folded(len(items), partial(_nth, items), s, stop=True)
        case m.Negation(operand):
            for truth, s1 in truths(operand, s):
                yield None if truth is None else not truth, s1
        case m.CountTrue(count, items):
            yield from _counted(count, items, s)
        case m.Where(value, condition):
            for truth, s1 in truths(condition, s):
                yield from truths(value, s1) if truth else ((None, s1),)
        case m.Repeated(operand):
            for found, s1 in evaluated(operand, s):
                yield from ((None, s1),) if found is None else _flag(e, s1)
        case _:
            yield from _flag(e, s)


def evaluated(e: m.Expr, s: Assumed) -> Iterator[tuple[Value | Truth, Assumed]]:
    """All that a condition or a value can be; None is "not known"."""
    return truths(e, s) if kind_of(e) is Kind.BOOLEAN else values(e, s)


def _nth(items: tuple[m.Expr, ...], number: int, s: Assumed) -> Truths:
    return truths(items[number], s)


def _folded(count: int, ask: Callable[[int, Assumed], Truths], s: Assumed, *, stop: bool) -> Truths:
    """Kleene's `and` (decided by one that is false) or `or` (by one that is true) of so many, asked by their number.

    Those that wait for their next answer stand in a list, as there may be thousands.
    """
    if not count:
        yield not stop, s
        return
    so_far: Truth = not stop
    waiting = [(ask(0, s), so_far)]
    while waiting:
        answers, so_far = waiting[-1]
        found = next(answers, None)
        if found is None:
            waiting.pop()
            continue
        truth, s1 = found
        together = truth if truth is stop or truth is None else so_far
        if truth is stop or len(waiting) == count:
            yield together, s1
        else:
            waiting.append((ask(len(waiting), s1), together))


def _counted(count: int, items: tuple[m.Expr, ...], s: Assumed) -> Truths:
    """At least `count` of some; those that wait for their next answer stand in a list, as in `_folded`."""

    def decided(left: int, unknown: int) -> bool:
        return left <= 0 or left > len(items) - len(waiting) + unknown or len(waiting) == len(items)

    def truth(left: int, unknown: int) -> Truth:
        return True if left <= 0 else None if left <= len(items) - len(waiting) + unknown else False

    waiting: list[tuple[Truths, int, int]] = []
    if decided(count, 0):
        yield truth(count, 0), s
        return
    waiting.append((truths(items[0], s), count, 0))
    while waiting:
        answers, left, unknown = waiting[-1]
        found = next(answers, None)
        if found is None:
            waiting.pop()
            continue
        one, s1 = found
        left, unknown = left - (one is True), unknown + (one is None)
        if decided(left, unknown):
            yield truth(left, unknown), s1
        else:
            waiting.append((truths(items[len(waiting)], s1), left, unknown))


def _flag(e: m.Expr | Opaque, s: Assumed) -> Truths:
    x = s.search.variable(e, Kind.BOOLEAN)
    for there, s1 in s.is_known(x):
        yield from s1.holds(x) if there else ((None, s1),)


# ---------------------------------------------------------------------------------------------------- comparisons


def _tested(op: str, left: m.Expr, right: m.Expr, s: Assumed) -> Truths:
    for a, s1 in evaluated(left, s):
        if a is None:
            yield None, s1
            continue
        for b, s2 in evaluated(right, s1):
            match a, b:
                case _, None:
                    yield None, s2
                case bool(), bool():
                    yield (a == b) is (op == "="), s2
                case Text(), Text():
                    yield from compare_texts(op, a, b, s2)
                case _:
                    yield from compare_numbers(op, cast(Sum, a), cast(Sum, b), s2)


def _one_of(operand: m.Expr, items: tuple[m.ConstValue, ...], s: Assumed) -> Truths:
    for found, s1 in evaluated(operand, s):
        match found:
            case None:
                yield None, s1
            case bool():
                yield found in items, s1
            case Text(None, text):
                yield text in items, s1
            case Text(x):
                assert x is not None
                yield from s1.among(x, frozenset(str(i) for i in items))
            case Sum():
                amounts = [Sum(frozenset(), exact(item)) for item in items]
                yield from _folded(len(items), partial(_equal, found, amounts), s1, stop=True)


def _equal(value: Sum, amounts: Sequence[Sum], number: int, s: Assumed) -> Truths:
    return compare_numbers("=", value, amounts[number], s)


# ---------------------------------------------------------------------------------------------------- values


def values(e: m.Expr, s: Assumed) -> Values:
    """All the values that an expression can have on rows as assumed; None is "not known"."""
    match e:
        case m.Const(value, Kind.TEXT):
            yield Text(None, str(value)), s
        case m.Const(value):
            yield Sum(frozenset(), exact(value)), s
        case m.Math(op, left, right):
            for found, s1 in _all_known((left, right), s):
                yield from _math(op, found, s1)
        case m.Call(function, arguments):
            for found, s1 in _all_known(arguments, s):
                yield from _called(function, found, s1)
        case m.Choice(condition, value, other):
            for truth, s1 in truths(condition, s):
                yield from ((None, s1),) if truth is None else values(value if truth else other, s1)
        case m.Where(value, condition):
            for truth, s1 in truths(condition, s):
                yield from values(value, s1) if truth else ((None, s1),)
        case m.Happened(value):
            yield from _happened(value, s)
        case m.FirstTrue(items):
            yield from _first_true(items, s)
        case m.Earliest(items):
            yield from _earliest(items, s)
        case m.Latest(items):
            for found, s1 in _all_known(items, s):
                yield from _extreme(">", found, s1)
        case _:
            yield from _column(s.search.variable(e), s)


def _column(x: Variable, s: Assumed) -> Values:
    value = Text(x) if x.kind is Kind.TEXT else Sum(frozenset({(x, 1)}), 0)
    for there, s1 in s.is_known(x):
        yield value if there else None, s1


def _all_known(items: tuple[m.Expr, ...], s: Assumed) -> Iterator[tuple[list[Value] | None, Assumed]]:
    """The values of all, or None where one is not known."""
    if not items:
        yield [], s
        return
    for first, s1 in values(items[0], s):
        if first is None:
            yield None, s1
            continue
        for rest, s2 in _all_known(items[1:], s1):
            yield None if rest is None else [first, *rest], s2


def _math(op: str, found: list[Value] | None, s: Assumed) -> Values:
    match found:
        case None:
            yield None, s
        case [Sum() as a, Sum() as b] if a.whole and b.whole and op in ("+", "-"):
            yield a.plus(b, 1 if op == "+" else -1), s
        case [Sum() as a, Sum(parts, int(times))] if a.whole and op == "*" and not parts:
            yield Sum(frozenset(), 0).plus(a, times), s
        case [Sum(parts, int(times)), Sum() as a] if a.whole and op == "*" and not parts:
            yield Sum(frozenset(), 0).plus(a, times), s
        case _:
            yield from _column(s.search.variable(Opaque(op, tuple(found)), Kind.NUMBER), s)


def _called(function: m.Function, found: list[Value] | None, s: Assumed) -> Values:
    if found is None:
        yield None, s
    elif function in ("min", "max"):
        yield from _extreme("<" if function == "min" else ">", found, s)
    else:
        kind = Kind.TEXT if function in ("lower", "trim", "domain", "weekday") else Kind.NUMBER
        yield from _column(s.search.variable(Opaque(function, tuple(found)), kind), s)


def _extreme(op: str, found: list[Value] | None, s: Assumed) -> Values:
    """The least (`<`) or the greatest (`>`) of some known numbers."""
    if found is None or len(found) == 1:
        yield None if found is None else found[0], s
        return
    first, second, *rest = (cast(Sum, v) for v in found)
    for wins, s1 in compare_numbers(op, first, second, s):
        yield from _extreme(op, [first if wins else second, *rest], s1)


def _earliest(items: tuple[m.Expr, ...], s: Assumed, best: Sum | None = None) -> Values:
    """The least of those that are known."""
    if not items:
        yield best, s
        return
    for found, s1 in values(items[0], s):
        if found is None or best is None:
            yield from _earliest(items[1:], s1, best if found is None else cast(Sum, found))
            continue
        for least, s2 in _extreme("<", [best, found], s1):
            yield from _earliest(items[1:], s2, cast(Sum, least))


def _first_true(items: tuple[m.Expr, ...], s: Assumed, place: int = 0) -> Values:
    if place == len(items):
        yield None, s
        return
    for truth, s1 in truths(items[place], s):
        match truth:
            case True:
                yield Sum(frozenset(), place), s1
            case False:
                yield from _first_true(items, s1, place + 1)
            case None:
                yield None, s1


def _happened(value: m.Expr, s: Assumed) -> Values:
    """A computed instant, where it has come; whether it has is not told by the row."""
    for found, s1 in values(value, s):
        if found is None:
            yield None, s1
            continue
        come = s1.search.variable(Opaque("happened", (found,)), Kind.BOOLEAN)
        for there, s2 in s1.holds(come):
            yield found if there else None, s2
