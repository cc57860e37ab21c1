"""What differs between two duties: the time there is, what is done in it, and the share for which it must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sla_dsl.logic.relations import Relation
from sla_dsl.model.expr import Expr, Negation, PausedTime, both
from sla_dsl.model.forms import TIER, ByCalendar, ByCase, Case, Duty, Every, Limit, Plain, Spacing
from sla_dsl.review.compare.context import Context, related
from sla_dsl.review.compare.difference import WORDS, Difference, each, named, sized, there
from sla_dsl.review.compare.instants import instant_direction
from sla_dsl.review.compare.limits import limit_direction
from sla_dsl.review.compare.segments import earliest, joined, overlaid
from sla_dsl.review.directions import B, E, L, T, U, by_true, side_by_side, together
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import apart, value
from sla_dsl.review.say.numbers import length, share

TIMED = WORDS | {"calendar"}


def differences(old: Duty, new: Duty, context: Context) -> Iterator[Difference]:
    """Everything in which two duties differ beside their population, their groups and their words."""
    if TIER in (*old.by, *new.by) and old.tiers != new.tiers:
        yield Difference("tiers-changed", U, *each(say.tiers, old, new))
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
    direction, since = _through(a, b, context.timezone)
    if stem == "earliest":
        direction = direction.mirror  # what may not be done before a later instant is too early more often
    if direction is E:
        return
    if together((direction, _guarded(old, new))) is U:
        direction = U
    yield named(stem, direction, *said, since=since, by=TIMED)


def _guarded(old: Duty, new: Duty) -> Direction:
    """Undetermined where one more breach can leave too few to be judged: what is waived counts no more (rule 81)."""
    unsure = any(d.grouped and d.minimum and d.meta.waivers for d in (old, new))
    return U if unsure else E


def _through(old: Limit, new: Limit, timezone: str) -> tuple[Direction, date | None]:
    """The direction of limits that are not the same for all rows, and the first day of starts on which they differ."""
    regions, unsure = _regions(old, new)
    found: list[Direction] = []
    days: list[date | None] = []
    for one, other in regions:
        for since, a, b in overlaid(_schedule(one), _schedule(other)):
            direction = E if a is None or b is None else _leaf(a, b, timezone)
            if direction is not E:
                found.append(direction)
                days.append(since)
    direction = side_by_side(found)
    if unsure and direction is not E:
        direction = direction if direction in (T, L) else U
    return direction, earliest(days)


def _leaf(old: Plain | ByCalendar, new: Plain | ByCalendar, timezone: str) -> Direction:
    match old, new:
        case ByCalendar(), ByCalendar():
            if old.column != new.column:
                return U
            ours, theirs = dict(old.limits), dict(new.limits)
            if set(ours) != set(theirs):
                return U
            return side_by_side(_through(ours[name], theirs[name], timezone)[0] for name in ours)
        case ByCalendar(), _:
            return _leaf(new, old, timezone).mirror
        case _, ByCalendar(limits=limits):
            each = {_through(old, one, timezone)[0] for _, one in limits}
            return next(iter(each)) if len(each) == 1 else U
        case _:
            assert not isinstance(old, ByCalendar)
            assert not isinstance(new, ByCalendar)
            return limit_direction(old, new, timezone)


Region = tuple[Expr | None, Limit]


def _regions(old: Limit, new: Limit) -> tuple[list[tuple[Limit, Limit]], bool]:
    """The limits of rows that have one on both sides; whether some pairs may have no row."""
    ours, theirs = _tiers(old), _tiers(new)
    if len(ours) == len(theirs) and all(
        related(a, b).holds is Relation.EQUAL for (a, _), (b, _) in zip(ours, theirs, strict=True)
    ):
        return [(a, b) for (_, a), (_, b) in zip(ours, theirs, strict=True)], False
    out, unsure = [], False
    for when, one in ours:
        for when_too, other in theirs:
            shared = related(when, when_too).may(lambda a, b: a is True and b is True)
            unsure = unsure or shared is None
            if shared is not False:
                out.append((one, other))
    return out, unsure


def _tiers(limit: Limit) -> list[Region]:
    """The lines of a limit by tier, each with the condition of the rows that have it; one for all without tiers."""
    if not isinstance(limit, ByCase) or not any(c.tier is not None for c in limit.cases):
        return [(None, limit)]
    out: list[Region] = []
    above: list[Expr] = []
    for case in limit.cases:
        if case.limit is not None:
            out.append((both(*(Negation(e) for e in above), case.when), case.limit))
        if case.when is not None:
            above.append(case.when)
    return out


def _schedule(limit: Limit) -> list[tuple[date | None, Plain | ByCalendar | None]]:
    """A limit by the first day of starts it is for, in order; before the first day there is none."""
    if isinstance(limit, ByCase):
        steps = [(c.since, _only(c)) for c in reversed(limit.cases)]
        return steps if steps[0][0] is None else [(None, None), *steps]
    return [(None, limit)]


def _only(case: Case) -> Plain | ByCalendar | None:
    assert not isinstance(case.limit, ByCase)
    return case.limit


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
    yield named("deed", together((direction, _guarded(old, new))), old.done_name, new.done_name)


def varied(old: Duty, new: Duty) -> Iterator[Difference]:
    """The share that must hold, by date and by tier."""
    pairs = [(since, a, b) for since, a, b in joined(old, new) if isinstance(a, Duty) and isinstance(b, Duty)]
    found = [(since, T if b.share > a.share else L, a, b) for since, a, b in pairs if a.share != b.share]
    if found:
        direction = side_by_side(d for _, d, _, _ in found)
        more = {T: True, L: False}.get(direction)
        a, b = found[0][2], found[0][3]
        yield sized(
            "share", more, ("raised", "lowered"), direction, share(a.share), share(b.share),
            since=earliest(since for since, *_ in found),
        )  # fmt: skip
