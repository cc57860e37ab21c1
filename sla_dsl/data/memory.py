"""Tables that are already in memory: frames of polars, pandas and Arrow, and rows as dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from sla_dsl.data import complaints

_PLAIN = (str, int, float, bool, Decimal, date, datetime)


def from_memory(table: str, given: object) -> tuple[str, str, pl.LazyFrame]:
    """Origin, format (`frame` or `rows`) and lazy frame of an object; a lazy frame stays as lazy as it is."""
    if isinstance(given, pl.LazyFrame):
        return "a polars frame", "frame", _checked(table, given)
    if isinstance(given, pl.DataFrame):
        return "a polars frame", "frame", given.lazy()
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return "rows", "rows", from_rows(table, given)
    if hasattr(given, "__arrow_c_stream__") or hasattr(given, "__dataframe__"):
        origin = f"a {type(given).__module__.partition('.')[0]} table"
        return origin, "frame", _exchanged(origin, given).lazy()
    raise complaints.not_a_table(table)


def from_rows(table: str, rows: Sequence[object]) -> pl.LazyFrame:
    """Rows as a frame: columns in order of appearance, a key that a row lacks is null, mixed values become text."""
    columns: dict[str, None] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            raise complaints.not_a_table(table)
        columns.update(dict.fromkeys(str(name) for name in row))
    series = [_series(name, [row.get(name) for row in rows if isinstance(row, Mapping)]) for name in columns]
    return pl.DataFrame(series).lazy()


def _series(name: str, values: list[object]) -> pl.Series:
    try:
        return pl.Series(name, values, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        pass
    if all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in values):
        return pl.Series(name, values, strict=False, dtype=pl.Float64)
    if not all(v is None or isinstance(v, _PLAIN) for v in values):
        raise complaints.mixed_types("rows", name)
    return pl.Series(name, [None if v is None else str(v) for v in values], dtype=pl.String)


def _exchanged(origin: str, given: Any) -> pl.DataFrame:
    try:
        if hasattr(given, "__arrow_c_stream__"):
            return pl.DataFrame(given)
        return pl.from_dataframe(given)
    except ImportError as error:
        raise complaints.no_extra("this kind of frame", "pyarrow") from error
    except Exception as error:  # the other library's own ways to say that a column has no one type
        raise complaints.mixed_types(origin) from error


def _checked(table: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    try:
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise complaints.damaged(f"the frame for {table}", "can not be read") from error
    return frame
