"""Limits that are not the same for all rows: the plain ones in them, and for which rows there is one at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sla_dsl.model.expr import Column, Expr, Negation, OneOf, ParentColumn, Where, both, either
from sla_dsl.model.forms import (
    ByCalendar,
    ByCase,
    CalendarOf,
    Case,
    Duty,
    Form,
    Lasting,
    Limit,
    Plain,
    Ratio,
    Reached,
    Statistic,
)
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


def calendar_columns(form: Form) -> list[tuple[Column | ParentColumn, tuple[str, ...]]]:
    """The columns that name the calendars of a form's times, with the calendars there are."""
    match form:
        case Duty(limit=limit) | Ratio(part=Reached(limit=limit)):
            return [(one.column, tuple(name for name, _ in one.limits)) for one in _by_calendar(limit)]
        case Statistic(value=Lasting(calendar=CalendarOf(column, calendars))):
            return [(column, tuple(name for name, _ in calendars))]
        case _:
            return []


def _by_calendar(limit: Limit | None) -> list[ByCalendar]:
    match limit:
        case ByCase(cases):
            return [one for c in cases for one in _by_calendar(c.limit)]
        case ByCalendar():
            return [limit]
        case _:
            return []


def named(column: Column | ParentColumn, calendars: tuple[str, ...]) -> Expr:
    """The condition that a column names one of some calendars, unknown where it does not."""
    return OneOf(Where(column, OneOf(column, calendars)), calendars)


def promised(limit: Limit | None) -> Expr | None:
    """The condition that there is a limit for a row, unknown where that is not known; None where there always is.

    A row has the first case that holds, so one that is not known before it leaves it open (Kleene).
    """
    match limit:
        case ByCase(cases):
            return _promised(cases)[1] if cases else None
        case ByCalendar(column, limits):
            return named(column, tuple(name for name, _ in limits))
        case _:
            return None


def _promised(cases: Sequence[Case]) -> tuple[Expr | None, Expr | None]:
    """Whether one of the cases holds, and whether the first one promises something: half by half, since what is nested
    once a case is too deep where there are hundreds of them."""
    if len(cases) == 1:
        (case,) = cases
        return case.when, both(case.when, promised(case.limit))
    half = len(cases) // 2
    when, inside = _promised(cases[:half])
    if when is None:
        return when, inside
    other, rest = _promised(cases[half:])
    return None if other is None else either(when, other), either(inside, both(Negation(when), rest))
