"""Which lines of two tables are one tier, and what it does that others came, went, or are for other rows.

A tier that is judged by itself goes by its name: of one that is on both sides the rows can be others, one that is on
one side only has instances that the other policy has not.
"""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.logic.relations import Relation
from sla_dsl.model.expr import Const, Expr, FirstTrue
from sla_dsl.model.forms import Form, Quotient, Tiers, tiers_of
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.difference import Difference, each
from sla_dsl.review.compare.populations import who_belongs
from sla_dsl.review.compare.segments import segments
from sla_dsl.review.compare.varying import lines
from sla_dsl.review.directions import B, E, L, T, U, in_both, side_by_side
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say

Pairs = list[tuple[int | None, int | None]]


def pairs(old: Form, new: Form) -> Pairs:
    """The places of the lines that are one tier on both sides: those that are called the same."""
    a, b = tiers_of(old), tiers_of(new)
    if a is None or b is None:
        return [(tier, tier) for tier in segments(old)]
    called = {group: place for place, group in enumerate(b.groups)}
    return [(None, None), *((n, called[group]) for n, group in enumerate(a.groups) if group in called)]


def differences(old: Form, new: Form) -> Iterator[Difference]:
    """What it is that tiers are not the same; of what is promised to one that is on both sides other areas tell."""
    direction = _direction(old, new)
    if direction is not E:
        yield Difference("tiers-changed", direction, *each(say.tiers, old, new))


def _direction(old: Form, new: Form) -> Direction:
    a, b = tiers_of(old), tiers_of(new)
    if a is None or b is None:
        return E if a is b else B
    if a == b:
        return E
    if isinstance(old, Quotient) or isinstance(new, Quotient):
        return U  # what a tier holds is compared with what all tiers hold
    ours, theirs = (dict(zip(t.groups, lines(_conditions(t)), strict=True)) for t in (a, b))
    gone, come = ([e for g, e in one.items() if g not in other] for one, other in ((ours, theirs), (theirs, ours)))
    if any(related(e, f).holds is not Relation.DISJOINT for e in gone for f in come):
        return U  # it may be the same tier by another name
    kept = (_kept(old, new, ours[g], theirs[g]) for g in ours if g in theirs)
    return side_by_side((*kept, *(L for _ in gone), *(T for _ in come)))


def _conditions(of: Tiers) -> list[Expr | None]:
    assert isinstance(of.place, FirstTrue)
    return [None if isinstance(e, Const) else e for e in of.place.items]


def _kept(old: Form, new: Form, ours: Expr | None, theirs: Expr | None) -> Direction:
    found = related(ours, theirs)
    return in_both(who_belongs(old)(found), who_belongs(new)(found))
