"""What was in force at an instant (fine print 100): of a child table's rows up to it the last one, and what it says.

The subject's instant is joined to its child rows. Of those that are not later the greatest instant is found; among the
rows at that instant the least and the greatest value are one, and none is missing, or the value is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.compile.expr import compile_expr, parts_of_value
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.steps import Aggregate, Step, Window
from sla_dsl.model import expr as m
from sla_dsl.text.record import record


@record
class History:
    """`asked` are columns of the subject that its child rows are to see; `steps` and `values` are of a child plan."""

    asked: Step
    steps: tuple[Step, ...]
    values: dict[str, tuple[Expr, Aggregate]]


def history(kit: Kit, wanted: Sequence[m.ValueAt], within: tuple[str, ...]) -> History:
    """What is asked of one child table at instants of the subject; `within` tell apart what has one key."""
    asking, kit = kit.elsewhere(), kit.elsewhere()
    asked = {f"asked.{n}": at for n, at in enumerate(dict.fromkeys(p.at for p in wanted))}
    name_of = {at: name for name, at in asked.items()}
    by, instant = wanted[0].by, compile_expr(kit, wanted[0].instant)
    col, when = kit.xp.col, kit.xp.when
    past = {f"past {name}": when(instant <= col(name)).then(instant) for name in asked}
    last = {f"last {name}": Window(f"past {name}", "greatest", (by, *within)) for name in asked}
    values: dict[str, tuple[Expr, Aggregate]] = {}
    for p in wanted:
        said, its = compile_expr(kit, p.column), instant == col(f"last {name_of[p.at]}")
        low, high, silent = parts_of_value(kit.picks[p])
        values[low] = (when(its).then(said), "min")
        values[high] = (when(its).then(said), "max")
        values[silent] = ((its & said.is_null()).fill_null(False).cast(kit.xp.Int64), "sum")
    return History(
        Step(asking, {name: compile_expr(asking, at) for name, at in asked.items()}),
        (Step(kit, past, last),),
        values,
    )
