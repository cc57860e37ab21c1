"""Boundary cases of clauses that are judged row by row: around the due instants, and around who is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from sla_dsl.compile.zone import DAY_US
from sla_dsl.logic.witness import Row, Usual, being, separating, witness
from sla_dsl.model import expr as m
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cases import leaves, told
from sla_dsl.model.cycles import ends
from sla_dsl.model.expr import Const, Expr, IsKnown, Negation, Test, both
from sla_dsl.model.forms import (
    ByCalendar,
    ByCase,
    Duty,
    Invariant,
    Limit,
    Plain,
    SubjectForm,
    Target,
    Tiers,
    calendar_of,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.replay.boundary.ground import Ground, before_closing, before_parting, edge, midnight, morning
from sla_dsl.replay.boundary.numbers import parting, smallest_share, times
from sla_dsl.replay.boundary.pieces import ANY_GROUP, MINUTE, Named, in_group, once, other_groups
from sla_dsl.replay.boundary.sketch import HOUR_US, Sketch, solved

_TIERS = 8
"""How many lines of a table are looked at."""

Dues = Callable[[Sketch], Sequence[int]]
"""The due instants (us UTC) of the rows of a sketch, under either policy."""


def duty_sketches(old: Duty, new: Duty, place: Ground, dues: Dues) -> Iterator[Sketch]:
    """Rows done just before, at and just after each due instant, and rows that only one of the two means."""
    plain, *others = _mornings(old, new, place)
    for at in dict.fromkeys((plain, *others)):
        for line in _lines(old, new):
            yield from _around_due(old, new, at, line, place, dues, plain=at == plain and line is None)
    undone = (_not_done(old), _not_done(new))
    yield from _who_is_meant(old, new, plain, place, undone)
    if once(old.population) is not once(new.population):
        yield from _who_enters_again(old, new, plain, place)
    if old.done != new.done:
        yield from _what_is_done(old, new, plain, place)
    began = _began(old, new, plain, place)
    yield from _shares(old, new, began, place, lambda start: _done(old, new, start + MINUTE), undone)


def invariant_sketches(old: Invariant, new: Invariant, place: Ground) -> Iterator[Sketch]:
    """Rows of which the condition is not the same, and rows that only one of the two means."""
    at = morning(place, ())
    among = both(situation(old), situation(new), *_starts(old, new, at))
    found = separating(old.condition, new.condition, usual=Usual(at), among=among or m.Const(True, Kind.BOOLEAN))
    agreed = [
        solved(Usual(at, highest=highest), being(truth, old.condition), being(truth, new.condition), among)
        for truth, highest in ((True, False), (False, True))
    ]
    if found:
        yield Sketch("what holds", _distinct([*(p.row for p in found), *agreed]), midnight(place, at))
    broken = (Negation(old.condition), Negation(new.condition))
    yield from _who_is_meant(old, new, at, place, broken)
    yield from _shares(old, new, _began(old, new, at, place), place, lambda _: (old.condition, new.condition), broken)


def situation(form: SubjectForm) -> Expr | None:
    """The condition that a row is judged: it is meant, it is not left out, and its clock has started."""
    p = form.population
    out = None if p.excluded is None else Negation(p.excluded)
    return both(p.scope, out, None if p.start is None else IsKnown(p.start))


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
    old: Duty, new: Duty, at: int, line: Expr | None, place: Ground, dues: Dues, *, plain: bool
) -> Iterator[Sketch]:
    meant = both(situation(old), situation(new), line, *_starts(old, new, at))
    template = solved(Usual(at), meant, _not_done(old), _not_done(new)) or solved(Usual(at), meant)
    if template is None:
        return
    found = dues(Sketch("due", (template,), midnight(place, at + 800 * DAY_US)))
    if len(set(found)) < 2 and not plain:
        return
    early = [place.earliest(at, low) for low in (_plain(old.low), _plain(new.low)) if low is not None]
    edges = sorted(chain.from_iterable(_near(edge) for edge in {*found, *early}))
    done = [solved(Usual(at), meant, _at(old.done, t), _at(new.done, t)) for t in dict.fromkeys(edges)]
    last = max([at, *edges])
    yield Sketch("around the due instant", _distinct([*done, template]), midnight(place, last))


def _who_is_meant(
    old: SubjectForm, new: SubjectForm, at: int, place: Ground, fails: tuple[Expr, Expr]
) -> Iterator[Sketch]:
    """Rows that fail, on both sides of where the two scopes part."""
    one, two = situation(old), situation(new)
    if one == two:
        return
    everyone = m.Const(True, Kind.BOOLEAN)
    one, two = one or everyone, two or everyone
    among = both(*fails, *_starts(old, new, at)) or everyone
    found = separating(one, two, usual=Usual(at), among=among)
    inside = witness(m.Both((one, two, among)), usual=Usual(at))
    far = midnight(place, at + 60 * DAY_US)
    yield Sketch("who is meant", _distinct([*(p.row for p in found if p.new is not False), inside]), far)
    yield Sketch("who is not meant any more", _distinct([p.row for p in found if p.new is False]), far)


def _who_enters_again(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """A row that enters a second time a day later: it is done the first time, and not the second one."""
    done, again = (_at(form.done, at + MINUTE) for form in (old, new)), _at(ends(), at + DAY_US)
    row = solved(Usual(at), situation(old), situation(new), *_starts(old, new, at), again, *done)
    yield Sketch("who enters again", _distinct([row]), midnight(place, at + 60 * DAY_US))


def _what_is_done(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """Rows that are done by what one of the two asks for only."""
    meant = both(situation(old), situation(new), *_starts(old, new, at))
    soon = at + MINUTE
    rows = [
        solved(Usual(at), meant, _at(one.done, soon), Negation(IsKnown(other.done)))
        for one, other in ((old, new), (new, old))
    ]
    yield Sketch("what counts as done", _distinct(rows), midnight(place, at + 60 * DAY_US))


def _began(old: SubjectForm, new: SubjectForm, at: int, place: Ground) -> int:
    """An instant in a whole period of both."""
    return max(place.at(place.whole(form.per)[0]) if form.per else at for form in (old, new))


def _shares(
    old: SubjectForm, new: SubjectForm, at: int, place: Ground, kept: Callable[[int], _Each], broken: _Each
) -> Iterator[Sketch]:
    """As many rows that are met of so many that their share lies between what the two ask for; where they ask for it by
    other periods or groups, rows that are met in one of these, and rows that are not in the next."""
    rows, far = max(old.minimum, new.minimum, 1), midnight(place, at + 60 * DAY_US)
    if old.share != new.share:
        targets = [Target(">=", form.share, None, "share") for form in (old, new)]
        part, whole = smallest_share(parting(targets[0], targets[1]), rows)
        mixed = (*_alike(old, new, at, kept(at), part), *_alike(old, new, at, broken, whole - part))
        ends = [place.at(place.whole(form.per)[1], 0) for form in (old, new)]
        yield Sketch("between the shares", mixed, max(*ends, far))
    if not (old.grouped and new.grouped):
        return
    if old.per != new.per:
        day, last = edge(old.per, new.per, place)
        start = place.at(day, 0)
        before = _alike(old, new, start - MINUTE, kept(start - MINUTE), rows)
        as_of = max(place.at(last, 0), midnight(place, start + 60 * DAY_US))
        yield Sketch("over the end of a period", (*before, *_alike(old, new, start, broken, rows)), as_of)
    if apart := other_groups(old, new):
        one, two = dict.fromkeys(apart, "a"), dict.fromkeys(apart, "b")
        in_one = _alike(old, new, at, kept(at), rows, one)
        as_of = max(place.at(place.whole(new.per)[1], 0), far)
        yield Sketch("in two groups", (*in_one, *_alike(old, new, at, broken, rows, two)), as_of)


_Each = tuple[Expr, Expr]
"""A condition for the old form, and one for the new one."""


def _alike(
    old: SubjectForm, new: SubjectForm, at: int, which: _Each, count: int, named: Named = ANY_GROUP
) -> tuple[Row, ...]:
    """So many rows that both mean, which satisfy two conditions and are in a group."""
    meant = both(situation(old), situation(new), *_starts(old, new, at), *in_group(old, new, named))
    return times(solved(Usual(at), meant, *which), count)


def _starts(old: SubjectForm, new: SubjectForm, at: int) -> Iterator[Expr]:
    """The clocks start at that instant; where they start by different events, the old one an hour earlier."""
    one, two = old.population.start, new.population.start
    if one is not None:
        yield _at(one, at if one == two else at - HOUR_US)
    if two is not None:
        yield _at(two, at)


def _at(event: Expr, us: int) -> Expr:
    return Test("=", event, Const(us, Kind.INSTANT))


def _not_done(form: Duty) -> Expr:
    return Negation(IsKnown(form.done))


def _done(old: Duty, new: Duty, us: int) -> _Each:
    """What both ask for is done at that instant."""
    return _at(old.done, us), _at(new.done, us)


def _near(due: int) -> tuple[int, ...]:
    """The last minute that is in time, the one before it, and the one after it."""
    minute = due // MINUTE * MINUTE
    return (minute - MINUTE, minute, minute + MINUTE)


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


def _distinct(rows: Sequence[Row | None]) -> tuple[Row, ...]:
    out: list[Row] = []
    for row in rows:
        if row is not None and row not in out:
            out.append(row)
    return tuple(out)
