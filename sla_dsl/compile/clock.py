"""Time as look-up tables: the local day of an instant, and the last instant that is still in time.

Nothing converts a zone row by row. A table has one entry a UTC slot; the slot is the greatest common divisor of the
zone's changes, an hour for most. See PERFORMANCE in docs/architecture.md for what that costs.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import gcd

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.compile.zone import DAY_US, Zone
from sla_dsl.model.forms import CalendarDays, CalendarMonths, Elapsed, Limit

_BASE = -7 * DAY_US
_END = 47_850 * DAY_US  # 2101-01-03: a plausible instant and a year of limit
_HOUR = 3_600_000_000
_FINEST = _HOUR // 4


def _table(name: str, changes: tuple[int, ...], offsets: tuple[int, ...]) -> LookUp:
    """The step function `offsets`, which changes at `changes`, over slots that every change falls between."""
    step = max(_FINEST, gcd(_HOUR, *(c - _BASE for c in changes)))
    edges = [_BASE, *(c for c in changes if _BASE < c < _END), _END]
    first = len([c for c in changes if c <= _BASE])
    counts = [-(-(b - _BASE) // step) - -(-(a - _BASE) // step) for a, b in pairwise(edges)]
    runs = [pl.repeat(offsets[first + i], n, dtype=pl.Int64, eager=True) for i, n in enumerate(counts) if n]
    return LookUp(name, pl.concat(runs, rechunk=True), _BASE, step)


@lru_cache(maxsize=32)
def _offset_table(zone: Zone) -> LookUp:
    return _table(f"offset {zone.name}", zone.changes, zone.offsets)


@lru_cache(maxsize=32)
def _local_offset_table(zone: Zone) -> LookUp:
    return _table(f"local offset {zone.name}", zone.local_changes, zone.offsets)


@lru_cache(maxsize=32)
def _months_later_table(months: int) -> LookUp:
    """By local day number: the day number `months` later, the month's last day where it is shorter."""
    first, last = _BASE // DAY_US, _END // DAY_US
    days = pl.int_range(first, last, dtype=pl.Int32, eager=True).cast(pl.Date)
    return LookUp(f"{months} months later", days.dt.offset_by(f"{months}mo").cast(pl.Int32).cast(pl.Int64), first, 1)


def to_local(kit: Kit, instant: Expr) -> Expr:
    """The local time (us) of a UTC instant (us)."""
    z = kit.zone
    if not z.changes:
        return instant + z.offsets[0] if z.offsets[0] else instant
    return instant + kit.look(_offset_table(z), instant)


def from_local(kit: Kit, local: Expr) -> Expr:
    """The UTC instant (us) of a local time (us), by the rule of `zone`."""
    z = kit.zone
    if not z.changes:
        return local - z.offsets[0] if z.offsets[0] else local
    return local - kit.look(_local_offset_table(z), local)


def local_day(kit: Kit, instant: Expr) -> Expr:
    """The number of the local day (days since 1970-01-01) of an instant."""
    return to_local(kit, instant) // DAY_US


def due(kit: Kit, start: Expr, limit: Limit) -> Expr:
    """The last instant (us) that is still within `limit` of `start`."""
    match limit:
        case Elapsed(us):
            return start + us
        case CalendarDays(days):
            return from_local(kit, to_local(kit, start) + days * DAY_US)
        case CalendarMonths(months):
            local = to_local(kit, start)
            day = local // DAY_US
            later = kit.look(_months_later_table(months), day)
            return from_local(kit, local + (later - day) * DAY_US)
