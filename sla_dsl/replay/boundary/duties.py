"""Boundary cases of time limits: around the due instants, what is done, and what else ends the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from sla_dsl.logic.witness import Row, Usual
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cases import leaves, told
from sla_dsl.model.cycles import ends
from sla_dsl.model.expr import Const, Expr, IsKnown, Negation, Test, both
from sla_dsl.model.forms import ByCalendar, ByCase, Duty, Limit, Plain, Tiers, calendar_of
from sla_dsl.model.kinds import Kind
from sla_dsl.model.times import DAY_US, MINUTE_US
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.pieces import being_at, both_failing, distinct, fails, near, once, situation, starting
from sla_dsl.replay.boundary.shares import began, shares
from sla_dsl.replay.boundary.sketch import FirstOf, Offer, Sketch, all_of, solved
from sla_dsl.replay.boundary.starts import before_closing, before_parting, morning, odd_starts
from sla_dsl.replay.boundary.subjects import who_is_meant
from sla_dsl.replay.boundary.touched import paused, touched

_TIERS = 8
"""How many lines of a table are looked at."""

Dues = Callable[[Sketch], Sequence[int]]
"""The due instants (us UTC) of the rows of a sketch, under either policy."""


def duty_sketches(old: Duty, new: Duty, place: Ground, dues: Dues) -> Iterator[Offer]:
    """Rows done just before, at and just after each due instant, and rows that only one of the two means."""
    plain, *others = _mornings(old, new, place)
    parts = [_in_time(old, new, (plain, *others), place, dues), who_is_meant(old, new, plain, place)]
    if once(old.population) is not once(new.population):
        parts.append(_who_enters_again(old, new, plain, place))
    if old.done != new.done:
        parts.append(_what_is_done(old, new, plain, place))
    if old.before != new.before:
        parts.append(_what_ends_the_time(old, new, plain, place))
    if old.done != new.done or old.rhythm != new.rhythm:
        parts.append(iter([FirstOf(touched(old, new, plain, place))]))
    if old.paused != new.paused:
        parts.append(iter([FirstOf(paused(old, new, plain, place, dues))]))
    start = began(old, new, plain, place)
    parts.append(shares(old, new, start, place, lambda at: _done(old, new, at + MINUTE_US), (fails(old), fails(new))))
    yield from all_of(parts)


def _in_time(old: Duty, new: Duty, starts: Sequence[int], place: Ground, dues: Dues) -> Iterator[Offer]:
    """From the first of some starts on, and from the others where the due instants part; from odd ones where they do so
    from none of these."""
    apart = False
    for at in dict.fromkeys(starts):
        for line in _lines(old, new):
            for sketch, parted in _around_due(old, new, at, line, place, dues):
                apart = apart or parted
                if parted or (at == starts[0] and line is None):
                    yield sketch
    if not apart and (old.limit != new.limit or place.other_zone):
        odd = odd_starts(place, _calendars(old, new))
        tables = (found for at in odd for found in _around_due(old, new, at, None, place, dues))
        yield FirstOf(sketch for sketch, parted in tables if parted)


def _mornings(old: Duty, new: Duty, place: Ground) -> list[int]:
    """Where clocks start: on a plain morning; where two calendars part; where another limit begins to hold; and, where
    the clocks are not of one kind, so late that the day ends first."""
    calendars = _calendars(old, new)
    starts = [morning(place, calendars)]
    parting = before_parting(place, calendars)
    starts += [] if parting is None else [parting]
    days = sorted({one.since for limit in (old.limit, new.limit) for one in told(limit) if one.since is not None})
    starts += [place.at(day) for day in days if place.first <= day and (place.last is None or day <= place.last)]
    kinds = {type(leaf) for duty in (old, new) for leaf in leaves(duty.limit)}
    return starts if len(kinds) < 2 else [*starts, before_closing(place, calendars, starts[0])]


def _around_due(
    old: Duty, new: Duty, at: int, line: Expr | None, place: Ground, dues: Dues
) -> Iterator[tuple[Sketch, bool]]:  # fmt: skip
    """Rows done around the due instants of a start and a line of a table, and whether there are two of these."""
    meant = both(situation(old), situation(new), line, *starting(old, new, at))
    template = solved(Usual(at), meant, fails(old), fails(new)) or solved(Usual(at), meant)
    if template is None:
        return
    found = set(dues(Sketch("due", (template,), midnight(place, at + 800 * DAY_US))))
    early = [place.earliest(at, low) for low in (_plain(old.low), _plain(new.low)) if low is not None]
    edges = sorted(chain.from_iterable(near(edge) for edge in {*found, *early}))
    done = [solved(Usual(at), meant, *_done(old, new, t)) for t in dict.fromkeys(edges)]
    last = max([at, *edges])
    yield Sketch("around the due instant", distinct([*done, template]), midnight(place, last)), len(found) > 1


def _who_enters_again(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """A row that enters a second time a day later: it is done the first time, and not the second one."""
    done, again = (being_at(form.done, at + MINUTE_US) for form in (old, new)), being_at(ends(), at + DAY_US)
    row = solved(Usual(at), situation(old), situation(new), *starting(old, new, at), again, *done)
    yield Sketch("who enters again", distinct([row]), place.after(at, old, new))


def _what_is_done(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """Rows that are done by what one of the two asks for only."""
    meant = both(situation(old), situation(new), *starting(old, new, at))
    soon = at + MINUTE_US
    rows = [
        solved(Usual(at), meant, being_at(one.done, soon), Negation(IsKnown(other.done)))
        for one, other in ((old, new), (new, old))
    ]
    yield Sketch("what counts as done", distinct(rows), place.after(at, old, new))


def _what_ends_the_time(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """Rows of which the time is ended by what ends it under one of the two only, done just behind that and not done."""
    rows: list[Row | None] = []
    for one, other in ((old.before, new.before), (new.before, old.before)):
        if one is not None and one != other:
            ended = [being_at(one, at + MINUTE_US), *([] if other is None else [Negation(IsKnown(other))])]
            meant = (situation(old), situation(new), *starting(old, new, at), *ended)
            rows += [solved(Usual(at), *meant, *_done(old, new, at + 2 * MINUTE_US))]
            rows += [solved(Usual(at), both_failing(old, new, at), *ended)]
    yield Sketch("what ends the time", distinct(rows), place.after(at, old, new))


def _done(old: Duty, new: Duty, us: int) -> tuple[Expr, Expr]:
    """What both ask for is done at that instant."""
    return being_at(old.done, us), being_at(new.done, us)


def _lines(old: Duty, new: Duty) -> list[Expr | None]:
    """The condition of each line of the new table of tiers, and of each pair of lines that a row may have in the two
    tables; one without a condition where there is no table."""
    if new.tiers is None:
        return [None]
    places = range(min(len(new.tiers.groups), _TIERS))
    own = [_line(new.tiers, n) for n in places]
    if old.tiers is None or old.tiers.place == new.tiers.place:
        return list(own)
    before = [_line(old.tiers, n) for n in range(min(len(old.tiers.groups), _TIERS))]
    return [both(one, two) for n, two in enumerate(own) for one in (before[n : n + 1] + before[:n] + before[n + 1 :])]


def _line(tiers: Tiers, place: int) -> Expr:
    return Test("=", tiers.place, Const(place, Kind.NUMBER))


def _plain(limit: Limit | None) -> Plain | None:
    return None if isinstance(limit, ByCase | ByCalendar) else limit


def _calendars(old: Duty, new: Duty) -> list[Calendar]:
    """The calendar that the old limit runs on, and that of the new one, where there are any."""
    found = [calendar_of(one) for duty in (old, new) for one in leaves(duty.limit)[:1]]
    return [calendar for calendar in found if calendar is not None]
