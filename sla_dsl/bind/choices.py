"""`if(COND, A, B)`: one of two values of a row, by a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.bind.units import comparable
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.types import NUMBER, Sort, Type, articled
from sla_dsl.promises.base import Typed
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


def chosen(expressions: Expressions, e: ast.Call, row: Row, source: Source, wanted: Wanted | None) -> Typed:
    """The value of the first one where the condition holds, else the other one. Refuses values of two units."""
    question, *values = e.arguments
    condition = expressions.condition(question, row, source)
    told = [expressions.value(v, row, source).type for v in values if not expressions.free(v, row)]
    wants = Wanted(told[0]) if told else wanted or Wanted(NUMBER, firm=False)
    found = [expressions.value(v, row, source, wants) for v in values]
    return Typed(m.Choice(condition, found[0].expr, found[1].expr), _common(expressions, e, found, source))


def _common(expressions: Expressions, e: ast.Call, found: list[Typed], source: Source) -> Type:
    """The one unit of both values: a plain number goes with a percentage or an amount of money."""
    one, other = (f.type for f in found)
    if one.sort is Sort.BOOLEAN or other.sort is Sort.BOOLEAN:
        value = e.arguments[1 if one.sort is Sort.BOOLEAN else 2]
        message, hint = f"`{expression(value)}` is a condition, and no value", "combine conditions with `and` and `or`"
        raise expressions.names.refuse(source, "SLA240", value.span, message, hint)
    if not comparable(one, other):
        says = ", ".join(
            f"`{expression(a)}` is {articled(f.type)}" for a, f in zip(e.arguments[1:], found, strict=True)
        )
        raise expressions.names.refuse(
            source, "SLA202", e.span, f"{says}; `if` gives one", "give it values of one unit"
        )
    return other if one.sort is Sort.NUMBER else one
