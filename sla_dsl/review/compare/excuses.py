"""Clauses whose breach excuses a row of another one: which there are, and what it does that they have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from sla_dsl.model.forms import Duty, Form, Invariant, SubjectForm
from sla_dsl.review.compare.difference import BARE, Difference, there
from sla_dsl.review.compare.populations import judged_whole
from sla_dsl.review.directions import B, E, L, T, U, in_both, side_by_side, turned
from sla_dsl.review.models import Direction

_TIMES = ("limit-", "earliest-")
"""Differences that make more rows breached or fewer, and leave the unknown ones unknown."""

Compare = Callable[[Form, Form], Sequence[Difference]]


def differences(old: Form, new: Form, compare: Compare) -> Iterator[Difference]:
    """What differs in who is excused; `compare` tells all in which two forms of one clause differ."""
    ours = {f.meta.id: f for f in old.meta.excuses}
    theirs = {f.meta.id: f for f in new.meta.excuses}
    more = in_both(_excused(old), _excused(new))
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in ours:
            yield there("excuse", more, None, name)
        elif name not in theirs:
            yield there("excuse", more, name, None)
        elif (breached := _by_row(compare(_row_by_row(ours[name]), _row_by_row(theirs[name])))) is not E:
            direction = turned(more, breached is L) if breached in (T, L) else U
            yield Difference(
                "excuse-changed", direction, name, name, note=f"`{name}` excuses rows here, and has changed"
            )


def _excused(form: Form) -> Direction:
    """What it does that a row that is breached elsewhere is not judged."""
    return L if isinstance(form, Duty | Invariant) and judged_whole(form) else B


def _row_by_row(form: SubjectForm) -> SubjectForm:
    """The form as it is asked whether a row is breached: no shares, no words."""
    meta = replace(BARE, waivers=form.meta.waivers, excuses=form.meta.excuses, in_force=form.meta.in_force)
    alone = replace(form, meta=meta, grouped=False, per=None, by=(), share=Fraction(1), minimum=0)
    return replace(alone, variants=()) if isinstance(alone, Duty) else alone


def _by_row(found: Sequence[Difference]) -> Direction:
    """Whether more rows are breached there, or fewer; undetermined where others may be unknown, who are neither."""
    direction = side_by_side(d.direction for d in found)
    return direction if direction is E or all(d.id.startswith(_TIMES) for d in found) else U
