"""How directions come together: of one thing in several respects, and of several things side by side."""

from __future__ import annotations

from collections.abc import Iterable

from sla_dsl.logic.relations import Comparison, Relation
from sla_dsl.review.models import Direction

T, L, B, E, U = (
    Direction.TIGHTENED,
    Direction.LOOSENED,
    Direction.BOTH,
    Direction.EQUIVALENT,
    Direction.UNDETERMINED,
)  # fmt: skip


def side_by_side(directions: Iterable[Direction]) -> Direction:
    """That of things of which each has breaches of its own: tightened here and loosened there is both."""
    found = set(directions) - {E}
    if not found:
        return E
    if len(found) == 1:
        return next(iter(found))
    if B in found or {T, L} <= found:
        return B
    return U


def together(directions: Iterable[Direction]) -> Direction:
    """That of one thing in several respects, which may undo each other: what is not all one way is not known."""
    found = set(directions) - {E}
    return E if not found else next(iter(found)) if len(found) == 1 else U


def in_both(old: Direction, new: Direction) -> Direction:
    """What holds whether the rest is as it was or as it is now."""
    return old if old is new else U


def turned(direction: Direction, over: bool = True) -> Direction:
    """The mirror, where `over` is true."""
    return direction.mirror if over else direction


def of_relation(relation: Relation, narrower: Direction) -> Direction:
    """The direction of a condition of which a narrower one has the direction `narrower`."""
    match relation:
        case Relation.EQUAL:
            return E
        case Relation.NARROWER:
            return narrower
        case Relation.WIDER:
            return narrower.mirror
        case Relation.OVERLAPPING | Relation.DISJOINT:
            return B
        case Relation.UNDETERMINED:
            return U


def by_true(found: Comparison, narrower: Direction) -> Direction:
    """Where breaches are among the rows of which the condition is true; what is known of no row decides after that."""
    return _first(of_relation(found.holds, narrower), of_relation(found.possible, narrower))


def by_possible(found: Comparison, narrower: Direction) -> Direction:
    """Where a breach needs that all rows that may belong are counted."""
    return _first(of_relation(found.possible, narrower), of_relation(found.holds, narrower))


def by_all(found: Comparison, narrower: Direction) -> Direction:
    """Where it takes both: what surely belongs, and what may."""
    return together((of_relation(found.holds, narrower), of_relation(found.possible, narrower)))


def _first(one: Direction, other: Direction) -> Direction:
    return other if one is E else one
