"""The periods of a clause in the reference evaluator (rules 16 to 18, 20, 145 to 147)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Member
from tests.support.reference_time import DAYS, ONE_DAY, day_of, day_start, whole


@dataclass(frozen=True)
class Window:
    """A period: local days from `first` until before `after`, the instants they begin at, and its state.

    `low` to `high` are the days of it, both included, that are in force and that the data reach back to.
    """

    first: date
    after: date
    low: date
    high: date
    start: datetime
    end: datetime
    state: str

    def holds(self, member: Member) -> bool:
        """Whether a member's start lies in the period."""
        return member.day is not None and self.first <= member.day < self.after


def windows(
    case: Case, per: ast.Period | None, starts: list[datetime], reach: tuple[date, date] | None = None
) -> list[Window]:
    """The periods of the clause, in order, for the known starts of its rows.

    `reach` is how far back and on the data go where that is not for the clause's one table to say.
    """
    today, days = day_of(case.zone, case.as_of), case.data_days()
    if per is None:
        return [_window(case, case.low, case.high + ONE_DAY)] if case.low <= today else []
    if case.has_term:
        first, last = case.low, min(case.high, today)
    elif not starts:
        return []
    else:
        counted, latest = day_of(case.zone, min(starts)), day_of(case.zone, max(starts))
        days = reach or ((min(days[0], counted), max(days[1], latest)) if days else (counted, latest))
        begin = days[0] if per.rolling else counted
        first, last = max(begin, case.low), min(days[1], case.high)
    if per.rolling is not None:
        return _rolling(case, per.rolling, first, last)
    found: list[Window] = []
    day = first
    while day <= last:
        start, after = case.policy.aligned.holding(day, per)
        unreached = not case.has_term and days is not None and days[0] > start
        reached = days[0] if unreached and days is not None else start
        found.append(_window(case, start, after, max(start, reached, case.low), min(after - ONE_DAY, case.high)))
        day = after
    return found


def _rolling(case: Case, length: ast.Duration, first: date, last: date) -> list[Window]:
    days = whole(Fraction(length.amount)) * DAYS[length.unit]
    ends = [first + n * ONE_DAY for n in range(days - 1, (last - first).days + 1)]
    return [_window(case, end - (days - 1) * ONE_DAY, end + ONE_DAY) for end in ends]


def _window(case: Case, first: date, after: date, low: date | None = None, high: date | None = None) -> Window:
    start, end = day_start(case.zone, first), day_start(case.zone, after)
    low, high = low or first, high or after - ONE_DAY
    partial = (low, high) != (first, after - ONE_DAY)
    state = "partial" if partial else "open" if case.as_of < end else "closed"
    return Window(first, after, low, high, start, end, state)
