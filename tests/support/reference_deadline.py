"""When a duty is due in the reference evaluator: limits, ends of days, the event behind `before`, and pauses."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Member, elapsed_us, limit_of
from tests.support.reference_policy import Row, walk
from tests.support.reference_time import (
    DAYS,
    ELAPSED,
    ONE_DAY,
    Limit,
    Office,
    at_local,
    day_of,
    day_start,
    later,
    whole,
)

US = timedelta(microseconds=1)


class NothingPromised(Exception):
    """No limit is in force for a subject, so nothing is promised of it."""


class NoCalendar(Exception):
    """A subject's column names no calendar of the policy (rule 75)."""


def due_of(case: Case, limit: ast.Time | None, member: Member) -> datetime | None:
    """The end of the limit, or the last microsecond before the event where that is earlier (rules 33 and 122)."""
    assert member.start is not None
    ends = [] if limit is None else [_end_of(case, limit, member)]
    before = case.option(ast.Before)
    event = member.reader(case).instant(before.event, member.row) if before else None
    if event is not None:
        ends.append(event - US)
    return min(ends, default=None)


def _end_of(case: Case, limit: ast.Time, member: Member) -> datetime:
    assert member.start is not None
    office = case.office_of(member.row)
    if isinstance(limit, ast.ByDay):
        if limit.after.business and office is None:
            raise NoCalendar
        return end_of_day(member.start, limit, case.zone, office)
    length = limit_of(case.reader.amount(limit, member.row, member.day))
    if length is None:
        raise NothingPromised
    if length.business and office is None:
        raise NoCalendar
    paused = case.option(ast.Paused)
    if paused is None:
        return later(member.start, length, case.zone, office)
    return _paused(case, paused, length, member, office)


# ------------------------------------------------------------------------------------------------------- ends of days


def end_of_day(start: datetime, by: ast.ByDay, zone: ZoneInfo, office: Office | None) -> datetime:
    """`by end of next day`, `by 10:00 of 3 business days` (rule 123)."""
    days = whole(Fraction(by.after.amount)) * DAYS[by.after.unit]
    if not by.after.business:
        day = day_of(zone, start) + days * ONE_DAY
        if by.time is None:
            return day_start(zone, day + ONE_DAY) - US
        due = _at(zone, day, by.time)
        return due if due >= start else _at(zone, day + ONE_DAY, by.time)
    assert office is not None
    opening, _ = next(iter(office.spans(start)))
    day = _working_day(office, day_of(office.zone, max(opening, start)), days)
    if by.time is None:
        return office.hours(day)[-1][1]
    due = _at(office.zone, day, by.time)
    return due if due >= start else _at(office.zone, _working_day(office, day, 1), by.time)


def _at(zone: ZoneInfo, day: date, clock: time) -> datetime:
    return at_local(zone, datetime.combine(day, clock))


def _working_day(office: Office, day: date, later_by: int) -> date:
    while later_by:
        day += ONE_DAY
        later_by -= bool(office.hours(day))
    return day


# ------------------------------------------------------------------------------------------------------------- pauses


def _paused(case: Case, paused: ast.Paused, limit: Limit, member: Member, office: Office | None) -> datetime:
    """Start + limit + the pauses that begin while no more than the limit is used up (rules 113 and 114)."""
    assert member.start is not None
    most = None if paused.most is None else limit_of(case.reader.value(paused.most, None))
    most_us = None if most is None else most.amount * (86_400 if most.unit == "day" else ELAPSED[most.unit]) * 1_000_000
    counted = 0
    due = later(member.start, limit, case.zone, office)
    for begin, end in _pauses(case, paused, member):
        low = max(begin, member.start)
        if low < end and low <= due:
            counted += office.open_us(low, end) if limit.business and office else elapsed_us(low, end)
            counted = counted if most_us is None else min(counted, int(most_us))
            due = _moved(case, limit, member.start, counted, office)
    return due


def _moved(case: Case, limit: Limit, start: datetime, us: int, office: Office | None) -> datetime:
    """The due instant, moved on by so much time on the limit's clock."""
    if limit.unit in ELAPSED:
        return later(
            start, Limit(limit.seconds() + Fraction(us, 1_000_000), "second", limit.business), case.zone, office
        )
    due = later(start, limit, case.zone, office)
    if us == 0:
        return due
    return later(due, Limit(Fraction(us, 1_000_000), "second", limit.business), case.zone, office)


def _pauses(case: Case, paused: ast.Paused, member: Member) -> list[tuple[datetime, datetime]]:
    """The spans of time, in order, for which the states in force all satisfy the condition (rule 112)."""
    states = _history(case, paused, member.row)
    instants = sorted({at for at, _ in states})
    spans = pairwise([*instants, case.as_of])
    return [
        (begin, end)
        for begin, end in spans
        if all(case.reader.holds(paused.condition, child) is True for at, child in states if at == begin)
    ]


def _history(case: Case, paused: ast.Paused, row: Row) -> list[tuple[datetime, Row]]:
    names = [n for n in walk(paused.condition) if isinstance(n, ast.Name)]
    tables = {n.parts[0] for n in names if len(n.parts) == 2}
    columns = {n.parts[-1] for n in names}
    return [
        (at, child)
        for name, children in row.children.items()
        for child in children
        if (not tables or name in tables) and columns <= set(child.values)
        if isinstance(at := child.values.get("at"), datetime)
    ]
