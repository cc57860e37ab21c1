"""How a text table is written: its encoding, its delimiter, its quote, decided by looking and said when not plain."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from sla_dsl.data import complaints
from sla_dsl.data.above import records_above
from sla_dsl.data.content import HEAD
from sla_dsl.data.shapes import ReadOptions
from sla_dsl.text.record import record

SAMPLE_ROWS = 1000
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CALLED = {"utf-8-sig": "UTF-8 with a byte order mark", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


@record
class Dialect:
    """How records are cut: one delimiter, one quote, and how many lines stand before the header."""

    delimiter: str = ","
    quote: str = '"'
    skip: int = 0

    @property
    def plain(self) -> bool:
        return self.delimiter == "," and self.quote == '"' and not self.skip

    def says(self) -> str:
        quote = "" if self.quote == '"' else f", cells quoted with {self.quote}"
        return f"columns separated by {_NAMES.get(self.delimiter, complaints.shown(self.delimiter))}{quote}"


@record
class Census:
    """What one look at all bytes of a text table tells: delimiters outside of quotes, and whether it is UTF-8."""

    delimiters: int
    utf8: bool


def says_encoding(encoding: str) -> str:
    """The encoding as a note says it."""
    return _CALLED.get(encoding, encoding.upper())


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark, or the zero bytes of wide characters, give away."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if max(even, odd) > len(head[:2000]) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def as_utf8(name: str, content: bytes, encoding: str) -> bytes:
    """The content in plain UTF-8, without a mark and with line feeds where only carriage returns end a line."""
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise complaints.option(
            f"there is no encoding `{complaints.shown(encoding)}`", "write `utf-8`, `cp1252` or `utf-16`"
        ) from error
    except UnicodeDecodeError as error:
        raise complaints.not_encoded(name, says_encoding(encoding), error.start) from error
    text = text.removeprefix("\ufeff")
    return (text if "\n" in text else text.replace("\r", "\n")).encode("utf-8", "replace")


def legacy_encoding(content: bytes) -> str:
    """Windows-1252 where it has all the bytes, else Latin-1, which has every byte."""
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def sniff(name: str, text: str, options: ReadOptions) -> Dialect:
    """The dialect of the beginning of a text; the delimiter that cuts header and rows into the same number wins."""
    skip, said = 0, options.delimiter
    if said is not None and len(said) != 1:
        raise complaints.option(f"`{complaints.shown(said)}` is not one character", "a delimiter is like `;` or `|`")
    if said is not None and not said.isascii():
        raise complaints.option(f"`{complaints.shown(said)}` can not separate columns", "write `,`, `;`, tab or `|`")
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        skip, said, text = 1, said or first[4], text.partition("\n")[2]
    if not text.strip():
        raise complaints.empty(name)
    while not text.partition("\n")[0].strip():
        skip, text = skip + 1, text.partition("\n")[2]
    quote = "'" if text.startswith("'") and '"' not in text.partition("\n")[0] else '"'
    candidates = [said] if said is not None else list(_NAMES)
    fits = {d: _fit(text, d, quote) for d in candidates}
    best = max(fits, key=fits.__getitem__)
    wide = fits[best][1] > 1
    return Dialect(best if wide or said is not None else ",", quote, skip)


def records(text: str, dialect: Dialect, limit: int = SAMPLE_ROWS) -> list[list[str]]:
    """The first records of a text, blank lines left out; lenient, because it only looks."""
    reader = csv.reader(_lines(text, dialect), delimiter=dialect.delimiter, quotechar=dialect.quote)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > limit:
                break
    except csv.Error:  # a cell longer than the sample: what was read so far is enough to look at
        pass
    return rows


def length_of(text: str, dialect: Dialect, count: int) -> int:
    """How many characters the first records take, with what is skipped before them and the blank lines among them."""
    lines = _lines(text, dialect)
    reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)
    while count:
        count -= bool(next(reader))
    return lines.tell()


def _lines(text: str, dialect: Dialect) -> io.StringIO:
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.skip):
        next(lines)
    return lines


def _fit(text: str, delimiter: str, quote: str) -> tuple[float, int]:
    if delimiter not in text:
        return 0.0, 1
    rows = records(text, Dialect(delimiter, quote), 100)
    rows = rows[records_above(rows) :]
    width = len(rows[0]) if rows else 1
    if width < 2:
        return 0.0, 1
    body = rows[1:]
    return (sum(len(r) == width for r in body) / len(body) if body else 1.0), width


def census(data: Path | bytes, dialect: Dialect) -> Census:
    """Count the delimiters outside of quotes and look for bytes that are not UTF-8, chunk by chunk.

    The count is what shows rows that are too short: a reader fills them up without a word. Quotes are paired from the
    left, across chunks; a doubled quote is a pair of its own, so it needs no care.
    """
    delimiter, quote = dialect.delimiter.encode(), dialect.quote.encode()
    others = bytes(b for b in range(256) if bytes([b]) not in (delimiter, quote))
    decoder = codecs.getincrementaldecoder("utf-8")()
    total, inside, utf8 = 0, False, True
    for chunk in _chunks(data):
        if utf8 and not (chunk.isascii() and not decoder.getstate()[0]):
            utf8 = _decodes(decoder, chunk)
        if not inside and quote not in chunk:
            total += chunk.count(delimiter)
            continue
        marks = chunk.translate(None, others)
        pieces = (quote + marks if inside else marks).replace(quote * 2, b"").split(quote)
        total += sum(piece.count(delimiter) for piece in pieces[::2])
        inside = len(pieces) % 2 == 0
    return Census(total, utf8 and not decoder.getstate()[0])


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(data: Path | bytes, size: int = HEAD) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield from (data[i : i + size] for i in range(0, len(data), size))
        return
    with data.open("rb", buffering=0) as file:
        while chunk := file.read(size):
            yield chunk
