"""What limits ask of calendars: whether two say the same, how their open time compares, how long it lasts."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise

from sla_dsl.compile.openings import openings
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.times import MINUTE_US
from sla_dsl.review.calendars import OpenTime, open_time


def same(old: Calendar, new: Calendar) -> bool:
    """Whether two calendars say the same, whatever they are called."""
    return _said(old) == _said(new)


@lru_cache(maxsize=64)
def same_days(old: Calendar, new: Calendar) -> bool:
    """Whether two calendars open on the same local days, at whatever hours."""
    return set(openings(old).day) == set(openings(new).day)


@lru_cache(maxsize=64)
def compared(old: Calendar, new: Calendar) -> OpenTime:
    """How the open time of the new calendar lies to that of the old one."""
    return open_time(old, new)


@lru_cache(maxsize=64)
def least_time(calendar: Calendar, us: int) -> int | None:
    """The least time (us) in which so much open time is used up; None where it never is.

    It takes no longer from an opening on than from any later instant before the next one: as the start moves on, so
    does the due, which sometimes leaps over closed time.
    """
    spans = _spans(calendar)
    opened = list(accumulate((end - start for start, end in spans), initial=0))
    found: int | None = None
    for n, (start, _) in enumerate(spans):
        at = bisect_right(opened, opened[n] + us) - 1
        if at >= len(spans):
            break
        taken = spans[at][0] + opened[n] + us - opened[at] - start
        found = taken if found is None else min(found, taken)
    return found


def longest_closed(calendar: Calendar) -> int:
    """The longest time between two openings (us)."""
    spans = _spans(calendar)
    return max((b[0] - a[1] for a, b in pairwise(spans)), default=0)


def uniform_day(calendar: Calendar) -> int | None:
    """The length of a working day (us), where all of them have the same hours without a break; else None."""
    hours = {h for h in calendar.weekly if h} | {s.hours for s in calendar.special if s.hours}
    if len(hours) != 1:
        return None
    (only,) = hours
    return (only[0][1] - only[0][0]) * MINUTE_US if len(only) == 1 else None


def ends_of_days(*calendars: Calendar) -> tuple[int, int]:
    """The first and the last minute at which a working day of some calendars ends; midnight without any."""
    hours = [h for c in calendars for h in (*c.weekly, *(s.hours for s in c.special)) if h]
    ends = [h[-1][1] for h in hours] or [24 * 60]
    return min(ends), max(ends)


def fewest_days(calendar: Calendar, working: int) -> int:
    """A number of days that some working days take at least, from one of them on."""
    if any(s.hours for s in calendar.special):
        return working  # days that are no working days else may be open
    week = [bool(h) for h in calendar.weekly]
    if not any(week):
        return working
    return min(_days_to(week, start, working) for start in range(7) if week[start])


def _days_to(week: list[bool], start: int, working: int) -> int:
    day, left = start, working
    while left:
        day += 1
        left -= week[day % 7]
    return day - start


def _said(calendar: Calendar) -> tuple[object, ...]:
    return calendar.timezone, calendar.weekly, frozenset(calendar.special), frozenset(calendar.holidays)


@lru_cache(maxsize=64)
def _spans(calendar: Calendar) -> tuple[tuple[int, int], ...]:
    """The open spans in order, those that touch as one."""
    found = openings(calendar)
    out: list[tuple[int, int]] = []
    for start, end in zip(found.opens.to_list(), found.closes.to_list(), strict=True):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)
