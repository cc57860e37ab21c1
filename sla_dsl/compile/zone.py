"""A time zone as its few changes of offset: what the clock tables and the period bounds are built from.

Local time and UTC meet in two rules. From UTC: the offset in force. From local time: the offset in force *before* a
change holds until local times on both sides agree again, which makes an ambiguous time the earlier one and moves a
time that does not exist forward by the length of the gap (fine print 2).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_US = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
_FIRST = datetime(1969, 12, 25, tzinfo=UTC)
_LAST = datetime(2101, 1, 8, tzinfo=UTC)
_STEP = timedelta(days=7)  # no zone has changed twice within a week since 1970 and come back


def to_us(instant: datetime) -> int:
    """Microseconds since the epoch of an aware instant, exactly."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def to_instant(us: int) -> datetime:
    """The aware UTC instant of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True)
class Zone:
    """A zone's changes between 1970 and 2100: at `changes[i]` (UTC, us) the offset becomes `offsets[i + 1]` (us)."""

    name: str
    changes: tuple[int, ...]
    offsets: tuple[int, ...]

    def offset(self, us: int) -> int:
        """The offset in force at a UTC instant."""
        return self.offsets[bisect_right(self.changes, us)]

    @property
    def local_changes(self) -> tuple[int, ...]:
        """The local times (us) from which the new offset reads a local time."""
        return tuple(c + max(a, b) for c, a, b in zip(self.changes, self.offsets, self.offsets[1:], strict=False))

    def from_local(self, local_us: int) -> int:
        """The UTC instant (us) of a local time (us since the local epoch)."""
        return local_us - self.offsets[bisect_right(self.local_changes, local_us)]

    def day_start(self, day: date) -> int:
        """The first instant of a local day, in microseconds UTC."""
        return self.from_local((day - EPOCH_DAY).days * DAY_US)

    def day_of(self, us: int) -> date:
        """The local day of a UTC instant."""
        return EPOCH_DAY + timedelta(days=(us + self.offset(us)) // DAY_US)


def _offset(tz: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(tz).utcoffset()
    return 0 if offset is None else offset // timedelta(microseconds=1)


def _change(tz: ZoneInfo, low: datetime, high: datetime, before: int) -> datetime:
    """The first second in (low, high] whose offset differs from `before`."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
    return high


@lru_cache(maxsize=32)
def zone(name: str) -> Zone:
    """The zone of an IANA name; the name must be known to `zoneinfo`."""
    tz = ZoneInfo(name)
    at, offsets, changes = _FIRST, [_offset(tz, _FIRST)], []
    while at < _LAST:
        after = at + _STEP
        if _offset(tz, after) != offsets[-1]:
            changed = _change(tz, at, after, offsets[-1])
            changes.append(to_us(changed))
            offsets.append(_offset(tz, changed))
        at = after
    return Zone(name, tuple(changes), tuple(offsets))
