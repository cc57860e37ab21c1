"""Which of two limits comes due earlier, from any start: on one clock by length, across clocks where there is an order.

A limit that is due earlier is tightened. docs/review.md has the table of what is decided and why.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from sla_dsl.compile.zone import Zone, zone
from sla_dsl.logic.relations import Relation
from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    ByDay,
    CalendarDays,
    CalendarMonths,
    Elapsed,
    Plain,
    calendar_of,
)
from sla_dsl.model.times import DAY_US, MINUTE_US
from sla_dsl.review.calendars import OpenTime
from sla_dsl.review.compare import calendars
from sla_dsl.review.directions import B, E, L, T, U, together
from sla_dsl.review.models import Direction


def limit_direction(old: Plain, new: Plain, timezone: str) -> Direction:
    """Tightened where the new limit is never due later, whatever the start, and due earlier for some."""
    if type(old) is type(new):
        return _alike(old, new)
    found = _across(old, new, zone(timezone))
    return _across(new, old, zone(timezone)).mirror if found is U else found


# ---------------------------------------------------------------------------------------------- on one clock


def _alike(old: Plain, new: Plain) -> Direction:
    match old, new:
        case Elapsed(a), Elapsed(b):
            return _less(a, b)
        case CalendarDays(a), CalendarDays(b):
            return _less(a, b)
        case CalendarMonths(a), CalendarMonths(b):
            return _less(a, b)
        case BusinessTime(), BusinessTime():
            found = calendars.compared(old.calendar, new.calendar)
            return together((_less(old.us, new.us), _by_open_time(found)))
        case BusinessDays(), BusinessDays():
            return together((_less(old.days, new.days), _by_days(calendars.compared(old.calendar, new.calendar))))
        case ByDay(), ByDay():
            return _by_day(old, new)
        case _:
            return U


def _less(old: int, new: int) -> Direction:
    return E if old == new else T if new < old else L


def _by_open_time(found: OpenTime) -> Direction:
    """The more is open, the sooner open time is used up."""
    return {Relation.EQUAL: E, Relation.WIDER: T, Relation.NARROWER: L}.get(found.relation, U)


def _by_days(found: OpenTime) -> Direction:
    """The same of working days, as long as only whole days come or go: other hours also move where a day ends."""
    return _by_open_time(found) if found.whole_days else U


def _by_day(old: ByDay, new: ByDay) -> Direction:
    if (old.calendar is None) != (new.calendar is None):
        return U
    if old.calendar is not None and new.calendar is not None:
        clock = _by_days(calendars.compared(old.calendar, new.calendar))
    else:
        clock = E
    if (old.days, old.minute) == (new.days, new.minute):
        return clock
    ends = calendars.ends_of_days(*(c for c in (old.calendar, new.calendar) if c is not None))
    if _surely_before(new, old, ends):
        return together((clock, T))
    sure = B if old.calendar is None or None not in (old.minute, new.minute) else U
    return together((clock, L if _surely_before(old, new, ends) else sure))


def _surely_before(one: ByDay, other: ByDay, ends: tuple[int, int]) -> bool:
    """Whether the one is never later, where days end at `ends` (the first and the last minute at which one does); a
    minute of the start's own day may be that of the next one."""
    day, minute = one.days, one.minute
    if day == 0 and minute is not None:
        return other.days > 1 or (other.days == 1 and minute <= (ends[0] if other.minute is None else other.minute))
    if day == 0 or other.days == 0 or day != other.days or minute == other.minute:
        return day <= other.days if day and other.days else day < other.days
    mine, theirs = (ends[1] if minute is None else minute), (ends[0] if other.minute is None else other.minute)
    return mine <= theirs


# ---------------------------------------------------------------------------------------------- across clocks


def _across(old: Plain, new: Plain, place: Zone) -> Direction:
    """What is known of limits on two clocks, asked in one order; undetermined also where the other order may tell."""
    a, b = _lengths(old, place), _lengths(new, place)
    if a is not None and b is not None:
        found = _by_lengths(a, b)
        return B if found is U and _either_way(_usual(old), _usual(new), place) else found
    if a is not None and isinstance(new, BusinessTime):
        return _to_business_time(a, new)
    if a is not None and isinstance(new, BusinessDays):
        return _to_business_days(old, a, new, place)
    if isinstance(old, BusinessTime) and isinstance(new, BusinessDays):
        return _open_time_to_days(old, new, place)
    if isinstance(old, BusinessDays) and isinstance(new, ByDay):
        return _days_to_their_end(old, new)
    return U


