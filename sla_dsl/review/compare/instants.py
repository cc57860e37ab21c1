"""Which of two instants of a row comes later, or is known less often: such a change of what is done is a tightening."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from sla_dsl.model import expr as m
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.values import value_direction
from sla_dsl.review.directions import B, E, L, T, U, by_true, together
from sla_dsl.review.models import Direction

_MOST = 3
"""So many are tried in each other's places."""


def instant_direction(old: m.Expr, new: m.Expr) -> Direction:
    """Tightened where the new instant never comes earlier, or comes for fewer rows."""
    if old == new:
        return E
    match old, new:
        case m.Happened(value=a), m.Happened(value=b):
            return instant_direction(a, b)
        case m.Where(value=a, condition=before), m.Where(value=b, condition=after):
            return together((instant_direction(a, b), by_true(related(before, after), T)))
        case _, m.Where(value=b):
            return T if b == old else together((instant_direction(old, b), T))
        case m.Where(), _:
            return instant_direction(new, old).mirror
        case (m.Math(), _) | (_, m.Math()):  # so much later than the same instant
            return value_direction(old, new).mirror
        case m.Choice(condition, a, c), m.Choice(other, b, d) if condition == other:
            return together((instant_direction(a, b), instant_direction(c, d)))
        case m.Earliest(a), m.Latest(b):
            return T if set(a) & set(b) else U
        case m.Latest(), m.Earliest():
            return instant_direction(new, old).mirror
        case m.Earliest(a), m.Earliest(b):
            return _of_sets(set(a), set(b), L)
        case _, m.Earliest(b):
            return L if old in b else U
        case m.Latest(a), m.Latest(b):
            return _of_sets(set(a), set(b), T)
        case _, m.Latest(b):
            return T if old in b else U
        case ((m.Earliest() | m.Latest()), _):
            return instant_direction(new, old).mirror
        case m.ChildPick(), m.ChildPick():
            return _picks(old, new)
        case m.ChildSpread(), m.ChildSpread():
            return _spreads(old, new)
        case ((m.Column() | m.ParentColumn()), (m.Column() | m.ParentColumn())):
            return B
        case _:
            return U


def _of_sets(old: set[m.Expr], new: set[m.Expr], more: Direction) -> Direction:
    """Of the earliest or the latest of some: with more of them, or with others in their places."""
    if old <= new or new <= old:
        return E if old == new else more if old < new else more.mirror
    gone, come = (sorted(one - other, key=repr) for one, other in ((old, new), (new, old)))
    if len(gone) != len(come) or len(gone) > _MOST:
        return U
    found = (together(map(instant_direction, gone, places)) for places in permutations(come))
    return next((d for d in found if d in (T, L, E)), U)


def _picks(old: m.ChildPick, new: m.ChildPick) -> Direction:
    if replace(old, where=new.where, which=new.which, nth=new.nth) != new:
        return U
    if (old.which, new.which) == ("last", "first"):
        return _picks(new, old).mirror
    where = by_true(related(old.where, new.where), T)
    if (old.which, new.which) == ("first", "last"):  # of the same rows, or fewer, the last is none before the first
        return T if where in (T, E) else U
    if "last" in (old.which, new.which):
        return E if old.which == new.which and where is E else U
    a, b = (1 if p.which == "first" else p.nth for p in (old, new))
    return together((_numbers(a, b), where))


def _spreads(old: m.ChildSpread, new: m.ChildSpread) -> Direction:
    if replace(old, where=new.where, nth=new.nth) != new:
        return U
    return together((_numbers(old.nth, new.nth), by_true(related(old.where, new.where), T)))


def _numbers(old: int, new: int) -> Direction:
    return E if old == new else T if new > old else L
