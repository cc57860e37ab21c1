"""Time as look-up tables: the local day of an instant, and the last instant that is still in time.

Nothing converts a zone row by row. A table has one entry a UTC slot; the slot is the greatest common divisor of the
zone's changes, an hour for most; a few zones have changed at a minute past the hour, which a second table tells. See
PERFORMANCE in docs/architecture.md for what that costs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from math import gcd
from typing import Literal

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.model.forms import BusinessDays, BusinessTime, ByDay, CalendarDays, CalendarMonths, Elapsed, Plain
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US

_BASE = -7 * DAY_US
_END = 55_200 * DAY_US  # 2121-02-18: a plausible instant and the longest limit
_FINEST = HOUR_US // 4
_NEVER = 2**62


@lru_cache(maxsize=64)
def _tables(name: str, changes: tuple[int, ...], offsets: tuple[int, ...]) -> tuple[LookUp, LookUp | None]:
    """The step function `offsets`, which changes at `changes`, by what it is at the start of a slot; and, where it
    changes inside of slots, the instant at which it does in each (never, in most)."""
    step = max(_FINEST, gcd(HOUR_US, *(c - _BASE for c in changes)))
    first, last = bisect_right(changes, _BASE), bisect_left(changes, _END)
    after = list(zip(changes[first:last], offsets[first + 1 : last + 1], strict=True))
    starts = [(0, offsets[first]), *((-(-(c - _BASE) // step), o) for c, o in after)]
    inside = [c for c, _ in after if (c - _BASE) % step]
    table = _held(name, starts, step)
    if not inside:
        return table, None
    slots = [((c - _BASE) // step, c) for c in inside]
    marks = [(0, _NEVER), *(mark for k, c in slots for mark in ((k, c), (k + 1, _NEVER)))]
    return table, _held(f"{name} changes", marks, step)


def _held(name: str, starts: list[tuple[int, int]], step: int) -> LookUp:
    """A table from (slot, value) in order: each value holds until the next slot is reached."""
    ends = [k for k, _ in starts[1:]] + [(_END - _BASE) // step]
    runs = [(value, end - k) for (k, value), end in zip(starts, ends, strict=True)]
    values = sorted({value for value, _ in runs})
    code = {value: i for i, value in enumerate(values)}
    longest = {v: max(n for other, n in runs if other == v) for v in values}
    # There are hundreds of runs and a handful of values: one series a value, of which every run is a piece.
    dtype = pl.UInt8 if len(values) < 256 else pl.UInt16
    constant = {v: pl.repeat(code[v], n, dtype=dtype, eager=True) for v, n in longest.items()}
    codes = pl.concat((constant[v].head(n) for v, n in runs if n), rechunk=True)
    return LookUp(name, pl.Series(values, dtype=pl.Int64), _BASE, step, codes)


def _offset(kit: Kit, name: str, changes: tuple[int, ...], x: Expr) -> Expr:
    """The offset of the kit's zone at `x`, on the line that `changes` are on."""
    table, inside = _tables(f"{name} {kit.zone.name}", changes, kit.zone.offsets)
    at_start = kit.look(table, x)
    if inside is None:
        return at_start
    return kit.xp.when(x >= kit.look(inside, x)).then(kit.look(table, x + table.step)).otherwise(at_start)


@lru_cache(maxsize=32)
def _months_later_table(months: int) -> LookUp:
    """By local day number: the day number `months` later, the month's last day where it is shorter."""
    later = _days().dt.offset_by(f"{months}mo").cast(pl.Int32).cast(pl.Int64)
    return LookUp(f"{months} months later", later, _BASE // DAY_US, 1)


def day_of_month(kit: Kit, day: Expr) -> Expr:
    """From 1 to 31, of a day number."""
    return kit.look(_day_table("day of the month"), day)


def month_of_year(kit: Kit, day: Expr) -> Expr:
    """From 1 to 12, of a day number."""
    return kit.look(_day_table("month of the year"), day)


@lru_cache(maxsize=2)
def _day_table(name: Literal["day of the month", "month of the year"]) -> LookUp:
    days = _days()
    values = days.dt.day() if name == "day of the month" else days.dt.month()
    return LookUp(name, values.cast(pl.Int64), _BASE // DAY_US, 1)


def _days() -> pl.Series:
    """Every local day that a table reaches, in order."""
    return pl.int_range(_BASE // DAY_US, _END // DAY_US, dtype=pl.Int32, eager=True).cast(pl.Date)


def to_local(kit: Kit, instant: Expr) -> Expr:
    """The local time (us) of a UTC instant (us)."""
    z = kit.zone
    if not z.changes:
        return instant + z.offsets[0] if z.offsets[0] else instant
    return instant + _offset(kit, "offset", z.changes, instant)


def from_local(kit: Kit, local: Expr) -> Expr:
    """The UTC instant (us) of a local time (us), by the rule of `zone`."""
    z = kit.zone
    if not z.changes:
        return local - z.offsets[0] if z.offsets[0] else local
    return local - _offset(kit, "local offset", z.local_changes, local)


def local_day(kit: Kit, instant: Expr) -> Expr:
    """The number of the local day (days since 1970-01-01) of an instant."""
    return to_local(kit, instant) // DAY_US


def due(kit: Kit, start: Expr, limit: Plain) -> Expr:
    """The last instant (us) that is still within `limit` of `start`."""
    match limit:
        case Elapsed(us):
            return start + us
        case CalendarDays(days):
            return from_local(kit, kit.once(to_local(kit, start) + days * DAY_US))
        case CalendarMonths(months):
            local = kit.once(to_local(kit, start))
            day = local // DAY_US
            later = kit.look(_months_later_table(months), day)
            return from_local(kit, local + (later - day) * DAY_US)
        case BusinessTime():
            from sla_dsl.compile.business import business_due

            return business_due(kit, start, limit)
        case BusinessDays():
            from sla_dsl.compile.working_days import days_due

            return days_due(kit, start, limit)
        case ByDay(days, minute, None):
            return _day_due(kit, start, days, minute)
        case ByDay(days, minute, calendar):
            from sla_dsl.compile.working_days import working_day_due

            assert calendar is not None
            return working_day_due(kit, start, calendar, days, minute)


def _day_due(kit: Kit, start: Expr, days: int, minute: int | None) -> Expr:
    """The last instant (us) of the local day some days after that of `start` (us), or that minute of it."""
    day = kit.once(local_day(kit, start) + days)
    if minute is None:
        return from_local(kit, (day + 1) * DAY_US) - 1
    on_day = from_local(kit, day * DAY_US + minute * MINUTE_US)
    if days:
        return on_day
    # a minute that is past is that of the next day
    next_day = from_local(kit, (day + 1) * DAY_US + minute * MINUTE_US)
    return kit.xp.when(on_day >= start).then(on_day).otherwise(next_day)


def earliest(kit: Kit, start: Expr, low: Plain) -> Expr:
    """The first instant (us) that is not before `low` has passed since `start`.

    On open time that is where the limit is used up, be it at closing; `due` would be the next opening.
    """
    if isinstance(low, BusinessTime):
        return due(kit, start, BusinessTime(low.us - 1, low.calendar)) + 1
    return due(kit, start, low)
