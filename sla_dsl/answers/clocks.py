"""When the clock of a limit ran between two instants, and when and why it stood still."""

from __future__ import annotations

from datetime import date, timedelta

from sla_dsl.compile.openings import openings
from sla_dsl.compile.zone import EPOCH_DAY, zone
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.holidays import days_off
from sla_dsl.text.record import record


@record
class Stretch:
    """A stretch of time `begins <= t < ends` (us UTC) in which a calendar is open, or shut, and then `why`."""

    begins: int
    ends: int
    open: bool
    why: str = ""


def stretches(calendar: Calendar, begins: int, ends: int) -> list[Stretch]:
    """The open and shut stretches between two instants, in order and without a gap."""
    found = openings(calendar)
    there = (found.closes > begins) & (found.opens < ends)
    spans = zip(found.opens.filter(there).to_list(), found.closes.filter(there).to_list(), strict=True)
    out: list[Stretch] = []
    at = begins
    for opens, closes in spans:
        if opens > at:
            out.append(_shut(calendar, at, opens))
        first, last = max(opens, at), min(closes, ends)
        if out and out[-1].open and out[-1].ends == first:
            first = out.pop().begins
        out.append(Stretch(first, last, True))
        at = last
    if at < ends:
        out.append(_shut(calendar, at, ends))
    return out


def _shut(calendar: Calendar, begins: int, ends: int) -> Stretch:
    """A shut stretch, and why: the days in it on which nothing opens."""
    place = zone(calendar.timezone)
    first, last = place.day_of(begins), place.day_of(max(begins, ends - 1))
    days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 366))]
    opened = _opened(calendar, days)
    reasons = dict.fromkeys(why for day in days if day not in opened for why in [_why(calendar, day)])
    return Stretch(begins, ends, False, ", ".join(reasons) or "outside hours")


def _opened(calendar: Calendar, days: list[date]) -> set[date]:
    """Those of some days on which the calendar opens."""
    found = openings(calendar).day
    low, high = ((day - EPOCH_DAY).days for day in (days[0], days[-1]))
    numbers = found.filter((found >= low) & (found <= high)).to_list()
    return {EPOCH_DAY + timedelta(days=int(n)) for n in numbers}


def _why(calendar: Calendar, day: date) -> str:
    """Why nothing opens on a day (fine print 51)."""
    if any(s.first <= day <= s.last for s in calendar.special):
        return "closed"
    if calendar.weekly[day.weekday()] and any(day in days_off(code, range(1969, 2102)) for code in calendar.holidays):
        return f"holiday on {day.isoformat()}"
    return "weekend" if day.weekday() >= 5 else "no hours"


def open_us(found: list[Stretch]) -> int:
    """The length of what is open."""
    return sum(s.ends - s.begins for s in found if s.open)
