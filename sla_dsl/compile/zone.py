"""A time zone as its few changes of offset: what the clock tables and the period bounds are built from.

Local time and UTC meet in two rules. From UTC: the offset in force. From local time: the offset in force *before* a
change holds until local times on both sides agree again, which makes an ambiguous time the earlier one and moves a
time that does not exist forward by the length of the gap (fine print 2).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sla_dsl.text.record import record

DAY_US = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
_FIRST = datetime(1969, 12, 25)
_WEEKS = 6_837  # from _FIRST to 2101-01-06
_WEEK = 7 * 86_400  # no zone has changed twice within a week since 1970
_QUARTER = 900  # nearly every change falls on a quarter of an hour


def to_us(instant: datetime) -> int:
    """Microseconds since the epoch of an aware instant, exactly."""
    return (instant - EPOCH) // timedelta(microseconds=1)


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


def _offset(tz: ZoneInfo, second: int) -> timedelta:
    """The offset in force at a second of the UTC line."""
    return datetime.fromtimestamp(second, tz).utcoffset() or timedelta()


def _change(tz: ZoneInfo, low: int, high: int, before: timedelta) -> int:
    """The first second in (low, high] whose offset differs from `before`; low and high are quarters of an hour."""
    step = _QUARTER
    while True:
        while high - low > step:
            middle = low + (high - low) // (2 * step) * step
            low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
        if step == 1 or _offset(tz, high - 1) == before:
            return high
        step = 1


def _restless(tz: ZoneInfo) -> list[int]:
    """The weeks, counted from `_FIRST`, in which the offset may change: those whose ends differ, and their neighbours.

    The ends are read as local times, which costs a fraction of a conversion. A local time is less than a day from the
    same reading in UTC, so a change in a UTC week shows in the same local week or in one beside it.
    """
    first = _FIRST.toordinal()
    ends = map(tz.utcoffset, map(datetime.fromordinal, range(first, first + 7 * _WEEKS + 1, 7)))
    found = (week for week, (a, b) in enumerate(pairwise(ends)) if a != b)
    return sorted({near for week in found for near in (week - 1, week, week + 1) if 0 <= near < _WEEKS})


@lru_cache(maxsize=32)
def zone(name: str) -> Zone:
    """The zone of an IANA name; the name must be known to `zoneinfo`."""
    tz, first = ZoneInfo(name), to_us(_FIRST.replace(tzinfo=UTC)) // 1_000_000
    before = _offset(tz, first)
    offsets, changes = [before], []
    usual: dict[int, None] = {}  # when in the week the zone has changed: hardly ever at another time than that
    for week in _restless(tz):
        start = first + week * _WEEK
        if _offset(tz, start + _WEEK) != before:
            tried = (start + u for u in usual if _offset(tz, start + u) != before == _offset(tz, start + u - 1))
            changed = next(tried, None) or _change(tz, start, start + _WEEK, before)
            usual[changed - start] = None
            before = _offset(tz, changed)
            changes.append(changed * 1_000_000)
            offsets.append(before)
    return Zone(name, tuple(changes), tuple(o // timedelta(microseconds=1) for o in offsets))
