"""Instants written as bare numbers: seconds or finer units since 1970, or the serial days of a workbook."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from sla_dsl.data.complaints import counted
from sla_dsl.data.outcome import Column
from sla_dsl.model.times import DAY_US

_SERIAL_1970 = 25_569


class Scale(NamedTuple):
    """One meaning of a number: its name, the numbers it covers (low <= n < high), and the unit in nanoseconds."""

    name: str
    low: int
    high: int
    unit_ns: int


# The ranges do not overlap, so a number has one meaning: seconds from 1973 on, the others from 1970 and a bit on.
# Milliseconds begin in 1979, above the twelve digits of a day and a time: `202607011015` is none of 1976.
SCALES = (
    Scale("serial days of a workbook", 20_000, 80_001, 0),
    Scale("seconds since 1970", 10**8, 42 * 10**8, 10**9),
    Scale("milliseconds since 1970", 3 * 10**11, 42 * 10**11, 10**6),
    Scale("microseconds since 1970", 10**14, 42 * 10**14, 10**3),
    Scale("nanoseconds since 1970", 10**17, 42 * 10**17, 1),
)


def counts(value: pl.Expr) -> list[pl.Expr]:
    """How many numbers of a column each scale covers: one sum a scale, named by its place."""
    return [value.is_between(s.low, s.high, closed="left").sum().alias(f"{i}") for i, s in enumerate(SCALES)]


def chosen(found: dict[str, int]) -> Scale | None:
    """The scale that covers most numbers, or None when none covers any."""
    best = max(range(len(SCALES)), key=lambda i: found[f"{i}"])
    return SCALES[best] if found[f"{best}"] else None


def converted(value: pl.Expr, scale: Scale) -> pl.Expr:
    """Microseconds of the numbers that the scale covers, null for the others; serial days are local times."""
    fits = value.is_between(scale.low, scale.high, closed="left")
    if not scale.unit_ns:  # a workbook keeps a day as a float: its last digits below a millisecond are noise
        us = ((value - _SERIAL_1970).cast(pl.Float64) * (DAY_US // 1000)).round().cast(pl.Int64) * 1000
    elif scale.unit_ns >= 1000:
        us = (value * (scale.unit_ns // 1000)).round().cast(pl.Int64)
    else:
        us = value.cast(pl.Int64) // (1000 // scale.unit_ns)
    return pl.when(fits).then(us)


def finer(value: pl.Expr, scale: Scale) -> pl.Expr:
    """Whether a number that the scale covers says more than a microsecond; what a larger unit has there is noise."""
    if not 0 < scale.unit_ns < 1000:
        return pl.lit(False)
    fits = value.is_between(scale.low, scale.high, closed="left")
    return fits & (value.cast(pl.Int64) % (1000 // scale.unit_ns) != 0)


def read(column: Column, values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Microseconds and whether they are local; one scale a column, the one that covers most numbers."""
    frame = pl.DataFrame({"n": values})
    scale = chosen(frame.select(counts(pl.col("n"))).row(0, named=True))
    if scale is None:
        none = pl.repeat(None, len(values), dtype=pl.Int64, eager=True)
        return none, pl.repeat(False, len(values), eager=True)
    us = frame.select(converted(pl.col("n"), scale).alias("n")).to_series()
    said(column, len(us) - us.null_count(), scale)
    column.finer(int(frame.select(finer(pl.col("n"), scale).sum()).item()))
    local = us.is_not_null() if not scale.unit_ns else pl.repeat(False, len(us), eager=True)
    return us, local


def said(column: Column, count: int, scale: Scale) -> None:
    """Note what the numbers were taken for."""
    column.note("format", count, f"{counted(count, 'number')} read as {scale.name}")
