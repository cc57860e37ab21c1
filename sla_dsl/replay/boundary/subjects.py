"""Boundary cases of clauses that are judged row by row: what must hold, and who is meant."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.logic.witness import Usual, being, separating, witness
from sla_dsl.model.expr import Both, Expr, Negation, both
from sla_dsl.model.forms import Invariant, SubjectForm
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.pieces import ANYTHING, being_at, distinct, fails, situation, starting
from sla_dsl.replay.boundary.shares import began, shares
from sla_dsl.replay.boundary.sketch import Offer, Sketch, all_of, solved
from sla_dsl.replay.boundary.starts import morning


def invariant_sketches(old: Invariant, new: Invariant, place: Ground) -> Iterator[Offer]:
    """Rows of which the condition is not the same, and rows that only one of the two means."""
    at = morning(place, ())
    among = both(situation(old), situation(new), *starting(old, new, at))
    found = separating(old.condition, new.condition, usual=Usual(at), among=among or ANYTHING)
    agreed = [
        solved(Usual(at, highest=highest), being(truth, old.condition), being(truth, new.condition), among)
        for truth, highest in ((True, False), (False, True))
    ]
    if found:
        yield Sketch("what holds", distinct([*(p.row for p in found), *agreed]), midnight(place, at))
    kept, broken = (old.condition, new.condition), (Negation(old.condition), Negation(new.condition))
    of_many = shares(old, new, began(old, new, at, place), place, lambda _: kept, broken)
    yield from all_of([who_is_meant(old, new, at, place), of_many])


def who_is_meant(old: SubjectForm, new: SubjectForm, at: int, place: Ground) -> Iterator[Sketch]:
    """Rows that fail, on both sides of where the two scopes part."""
    one, two = situation(old), situation(new)
    if one == two:
        return
    begins = list(starting(old, new, at))
    if old.population.start != new.population.start:  # who begins for one of the two is shown as well
        one, two = (both(e, _begins(form, at)) for form, e in ((old, one), (new, two)))
        begins = []
    one, two = one or ANYTHING, two or ANYTHING
    among = both(fails(old), fails(new), *begins) or ANYTHING
    found = separating(one, two, usual=Usual(at), among=among)
    inside = witness(Both((one, two, among)), usual=Usual(at))
    far = place.after(at, old, new)
    yield Sketch("who is meant", distinct([*(p.row for p in found if p.new is not False), inside]), far)
    yield Sketch("who is not meant any more", distinct([p.row for p in found if p.new is False]), far)


def _begins(form: SubjectForm, at: int) -> Expr | None:
    """The condition that the clock of a row starts at an instant, where anything starts it."""
    return None if form.population.start is None else being_at(form.population.start, at)
