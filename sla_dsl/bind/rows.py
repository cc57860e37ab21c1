"""What an expression is bound against: the row at hand, and the type that its place asks for."""

from __future__ import annotations

from sla_dsl.bind.columns import TableColumns
from sla_dsl.model.types import Type
from sla_dsl.text.record import record


@record
class Row:
    """Whose columns a bare name means. In an `entry` of a row into a stage, `cycle` is its number."""

    table: TableColumns
    entry: bool = False


@record
class Wanted:
    """The type that a use asks of a column whose kind is not known otherwise; not `firm` when it rests on a guess."""

    type: Type
    firm: bool = True
