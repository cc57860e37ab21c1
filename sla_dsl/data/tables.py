"""The door of this room: open whatever holds a table, and prepare the columns that a policy reads."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from pathlib import Path

import polars as pl

from sla_dsl.data import complaints
from sla_dsl.data.cells import suggested
from sla_dsl.data.content import disagreement, format_of, unpacked
from sla_dsl.data.csv_files import TextFiles, decoded, open_text
from sla_dsl.data.dialect import says_encoding
from sla_dsl.data.digest import digest
from sla_dsl.data.outcome import Column
from sla_dsl.data.paths import named_files
from sla_dsl.data.shapes import ColumnInfo, Need, PreparedTable, RawTable, ReadOptions
from sla_dsl.data.text_columns import read_columns
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError

__all__ = ["ColumnInfo", "Need", "PreparedTable", "RawTable", "ReadOptions", "digest", "open_table", "prepare"]

_PLAIN = ReadOptions()


def open_table(table: str, given: object, options: ReadOptions = _PLAIN) -> RawTable:
    """Open a path, a glob, a folder, a frame (polars, pandas, Arrow) or a list of dicts; nothing is converted yet.

    The content decides the format. DataError: what is there holds no table; UsageError: nothing is there.
    """
    if not isinstance(given, str | Path):
        from sla_dsl.data.typed_tables import held

        return held(table, given)
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
    from sla_dsl.data.typed_tables import opened

    if format_ in ("json", "ndjson"):
        files, found_in = _plain(table, files, options)
        notes += found_in
    return opened(table, origin, format_, files, options, notes)


def prepare(raw: RawTable, needs: Sequence[Need], zone: str, options: ReadOptions = _PLAIN) -> PreparedTable:
    """The wanted columns under their canonical names, with the dtypes of `Kind`; zone-less times are in `zone` (IANA).

    A typed file stays lazy, a text is read. DataError holds one diagnostic for every column that is missing or can
    not be read as asked; whatever is left out, read as null or decided is in `notes`.
    """
    if not needs:  # its rows are to be counted all the same
        needs = [Need(c.name, c.name, c.kind if c.typed else Kind.TEXT) for c in raw.columns if _plain_to_read(c)][:1]
    typed_headers = {c.name for c in raw.columns if c.typed}
    several = next((n for n in needs if n.separator is not None and n.column not in typed_headers), None)
    if several is None:
        return _prepared(raw, needs, zone, options)
    from sla_dsl.data.several import spread

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
        from sla_dsl.data.typed_tables import typed_columns

        frame, kinds, wrong, as_is = typed_columns(raw, raw.source, wanted)
        native, extra = raw.parquet if as_is else None, ()
    if wrong:
        raise DataError(*wrong)
    notes = (*raw.notes, *extra, *chain.from_iterable(column.notes for _, column in wanted))
    by_name = {n.name: k for n, k in zip(needs, kinds, strict=True)}
    columns = {n.name: n.column for n in needs}
    held = isinstance(raw.source, TextFiles)
    return PreparedTable(raw.table, raw.origin, frame, by_name, notes, native, columns, held)


def _plain_to_read(column: ColumnInfo) -> bool:
    """Whether a column can be read whatever its cells hold: all texts, and what a typed file has a plain type for."""
    return not column.typed or column.kind is not Kind.TEXT


def _plain(
    table: str, files: Sequence[tuple[str, Path | bytes]], options: ReadOptions
) -> tuple[list[tuple[str, Path | bytes]], list[HealthNote]]:
    """Files of JSON in UTF-8 and without a mark, and what is said of those that were something else."""
    plain: list[tuple[str, Path | bytes]] = []
    notes = []
    for name, data in files:
        content, encoding = decoded(name, data, options)
        if encoding == "utf-8-sig":
            content = (content if isinstance(content, bytes) else content.read_bytes()).removeprefix(BOM_UTF8)
        elif encoding is not None:
            said = f"`{complaints.named(name)}`: {says_encoding(encoding)}"
            notes.append(HealthNote(table, None, "dialect", None, said))
        plain.append((name, content))
    return plain, notes


def _text_table(
    table: str, origin: str, files: Sequence[tuple[str, Path | bytes]], options: ReadOptions, notes: list[HealthNote]
) -> RawTable:
    opened = []
    for name, data in files:
        file, found = open_text(table, name, data, options)
        opened.append(file)
        notes += found if len(opened) == 1 else [n for n in found if n.kind in ("dialect", "heading")]
    texts = TextFiles(table, opened)
    samples = {h: texts.sample(h) for h in texts.headers}
    samples |= texts.later_cells([h for h, cells in samples.items() if not any(map(str.strip, cells))])
    guessed = cache(lambda header: suggested(samples[header]))
    columns = tuple(ColumnInfo(partial(guessed, h), False, h) for h in samples)
    return RawTable(table, origin, "csv", columns, tuple(notes), None, texts)
