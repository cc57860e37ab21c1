"""Values that stand several times in a table, and the row that had each of them first (fine print 102)."""

from __future__ import annotations

from sla_dsl.compile.expr import compile_expr, parts_of_repeat
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.steps import Step
from sla_dsl.model import expr as m
from sla_dsl.text.record import record


@record
class RepeatPlan:
    """How rows come to know who had their value first.

    `told` makes the column `value` of a row and, if there is one, `since`, the instant of its creation. Of the rows
    that have one value, where there are several, the least `key` among those with the least known `since` becomes the
    column `first`, which is joined by the value.
    """

    told: Step
    value: str
    since: str | None
    first: str
    key: str


def repeat_plan(kit: Kit, repeated: m.Repeated) -> RepeatPlan:
    """The plan of one value."""
    name = kit.picks[repeated]
    value, first = parts_of_repeat(name)
    since = None if repeated.created is None else f"{name} since"
    kit = kit.elsewhere()
    columns: dict[str, Expr] = {value: compile_expr(kit, repeated.operand)}
    if since is not None and repeated.created is not None:
        columns[since] = compile_expr(kit, repeated.created)
    return RepeatPlan(Step(kit, columns), value, since, first, repeated.key.name)
