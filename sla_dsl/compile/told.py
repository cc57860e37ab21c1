"""In which order things are taken from child rows, and what such rows are told of what was taken before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Kit
from sla_dsl.compile.steps import Step
from sla_dsl.model import expr as m


def in_turn(wanted: Sequence[m.FromChildren]) -> list[list[m.FromChildren]]:
    """What can be taken at once, in the order in which it must be: what something rests on is taken before it."""
    turns: dict[int, list[m.FromChildren]] = {}
    for p in wanted:
        turns.setdefault(_depth(p), []).append(p)
    return [turns[depth] for depth in sorted(turns)]


def _depth(p: m.FromChildren) -> int:
    within = (inner for part in m.children(p) for inner in m.walk(part) if isinstance(inner, m.FromChildren))
    return 1 + max(map(_depth, within), default=0)


def told_of(wanted: Iterable[m.FromChildren]) -> list[m.ParentValue]:
    """What child rows are told of their parents, once each."""
    return list(dict.fromkeys(p for e in wanted for p in m.child_told(e)))


def told(kit: Kit, wanted: Sequence[m.FromChildren]) -> Step | None:
    """The columns that a subject gets for its child rows to see, once what they rest on is picked; None for none."""
    kit = kit.elsewhere()
    columns = {kit.picks[p]: compile_expr(kit, p.value) for p in told_of(wanted)}
    return Step(kit, columns) if columns else None
