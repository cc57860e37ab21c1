"""Local times become instants, row by row without a zone conversion: a zone has some two changes a year."""

from __future__ import annotations

from typing import Any

import polars as pl

from sla_dsl.compile.zone import Zone, zone

FIRST_US = 0
LAST_US = 4_102_444_800_000_000  # 2100-01-01: instants lie before it


def instant(local: pl.Expr, name: str) -> pl.Expr:
    """Microseconds UTC of local times (microseconds since the local epoch), read as fine print 2 says."""
    found = zone(name)
    if not found.changes:
        return local - found.offsets[0]
    passed = pl.lit(pl.Series(found.local_changes, dtype=pl.Int64)).search_sorted(local, side="right")
    return local - pl.lit(pl.Series(found.offsets, dtype=pl.Int64)).gather(passed)


def fold_and_gap(local: pl.LazyFrame | pl.DataFrame, name: str, column: str) -> tuple[int, int]:
    """How many local times of a column occur twice in the zone, and how many do not exist in it."""
    low, high = _row(local.select(pl.col(column).min().alias("low"), pl.col(column).max().alias("high")))
    if low is None:
        return 0, 0
    folds, gaps = _odd_hours(zone(name), low, high)
    if not folds and not gaps:
        return 0, 0
    inside = [
        pl.any_horizontal([pl.col(column).is_between(a, b, closed="left") for a, b in ranges] or [pl.lit(False)]).sum()
        for ranges in (folds, gaps)
    ]
    found = _row(local.select(inside[0].alias("fold"), inside[1].alias("gap")))
    return int(found[0]), int(found[1])


def _row(frame: pl.LazyFrame | pl.DataFrame) -> tuple[Any, ...]:
    return (frame.collect() if isinstance(frame, pl.LazyFrame) else frame).row(0)


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
