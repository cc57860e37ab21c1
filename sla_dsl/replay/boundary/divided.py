"""Boundary cases of promises that divide the same rows in another way: by other periods, or by other groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from sla_dsl.compile.previous import holds
from sla_dsl.model.forms import Measure, PeriodForm, Quotient
from sla_dsl.model.times import MINUTE_US
from sla_dsl.replay.boundary.compared import holding, one_after_the_other, smallest_pair, such
from sla_dsl.replay.boundary.ground import Ground, edge
from sla_dsl.replay.boundary.numbers import Wanted, broken, kept, turning
from sla_dsl.replay.boundary.pieces import ANY_GROUP, Named, other_groups
from sla_dsl.replay.boundary.sketch import FirstOf, Sketch, attempts
from sla_dsl.replay.boundary.worth import Worth, held_by, judged_at, worth

_A, _B = "a", "b"
"""What two groups are called."""


def over_the_end(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """The last minute of a period of one promise and the first one of the next, both in one period of the other."""
    day, last = edge(old.per, new.per, place)
    at = place.midnight(day)
    before, after = (at - MINUTE_US, ANY_GROUP), (at, ANY_GROUP)
    if old.target.previous or new.target.previous:
        rows = _after_another(old, new, broken(old.target, new.target), (before[0], after[0]), ANY_GROUP, place)
    else:
        rows = _better_and_worse(old, new, before, after, place)
    yield rows.sketch("over the end of a period", judged_at(old, new, last, place))


def in_two_groups(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[FirstOf]:
    """Groups of one promise that are one group of the other."""
    yield FirstOf(attempts(partial(_in_two_groups, old, new, apart, place) for apart in other_groups(old, new)))


def _in_two_groups(old: PeriodForm, new: PeriodForm, apart: Sequence[str], place: Ground) -> Sketch:
    """Two groups that are not the same in `apart`, and are in all else."""
    first, middle = place.whole(new.per)
    end = place.since(middle).whole(new.per)[1] if new.target.previous else middle
    at, again = place.at(first), place.at(middle)
    one, two = dict.fromkeys(apart, _A), dict.fromkeys(apart, _B)
    if old.target.previous or new.target.previous:
        rows = _after_another(old, new, kept(old.target, new.target), (at, again), one, place)
        rows += _after_another(old, new, broken(old.target, new.target), (at, again), two, place)
    elif isinstance(old, Quotient) and isinstance(new, Quotient) and isinstance(new.below, str):
        divided, whole = (new, old) if set(apart) <= set(new.by) else (old, new)
        alone = holds(whole.target, Fraction(1))
        held = holding(old, new, lambda value: holds(divided.target, value) != alone)
        rows = Worth(held_by(old, new, held, at, apart))
    else:
        rows = _better_and_worse(old, new, (at, one), (at, two), place)
    return rows.sketch("in two groups", judged_at(old, new, max(end, place.whole(old.per)[1]), place))


def _better_and_worse(
    old: PeriodForm, new: PeriodForm, better: tuple[int, Named], worse: tuple[int, Named], place: Ground
) -> Worth:  # fmt: skip
    """Rows of a place and a group that keep both targets, and of another one that keep neither; of what adds up, rows
    that do so together only."""
    if isinstance(old, Measure) and isinstance(new, Measure):
        whole = turning(new.target, summed=new.amount is not None)
        return worth(old, new, whole - 1, better[0], place, better[1]) + worth(
            old, new, Fraction(1), worse[0], place, worse[1]
        )
    one, two = (
        such(old, new, wanted(old.target, new.target), at, place, named)
        for wanted, (at, named) in ((kept, better), (broken, worse))
    )
    return one + two


def _after_another(
    old: PeriodForm, new: PeriodForm, wanted: Wanted, ats: tuple[int, int], named: Named, place: Ground
) -> Worth:  # fmt: skip
    pair = smallest_pair(old, new, lambda now, before: wanted(now / before))
    return one_after_the_other(old, new, pair, ats, place, named)
