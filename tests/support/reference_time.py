"""Zones, limits, business time and periods of the reference evaluator, one instant or one day at a time."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast

ELAPSED = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """A length of time as the policy says it; `3 days` and `72h` are different limits."""

    amount: Fraction
    unit: str
    business: bool = False

    def seconds(self) -> Fraction:
        """The length in seconds; only elapsed limits have one (others raise `KeyError`)."""
        return self.amount * ELAPSED[self.unit]

    def length(self) -> Fraction:
        """The length in seconds in an expression, where a day has 24 hours (rule 161)."""
        return self.amount * DAYS[self.unit] * 86_400 if self.unit in DAYS else self.seconds()


def at_local(zone: ZoneInfo, wall: datetime) -> datetime:
    """The UTC instant of a zone-less local time, read with the offset in force before a change (rule 2)."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_time(zone: ZoneInfo, t: datetime) -> datetime:
    """The zone-less local time of an instant."""
    return t.astimezone(zone).replace(tzinfo=None, fold=0)


def day_of(zone: ZoneInfo, t: datetime) -> date:
    """The local day that holds an instant."""
    return t.astimezone(zone).date()


def day_start(zone: ZoneInfo, day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return at_local(zone, datetime.combine(day, time(0)))


def add_months(day: date, count: int) -> date:
    """The same day of the month, `count` months later, or the last day of a month that is too short."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def whole(amount: Fraction) -> int:
    """A number of days or months, which is never a part of one."""
    if amount.denominator != 1:
        raise NotImplementedError(f"a part of a day, week or month: {amount}")
    return int(amount)


@dataclass(frozen=True)
class Office:
    """A calendar of open time."""

    statement: ast.Calendar
    zone: ZoneInfo

    def _holidays(self, day: date) -> bool:
        if not self.statement.holidays:
            return False
        library = importlib.import_module("holidays")
        for code in self.statement.holidays:
            country, _, part = code.partition("-")
            if day in library.country_holidays(country, subdiv=part or None, years=day.year):
                return True
        return False

    def hours(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of a local day, in UTC and in order; a day with hours of its own has just those."""
        spans: list[tuple[time, time]] = []
        special = [c for c in self.statement.closures if c.start.day <= day <= (c.end or c.start).day]
        if any(c.hours for c in special):
            spans = [span for c in special for span in c.hours]
        elif not special and not self._holidays(day):
            spans = [span for o in self.statement.openings if day.weekday() in o.weekdays for span in o.hours]
        return sorted((self._at(day, low), self._closing(day, high)) for low, high in spans)

    def _at(self, day: date, clock: time) -> datetime:
        return at_local(self.zone, datetime.combine(day, clock))

    def _closing(self, day: date, clock: time) -> datetime:
        """Hours that end at 24:00 end with the day."""
        return self._at(day, clock) if clock != time(0) else self._at(day + ONE_DAY, clock)

    def spans(self, t: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans that have not closed at `t`, from the local day of `t` on."""
        day = day_of(self.zone, t)
        for offset in range(4000):
            for low, high in self.hours(day + offset * ONE_DAY):
                if t < high:
                    yield low, high
        raise NotImplementedError("a calendar that stays closed")

    def hours_later(self, start: datetime, limit: Limit) -> datetime:
        """The last instant at which the open time since `start` is not more than the limit."""
        left = timedelta(microseconds=int(limit.seconds() * 1_000_000))
        for low, high in self.spans(start):
            begin = max(low, start)
            if begin + left < high:
                return begin + left
            left -= high - begin
        raise AssertionError("spans never ends without an error")

    def open_us(self, start: datetime, end: datetime) -> int:
        """The open microseconds from one instant to another."""
        total, day = timedelta(0), day_of(self.zone, start)
        while day_start(self.zone, day) < end:
            for low, high in self.hours(day):
                total += max(timedelta(0), min(high, end) - max(low, start))
            day += ONE_DAY
        return total // timedelta(microseconds=1)

    def days_later(self, start: datetime, count: int) -> datetime:
        """The same local time `count` working days later, clipped into open hours."""
        low, _ = next(iter(self.spans(start)))
        start = max(low, start)
        day = day_of(self.zone, start)
        while count:
            day += ONE_DAY
            count -= bool(self.hours(day))
        spans = self.hours(day)
        due = at_local(self.zone, datetime.combine(day, wall_time(self.zone, start).time()))
        due = min(max(due, spans[0][0]), spans[-1][1])
        closed_before = [high for _, high in spans if high <= due]
        is_open = any(low <= due <= high for low, high in spans)
        return due if is_open else max(closed_before)


def later(start: datetime, limit: Limit, zone: ZoneInfo, office: Office | None = None) -> datetime:
    """`start` plus a limit on its clock."""
    if limit.business:
        if office is None:
            raise NotImplementedError("business time without a calendar")
        if limit.unit in ELAPSED:
            return office.hours_later(start, limit)
        return office.days_later(start, whole(limit.amount) * DAYS[limit.unit])
    if limit.unit in ELAPSED:
        return start + timedelta(microseconds=int(limit.seconds() * 1_000_000))
    wall = wall_time(zone, start)
    if limit.unit in DAYS:
        return at_local(zone, wall + whole(limit.amount) * DAYS[limit.unit] * ONE_DAY)
    return at_local(
        zone, datetime.combine(add_months(wall.date(), whole(limit.amount) * MONTHS[limit.unit]), wall.time())
    )


@dataclass(frozen=True)
class Aligned:
    """How a policy's calendar periods are cut: first weekday (0 is Monday), first month of the fiscal year, and its
    months in weeks (`in 4-4-5 weeks`), where it has any."""

    week_start: int
    fiscal_month: int
    weeks: tuple[int, int, int] | None = None

    def holding(self, day: date, period: ast.Period) -> tuple[date, date]:
        """The first day of the calendar period that holds `day`, and the day after its last."""
        if period.unit == "day":
            return day, day + ONE_DAY
        if period.unit == "week":
            first = day - ((day.weekday() - self.week_start) % 7) * ONE_DAY
            return first, first + 7 * ONE_DAY
        assert period.unit is not None
        length = MONTHS[period.unit]
        if period.fiscal and self.weeks is not None:
            months = self._fiscal_months(day)
            spans = [(months[n][0], months[n + length - 1][1]) for n in range(0, 12, length)]
            return next((first, after) for first, after in spans if first <= day < after)
        anchor = self.fiscal_month - 1 if period.fiscal else 0
        month = day.year * 12 + day.month - 1
        month -= (month - anchor) % length
        first = date(month // 12, month % 12 + 1, 1)
        return first, add_months(first, length)

    def _fiscal_months(self, day: date) -> list[tuple[date, date]]:
        """The twelve runs of weeks of the fiscal year that holds a day; a 53rd week is the last one's (rule 145)."""
        assert self.weeks is not None
        year = next(y for y in (day.year + 1, day.year, day.year - 1) if self._fiscal_start(y) <= day)
        begin, months = self._fiscal_start(year), []
        for number in range(12):
            end = begin + 7 * self.weeks[number % 3] * ONE_DAY
            months.append((begin, end if number < 11 else self._fiscal_start(year + 1)))
            begin = end
        return months

    def _fiscal_start(self, year: int) -> date:
        """The week start that is nearest to the first of the month: at most three days away."""
        first = date(year, self.fiscal_month, 1)
        near = [first + n * ONE_DAY for n in range(-3, 4)]
        return next(day for day in near if day.weekday() == self.week_start)
