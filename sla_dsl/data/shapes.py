"""The values that pass through this room: what was said of a table, what was found in it, what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.data.csv_files import TextFiles


COPY = "copy of a row"


@record
class ReadOptions:
    """What the caller said aloud about the data; None means that the data decides, or that it is asked for.

    `day_first` reads `05/02/2026` as 5 February; `nulls` are cell texts that stand for nothing; `decimal_comma` reads
    `1.234,5` as 1234.5; `encoding` is a codec's name; `sheet` names the sheet of a workbook. `currency` is not said
    by the caller: it is the code of what the policy's amounts are in.
    """

    day_first: bool | None = None
    nulls: tuple[str, ...] = ()
    decimal_comma: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    currency: str | None = None


@record
class ColumnInfo(Header):
    """One column as it was found, with its name: a kind that the file does not say is what its first cells suggest."""

    name: str


@record
class RawTable:
    """An opened table, nothing of it converted; `parquet` has the paths when the files can be scanned as they are.

    `format` is `csv`, `parquet`, `ndjson`, `json`, `arrow`, `excel`, `frame` or `rows`. `source` is private to this
    room: text files, or a lazy frame whose columns are the headers.
    """

    table: str
    origin: str
    format: str
    columns: tuple[ColumnInfo, ...]
    notes: tuple[HealthNote, ...]
    parquet: tuple[str, ...] | None
    source: TextFiles | pl.LazyFrame = field(repr=False, compare=False)

    @property
    def size(self) -> int:
        """The bytes of its files, unpacked; 0 where they are not known."""
        if isinstance(self.source, pl.LazyFrame):
            return sum(Path(name).stat().st_size for name in self.parquet or ())
        return self.source.size


@record
class Need:
    """A column that is wanted: its canonical name, its header in the data, its kind (None: as the data has it).

    With `share` a percentage in it is read as a share; else it is no number. Where a cell can name several rows,
    `separator` stands between their keys.
    """

    name: str
    column: str
    kind: Kind | None
    share: bool = False
    separator: str | None = None


@record
class PreparedTable:
    """A table ready for the engines: canonical names, and the dtypes of `Kind`; instants are Int64 microseconds UTC.

    `columns` maps canonical names to headers. `parquet` has the paths only when an engine may scan the files itself:
    then an aware instant needs no more than its microseconds, and an empty text and a NaN are null. `held` is true when
    the frame's rows are in memory. `copied` tells that a row that names several others stands once for each of them:
    the column `COPY` is then true in all of its copies but the first.
    """

    table: str
    origin: str
    frame: pl.LazyFrame = field(repr=False, compare=False)
    kinds: Mapping[str, Kind]
    notes: tuple[HealthNote, ...]
    parquet: tuple[str, ...] | None
    columns: Mapping[str, str]
    held: bool = False
    copied: bool = False
