"""The rows behind keys, as they were given: cells of any column as text, and the line of the file they stand on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from sla_dsl.data.csv_files import TextFile, TextFiles
from sla_dsl.data.shapes import PreparedTable, RawTable
from sla_dsl.text.record import record

_CHUNK = 1 << 20
_PLACE, _WHICH = "\0place", "\0which"


@record
class GivenRow:
    """One row: its cells in the order asked for (None: nothing there), and its line from 1 where that is known."""

    cells: tuple[str | None, ...]
    line: int | None


def given_rows(
    raw: RawTable,
    table: PreparedTable,
    key: Sequence[str],
    wanted: Collection[tuple[object, ...]],
    headers: Sequence[str],
    *,
    last: bool = False,
) -> dict[tuple[object, ...], GivenRow]:
    """The rows of the `wanted` keys (values of the canonical columns `key`); keys that are not there are left out.

    Of rows with one key it is the first, or the `last`. Reads the key columns and `headers` once more.
    """
    keys = list(wanted)
    if not keys or not key:
        return {}
    there = table.frame.select(key).with_row_index(_PLACE).collect()
    schema = {name: there.schema[name] for name in key}
    asked = pl.DataFrame(keys, schema=schema, orient="row", strict=False).with_row_index(_WHICH)
    place = pl.col(_PLACE).max() if last else pl.col(_PLACE).min()
    found = asked.join(there, on=list(key), how="inner").group_by(_WHICH).agg(place).sort(_WHICH)
    places = found[_PLACE].to_list()
    cells = _cells(raw, headers)[places].rows() if headers else [()] * len(places)
    first = _first_line(raw, there.height)
    return {
        keys[which]: GivenRow(row, None if first is None else first + at)
        for which, at, row in zip(found[_WHICH], places, cells, strict=True)
    }


def _cells(raw: RawTable, headers: Sequence[str]) -> pl.DataFrame:
    if isinstance(raw.source, TextFiles):
        return raw.source.read([pl.col(h) for h in headers])
    schema = raw.source.collect_schema()
    return raw.source.select(_text(h, schema[h]) for h in headers).collect()


def _text(header: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(header)
    return pl.struct(cell).struct.json_encode().alias(header) if dtype.is_nested() else cell.cast(pl.String)


def _first_line(raw: RawTable, rows: int) -> int | None:
    """The line of the first row of a plain text file; None where lines and rows do not go together."""
    if not isinstance(raw.source, TextFiles) or len(raw.source.files) > 1:
        return None
    (file,) = raw.source.files
    before = file.dialect.skip + 1
    return before + 1 if _lines(file) == before + rows + file.blank_tail else None


def _lines(file: TextFile) -> int | None:
    """How many lines the file has; None for what is not on the disk as it was read."""
    if not isinstance(file.data, Path):
        return None
    lines, end = 0, b"\n"
    with file.data.open("rb") as content:
        while chunk := content.read(_CHUNK):
            lines, end = lines + chunk.count(b"\n"), chunk[-1:]
    return lines + (end != b"\n")
