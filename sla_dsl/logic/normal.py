"""Conditions in one order, so that those that only differ in how they are written are the same: Kleene's laws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sla_dsl.model import expr as m

_OPPOSITE: dict[str, Literal["=", "!=", "<", "<=", ">", ">="]] = {
    "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip


def normal(e: m.Expr) -> m.Expr:
    """A condition of the same truth on every row: `not` pushed inwards, `and` and `or` flat, sorted, each item once."""
    match e:
        case m.Negation(operand):
            return _negated(operand)
        case m.Both(items):
            return _joined(m.Both, [normal(i) for i in items])
        case m.Either(items):
            return _joined(m.Either, [normal(i) for i in items])
        case m.CountTrue(count, items):
            return m.CountTrue(count, tuple(sorted((normal(i) for i in items), key=repr)))
        case m.OneOf(operand, items):
            return m.OneOf(operand, tuple(sorted(set(items), key=repr)))
        case _:
            return e


def _negated(e: m.Expr) -> m.Expr:
    match e:
        case m.Negation(operand):
            return normal(operand)
        case m.Both(items):
            return _joined(m.Either, [_negated(i) for i in items])
        case m.Either(items):
            return _joined(m.Both, [_negated(i) for i in items])
        case m.Test(op, left, right):
            return m.Test(_OPPOSITE[op], left, right)
        case _:
            return m.Negation(normal(e))


def _joined(join: type[m.Both] | type[m.Either], items: Iterable[m.Expr]) -> m.Expr:
    flat = {part for i in items for part in (i.items if isinstance(i, join) else (i,))}
    ordered = tuple(sorted(flat, key=repr))
    return ordered[0] if len(ordered) == 1 else join(ordered)


def lightest_first(e: m.Expr) -> m.Expr:
    """A condition in normal form with what is sooner decided before what takes longer: whoever looks for a row of which
    it is true assumes least then."""
    match e:
        case m.Both(items) | m.Either(items):
            return type(e)(tuple(sorted((lightest_first(i) for i in items), key=_weight)))
        case _:
            return e


def _weight(e: m.Expr) -> int:
    return sum(map(_weight, e.items)) if isinstance(e, m.Both | m.Either) else 1


def without_common(one: m.Expr, two: m.Expr) -> tuple[m.Expr, m.Expr]:
    """Two conditions in normal form with what both ask for on top made one truth of which nothing is known.

    What is so of these for all rows is so of the two conditions; what is so for some row need not be.
    """
    for join in (m.Both, m.Either):
        if isinstance(one, join) and isinstance(two, join):
            common = set(one.items) & set(two.items)
            if len(common) > 1:
                whole = m.ParentValue(join(tuple(sorted(common, key=repr))))
                return _with(join, one.items, common, whole), _with(join, two.items, common, whole)
    return one, two


def _with(join: type[m.Both] | type[m.Either], items: tuple[m.Expr, ...], common: set[m.Expr], whole: m.Expr) -> m.Expr:
    return join((whole, *(i for i in items if i not in common)))
