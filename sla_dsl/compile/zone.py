"""A time zone as its few changes of offset: what the clock tables and the period bounds are built from.

Local time and UTC meet in two rules. From UTC: the offset in force. From local time: the offset in force *before* a
change holds until local times on both sides agree again, which makes an ambiguous time the earlier one and moves a
time that does not exist forward by the length of the gap (fine print 2).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import cast
from zoneinfo import ZoneInfo

from sla_dsl.model.times import DAY_US
from sla_dsl.text.record import record

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
_LOCAL_EPOCH = datetime(1970, 1, 1)
_FIRST = datetime(1969, 12, 25)
_WEEKS = 6_837  # from _FIRST to 2101-01-06
_WEEK = timedelta(weeks=1)  # no zone has changed twice within a week since 1970
_SECOND, _MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
Reading = Callable[[datetime], timedelta]
"""The offset that a zone reads a local time with: around a change the one before it until both sides agree again."""


def to_us(instant: datetime) -> int:
    """Microseconds since the epoch of an aware instant, exactly."""
    return (instant - EPOCH) // _MICROSECOND


def to_instant(us: int) -> datetime:
    """The aware UTC instant of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=us)


@record
class Zone:
    """A zone's changes between 1970 and 2100: at `changes[i]` (UTC, us) the offset becomes `offsets[i + 1]` (us)."""

    name: str
    changes: tuple[int, ...]
    offsets: tuple[int, ...]

    def offset(self, us: int) -> int:
        """The offset in force at a UTC instant."""
        return self.offsets[bisect_right(self.changes, us)]

    @cached_property
    def local_changes(self) -> tuple[int, ...]:
        """The local times (us) from which the new offset reads a local time."""
        return tuple(c + max(a, b) for c, (a, b) in zip(self.changes, pairwise(self.offsets), strict=True))

    def from_local(self, local_us: int) -> int:
        """The UTC instant (us) of a local time (us since the local epoch)."""
        return local_us - self.offsets[bisect_right(self.local_changes, local_us)]

    def day_start(self, day: date) -> int:
        """The first instant of a local day, in microseconds UTC."""
        return self.from_local((day - EPOCH_DAY).days * DAY_US)

    def day_of(self, us: int) -> date:
        """The local day of a UTC instant."""
        return EPOCH_DAY + timedelta(days=(us + self.offset(us)) // DAY_US)


def _since(offset: Reading, start: datetime, after: timedelta) -> timedelta:
    """How long after `start` the offset `after` begins to read local times; it does so within a week."""
    seconds = range(_WEEK // _SECOND)
    return bisect_left(seconds, True, key=lambda s: offset(start + s * _SECOND) == after) * _SECOND


@lru_cache(maxsize=32)
def zone(name: str) -> Zone:
    """The zone of an IANA name; the name must be known to `zoneinfo`.

    Its offsets are asked for local times: that costs a fraction of what a conversion from UTC does, and from when on a
    new offset reads them tells when it came into force.
    """
    offset, first = cast(Reading, ZoneInfo(name).utcoffset), _FIRST.toordinal()
    weeks = [datetime.fromordinal(day) for day in range(first, first + 7 * _WEEKS + 1, 7)]
    readings = [*map(offset, weeks)]
    offsets, changes = readings[:1], []
    usual: dict[timedelta, None] = {}  # when in the week the zone has changed: hardly ever at another time than that
    for start, before, after in zip(weeks, readings, readings[1:], strict=False):
        if before != after:
            tried = (u for u in usual if offset(start + u) == after != offset(start + u - _SECOND))
            since = next(tried, None) or _since(offset, start, after)
            usual[since] = None
            changes.append(start + since - max(before, after) - _LOCAL_EPOCH)
            offsets.append(after)
    return Zone(name, tuple(c // _MICROSECOND for c in changes), tuple(o // _MICROSECOND for o in offsets))
