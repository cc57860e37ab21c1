"""The door of this room: open whatever holds a table, and prepare the columns that a policy reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import polars as pl

from sla_dsl.data import complaints, typed_files
from sla_dsl.data.cells import suggested
from sla_dsl.data.content import disagreement, format_of, unpacked
from sla_dsl.data.csv_files import TextFiles, open_text
from sla_dsl.data.digest import digest
from sla_dsl.data.headers import clean_headers
from sla_dsl.data.memory import from_memory, from_rows
from sla_dsl.data.outcome import Column
from sla_dsl.data.paths import named_files
from sla_dsl.data.several import spread
from sla_dsl.data.shapes import ColumnInfo, Need, PreparedTable, RawTable, ReadOptions
from sla_dsl.data.text_columns import convert, read_columns
from sla_dsl.data.typed_columns import Lazily, aware, far_off, is_text, kind_of, typed
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, Diagnostic

__all__ = ["ColumnInfo", "Need", "PreparedTable", "RawTable", "ReadOptions", "digest", "open_table", "prepare"]

_SAMPLE = 1000
_UNTYPED = frozenset({"excel", "rows"})  # formats in which a column of text may hold anything
_PLAIN = ReadOptions()


def open_table(table: str, given: object, options: ReadOptions = _PLAIN) -> RawTable:
    """Open a path, a glob, a folder, a frame (polars, pandas, Arrow) or a list of dicts; nothing is converted yet.

    The content decides the format. DataError: what is there holds no table; UsageError: nothing is there.
    """
    if not isinstance(given, str | Path):
        origin, format_, frame = from_memory(table, given)
        return _raw(table, origin, format_, _renamed(table, frame), [], None)
    files = [unpacked(name, data) for name, data in named_files(str(given))]
    formats = [format_of(name, data) for name, data in files]
    if len(set(formats)) > 1:
        raise complaints.choose(str(given), "files of different formats", [name for name, _ in files])
    notes = [
        HealthNote(table, None, "format", None, said)
        for (name, _), found in zip(files, formats, strict=True)
        if (said := disagreement(name, found))
    ]
    origin, format_ = str(given), formats[0]
    if format_ == "csv":
        return _text_table(table, origin, files, options, notes)
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


def prepare(raw: RawTable, needs: Sequence[Need], zone: str, options: ReadOptions = _PLAIN) -> PreparedTable:
    """The wanted columns under their canonical names, with the dtypes of `Kind`; zone-less times are in `zone` (IANA).

    A typed file stays lazy, a text is read. DataError holds one diagnostic for every column that is missing or can
    not be read as asked; whatever is left out, read as null or decided is in `notes`.
    """
    typed_headers = {c.name for c in raw.columns if c.typed}
    several = next((n for n in needs if n.separator is not None and n.column not in typed_headers), None)
    if several is None:
        return _prepared(raw, needs, zone, options)
    texts = [replace(n, kind=Kind.TEXT) if n is several else n for n in needs]
    column = Column(raw.table, several.name, several.column, zone, options)
    return spread(_prepared(raw, texts, zone, options), several, column)


def _prepared(raw: RawTable, needs: Sequence[Need], zone: str, options: ReadOptions) -> PreparedTable:
    headers = [c.name for c in raw.columns]
    missing = [complaints.no_column(raw.table, raw.origin, n.column, headers) for n in needs if n.column not in headers]
    if missing:
        raise DataError(*missing)
    delimiter = raw.source.delimiter if isinstance(raw.source, TextFiles) else ","
    wanted = [(n, Column(raw.table, n.name, n.column, zone, options, delimiter, n.share)) for n in needs]
    if isinstance(raw.source, TextFiles):
        values, kinds, wrong = read_columns(raw.source, wanted)
        native, extra = None, tuple(raw.source.notes)
        frame = pl.DataFrame(values).lazy() if not wrong else pl.LazyFrame()
    else:
        frame, kinds, wrong, as_is = _typed_columns(raw, raw.source, wanted)
        native, extra = raw.parquet if as_is else None, ()
    if wrong:
        raise DataError(*wrong)
    notes = (*raw.notes, *extra, *chain.from_iterable(column.notes for _, column in wanted))
    by_name = {n.name: k for n, k in zip(needs, kinds, strict=True)}
    columns = {n.name: n.column for n in needs}
    held = isinstance(raw.source, TextFiles)
    return PreparedTable(raw.table, raw.origin, frame, by_name, notes, native, columns, held)


def _typed_columns(
    raw: RawTable, frame: pl.LazyFrame, wanted: Sequence[tuple[Need, Column]]
) -> tuple[pl.LazyFrame, list[Kind], list[Diagnostic], bool]:
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


def _text_table(
    table: str, origin: str, files: Sequence[tuple[str, Path | bytes]], options: ReadOptions, notes: list[HealthNote]
) -> RawTable:
    opened = []
    for name, data in files:
        file, found = open_text(table, name, data, options)
        opened.append(file)
        notes += found if len(opened) == 1 else [n for n in found if n.kind == "dialect"]
    texts = TextFiles(table, opened)
    later = texts.later_cells([h for h in texts.headers if not any(c.strip() for c in texts.sample(h))])
    columns = tuple(ColumnInfo(h, suggested(later.get(h) or texts.sample(h)), False) for h in texts.headers)
    return RawTable(table, origin, "csv", columns, tuple(notes), None, texts)


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
        texts = [name for name, dtype in schema.items() if is_text(dtype)]
        first = frame.select(pl.col(texts).cast(pl.String)).head(_SAMPLE).collect() if texts else pl.DataFrame()
    except pl.exceptions.PolarsError as error:
        raise complaints.damaged(origin, "can not be read") from error
    columns = tuple(
        ColumnInfo(name, suggested(first[name].drop_nulls()), False)
        if name in texts
        else ColumnInfo(name, kind_of(dtype) or Kind.TEXT, not isinstance(dtype, pl.Null))
        for name, dtype in schema.items()
    )
    return RawTable(table, origin, format_, columns, tuple(notes), parquet, frame)


def _renamed(table: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with usable headers; a typed table has no two alike, so only blanks and empty names can be mended."""
    names = frame.collect_schema().names()
    cleaned, _ = clean_headers(table, names)
    return frame if list(cleaned) == names else frame.rename(dict(zip(names, cleaned, strict=True)))
