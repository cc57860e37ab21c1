"""How the open time of two calendars compares, exactly: over all openings between 1969 and 2101."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from sla_dsl.compile.openings import openings
from sla_dsl.logic.relations import Relation
from sla_dsl.model.calendar import Calendar
from sla_dsl.text.record import record

Spans = tuple[tuple[int, int], ...]


@record
class Compared:
    """How the new calendar's open time lies to the old one's.

    `whole_days` is that where both are open on a day, they are open at the same times of it.
    """

    open_time: Relation
    whole_days: bool


def same(old: Calendar, new: Calendar) -> bool:
    """Whether two calendars say the same, whatever they are called."""
    return _said(old) == _said(new)


def compared(old: Calendar, new: Calendar) -> Compared:
    """Their relation; a calendar is narrower that is open for less."""
    if same(old, new):
        return Compared(Relation.EQUAL, True)
    return _compared(old, new)


@lru_cache(maxsize=64)
def _compared(old: Calendar, new: Calendar) -> Compared:
    a, b = _spans(old), _spans(new)
    less, more = _within(b, a), _within(a, b)
    relation = {
        (True, True): Relation.EQUAL,
        (True, False): Relation.NARROWER,
        (False, True): Relation.WIDER,
    }.get((less, more), Relation.OVERLAPPING)
    return Compared(relation, old.timezone == new.timezone and _days_alike(old, new))


def longest_open(calendar: Calendar) -> int:
    """The longest stretch of open time without a break (us)."""
    return max((end - start for start, end in _spans(calendar)), default=0)


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
    return (only[0][1] - only[0][0]) * 60_000_000 if len(only) == 1 else None


def _said(calendar: Calendar) -> tuple[object, ...]:
    return calendar.timezone, calendar.weekly, frozenset(calendar.special), frozenset(calendar.holidays)


@lru_cache(maxsize=64)
def _spans(calendar: Calendar) -> Spans:
    """The open spans in order, those that touch as one."""
    found = openings(calendar)
    out: list[tuple[int, int]] = []
    for start, end in zip(found.opens.to_list(), found.closes.to_list(), strict=True):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)


def _within(inner: Spans, outer: Spans) -> bool:
    """Whether all of the one lies in the other."""
    starts = [start for start, _ in outer]
    for start, end in inner:
        place = bisect_right(starts, start) - 1
        if place < 0 or outer[place][1] < end:
            return False
    return True


@lru_cache(maxsize=64)
def _by_day(calendar: Calendar) -> dict[int, Spans]:
    """The spans of every working day."""
    found = openings(calendar)
    out: dict[int, list[tuple[int, int]]] = {}
    for day, start, end in zip(found.day.to_list(), found.opens.to_list(), found.closes.to_list(), strict=True):
        out.setdefault(day, []).append((start, end))
    return {day: tuple(spans) for day, spans in out.items()}


def _days_alike(old: Calendar, new: Calendar) -> bool:
    a, b = _by_day(old), _by_day(new)
    return all(spans == b[day] for day, spans in a.items() if day in b)