def _by_lengths(a: tuple[int, int], b: tuple[int, int]) -> Direction:
    """Limits by the least and the most that passes until they are due."""
    if a == b and a[0] == a[1]:
        return E
    if b[1] <= a[0]:
        return T
    if a[1] <= b[0]:
        return L
    return U


def _either_way(a: tuple[int, int], b: tuple[int, int], place: Zone) -> bool:
    """Whether there surely are starts for either order, by the lengths without changes of the clocks."""
    if a == b and a[0] == a[1]:  # a day and 24 hours: there are days of 23 and of 25
        shifts = {after > before for before, after in pairwise(place.offsets)}
        return shifts == {True, False}
    return b[0] < a[0] == a[1] < b[1] or a[0] < b[0] == b[1] < a[1]


def _to_business_time(a: tuple[int, int], new: BusinessTime) -> Direction:
    """Open time never passes faster than time does, and of more than a day's hours a night lies between."""
    least = calendars.least_time(new.calendar, new.us)
    if a[1] <= max(new.us, least or 0):
        return L
    sooner = least is not None and least < a[0]
    later = calendars.longest_closed(new.calendar) > a[1] - new.us
    return B if sooner and later else U


def _to_business_days(old: Plain, a: tuple[int, int], new: BusinessDays, place: Zone) -> Direction:
    """Where all working days have the same hours, some of them later is never before as many days later."""
    if calendars.uniform_day(new.calendar) is None or new.calendar.timezone != place.name:
        return U
    least = calendars.fewest_days(new.calendar, new.days)
    if isinstance(old, CalendarDays):
        return L if old.days <= least else U
    return L if a[1] <= least * DAY_US - _spread(place) else U


def _days_to_their_end(old: BusinessDays, new: ByDay) -> Direction:
    """Working days at the start's local time, clipped into the hours, are over by the end of the last of them."""
    if new.calendar is None or not calendars.same(old.calendar, new.calendar):
        return U
    if new.days == 0:  # a minute of the start's own day may be that of the next one
        return T if new.minute is None else U
    if new.days != old.days:
        return L if old.days < new.days else T
    return L if new.minute is None else U


def _open_time_to_days(old: BusinessTime, new: BusinessDays, place: Zone) -> Direction:
    day = calendars.uniform_day(new.calendar)
    if day is None or not calendars.same(old.calendar, new.calendar):
        return U
    shift = _spread(zone(new.calendar.timezone))
    if old.us <= new.days * day - shift:
        return L if old.us < new.days * day else E
    return T if old.us >= new.days * day + shift else U


def _lengths(limit: Plain, place: Zone) -> tuple[int, int] | None:
    """The least and the most time that passes until a limit is due (us); None where that depends on a calendar.

    Local days are shifted by changes of the zone's offset.
    """
    if calendar_of(limit) is not None:
        return None
    low, high = _usual(limit)
    shift = 0 if isinstance(limit, Elapsed) else _spread(place)
    return max(low - shift, 0), high + shift


def _usual(limit: Plain) -> tuple[int, int]:
    """The same where no clock changes."""
    match limit:
        case Elapsed(us):
            return us, us
        case CalendarDays(days):
            return days * DAY_US, days * DAY_US
        case CalendarMonths(months):
            low, high = _days_of(months)
            return low * DAY_US, high * DAY_US
        case ByDay(days=days, minute=None):
            return days * DAY_US, (days + 1) * DAY_US
        case ByDay(days=0):
            return 0, DAY_US
        case ByDay(days=days, minute=int() as minute):
            end = days * DAY_US + minute * MINUTE_US
            return end - DAY_US, end
        case _:
            raise AssertionError("a limit on a calendar has no usual length")


@lru_cache(maxsize=64)
def _spread(place: Zone) -> int:
    """How far the offsets of a zone lie apart (us): no day is longer or shorter by more."""
    return max(place.offsets) - min(place.offsets)


@lru_cache(maxsize=64)
def _days_of(months: int) -> tuple[int, int]:
    """The fewest and the most days that some months have, from any day of a leap year's round on."""
    first = date(1999, 1, 1)
    found = [(_later(day, months) - day).days for day in (first + timedelta(days=n) for n in range(4 * 366))]
    return min(found), max(found)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
