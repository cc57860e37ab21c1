"""What depends on which limit a row has, as one expression: a choice among the plain limits of its cases."""

from __future__ import annotations

from collections.abc import Callable

from sla_dsl.compile import clock
from sla_dsl.compile.expr import compile_expr, first_that_holds
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.model.cases import leaves
from sla_dsl.model.forms import ByCalendar, ByCase, Limit, Plain

Leaf = Callable[[Plain, int], Expr]
"""What a plain limit gives, the `n`-th of them, from 0."""


def due(kit: Kit, start: Expr, limit: Limit) -> Expr:
    """The last instant (us) that is still within the row's limit of `start`; null where it has none."""
    return chosen(kit, limit, lambda one, _: clock.due(kit, start, one))


def earliest(kit: Kit, start: Expr, low: Limit) -> Expr:
    """The first instant (us) that is not before the row's lower bound has passed since `start`; null without one."""
    return chosen(kit, low, lambda one, _: clock.earliest(kit, start, one))


def place(kit: Kit, limit: Limit) -> Expr:
    """Which of the plain limits in order (`leaves`) a row has (Int64)."""
    return chosen(kit, limit, lambda _, n: kit.xp.lit(n)).cast(kit.xp.Int64)


def chosen(kit: Kit, limit: Limit, leaf: Leaf) -> Expr:
    """What the row's own one of the plain limits gives; null where it has none."""
    return _chosen(kit, limit, leaf, 0)


def _chosen(kit: Kit, limit: Limit | None, leaf: Leaf, first: int) -> Expr:
    match limit:
        case ByCase(cases):
            whens = [None if c.when is None else compile_expr(kit, c.when) for c in cases]
            limits = [c.limit for c in cases]
        case ByCalendar(column, named):
            whens = [compile_expr(kit, column) == kit.xp.lit(name) for name, _ in named]
            limits = [one for _, one in named]
        case None:
            return kit.xp.when(kit.xp.lit(False)).then(kit.xp.lit(0))
        case _:
            return leaf(limit, first)
    values = []
    for one in limits:
        values.append(_chosen(kit, one, leaf, first))
        first += len(leaves(one))
    return first_that_holds(kit, list(zip(whens, values, strict=True)))
