"""Boundary cases of two promises of which nothing else is shown: what breaks or keeps one of the two, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sla_dsl.logic.witness import Usual
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.times import MINUTE_US
from sla_dsl.replay.boundary.compared import such
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import broken, kept
from sla_dsl.replay.boundary.pieces import being_at, fails, situation, starting
from sla_dsl.replay.boundary.sketch import Sketch, attempts, solved
from sla_dsl.replay.boundary.worth import judged_at

_TITLE = "what one of the two breaks or keeps"


def another_promise(old: Form, new: Form, place: Ground) -> Iterator[Sketch]:
    """Tables of which each fails or keeps one of the two promises. Raises `NotShown`."""
    makers: list[Callable[[], Sketch]] = [
        partial(_table, form, keeps, place) for form in (new, old) for keeps in (False, True)
    ]
    yield from attempts(makers)


def _table(form: Form, keeps: bool, place: Ground) -> Sketch:
    if not isinstance(form, Duty | Invariant):
        first, end = place.whole(form.per)
        wanted = kept if keeps else broken
        rows = such(form, form, wanted(form.target, form.target), place.at(first), place)
        return rows.sketch(_TITLE, judged_at(form, form, end, place))
    at = place.at(place.first)
    which = (
        (being_at(form.done, at + MINUTE_US) if isinstance(form, Duty) else form.condition) if keeps else fails(form)
    )
    row = solved(Usual(at), situation(form), *starting(form, form, at), which)
    return Sketch(_TITLE, () if row is None else (row,), place.after(at, form))
