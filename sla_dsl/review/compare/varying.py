"""Limits that are not the same for all rows: by tier, by date, and by the calendar that a column names."""

from __future__ import annotations

from datetime import date

from sla_dsl.logic.relations import ALWAYS, Relation
from sla_dsl.model.expr import Expr, Negation, both
from sla_dsl.model.forms import ByCalendar, ByCase, Case, Limit, Plain
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.limits import limit_direction
from sla_dsl.review.compare.segments import Matter, always, earliest, overlaid
from sla_dsl.review.directions import E, L, T, U, side_by_side
from sla_dsl.review.models import Direction


def through(old: Limit, new: Limit, timezone: str, matter: Matter = always) -> tuple[Direction, date | None]:
    """The direction of two limits, and the first day of starts on which they differ; of days that `matter`."""
    pairs, unsure = _regions(old, new)
    found: list[Direction] = []
    days: list[date | None] = []
    for one, other in pairs:
        for since, a, b in overlaid(_schedule(one), _schedule(other), matter):
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
            return side_by_side(through(ours[name], theirs[name], timezone)[0] for name in ours)
        case ByCalendar(), _:
            return _leaf(new, old, timezone).mirror
        case _, ByCalendar(limits=limits):  # a row without a calendar was judged, and is unknown now
            return side_by_side((L, *(through(old, one, timezone)[0] for _, one in limits)))
        case _:
            assert not isinstance(old, ByCalendar)
            assert not isinstance(new, ByCalendar)
            return limit_direction(old, new, timezone)


def by_column(limit: Limit | None) -> bool:
    """Whether the calendar of a limit is one that a column names, which leaves rows unknown."""
    match limit:
        case ByCase(cases):
            return any(by_column(c.limit) for c in cases)
        case _:
            return isinstance(limit, ByCalendar)


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


def _tiers(limit: Limit) -> list[tuple[Expr | None, Limit]]:
    """The lines of a limit by tier, each with the condition of the rows that have it; one for all without tiers."""
    if not isinstance(limit, ByCase) or not any(c.tier is not None for c in limit.cases):
        return [(None, limit)]
    whens = lines([c.when for c in limit.cases])
    return [(when, c.limit) for when, c in zip(whens, limit.cases, strict=True) if c.limit is not None]


def lines(conditions: list[Expr | None]) -> list[Expr | None]:
    """The condition of the rows that each line of a table has: those that no line above it has; None is all rows."""
    out: list[Expr | None] = []
    above: list[Expr] = []
    for when in conditions:
        out.append(both(*(Negation(e) for e in above), when))
        above.append(ALWAYS if when is None else when)
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
