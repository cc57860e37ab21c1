"""What a file is, by its first bytes: the name of a file only helps to notice that the two disagree."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path

import polars as pl

from sla_dsl.data import complaints
from sla_dsl.model.formats import FORMATS

HEAD = 1 << 18
_PACKED = {".gz", ".zst", ".zip", ".bz2", ".xz"}
DATA_SUFFIXES = frozenset(FORMATS) | _PACKED
# Letters that begin a file of bytes, and that a header may begin with as well (`ORCHARD`, `PARENT_ID`).
_LETTERED = (
    (b"ORC", "is an ORC file"),
    (b"PARE", "is an encrypted Parquet file"),
    (b"FEA1", "is a Feather file of the old version 1"),
)
_BINARY = frozenset({"parquet", "arrow"})
CALLED = {
    "parquet": "a Parquet file",
    "arrow": "an Arrow file",
    "excel": "an Excel workbook",
    "csv": "a text table",
    "ndjson": "JSON lines",
    "json": "a JSON array",
}
_ZSTD = b"\x28\xb5\x2f\xfd"
_EXPORT = "export the table as CSV, Parquet or Excel"
_PRINTED = bytes(b for b in range(256) if b >= 32 or b in b"\t\n\v\f\r\x1b")  # more than a few others: not a text
_FOREIGN = (
    (b"%PDF-", "is a PDF document"),
    (b"SQLite format 3\x00", "is an SQLite database"),
    (b"Obj\x01", "is an Avro file"),
    (b"version https://git-lfs", "is a Git LFS pointer, not the data it points to"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"{\\rtf", "is a rich text document"),
)


def unpacked(name: str, data: Path | bytes) -> tuple[str, Path | bytes]:
    """The content behind any compression, with the name it has there; plain files are handed back as they are."""
    head = head_of(data, 10)
    try:
        if head.startswith(b"\x1f\x8b"):
            return _without(name, ".gz"), gzip.decompress(_all(data))
        if re.match(rb"BZh[1-9]1AY&SY", head):
            return _without(name, ".bz2"), bz2.decompress(_all(data))
        if head.startswith(b"\xfd7zXZ\x00"):
            return _without(name, ".xz"), lzma.decompress(_all(data))
        if head.startswith(_ZSTD):
            lines = pl.scan_lines(data).collect().to_series()
            return _without(name, ".zst"), "\n".join([*lines.to_list(), ""]).encode()
        if head.startswith(b"PK\x03\x04"):
            return _member(name, data)
    except (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        what = "is compressed and can not be unpacked"
        if head.startswith(_ZSTD):
            raise complaints.damaged(name, what, "unpack it first (`zstd -d`): so packed only UTF-8 is read") from error
        raise complaints.damaged(name, what) from error
    return name, data


def format_of(name: str, data: Path | bytes) -> str:
    """`parquet`, `arrow`, `excel`, `ndjson`, `json` or `csv`; anything else is an error that says what it is."""
    head = head_of(data, HEAD)
    if not head:
        raise complaints.empty(name)
    found = _binary_format(name, data, head) or _text_format(name, head)
    expected = FORMATS.get(Path(name).suffix.lower(), found)
    if expected in _BINARY and found != expected:
        raise complaints.damaged(name, f"is not {CALLED[expected]}, whatever its name says")
    return found


def disagreement(name: str, found: str) -> str | None:
    """What to say when a file's name promises another format than its content has."""
    expected = FORMATS.get(Path(name).suffix.lower(), found)
    related = {"json", "ndjson"}
    if expected == found or {expected, found} <= related:
        return None
    return f"`{complaints.named(name)}` is {CALLED[found]} and was read as one"


def _binary_format(name: str, data: Path | bytes, head: bytes) -> str | None:
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise complaints.unreadable(name, what, _EXPORT)
    for magic, what in _LETTERED:
        if head.startswith(magic) and not _has_lines(head):
            raise complaints.unreadable(name, what, _EXPORT)
    if head.startswith(b"PAR1") and not _has_lines(head):
        if _tail(data, 4) != b"PAR1":
            raise complaints.damaged(name, "is a Parquet file that breaks off before its end")
        return "parquet"
    if head.startswith((b"ARROW1\x00", b"\xff\xff\xff\xff")):
        return "arrow"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "excel"
    return None


def _text_format(name: str, head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(head) > 3 and 0 in (head[0], head[1]))
    if not wide and not _is_printed(head):
        raise complaints.unreadable(name, "is neither text nor a table that can be read")
    if wide:  # the first letters are all that is looked at
        head = head.lstrip(b"\xff\xfe").replace(b"\0", b"")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"<" and text[1:2].lower() in b"!h?t":
        hint = "export the table again; a saved web page is often a login page"
        raise complaints.unreadable(name, "is a web page, not a table", hint)
    if text.startswith(b"{"):
        return "ndjson"
    if text.startswith(b"[") and text[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    return "csv"


def _has_lines(head: bytes) -> bool:
    """Whether this is text that a line ends in, as a header does."""
    return _is_printed(head) and (b"\n" in head or b"\r" in head)


def _is_printed(head: bytes) -> bool:
    """Whether next to no byte is one that no text has."""
    return len(head.translate(None, _PRINTED)) * 100 <= len(head)


def _member(name: str, data: Path | bytes) -> tuple[str, Path | bytes]:
    with zipfile.ZipFile(data if isinstance(data, Path) else io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
        if any(n.startswith("xl/") for n in names):
            return name, data
        tables = [n for n in names if Path(n).suffix.lower() in FORMATS]
        if len(tables) != 1:
            raise complaints.choose(name, "tables", tables or names)
        try:
            return tables[0], archive.read(tables[0])
        except RuntimeError as error:
            raise complaints.unreadable(name, "is protected by a password") from error


def _without(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if name.lower().endswith(suffix) else name


def head_of(data: Path | bytes, size: int) -> bytes:
    """The first bytes of a content."""
    if isinstance(data, bytes):
        return data[:size]
    with data.open("rb") as file:
        return file.read(size)


def _tail(data: Path | bytes, size: int) -> bytes:
    if isinstance(data, bytes):
        return data[-size:]
    with data.open("rb") as file:
        file.seek(-min(size, data.stat().st_size), io.SEEK_END)
        return file.read()


def _all(data: Path | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.read_bytes()
