"""Local times become instants, row by row without a zone conversion: two offsets a day and the moment between them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import polars as pl

from sla_dsl.compile.zone import DAY_US, Zone, zone

FIRST_US = 0
LAST_US = 4_102_444_800_000_000  # 2100-01-01: instants lie before it
_DAYS = LAST_US // DAY_US + 7
_BACK = 7  # days before 1970 that the table has, for local times whose instant is in it


class DayTable(NamedTuple):
    """For each local day: the offset at its start, the local time at which it changes, the offset from then on (us)."""

    early: pl.Series
    change: pl.Series
    late: pl.Series


@lru_cache(maxsize=8)
def _days(name: str) -> DayTable:
    found = zone(name)
    early: list[int] = []
    change: list[int] = []
    late: list[int] = []
    offset = found.offsets[0]
    for at, after in zip(found.local_changes, found.offsets[1:], strict=True):
        day = min(max(at // DAY_US, -_BACK), _DAYS)
        quiet = day + _BACK - len(early)
        early += [offset] * quiet
        change += [0] * quiet
        late += [offset] * quiet
        if at // DAY_US == day and len(early) == day + _BACK:
            early.append(offset)
            change.append(at)
            late.append(after)
        offset = after
    rest = _DAYS + _BACK - len(early)
    early, change, late = early + [offset] * rest, change + [0] * rest, late + [offset] * rest
    return DayTable(*(pl.Series(values, dtype=pl.Int64) for values in (early, change, late)))


def instant(local: pl.Expr, name: str) -> pl.Expr:
    """Microseconds UTC of local times (microseconds since the local epoch), read as fine print 2 says."""
    if not zone(name).changes:
        return local - zone(name).offsets[0]
    table = _days(name)
    day = (local // DAY_US + _BACK).clip(0, len(table.early) - 1).cast(pl.UInt32)
    early, change, late = (pl.lit(column).gather(day) for column in table)
    return local - pl.when(local < change).then(early).otherwise(late)


def fold_and_gap(local: pl.LazyFrame, name: str, column: str) -> tuple[int, int]:
    """How many local times of a column occur twice in the zone, and how many do not exist in it."""
    low, high = local.select(pl.col(column).min().alias("low"), pl.col(column).max().alias("high")).collect().row(0)
    if low is None:
        return 0, 0
    folds, gaps = _odd_hours(zone(name), low, high)
    if not folds and not gaps:
        return 0, 0
    inside = [
        pl.any_horizontal([pl.col(column).is_between(a, b, closed="left") for a, b in ranges] or [pl.lit(False)]).sum()
        for ranges in (folds, gaps)
    ]
    found = local.select(inside[0].alias("fold"), inside[1].alias("gap")).collect().row(0)
    return int(found[0]), int(found[1])


def _odd_hours(found: Zone, low: int, high: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    folds: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    for at, before, after in zip(found.changes, found.offsets, found.offsets[1:], strict=False):
        start, end = at + min(before, after), at + max(before, after)
        if start <= high and end > low:
            (gaps if after > before else folds).append((start, end))
    return folds, gaps


def in_range(us: pl.Expr) -> pl.Expr:
    """Whether an instant is plausible (fine print 3)."""
    return us.is_between(FIRST_US, LAST_US, closed="left")
