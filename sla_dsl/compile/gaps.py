"""How far apart the rows that count are (fine print 120 and 121): of each, the one before it, and whether that is too
long or too short a time ago."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.compile.clock import due, earliest
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.steps import Step, Window
from sla_dsl.model.expr import ChildGap

_AT, _BEFORE = "gap.at", "gap.before"
_NEVER = 2**62
"""Later than every instant: where rows that do not count stand in the order of time."""


def gaps(kit: Kit, wanted: Sequence[ChildGap], within: tuple[str, ...]) -> tuple[tuple[Step, ...], dict[str, Expr]]:
    """The steps on the child's rows, and for every pick what each row gives to it: the least is taken.

    `wanted` differ in their limits and in what they pick only. `within` are the columns that tell parents apart.
    """
    xp, col = kit.xp, kit.xp.col
    placing, timing = kit.elsewhere(), kit.elsewhere()
    one = wanted[0]
    at = compile_expr(placing, one.instant)
    counted = at if one.where is None else xp.when(compile_expr(placing, one.where)).then(at)
    placed = Step(placing, {_AT: counted.fill_null(_NEVER)}, {_BEFORE: Window(_AT, "before", within, _AT)})
    counts = col(_AT) < _NEVER
    before = xp.when(counts).then(col(_BEFORE))
    if one.start is not None:
        start = compile_expr(timing, one.start)
        before = xp.when(counts).then(xp.coalesce(col(_BEFORE), start))
    values = {kit.picks[p]: _broken(timing, p, col(_AT), before) for p in wanted}
    return (placed, Step(timing, values)), {name: col(name) for name in values}


def _broken(kit: Kit, p: ChildGap, at: Expr, before: Expr) -> Expr:
    """The row's instant, or that of the one before it, where the time between the two is out of bounds."""
    broken = at > due(kit, before, p.limit) if p.too == "long" else at < earliest(kit, before, p.limit)
    return kit.xp.when(broken).then(at if p.end == "until" else before)
