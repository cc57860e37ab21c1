"""What differs between two duties: the time there is, what is done in it, and the share for which it must be."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.expr import PausedTime
from sla_dsl.model.forms import TIER, Duty, Every, Plain, Spacing
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.context import Context, related
from sla_dsl.review.compare.difference import WORDS, Difference, each, named, sized, there
from sla_dsl.review.compare.instants import instant_direction
from sla_dsl.review.compare.limits import limit_direction
from sla_dsl.review.compare.periods import starting
from sla_dsl.review.compare.populations import judged_whole
from sla_dsl.review.compare.segments import earliest, joined, stepwise
from sla_dsl.review.compare.varying import by_column, through
from sla_dsl.review.directions import B, E, L, T, U, by_true, side_by_side, together
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import apart, value
from sla_dsl.review.say.numbers import length, share

TIMED = WORDS | {"calendar"}


def differences(old: Duty, new: Duty, context: Context) -> Iterator[Difference]:
    """Everything in which two duties differ beside their population, their groups and their words."""
    if TIER in (*old.by, *new.by):
        yield from tiers.differences(old, new)
    elif old.tiers is not None and new.tiers is not None and set(old.tiers.groups) != set(new.tiers.groups):
        yield Difference("tiers-changed", E, *each(say.tiers, old, new))  # findings name the tier, and no more
    yield from _limits(old, new, context)
    yield from _before(old, new)
    yield from _paused(old, new)
    yield from _rhythm(old, new, context)
    yield from _done(old, new)


# ---------------------------------------------------------------------------------------------- limits


def _limits(old: Duty, new: Duty, context: Context) -> Iterator[Difference]:
    every = isinstance(old.rhythm, Every) or isinstance(new.rhythm, Every)
    if old.limit != new.limit and not every:
        yield from _limit("limit", old, new, context)
    if old.low != new.low:
        yield from _limit("earliest", old, new, context)


def _limit(stem: str, old: Duty, new: Duty, context: Context) -> Iterator[Difference]:
    a, b = (d.limit if stem == "limit" else d.low for d in (old, new))
    said = say.limit(a), say.limit(b)
    if a is None or b is None:
        direction = T
        if stem == "limit" and None in (old.before, new.before):
            direction = B  # without a limit there is an event, and one of the two takes the other's place
        yield there(stem, direction, None if a is None else said[0], None if b is None else said[1], by=TIMED)
        return
    direction, since = through(a, b, context.timezone, starting(old, new, context))
    if by_column(a) is not by_column(b) and not (judged_whole(old) and judged_whole(new)):
        direction = U  # of a share, whoever is unknown on one side only can tell either way
    if stem == "earliest":
        direction = direction.mirror  # what may not be done before a later instant is too early more often
    if direction is E:
        return
    yield named(stem, direction, *said, since=since, by=TIMED)


# ---------------------------------------------------------------------------------------------- what else ends the time


def _before(old: Duty, new: Duty) -> Iterator[Difference]:
    a, b = old.before, new.before
    if a == b:
        return
    every = any(isinstance(d.rhythm, Every) for d in (old, new))
    said = None if a is None else f"before {value(a)}", None if b is None else f"before {value(b)}"
    if a is None or b is None:
        alone = old.limit is None or new.limit is None
        yield there("before", L if every else B if alone else T, *said)
        return
    direction = U if every else instant_direction(a, b).mirror
    if direction is not E:
        yield Difference("before-changed", direction, *said)


def _paused(old: Duty, new: Duty) -> Iterator[Difference]:
    a, b = old.paused, new.paused
    if not a and not b:
        return
    if not a or not b:
        yield there("pause", L, *(None if not stops else _pause(stops[0]) for stops in (a, b)))
        return
    was, now = a[0], b[0]  # the states are the same for every limit
    where = by_true(related(was.where, now.where), T)
    most = together(_most(x.most, y.most) for x in a for y in b)
    unlike = E if (was.table, was.by, was.instant) == (now.table, now.by, now.instant) else U
    direction = together((where, most, unlike))
    if direction is not E:
        more = {L: True, T: False}.get(direction)
        yield sized("pause", more, ("widened", "narrowed"), direction, _pause(was), _pause(now))


def _most(old: int | None, new: int | None) -> Direction:
    if old == new:
        return E
    return L if new is None or (old is not None and new > old) else T


def _pause(of: PausedTime) -> str:
    cap = "" if of.most is None else f", at most {length(of.most)} in all"
    return f"the clock stands still while {apart(None, of.where)[1]}{cap}"


def _rhythm(old: Duty, new: Duty, context: Context) -> Iterator[Difference]:
    a, b = old.rhythm, new.rhythm
    if a == b:
        return
    match a, b:
        case Every(), Every():
            direction = limit_direction(a.limit, b.limit, context.timezone)
            if direction is not E:
                yield named("rhythm", direction, _rhythm_said(a), _rhythm_said(b), by=TIMED)
        case Spacing(), Spacing():
            least = _bound(a.least, b.least, context).mirror
            direction = together((_bound(a.most, b.most, context), least))
            if direction is not E:
                yield named("rhythm", direction, _rhythm_said(a), _rhythm_said(b), by=TIMED)
        case _:
            direction = B if isinstance(a, Every) or isinstance(b, Every) else T if a is None else L
            yield named("rhythm", direction, _rhythm_said(a), _rhythm_said(b), by=TIMED)


def _bound(old: Plain | None, new: Plain | None, context: Context) -> Direction:
    """Tightened where the upper bound of a time comes down; without one (None) it is as far up as can be."""
    if old is None or new is None:
        return E if old is new else T if old is None else L
    return limit_direction(old, new, context.timezone)


def _rhythm_said(of: Spacing | Every | None) -> str | None:
    if of is None:
        return None
    return _spacing(of) if isinstance(of, Spacing) else f"every {say.plain(of.limit)}"


def _spacing(of: Spacing) -> str:
    ends = [f"at least {say.plain(of.least)}"] if of.least is not None else []
    ends += [f"at most {say.plain(of.most)}"] if of.most is not None else []
    return f"{' and '.join(ends)} apart"


# ---------------------------------------------------------------------------------------------- what is done


def _done(old: Duty, new: Duty) -> Iterator[Difference]:
    if old.done == new.done or old.population.start != new.population.start:
        return
    direction = instant_direction(old.done, new.done)
    if direction is E:
        return
    if old.rhythm is not None or new.rhythm is not None:
        direction = U
    elif old.low is not None or new.low is not None:
        direction = B if direction in (T, L) else direction  # done earlier may be too early
    yield named("deed", direction, old.done_name, new.done_name)


def varied(old: Duty, new: Duty) -> Iterator[Difference]:
    """The share that must hold, by date and by tier."""
    there = joined(old, new, tiers.pairs(old, new))
    pairs = [(since, a, b) for since, a, b in there if isinstance(a, Duty) and isinstance(b, Duty)]
    found = [(since, T if b.share > a.share else L, a, b) for since, a, b in pairs if a.share != b.share]
    if found:
        direction = side_by_side(d for _, d, _, _ in found)
        more = {T: True, L: False}.get(direction)
        said = stepwise([(since, share(a.share), share(b.share)) for since, _, a, b in found])
        yield sized(
            "share", more, ("raised", "lowered"), direction, *said,
            since=earliest(since for since, *_ in found),
        )  # fmt: skip
