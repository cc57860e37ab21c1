"""Boundary cases of the share of rows that must be met: between two shares, periods, groups and least sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sla_dsl.logic.witness import Row, Usual
from sla_dsl.model.expr import Expr, both
from sla_dsl.model.forms import SubjectForm, Target
from sla_dsl.model.times import MINUTE_US
from sla_dsl.replay.boundary.ground import Ground, edge
from sla_dsl.replay.boundary.numbers import parting, smallest_share, times
from sla_dsl.replay.boundary.pieces import ANY_GROUP, Named, in_group, other_groups, situation, starting
from sla_dsl.replay.boundary.sketch import FirstOf, Offer, Sketch, attempts, solved

_Each = tuple[Expr, Expr]
"""A condition for the old form, and one for the new one."""


def began(old: SubjectForm, new: SubjectForm, at: int, place: Ground) -> int:
    """An instant in a whole period of both."""
    return max(place.at(place.whole(form.per)[0]) if form.per else at for form in (old, new))


def shares(
    old: SubjectForm, new: SubjectForm, at: int, place: Ground, kept: Callable[[int], _Each], broken: _Each
) -> Iterator[Offer]:
    """As many rows that are met of so many that their share lies between what the two ask for; where they ask for it by
    other periods or groups, rows that are met in one of these, and rows that are not in the next."""
    rows, far = max(old.minimum, new.minimum, 1), place.after(at, old, new)
    ends = [place.at(place.whole(form.per)[1], 0) for form in (old, new) if form.per is not None]
    as_of = max([far, *ends])
    if old.share != new.share:
        targets = [Target(">=", form.share, None, "share") for form in (old, new)]
        part, whole = smallest_share(parting(targets[0], targets[1]), rows)
        mixed = (*_alike(old, new, at, kept(at), part), *_alike(old, new, at, broken, whole - part))
        yield Sketch("between the shares", mixed, as_of)
    if old.minimum != new.minimum:
        few = max(min(old.minimum, new.minimum), 1)
        yield Sketch("of few rows", _alike(old, new, at, broken, few), as_of)
    if not (old.grouped and new.grouped):
        return
    if old.per != new.per or (old.per is not None and (place.other_years or place.other_zone)):
        day, last = edge(old.per, new.per, place)
        start = place.midnight(day)
        before = _alike(old, new, start - MINUTE_US, kept(start - MINUTE_US), rows)
        behind = max(place.at(last, 0), place.after(start, old, new))
        yield Sketch("over the end of a period", (*before, *_alike(old, new, start, broken, rows)), behind)
    yield FirstOf(
        attempts(
            lambda apart=apart: Sketch(  # type: ignore[misc]
                "in two groups",
                (
                    *_alike(old, new, at, kept(at), rows, dict.fromkeys(apart, "a")),
                    *_alike(old, new, at, broken, rows, dict.fromkeys(apart, "b")),
                ),
                as_of,
            )
            for apart in other_groups(old, new)
        )
    )


def _alike(
    old: SubjectForm, new: SubjectForm, at: int, which: _Each, count: int, named: Named = ANY_GROUP
) -> tuple[Row, ...]:
    """So many rows that both mean, which satisfy two conditions and are in a group."""
    meant = both(situation(old), situation(new), *starting(old, new, at), *in_group(old, new, named))
    return times(solved(Usual(at), meant, *which), count)
