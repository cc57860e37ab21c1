"""The whole of an invariant: a condition to one verdict a row."""

from __future__ import annotations

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Kit
from sla_dsl.compile.population import members
from sla_dsl.compile.rows import SubjectRow
from sla_dsl.model.forms import Invariant


def invariant_row(kit: Kit, invariant: Invariant, bounds: tuple[int | None, int | None]) -> SubjectRow:
    """The verdict expressions of an invariant over its table's columns; starts lie within `bounds` (us UTC).

    A condition that is not known makes the row `unknown`: a null never satisfies and never violates.
    """
    who = members(kit, invariant.population, bounds)
    holds = compile_expr(kit, invariant.condition)
    unclear = who.judged & holds.is_null()
    masks = {
        "breached": who.judged & ~holds,
        "unknown": unclear if who.unknown is None else who.unknown.fill_null(False) | unclear.fill_null(False),
        "excluded": who.excluded,
        "met": who.judged & holds,
    }
    return SubjectRow({k: v for k, v in masks.items() if v is not None}, who.start)
