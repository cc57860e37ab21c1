"""Text tables: every cell is read as text, only the wanted columns are kept, and no row is lost or bent in silence."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl

from sla_dsl.data import complaints
from sla_dsl.data.complaints import counted
from sla_dsl.data.content import HEAD
from sla_dsl.data.dialect import (
    Census,
    Dialect,
    as_utf8,
    census,
    legacy_encoding,
    marked_encoding,
    records,
    says_encoding,
    sniff,
)
from sla_dsl.data.headers import clean_headers
from sla_dsl.data.shapes import ReadOptions
from sla_dsl.model.health import HealthNote
from sla_dsl.text.record import record

_READ_AHEAD = 1 << 26
_BEYOND = "\0beyond the last column"


@record
class TextFile:
    """One opened text file: UTF-8 content (or its path), how it is cut, its headers, and the first rows."""

    name: str
    data: Path | bytes
    dialect: Dialect
    headers: tuple[str, ...]
    encoding: str | None
    sample: tuple[tuple[str, ...], ...]
    blank_tail: int


def open_text(table: str, name: str, data: Path | bytes, options: ReadOptions) -> tuple[TextFile, list[HealthNote]]:
    """Decide encoding, dialect and headers of one file; the notes say what was decided where it is not plain."""
    head = data[:HEAD] if isinstance(data, bytes) else _first(data)
    encoding = options.encoding or marked_encoding(head)
    if encoding is not None and encoding.lower() not in ("utf-8-sig", "utf-8", "utf8"):
        data = as_utf8(name, _content(data), encoding)
    elif not _is_utf8(head) and encoding is None:
        encoding = legacy_encoding(_content(data))
        data = as_utf8(name, _content(data), encoding)
    elif b"\n" not in head and b"\r" in head:
        data = as_utf8(name, _content(data), "utf-8")
    dialect = sniff(name, _text(data), options)
    rows = records(_text(data), dialect)
    headers, notes = clean_headers(table, rows[0])
    said = [says_encoding(encoding)] if encoding not in (None, "utf-8") else []
    said += [] if dialect.plain else [dialect.says()]
    if said:
        notes = (HealthNote(table, None, "dialect", None, f"`{complaints.named(name)}`: {', '.join(said)}"), *notes)
    sample = tuple(tuple(row) for row in rows[1:] if len(row) == len(headers))
    return TextFile(name, data, dialect, headers, encoding, sample, _blank_tail(data)), list(notes)


class TextFiles:
    """The text files of one table, read as often as it takes; what had to be mended is mended and noted once."""

    def __init__(self, table: str, files: Sequence[TextFile]) -> None:
        self.table, self.files = table, list(files)
        self.headers = files[0].headers
        self.notes: list[HealthNote] = []
        for file in files[1:]:
            missing = [h for h in self.headers if h not in file.headers]
            extra = [h for h in file.headers if h not in self.headers]
            if missing or extra:
                raise complaints.other_columns(file.name, files[0].name, missing, extra)

    @property
    def delimiter(self) -> str:
        return self.files[0].dialect.delimiter

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(_size(file.data) for file in self.files)

    def sample(self, header: str) -> list[str]:
        """The first cells of a column, as text."""
        return [row[f.headers.index(header)] for f in self.files for row in f.sample]

    def later_cells(self, headers: Sequence[str]) -> dict[str, list[str]]:
        """Cells of columns whose sample is blank, from further down; a large file is not read for a suggestion."""
        first = self.files[0]
        if not headers or _size(first.data) > _READ_AHEAD:
            return {}
        some = [pl.col(h).drop_nulls().head(100).implode() for h in headers]
        try:
            found = _scan(first).select(some).collect(engine="streaming").row(0, named=True)
        except pl.exceptions.PolarsError:  # said when the table is read
            return {}
        return {h: [str(cell) for cell in cells] for h, cells in found.items()}

    def read(self, exprs: Sequence[pl.Expr]) -> pl.DataFrame:
        """The expressions, over columns of text named by their headers, in the order of the rows."""
        parts = [self._read(i, exprs) for i in range(len(self.files))]
        return parts[0] if len(parts) == 1 else pl.concat(parts)

    def _read(self, index: int, exprs: Sequence[pl.Expr]) -> pl.DataFrame:
        file = self.files[index]
        with ThreadPoolExecutor(1) as beside:
            counting = beside.submit(census, file.data, file.dialect)
            try:
                found = _fast(file, exprs)
            except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
                found = None
            counts = counting.result()
        if not counts.utf8:
            self.files[index] = self._recoded(file)
            return self._read(index, exprs)
        if found is not None and _whole(file, counts, found.height):
            return found.head(found.height - file.blank_tail)
        self.files[index], notes = mended(self.table, file)
        self.notes += notes
        return _scan(self.files[index]).select(exprs).collect(engine="streaming")

    def _recoded(self, file: TextFile) -> TextFile:
        """A file that turned out not to be UTF-8 further down, in the encoding that old programs write."""
        content = _content(file.data)
        if file.encoding is not None:
            raise complaints.not_encoded(file.name, says_encoding(file.encoding), _first_bad_byte(content))
        encoding = legacy_encoding(content)
        said = f"`{complaints.named(file.name)}`: {says_encoding(encoding)}"
        self.notes.append(HealthNote(self.table, None, "dialect", None, said))
        return replace(file, data=as_utf8(file.name, content, encoding), encoding=encoding)


def mended(table: str, file: TextFile) -> tuple[TextFile, list[HealthNote]]:
    """The same file cut record by record: blank lines and empty surplus cells go and are counted, the rest is an error.

    Slow, and only reached when a fast read failed or its rows do not account for every delimiter of the file.
    """
    width, d = len(file.headers), file.dialect
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    csv.field_size_limit(sys.maxsize)
    text = io.TextIOWrapper(io.BytesIO(_content(file.data)), "utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=d.delimiter, quotechar=d.quote, strict=True)
    blank, surplus, bad, first, started = 0, 0, 0, (0, 0), 0
    for _ in range(d.skip):
        next(text)
    try:
        for cells in reader:
            row = cells
            line, started = started + 1 + d.skip, reader.line_num
            if not any(cell.strip() for cell in row):
                blank += 1
                continue
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                surplus, row = surplus + 1, row[:width]
            if len(row) != width:
                first, bad = (line, len(row)) if not bad else first, bad + 1
            writer.writerow(row)
    except csv.Error as error:
        raise complaints.unclosed(file.name, started + 1 + d.skip) from error
    if bad:
        raise complaints.ragged(file.name, first[0], first[1], width, bad - 1)
    data = out.getvalue().encode()
    notes = []
    if blank:
        notes.append(_note(table, "blank_rows", blank, f"{counted(blank, 'row')} without any content left out"))
    if surplus:
        message = f"{counted(surplus, 'row')} with empty cells after the last column"
        notes.append(_note(table, "surplus_cells", surplus, message))
    return replace(file, data=data, dialect=Dialect(), blank_tail=0), notes


def _note(table: str, kind: str, count: int, message: str) -> HealthNote:
    return HealthNote(table, None, kind, count, message)


def _fast(file: TextFile, exprs: Sequence[pl.Expr]) -> pl.DataFrame | None:
    """The expressions without a second look, or None when a row has cells beyond the last column.

    The reader notices such rows only when it is made to read all columns; of a large file it reads the wanted ones and
    one that should not be there. What that one can not show, an empty surplus cell, changes the count of delimiters.
    """
    if _size(file.data) <= _READ_AHEAD:
        return _scan(file).collect(engine="in-memory").select(exprs)
    found = _scan(file, _BEYOND).select(*exprs, pl.col(_BEYOND).is_not_null()).collect(engine="streaming")
    return None if found[_BEYOND].any() else found.drop(_BEYOND)


def _scan(file: TextFile, *more: str) -> pl.LazyFrame:
    return pl.scan_csv(
        file.data,
        has_header=False,
        skip_rows=file.dialect.skip + 1,
        schema=dict.fromkeys((*file.headers, *more), pl.String),
        separator=file.dialect.delimiter,
        quote_char=file.dialect.quote,
        extra_columns="raise",
        missing_columns="insert",
        glob=False,
    )


def _whole(file: TextFile, counts: Census, rows: int) -> bool:
    """Whether the rows, the header among them, account for every delimiter: if not, some row is too short."""
    return counts.delimiters == (rows - file.blank_tail + 1) * (len(file.headers) - 1) + _skipped_delimiters(file)


def _skipped_delimiters(file: TextFile) -> int:
    lines = _text(file.data).split("\n", file.dialect.skip)[: file.dialect.skip]
    return sum(line.count(file.dialect.delimiter) for line in lines)


def _blank_tail(data: Path | bytes) -> int:
    """Lines without content at the end of the file."""
    tail = data[-HEAD:] if isinstance(data, bytes) else _last(data)
    blank = tail[len(tail.rstrip(b" \r\n")) :]
    rest = blank.rpartition(b"\n")[2].strip(b"\r")
    return max(0, blank.count(b"\n") - 1) + bool(rest and b"\n" in blank)


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _last(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD))
        return file.read()


def _size(data: Path | bytes) -> int:
    return len(data) if isinstance(data, bytes) else data.stat().st_size


def _content(data: Path | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.read_bytes()


def _text(data: Path | bytes) -> str:
    """The beginning of the file as text, up to the last whole line."""
    head = data[:HEAD] if isinstance(data, bytes) else _first(data)
    if len(head) == HEAD:
        head = head[: head.rfind(b"\n") + 1 or None]
    return head.decode("utf-8", "replace").removeprefix("\ufeff")


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is UTF-8; its last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_byte(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0
