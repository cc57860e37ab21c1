"""Limits that are not the same for all rows: the plain ones in them, and for which rows there is one at all."""

from __future__ import annotations

from datetime import date

from sla_dsl.model.expr import Expr, Negation, OneOf, Where, both, either
from sla_dsl.model.forms import ByCalendar, ByCase, Limit, Plain
from sla_dsl.text.record import record


def leaves(limit: Limit | None) -> list[Plain | None]:
    """The plain limits, in order; None stands for a case without a bound."""
    return [one.limit for one in told(limit)]


@record
class Told:
    """A plain limit with what it is for: a line of a table, starts from a local day on (None: of all)."""

    limit: Plain | None
    tier: int | None
    since: date | None


def told(limit: Limit | None, tier: int | None = None, since: date | None = None) -> list[Told]:
    """The plain limits with what they are for, in the order of `leaves`."""
    match limit:
        case ByCase(cases):
            return [
                one
                for c in cases
                for one in told(c.limit, tier if c.tier is None else c.tier, since if c.since is None else c.since)
            ]
        case ByCalendar(limits=limits):
            return [t for _, one in limits for t in told(one, tier, since)]
        case _:
            return [Told(limit, tier, since)]


def calendar_columns(limit: Limit | None) -> list[ByCalendar]:
    """The parts of a limit that run on the calendar a column names."""
    match limit:
        case ByCase(cases):
            return [one for c in cases for one in calendar_columns(c.limit)]
        case ByCalendar():
            return [limit]
        case _:
            return []


def promised(limit: Limit | None) -> Expr | None:
    """The condition that there is a limit for a row, unknown where that is not known; None where there always is.

    A row has the first case that holds, so one that is not known before it leaves it open (Kleene).
    """
    match limit:
        case ByCase(cases):
            rest: Expr | None = None
            for place, case in enumerate(reversed(cases)):
                inside = both(case.when, promised(case.limit))
                if place == 0 or case.when is None or inside is None:
                    rest = inside
                else:
                    rest = either(inside, both(Negation(case.when), rest))
            return rest
        case ByCalendar(column, limits):
            names = tuple(name for name, _ in limits)
            return OneOf(Where(column, OneOf(column, names)), names)
        case _:
            return None
