"""Tables whose cells have types already (Parquet, Arrow, JSON, Excel, frames in memory): opened, and kept lazy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import polars as pl

from sla_dsl.data import complaints, typed_files
from sla_dsl.data.cells import suggested
from sla_dsl.data.headers import clean_headers
from sla_dsl.data.memory import from_memory, from_rows
from sla_dsl.data.outcome import Column
from sla_dsl.data.shapes import ColumnInfo, Need, RawTable, ReadOptions
from sla_dsl.data.text_columns import convert
from sla_dsl.data.typed_columns import Lazily, aware, far_off, is_text, kind_of, typed
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, Diagnostic

_SAMPLE = 1000
_UNTYPED = frozenset({"excel", "rows"})  # formats in which a column of text may hold anything


def held(table: str, given: object) -> RawTable:
    """A frame or a list of dicts as a table. DataError: it is neither."""
    origin, format_, frame = from_memory(table, given)
    return _raw(table, origin, format_, _renamed(table, frame), [], None)


def opened(
    table: str,
    origin: str,
    format_: str,
    files: Sequence[tuple[str, Path | bytes]],
    options: ReadOptions,
    notes: list[HealthNote],
) -> RawTable:
    """Files of one typed format as one table, with what is to be said of them. DataError: they hold no table."""
    paths = tuple(str(data) for _, data in files if isinstance(data, Path))
    match format_:
        case "parquet":
            native = paths if len(paths) == len(files) and not any("=" in p for p in paths) else None
            return _raw(table, origin, format_, _renamed(table, typed_files.open_parquet(files)), notes, native)
        case "arrow":
            return _raw(table, origin, format_, _renamed(table, typed_files.open_arrow(files)), notes, None)
        case "ndjson":
            return _raw(table, origin, format_, _renamed(table, typed_files.open_ndjson(files)), notes, None)
        case "json":
            rows = from_rows(table, typed_files.open_json(files))
            return _raw(table, origin, format_, _renamed(table, rows), notes, None)
        case _:
            frame, found = typed_files.open_excel(table, files, options)
            return _raw(table, origin, format_, frame, notes + found, None)


def typed_columns(
    raw: RawTable, frame: pl.LazyFrame, wanted: Sequence[tuple[Need, Column]]
) -> tuple[pl.LazyFrame, list[Kind], list[Diagnostic], bool]:
    """The wanted columns side by side, their kinds, what is wrong with them, and whether all are as they were given."""
    schema = frame.collect_schema()
    read = [is_text(schema[n.column]) and _is_read(n, raw.format) for n, _ in wanted]
    found: list[Lazily | pl.Series] = []
    kinds: list[Kind] = []
    wrong: list[Diagnostic] = []
    try:
        if any(read) or raw.format == "ndjson":  # to be read once, and not by every pass over the table
            frame = frame.select({n.column for n, _ in wanted}).collect(engine="streaming").lazy()
        far = far_off(frame, sorted({n.column for n, _ in wanted if aware(schema[n.column])}))
        for (need, column), as_text in zip(wanted, read, strict=True):
            try:
                if as_text:
                    cells = frame.select(pl.col(need.column).cast(pl.String)).collect().to_series()
                    values, kind = convert(column, cells, need.kind)
                    found.append(values.alias(need.name))
                else:
                    way = typed(frame, need, column, schema[need.column], far.get(need.column, 0))
                    kind = way.kind
                    found.append(replace(way, expr=way.expr.alias(need.name)))
                kinds.append(kind)
            except DataError as error:
                wrong += error.diagnostics
        return _assembled(frame, found), kinds, wrong, all(isinstance(w, Lazily) and w.as_is for w in found)
    except pl.exceptions.PolarsError as error:
        if raw.format == "ndjson":  # what breaks off was said when the types of all lines were looked at
            raise complaints.mixed_types(raw.origin) from error
        raise complaints.damaged(raw.origin, "can not be read to its end") from error


def _assembled(frame: pl.LazyFrame, found: Sequence[Lazily | pl.Series]) -> pl.LazyFrame:
    """The columns side by side: lazily when none of them had to be read."""
    if not any(isinstance(w, pl.Series) for w in found):
        return frame.select(w.expr for w in found if isinstance(w, Lazily))
    read = [w if isinstance(w, pl.Series) else frame.select(w.expr).collect().to_series() for w in found]
    return pl.DataFrame(read).lazy()


def _is_read(need: Need, format_: str) -> bool:
    """Whether a column of text has to be read to become what is asked for."""
    return format_ in _UNTYPED or need.kind not in (None, Kind.TEXT)


def _raw(
    table: str,
    origin: str,
    format_: str,
    frame: pl.LazyFrame,
    notes: Sequence[HealthNote],
    parquet: tuple[str, ...] | None,
) -> RawTable:
    try:
        schema = frame.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise complaints.damaged(origin, "can not be read") from error
    texts = [name for name, dtype in schema.items() if is_text(dtype)]

    @cache
    def first() -> pl.DataFrame:
        try:
            return frame.select(pl.col(texts).cast(pl.String)).head(_SAMPLE).collect()
        except pl.exceptions.PolarsError as error:
            raise complaints.damaged(origin, "can not be read") from error

    @cache
    def guessed(name: str) -> Kind:
        return suggested(first()[name].drop_nulls())

    columns = tuple(
        ColumnInfo(partial(guessed, name), False, name)
        if name in texts
        else ColumnInfo(kind_of(dtype) or Kind.TEXT, not isinstance(dtype, pl.Null), name)
        for name, dtype in schema.items()
    )
    return RawTable(table, origin, format_, columns, tuple(notes), parquet, frame)


def _renamed(table: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with usable headers; a typed table has no two alike, so only blanks and empty names can be mended."""
    names = frame.collect_schema().names()
    cleaned, _ = clean_headers(table, names)
    return frame if list(cleaned) == names else frame.rename(dict(zip(names, cleaned, strict=True)))
