"""What a measure takes from a row: whether it is delivered, and how much (fine print 11)."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.millionths import addable, millionths
from sla_dsl.compile.population import excused, members
from sla_dsl.compile.tiers import doubted
from sla_dsl.model.forms import Measure
from sla_dsl.text.record import record


@record
class MeasureRow:
    """Boolean masks (null counts as false): `delivered` rows count, `unknown` rows may or may not, `excluded` and
    `excused` ones do not.

    For a sum, in millionths: `value` of a delivered row, `more` and `less` what an unknown row would add or take away;
    `unpriced` marks rows that count or may count and whose amount is not known.
    """

    start: Expr
    delivered: Expr
    unknown: Expr | None
    excluded: Expr | None
    excused: Expr | None = None
    value: Expr | None = None
    more: Expr | None = None
    less: Expr | None = None
    unpriced: Expr | None = None


def measure_row(
    kit: Kit, measure: Measure, bounds: tuple[int | None, int | None], excuse: Expr | None = None
) -> MeasureRow:
    """The row expressions of a measure over its table's columns; starts lie within `bounds` (us UTC).

    `excuse` is true where another clause excuses the row, and null where that is not known.
    """
    who = doubted(kit, excused(members(kit, measure.population, bounds), excuse), measure.tiers)
    row = MeasureRow(who.start, who.judged, who.unknown, who.excluded, who.excused)
    if measure.amount is None:
        return row
    amount = addable(kit, compile_expr(kit, measure.amount))
    worth = millionths(kit, amount)
    value = kit.xp.when(who.judged).then(worth)
    if who.unknown is None:
        return replace(row, value=value, unpriced=who.judged & amount.is_null())
    return replace(
        row,
        value=value,
        more=kit.xp.when(who.unknown & (amount > 0)).then(worth),
        less=kit.xp.when(who.unknown & (amount < 0)).then(worth),
        unpriced=(who.judged.fill_null(False) | who.unknown.fill_null(False)) & amount.is_null(),
    )
