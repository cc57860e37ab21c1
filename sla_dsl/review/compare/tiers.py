"""Which lines of two tables are one tier, and what it does that others came, went, or are for other rows.

A tier that is judged by itself goes by its name: of one that is on both sides the rows can be others, one that is on
one side only has instances that the other policy has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

from sla_dsl.logic.relations import ALWAYS, Comparison, Relation
from sla_dsl.model.cases import promised
from sla_dsl.model.expr import Both, Const, Expr, FirstTrue, both, either
from sla_dsl.model.forms import Below, ByCase, Case, Form, Population, Quotient, Tiers, tiers_of
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.difference import Difference, each
from sla_dsl.review.compare.populations import either_way, who_belongs
from sla_dsl.review.compare.segments import segments
from sla_dsl.review.compare.varying import lines
from sla_dsl.review.directions import B, E, L, T, U, in_both, of_relation, side_by_side, together
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
    if a == b and _below(old) == _below(new):
        return E
    ours, theirs = _lines(a), _lines(b)
    gone, come = ([e for g, e in one.items() if g not in other] for one, other in ((ours, theirs), (theirs, ours)))
    if any(related(e, f).holds is not Relation.DISJOINT for e in gone for f in come):
        return U  # it may be the same tier by another name
    if isinstance(old, Quotient) and isinstance(new, Quotient):
        kept = _of_quotients(old, new, ours, theirs)
    else:
        kept = [_kept(old, new, ours[g], theirs[g]) for g in ours if g in theirs]
    return side_by_side((*kept, *(L for _ in gone), *(T for _ in come)))


Lines = dict[tuple[tuple[str, str], ...], Expr | None]
"""The condition of the rows of each tier, by what it is called."""


def _lines(of: Tiers) -> Lines:
    return dict(zip(of.groups, lines(_conditions(of)), strict=True))


def _of_quotients(old: Quotient, new: Quotient, ours: Lines, theirs: Lines) -> list[Direction]:
    """What becomes of each tier that stays: it is held against rows of its own below the line, or against all tiers."""
    both_sides = [g for g in ours if g in theirs]
    if isinstance(old.below, Below) and isinstance(new.below, Below):
        below = [_lines(b.tiers) if b.tiers is not None else {} for b in (old.below, new.below)]
        pairs = [(ours[g], theirs[g], below[0].get(g), below[1].get(g)) for g in both_sides]
        return [side_by_side(either_way(related(*two)) for two in ((a, b), (c, d))) for a, b, c, d in pairs]
    whole = related(*(either(*(e or ALWAYS for e in one.values())) for one in (ours, theirs)))
    falls = together((_lower(whole.holds).mirror, _lower(whole.possible).mirror))  # a share of more is less
    return [_of_share(old, new, falls, related(ours[g], theirs[g])) for g in both_sides]


def _of_share(old: Quotient, new: Quotient, falls: Direction, own: Comparison) -> Direction:
    """A share of all tiers, which becomes less (tightened) as the whole does more, and as the tier has fewer rows."""
    less = together((falls, _lower(own.holds), _lower(own.possible)))
    ops = {a.target.op for form in (old, new) for steps in segments(form).values() for _, a in steps if _promises(a)}
    if less is E:
        return E
    if old.amount is not None or new.amount is not None or less not in (T, L):
        return U
    if ops <= {">=", ">"}:
        return less
    counted = bool(old.minimum or new.minimum) and falls is not E  # of more rows a period is judged that was too small
    return less.mirror if ops <= {"<=", "<"} and not counted else U


def _promises(form: Form | None) -> TypeGuard[Quotient]:
    return isinstance(form, Quotient)


def _lower(relation: Relation) -> Direction:
    """Tightened where there are fewer rows."""
    return of_relation(relation, T)


def _below(form: Form) -> Tiers | None:
    """The lines as the rows below the line of a ratio have them."""
    return form.below.tiers if isinstance(form, Quotient) and isinstance(form.below, Below) else None


def of_all_lines(below: Below) -> Population:
    """The population below the line of a ratio, without the condition that a line of its table is for a row."""
    of, scope = below.population, below.population.scope
    cases = [] if below.tiers is None else [Case(when, None) for when in _conditions(below.tiers)]
    some = promised(ByCase(tuple(cases)))
    if scope is None or some is None:
        return of
    if scope == some:
        return replace(of, scope=None)
    if isinstance(scope, Both) and scope.items[-1] == some:
        return replace(of, scope=both(*scope.items[:-1]))
    return of


def _conditions(of: Tiers) -> list[Expr | None]:
    assert isinstance(of.place, FirstTrue)
    return [None if isinstance(e, Const) else e for e in of.place.items]


def _kept(old: Form, new: Form, ours: Expr | None, theirs: Expr | None) -> Direction:
    found = related(ours, theirs)
    return in_both(who_belongs(old)(found), who_belongs(new)(found))
