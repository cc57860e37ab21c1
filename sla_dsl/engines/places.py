"""Which row of a table a key names, over native polars frames: read from its place where keys are whole numbers."""

from __future__ import annotations

import polars as pl

_SPARSE = 4
"""So many times as wide as there are keys may the span of keys be that are looked up by their places."""
_NAMED = "^ named"


def placed(frame: pl.LazyFrame, by: str, keys: pl.Series, numbers: pl.Series, name: str) -> pl.LazyFrame:
    """The frame with a column of that name: the number (UInt32) of the key that stands in `by`, null where it is none
    of the keys; where one stands twice, a row for each."""
    table = _by_place(keys, numbers) if frame.collect_schema()[by] == pl.Int64 else None
    if table is None:
        named = pl.DataFrame([keys.alias(_NAMED), numbers.alias(name)]).lazy().filter(pl.col(_NAMED).is_not_null())
        return frame.join(named, left_on=by, right_on=_NAMED, how="left")
    # What lies below the first key wraps to a number that is out of range, as what lies behind the last one is.
    place = (pl.col(by) - keys.min()).cast(pl.UInt64, wrap_numerical=True)
    return frame.with_columns(pl.lit(table).gather(place, null_on_oob=True).alias(name))


def _by_place(keys: pl.Series, numbers: pl.Series) -> pl.Series | None:
    """The numbers by the places of their keys from the least one on; None where there would be too many places, or two
    numbers for one."""
    low, high = keys.min(), keys.max()
    if keys.dtype != pl.Int64 or not isinstance(low, int) or not isinstance(high, int):
        return None
    size = high - low + 1
    if size > _SPARSE * keys.len():
        return None
    there = keys.is_not_null()
    if keys.null_count():
        keys, numbers = keys.filter(there), numbers.filter(there)
    table = pl.repeat(None, size, dtype=pl.UInt32, eager=True).scatter(keys - low, numbers)
    return table if size - table.null_count() == keys.len() else None
