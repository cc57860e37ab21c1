"""Which of two instants of a row comes later, or is known less often: such a change of what is done is a tightening."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.model import expr as m
from sla_dsl.review.compare.context import related
from sla_dsl.review.directions import B, E, L, T, U, by_true, together
from sla_dsl.review.models import Direction


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
            same = replace(old, where=new.where, nth=new.nth) == new
            return together((_numbers(old.nth, new.nth), by_true(related(old.where, new.where), T))) if same else U
        case ((m.Column() | m.ParentColumn()), (m.Column() | m.ParentColumn())):
            return B
        case _:
            return U


def _of_sets(old: set[m.Expr], new: set[m.Expr], more: Direction) -> Direction:
    if old == new:
        return E
    return more if old < new else more.mirror if new < old else U


def _picks(old: m.ChildPick, new: m.ChildPick) -> Direction:
    if replace(old, where=new.where, which=new.which, nth=new.nth) != new or "last" in (old.which, new.which):
        return U
    a, b = (1 if p.which == "first" else p.nth for p in (old, new))
    return together((_numbers(a, b), by_true(related(old.where, new.where), T)))


def _numbers(old: int, new: int) -> Direction:
    return E if old == new else T if new > old else L
