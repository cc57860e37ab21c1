"""From when on clocks run in boundary cases: a plain working morning, where two calendars part, where a day is odd."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from sla_dsl.compile.openings import openings
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US
from sla_dsl.replay.boundary.ground import ONE_DAY, Ground

_TRIED, _YEAR = 60, 366


def morning(place: Ground, calendars: Sequence[Calendar]) -> int:
    """A Tuesday to Thursday, at an hour at which all calendars are open, also on the day after; else any such hour."""
    days = [place.first + timedelta(days=n) for n in range(_TRIED)]
    inside = [day for day in days if place.last is None or day <= place.last]
    hours = [place.at(day, hour) for day in inside if day.weekday() in (1, 2, 3) for hour in (9, 10, 13)]
    for at in hours:
        if all(_open(calendar, at + ahead * DAY_US) for calendar in calendars for ahead in (0, 1)):
            return at
    return next((at for at in hours if all(_open(c, at) for c in calendars)), place.at(place.first))


def before_closing(place: Ground, calendars: Sequence[Calendar], at: int) -> int:
    """An hour before the first of these calendars closes on the day of an instant."""
    ends = [closes for calendar in calendars for opens, closes in _spans(calendar) if opens <= at < closes]
    return min(ends, default=at + HOUR_US) - HOUR_US


def before_parting(place: Ground, calendars: Sequence[Calendar]) -> int | None:
    """An hour before the last closing that two calendars share before they part, if that is not the first opening of
    either; None where there is no such closing."""
    if len(calendars) < 2:
        return None
    one, two = _spans(calendars[0]), _spans(calendars[1])
    first, end = place.at(place.first, 0), None if place.last is None else place.at(place.last, 24)
    shared = sorted(closes - HOUR_US for _, closes in one & two if first <= closes - HOUR_US)
    for opens in sorted(opens for opens, _ in one ^ two if opens >= first and (end is None or opens < end)):
        before = bisect_left(shared, opens)
        if before:
            return shared[before - 1]
    return None


def odd_starts(place: Ground, calendars: Sequence[Calendar]) -> Iterator[int]:
    """Instants from which limits may part that do not from a plain morning: where a calendar closes for the night and
    for longer, while it is closed, where an hour of the day is another one, before the clocks change, at the end of a
    month."""
    first, end = place.at(place.first, 0), place.at(place.last or place.first + timedelta(days=_YEAR), 24)
    for calendar in calendars:
        spans = sorted(span for span in _spans(calendar) if first <= span[0] < end)[:_TRIED]
        nights = sorted(pairwise(spans), key=lambda two: two[0][1] - two[1][0])  # the longest ones first
        for (opens, closes), (again, _) in [*nights[-1:], *nights[:1]]:
            yield from (closes - HOUR_US, (closes + again) // 2 // MINUTE_US * MINUTE_US, opens, again - HOUR_US)
    days = [place.first + timedelta(days=n) for n in range(_YEAR)]
    inside = [day for day in days if place.last is None or day <= place.last]
    yield from (place.at(day, 12) for day in inside if place.at(day + ONE_DAY, 12) - place.at(day, 12) != DAY_US)
    yield from [place.at(day) for day in inside if (day + ONE_DAY).day == 1][:12]


def _open(calendar: Calendar, at: int) -> bool:
    found = openings(calendar)
    place = int(found.opens.search_sorted(at, side="right")) - 1
    return place >= 0 and int(found.closes[place]) > at


def _spans(calendar: Calendar) -> set[tuple[int, int]]:
    found = openings(calendar)
    return set(zip(found.opens.to_list(), found.closes.to_list(), strict=True))
