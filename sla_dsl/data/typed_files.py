"""Files whose cells have types of their own: Parquet, Arrow, JSON and Excel, as lazy frames where they can be."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from sla_dsl.data import complaints
from sla_dsl.data.above import LOOKED_AT, above_note, records_above
from sla_dsl.data.complaints import shown
from sla_dsl.data.content import head_of
from sla_dsl.data.headers import clean_headers
from sla_dsl.data.shapes import ReadOptions
from sla_dsl.model.health import HealthNote

Named = tuple[str, Path | bytes]


def open_parquet(files: Sequence[Named]) -> pl.LazyFrame:
    """One lazy scan over all files; nothing but their schemas is read."""
    _same_columns(files, lambda data: list(pl.read_parquet_schema(_handle(data))))
    sources = [data for _, data in files]
    hive = any(isinstance(d, Path) and any("=" in part for part in d.parent.parts) for d in sources)
    if all(isinstance(d, Path) for d in sources):
        return pl.scan_parquet([d for d in sources if isinstance(d, Path)], hive_partitioning=hive, glob=False)
    return pl.scan_parquet([d if isinstance(d, bytes) else d.read_bytes() for d in sources])


def open_arrow(files: Sequence[Named]) -> pl.LazyFrame:
    """Arrow files are scanned, Arrow streams are read."""
    return _stacked(files, [_one_arrow(name, data) for name, data in files])


def open_ndjson(files: Sequence[Named]) -> pl.LazyFrame:
    """One JSON object a line; the types hold for all lines, so all of them are looked at."""
    frames = []
    for name, data in files:
        try:
            frames.append(pl.scan_ndjson(data, infer_schema_length=None))
            frames[-1].collect_schema()
        except pl.exceptions.PolarsError as error:
            try:
                bad = _bad_line(data)
            except UnicodeDecodeError as wrong:
                raise complaints.not_encoded(name, "UTF-8", wrong.start) from error
            if bad is None:
                raise complaints.mixed_types(name) from error
            what = f"is not one JSON object a line: see line {bad:,}"
            raise complaints.damaged(
                name, what, "give one object a line, or an array of objects: `[{...}, {...}]`"
            ) from error
    return _stacked(files, frames)


def open_json(files: Sequence[Named]) -> list[object]:
    """The objects of JSON arrays, as a list of rows."""
    rows: list[object] = []
    for name, data in files:
        try:
            rows += _parsed(data if isinstance(data, bytes) else data.read_bytes())
        except ValueError as error:
            raise complaints.damaged(name, "is not valid JSON") from error
    return rows


def _parsed(text: bytes) -> Any:
    """A JSON value; ValueError where it is none, has numbers that JSON does not know, or is too deep to be a row."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _no_number(word: str) -> None:
    raise ValueError(word)


def open_excel(table: str, files: Sequence[Named], options: ReadOptions) -> tuple[pl.LazyFrame, list[HealthNote]]:
    """The one sheet of each workbook that holds something, or the one that was named."""
    try:
        import fastexcel
    except ImportError as error:
        raise complaints.no_extra("Excel workbooks", "sla-dsl[excel]") from error
    frames: list[pl.LazyFrame] = []
    notes: list[HealthNote] = []
    for name, data in files:
        try:
            book = fastexcel.read_excel(data if isinstance(data, bytes) else str(data))
            sheet = _sheet(name, book, options)
            first = book.load_sheet(sheet, header_row=None, n_rows=LOOKED_AT, dtypes="string").to_polars()
            rows = [[cell or "" for cell in row] for row in first.iter_rows()]
            above = records_above(rows)
            frame = book.load_sheet(sheet, header_row=above, schema_sample_rows=None).to_polars()
        except fastexcel.FastExcelError as error:
            raise complaints.damaged(name, "can not be read as an Excel workbook") from error
        written = rows[above] if rows else []
        written += [""] * (frame.width - len(written))
        if above:
            notes.append(above_note(table, rows[:above]))
        headers, found = clean_headers(table, written[: frame.width])
        if not headers:
            raise complaints.empty(name)
        frame.columns = list(headers)
        frames.append(frame.filter(~pl.all_horizontal(pl.all().is_null())).with_columns(_whole_numbers(frame)).lazy())
        notes += found
    return _stacked(files, frames), notes


def _sheet(name: str, book: object, options: ReadOptions) -> str:
    names: list[str] = list(book.sheet_names)  # type: ignore[attr-defined]
    if options.sheet is not None:
        if options.sheet not in names:
            message = f"`{complaints.named(name)}` has no sheet `{shown(options.sheet)}`"
            raise complaints.option(message, f"the sheets are {complaints.quoted(names)}")
        return options.sheet
    full = [n for n in names if book.load_sheet(n, header_row=None, n_rows=1).width]  # type: ignore[attr-defined]
    if not full:
        raise complaints.empty(name)
    if len(full) > 1:
        raise complaints.choose(name, "sheets", full)
    return full[0]


def _whole_numbers(frame: pl.DataFrame) -> list[pl.Series]:
    """A workbook knows only floating numbers: columns that hold whole ones become integers again."""
    exact = 2.0**53
    floats = [s for s in frame if s.dtype == pl.Float64]
    return [
        s.cast(pl.Int64) for s in floats if s.is_finite().all() and (s.floor() == s).all() and (s.abs() < exact).all()
    ]


def _one_arrow(name: str, data: Path | bytes) -> pl.LazyFrame:
    try:
        if head_of(data, 4) == b"\xff\xff\xff\xff":
            return pl.read_ipc_stream(_handle(data)).lazy()
        frame = pl.scan_ipc(data)
        frame.collect_schema()
        return frame
    except (pl.exceptions.PolarsError, OSError) as error:
        raise complaints.damaged(name, "can not be read as an Arrow file") from error


def _stacked(files: Sequence[Named], frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    if len(frames) == 1:
        return frames[0]
    schemas = [f.collect_schema() for f in frames]
    for (name, _), schema in zip(files, schemas, strict=True):
        _compare(name, files[0][0], list(schema), list(schemas[0]))
    names = list(schemas[0])
    try:
        stacked = pl.concat([f.select(names) for f in frames], how="vertical_relaxed")
        stacked.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise complaints.mixed_types(files[0][0]) from error
    return stacked


def _same_columns(files: Sequence[Named], columns: Callable[[Path | bytes], list[str]]) -> None:
    found: list[list[str]] = []
    for name, data in files:
        try:
            found.append(columns(data))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise complaints.damaged(name, "can not be read as a Parquet file") from error
        _compare(name, files[0][0], found[-1], found[0])


def _compare(name: str, first_name: str, columns: list[str], first: list[str]) -> None:
    missing, extra = [c for c in first if c not in columns], [c for c in columns if c not in first]
    if missing or extra:
        raise complaints.other_columns(name, first_name, missing, extra)


def _handle(data: Path | bytes) -> Path | io.BytesIO:
    return io.BytesIO(data) if isinstance(data, bytes) else data


def _bad_line(data: Path | bytes) -> int | None:
    """The first line that is no JSON object; None when all of them are. UnicodeDecodeError: it is not UTF-8."""
    content = data if isinstance(data, bytes) else data.read_bytes()
    content.decode()
    lines = content.split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            if line.strip() and not isinstance(_parsed(line), dict):
                return number
        except ValueError:
            return number
    return None
