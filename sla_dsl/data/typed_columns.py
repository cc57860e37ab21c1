"""Columns that have a type become columns of values lazily, and nothing is read that need not be."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sla_dsl.data import epochs, local_time
from sla_dsl.data.cells import SUSPICIOUS, filled
from sla_dsl.data.complaints import counted
from sla_dsl.data.instants import out_of_range
from sla_dsl.data.outcome import Column, suspect
from sla_dsl.data.shapes import Need
from sla_dsl.model.kinds import Kind
from sla_dsl.model.times import DAY_US
from sla_dsl.text.record import record

_CALLED = {Kind.NUMBER: "a number", Kind.TEXT: "text", Kind.INSTANT: "a date or a time", Kind.BOOLEAN: "yes or no"}
_HELD: dict[type[pl.DataType], str] = {pl.Duration: "lengths of time", pl.Time: "times of day"}
_SEARCHED = 1_000_000  # rows of a typed table that are searched for hidden nulls; a larger one is not read for a hint


@record
class Lazily:
    """How a typed column becomes values: the expression over its header, its kind, and whether a scan needs no help."""

    expr: pl.Expr
    kind: Kind
    as_is: bool = False


def kind_of(dtype: pl.DataType) -> Kind | None:
    """The kind of a type, or None for a type that no value of the language has."""
    if dtype.is_numeric() or isinstance(dtype, pl.Decimal):
        return Kind.NUMBER
    if isinstance(dtype, pl.Datetime | pl.Date):
        return Kind.INSTANT
    if isinstance(dtype, pl.Boolean):
        return Kind.BOOLEAN
    return Kind.TEXT if isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Null | pl.Time) else None


def is_text(dtype: pl.DataType) -> bool:
    """Whether the cells of a type are texts, whatever way they are kept."""
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def aware(dtype: pl.DataType) -> bool:
    """Whether a type holds instants, not local times."""
    return isinstance(dtype, pl.Datetime) and dtype.time_zone is not None


def typed(frame: pl.LazyFrame, need: Need, column: Column, dtype: pl.DataType, far: int) -> Lazily:
    """The way from a type to the wanted kind; `far` is how many aware instants are out of range (see `far_off`)."""
    kind = need.kind or kind_of(dtype)
    cell = pl.col(need.column)
    if isinstance(dtype, pl.Null) and kind is not None:
        dtypes: dict[Kind, type[pl.DataType]] = {Kind.TEXT: pl.String, Kind.BOOLEAN: pl.Boolean}
        return Lazily(cell.cast(dtypes.get(kind, pl.Int64)), kind)
    match kind:
        case Kind.INSTANT if isinstance(dtype, pl.Datetime):
            return _moment(frame, column, cell, dtype, far)
        case Kind.INSTANT if isinstance(dtype, pl.Date):
            column.note("date_precision", None, "dates without a time of day: the start of the day")
            start = local_time.instant(cell.to_physical().cast(pl.Int64) * DAY_US, column.zone)
            return _plausible(frame, column, start)
        case Kind.INSTANT if dtype.is_integer() or dtype.is_float():
            return _epoch(frame, column, cell)
        case Kind.NUMBER if dtype.is_numeric() or isinstance(dtype, pl.Decimal):
            return _number(frame, column, cell, dtype, named=need.kind is None)
        case Kind.BOOLEAN if isinstance(dtype, pl.Boolean):
            return Lazily(cell, kind, True)
        case Kind.BOOLEAN if dtype.is_integer():
            other = _count(frame, ~cell.is_in([0, 1]))
            if other:
                message = f"{counted(other, 'number')} other than 0 and 1 can not be read as yes or no"
                raise column.error("SLA410", message, "name another column")
            return Lazily(cell == 1, kind)
        case Kind.TEXT if kind_of(dtype) is not None:
            return _text(frame, column, cell, dtype)
        case _:
            found = kind_of(dtype)
            holds = _HELD.get(dtype.base_type()) or ("lists, records or bytes" if found is None else _CALLED[found])
            wanted = _CALLED[kind] if kind is not None else "a value"
            hint = "name another column, or give this one a plain type"
            raise column.error("SLA412", f"it holds {holds}, and {wanted} is asked for", hint)


def far_off(frame: pl.LazyFrame, headers: Sequence[str]) -> dict[str, int]:
    """How many aware instants of each column are implausible; statistics of a file answer it without reading a row."""
    if not headers:
        return {}
    schema = frame.collect_schema()
    far: dict[str, pl.Expr] = {}
    for header in headers:
        low, high = (pl.lit(us).cast(pl.Datetime("us", "UTC")) for us in (local_time.FIRST_US, local_time.LAST_US))
        cell, zone = pl.col(header), getattr(schema[header], "time_zone", "UTC")
        far[header] = (cell < low.dt.convert_time_zone(zone)) | (cell >= high.dt.convert_time_zone(zone))
    found = frame.filter(pl.any_horizontal(*far.values())).select(e.sum().alias(h) for h, e in far.items())
    return {h: int(n or 0) for h, n in found.collect(engine="streaming").row(0, named=True).items()}


def _moment(frame: pl.LazyFrame, column: Column, cell: pl.Expr, dtype: pl.Datetime, far: int) -> Lazily:
    plain = dtype.time_unit == "us"
    us = cell.to_physical() if plain else cell.dt.cast_time_unit("us").to_physical()
    if dtype.time_unit == "ns":
        column.finer(_count(frame, cell.to_physical() % 1000 != 0))
    if dtype.time_zone is None:
        return _local(frame, column, us)
    if not far:
        return Lazily(us, Kind.INSTANT, plain)
    column.note("out_of_range", far, out_of_range(far))
    return Lazily(pl.when(local_time.in_range(us)).then(us), Kind.INSTANT)


def _local(frame: pl.LazyFrame, column: Column, local: pl.Expr) -> Lazily:
    folds, gaps = local_time.fold_and_gap(frame.select(local.alias("us")), column.zone, "us")
    column.note(
        "dst_fold", folds, f"{counted(folds, 'time')} in an hour that {column.zone} has twice, read as the earlier"
    )
    column.note("dst_gap", gaps, f"{counted(gaps, 'time')} in an hour that {column.zone} skips, moved forward")
    return _plausible(frame, column, local_time.instant(local, column.zone))


def _plausible(frame: pl.LazyFrame, column: Column, us: pl.Expr) -> Lazily:
    far = _count(frame, ~local_time.in_range(us))
    column.note("out_of_range", far, out_of_range(far))
    return Lazily(pl.when(local_time.in_range(us)).then(us) if far else us, Kind.INSTANT)


def _epoch(frame: pl.LazyFrame, column: Column, cell: pl.Expr) -> Lazily:
    ask = [cell.is_not_null().sum().alias("known"), *epochs.counts(cell)]
    found = frame.select(ask).collect(engine="streaming").row(0, named=True)
    scale = epochs.chosen(found)
    if scale is None:
        if found["known"]:
            message = f"{counted(found['known'], 'number')} can not be read as a date or a time"
            raise column.error("SLA410", message, "name another column")
        return Lazily(pl.lit(None, pl.Int64), Kind.INSTANT)
    fits = found[f"{epochs.SCALES.index(scale)}"]
    other = found["known"] - fits
    if 2 * other > found["known"]:
        message = f"{counted(other, 'number')} of {found['known']:,} can not be read as {scale.name}"
        raise column.error("SLA410", message, "name another column")
    epochs.said(column, fits, scale)
    column.note("unparseable", other, f"{counted(other, 'number')} can not be read as {scale.name} and left out")
    column.finer(int(frame.select(epochs.finer(cell, scale).sum()).collect(engine="streaming").item() or 0))
    us = epochs.converted(cell, scale)
    return _plausible(frame, column, us) if scale.unit_ns else _local(frame, column, us)


def _number(frame: pl.LazyFrame, column: Column, cell: pl.Expr, dtype: pl.DataType, named: bool) -> Lazily:
    """Numbers as they are; where they may be names (nobody asks for a number), those too long for one stay apart."""
    if dtype.is_float():
        odd = _count(frame, ~cell.is_finite())
        column.note("not_finite", odd, f"{counted(odd, 'number')} not finite (NaN or infinite), read as null")
        value = cell.cast(pl.Float64)
        return Lazily(pl.when(cell.is_finite()).then(value) if odd else value, Kind.NUMBER, not odd)
    if isinstance(dtype, pl.Decimal) and dtype.scale:
        return Lazily(cell.cast(pl.Float64), Kind.NUMBER)
    if dtype in (pl.UInt64, pl.Int128, pl.UInt128) or isinstance(dtype, pl.Decimal):
        large = _count(frame, cell.cast(pl.Int64, strict=False).is_null() & cell.is_not_null())
        if large and named:
            return Lazily(cell.cast(pl.String), Kind.TEXT)
        column.note("precision", large, f"{counted(large, 'number')} of more digits than are exact")
        return Lazily(cell.cast(pl.Float64 if large else pl.Int64), Kind.NUMBER)
    return Lazily(cell.cast(pl.Int64), Kind.NUMBER, True)


def _text(frame: pl.LazyFrame, column: Column, cell: pl.Expr, dtype: pl.DataType) -> Lazily:
    """Texts are kept as they are, those apart that say nothing."""
    if dtype.is_float():
        whole = pl.when(cell == cell.floor()).then(cell.cast(pl.Int64, strict=False).cast(pl.String))
        return Lazily(pl.when(cell.is_finite()).then(whole.otherwise(cell.cast(pl.String))), Kind.TEXT)
    if not is_text(dtype):
        return Lazily(cell.cast(pl.String), Kind.TEXT)
    text = cell if isinstance(dtype, pl.String) else cell.cast(pl.String)
    nulls, said = column.options.nulls, _said(frame, text)
    if said.hidden:
        suspect(column, frame.select(text.alias("t")).filter(pl.col("t").is_in(list(SUSPICIOUS))).collect().to_series())
    if nulls:
        declared = _count(frame, text.str.strip_chars().is_in(list(nulls)))
        column.note("declared_null", declared, f"{counted(declared, 'cell')} declared to say nothing")
        return Lazily(filled(text, nulls), Kind.TEXT)
    if not isinstance(dtype, pl.String):
        return Lazily(filled(text), Kind.TEXT)
    if not said.nothing:
        return Lazily(text, Kind.TEXT, True)
    blank = said.nothing > said.empty
    return Lazily(filled(text) if blank else pl.when(text != "").then(text), Kind.TEXT, not blank)


@record
class _Said:
    """How many cells of a text may mean nothing (0: not looked for), say nothing, and are empty of these."""

    hidden: int = 0
    nothing: int = 0
    empty: int = 0


def _said(frame: pl.LazyFrame, text: pl.Expr) -> _Said:
    """What the cells of a text say, in one pass over it; of a large file the statistics mostly leave none to be made.

    Only a text that begins below `!` or beyond ASCII can say nothing.
    """
    odd = (text < "!") | (text >= "\x7f")
    nothing = (text.filter(odd).str.strip_chars() == "").sum()
    asked = {"nothing": nothing, "empty": (text == "").sum()}
    if _rows(frame) <= _SEARCHED:
        asked["hidden"] = text.is_in(list(SUSPICIOUS)).sum()
    elif frame.filter(odd).select(text).head(1).collect(engine="streaming").is_empty():
        return _Said()
    return _Said(**frame.select(**asked).collect(engine="streaming").row(0, named=True))


def _rows(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect(engine="streaming").item())


def _count(frame: pl.LazyFrame, condition: pl.Expr) -> int:
    return int(frame.filter(condition).select(pl.len()).collect(engine="streaming").item())
