"""The whole of an invariant: a condition to one verdict a row."""

from __future__ import annotations

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Kit
from sla_dsl.compile.population import resting
from sla_dsl.compile.rows import Rests, SubjectRow
from sla_dsl.model.forms import Invariant


def invariant_row(kit: Kit, invariant: Invariant, bounds: tuple[int | None, int | None], rests: Rests) -> SubjectRow:
    """The verdict expressions of an invariant over its table's columns; starts lie within `bounds` (us UTC).

    A condition that is not known makes the row `unknown`: a null never satisfies and never violates.
    """
    who = resting(kit, invariant.population, bounds, rests)
    judged = who.judged
    holds = rests(("holds", invariant.condition), lambda: compile_expr(kit, invariant.condition))
    unclear = judged & holds.is_null()
    masks = {
        "breached": judged & ~holds,
        "unknown": unclear if who.unknown is None else who.unknown | unclear,
        "excluded": who.excluded,
        "met": judged & holds,
    }
    return SubjectRow({k: v for k, v in masks.items() if v is not None}, who.start)
