"""Where boundary cases are set: a plain working morning within the term, and the days on which two calendars part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from sla_dsl.compile.clock import due, earliest
from sla_dsl.compile.kit import LAST_US, Kit
from sla_dsl.compile.openings import openings
from sla_dsl.compile.periods import bounds
from sla_dsl.compile.zone import DAY_US, EPOCH_DAY, Zone, zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import Form, Per, Plain
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.replay.boundary.sketch import local_time
from sla_dsl.text.record import record

_HOUR = 3_600_000_000
_SOME_DAY = date(2026, 7, 1)
"""Where a policy without a term is shown."""
_TRIED = 60


@record
class Ground:
    """The days a clause covers under both policies, and the zone of the new one."""

    old: CheckedPolicy
    new: CheckedPolicy
    first: date
    last: date | None

    @property
    def zone(self) -> Zone:
        """The zone of the new policy."""
        return zone(self.new.timezone)

    def since(self, day: date | None) -> Ground:
        """The same from a day on."""
        return self if day is None or day <= self.first else replace(self, first=day)

    def at(self, day: date, hour: int = 9) -> int:
        """An hour of a local day (us UTC)."""
        return self.zone.from_local((day - EPOCH_DAY).days * DAY_US + hour * _HOUR)

    def due(self, at: int, limit: Plain) -> int:
        """The last instant (us UTC) that is within a limit of another one."""
        return int(pl.select(due(self._kit, pl.lit(at), limit)).item())

    def earliest(self, at: int, low: Plain) -> int:
        """The first instant (us UTC) that is not too early."""
        return int(pl.select(earliest(self._kit, pl.lit(at), low)).item())

    @property
    def _kit(self) -> Kit:
        return engine_of("polars").kit(self.zone, LAST_US)

    def whole(self, per: Per | None) -> tuple[date, date]:
        """The first day of the first whole period, and the day behind its last one."""
        if per is None:
            return self.first, (self.last or self.first) + timedelta(days=1)
        if per.kind == "rolling":
            return self.first, self.first + timedelta(days=per.days)
        start, end = bounds(per, self.first, self.new.years)
        return (start, end) if start >= self.first else (end, bounds(per, end, self.new.years)[1])


def ground(old: CheckedPolicy, new: CheckedPolicy, forms: tuple[Form, Form]) -> Ground | None:
    """The days that both policies and both clauses cover; None where there is none."""
    spans = [old.term, new.term, *(form.meta.in_force for form in forms)]
    first = max((a for a, _ in spans if a is not None), default=_SOME_DAY)
    last = min((b for _, b in spans if b is not None), default=None)
    return None if last is not None and last < first else Ground(old, new, first, last)


def edge(old: Per | None, new: Per | None, place: Ground) -> tuple[date, date]:
    """The day on which a period of the shorter kind ends within one of the longer kind, and the day behind both the
    longer one and the next shorter one."""
    one, two = place.whole(old), place.whole(new)
    longer, shorter = (one, new) if _days(one) >= _days(two) else (two, old)
    inside = place.since(longer[0])
    end = inside.whole(shorter)[1]
    return end, max(longer[1], inside.since(end).whole(shorter)[1])


def _days(span: tuple[date, date]) -> timedelta:
    return span[1] - span[0]


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
    return min(ends, default=at + _HOUR) - _HOUR


def before_parting(place: Ground, calendars: Sequence[Calendar]) -> int | None:
    """An hour before the last closing that two calendars share before they part; None where they do not."""
    if len(calendars) < 2:
        return None
    one, two = _spans(calendars[0]), _spans(calendars[1])
    first, end = place.at(place.first, 0), None if place.last is None else place.at(place.last, 24)
    apart = min((opens for opens, _ in one ^ two if opens >= first and (end is None or opens < end)), default=None)
    shared = [closes - _HOUR for _, closes in one & two if apart is not None and first <= closes - _HOUR < apart]
    return max(shared, default=None)


def _open(calendar: Calendar, at: int) -> bool:
    found = openings(calendar)
    place = int(found.opens.search_sorted(at, side="right")) - 1
    return place >= 0 and int(found.closes[place]) > at


def _spans(calendar: Calendar) -> set[tuple[int, int]]:
    found = openings(calendar)
    return set(zip(found.opens.to_list(), found.closes.to_list(), strict=True))


def midnight(place: Ground, at: int) -> int:
    """The beginning of the next local day after an instant."""
    return place.at(local_time(at, place.zone).date() + timedelta(days=1), 0)
