"""What is in a table, column by column: how full it is, what it says most, and what reading it brought to light."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

import polars as pl

from sla_dsl.data.csv_files import TextFiles
from sla_dsl.data.shapes import Need, PreparedTable, RawTable, ReadOptions
from sla_dsl.data.tables import prepare
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, Diagnostic
from sla_dsl.text.record import record

VALUES = 20
"""Distinct values of a text column up to which all of them are told, with their counts."""

NO_PLAIN_TYPE = "SLA412"
"""The code of a column whose cells are no values of the language."""

_OFFSET = re.compile(r"\d\d:\d\d.*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$")


@record
class ColumnProfile:
    """One column: its header, its kind as read, the cells that say something, and how many different ones there are.

    `low` and `high` are the ends of a number or an instant (microseconds since the epoch, UTC). `values` has all values
    of a text or a yes-or-no column with their counts, the most frequent first, where there are at most `VALUES`, and
    some stand more than once.
    `zoned` tells of an instant whether its cells name their zone; `hours` are the local hours of the day between which
    nine of ten lie (None without a time of day). `wrong` says why a column could not be read as it was asked for; it
    was then read as text, or not at all where it is not `readable`.
    """

    header: str
    kind: Kind
    filled: int
    distinct: int
    low: float | int | None = None
    high: float | int | None = None
    values: tuple[tuple[str, int], ...] = ()
    zoned: bool | None = None
    hours: tuple[int, int] | None = None
    notes: tuple[HealthNote, ...] = ()
    wrong: tuple[Diagnostic, ...] = ()
    readable: bool = True


@record
class Profile:
    """A table: its rows, its columns in their order, and what was to be said of the whole of it."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    notes: tuple[HealthNote, ...]


def profile(raw: RawTable, kinds: Mapping[str, Kind], zone: str, options: ReadOptions) -> Profile:
    """Everything about a table; `kinds` are those that headers are to be read as, the others show theirs.

    Raises `DataError` where the table can not be read at all.
    """
    needs = [Need(c.name, c.name, kinds.get(c.name, c.kind if c.typed else None)) for c in raw.columns]
    wrong: dict[str, tuple[Diagnostic, ...]] = {}
    try:
        tables = [prepare(raw, needs, zone, options)]
    except DataError:
        tables = []
        for need in needs:
            try:
                tables.append(prepare(raw, [need], zone, options))
            except DataError as error:
                wrong[need.name] = error.diagnostics
                tables += _as_text(raw, need, zone, options)
        if not tables:
            raise DataError(*chain.from_iterable(wrong.values())) from None
    frames = [t.frame.collect(engine="streaming") for t in tables]
    found = {n: _column(t, f[n], n, zone, raw) for t, f in zip(tables, frames, strict=True) for n in t.kinds}
    nothing = (ColumnProfile(n.name, Kind.TEXT, 0, 0, readable=False) for n in needs)
    columns = tuple(replace(found.get(c.header, c), wrong=wrong.get(c.header, ())) for c in nothing)
    whole = dict.fromkeys(note for t in tables for note in t.notes if note.column is None)
    return Profile(frames[0].height if frames else 0, columns, tuple(whole))


def _as_text(raw: RawTable, need: Need, zone: str, options: ReadOptions) -> list[PreparedTable]:
    """The table with one column as text; none where its cells are none (lists, records)."""
    try:
        return [prepare(raw, [replace(need, kind=Kind.TEXT)], zone, options)]
    except DataError as error:
        if any(d.code != NO_PLAIN_TYPE for d in error.diagnostics):
            raise
        return []


def repeated(raw: RawTable, header: str, options: ReadOptions) -> tuple[int, int]:
    """How many values of a column stand more than once, and how many rows they have."""
    table = prepare(raw, [Need(header, header, Kind.TEXT)], "UTC", options)
    several = table.frame.drop_nulls().group_by(header).len().filter(pl.col("len") > 1).collect()
    return several.height, int(several["len"].sum())


def _column(table: PreparedTable, values: pl.Series, header: str, zone: str, raw: RawTable) -> ColumnProfile:
    kind, known = table.kinds[header], values.drop_nulls()
    notes = tuple(n for n in table.notes if n.column == header)
    plain = ColumnProfile(header, kind, len(known), known.n_unique(), notes=notes)
    match kind:
        case Kind.INSTANT:
            daily = any(n.kind == "date_precision" for n in notes)
            ends = (int(known.min()), int(known.max())) if len(known) else (None, None)  # type: ignore[arg-type]
            hours = None if daily or not len(known) else _hours(known, zone)
            return replace(plain, low=ends[0], high=ends[1], zoned=_zoned(raw, header), hours=hours)
        case Kind.NUMBER:
            return replace(plain, low=known.min(), high=known.max()) if len(known) else plain  # type: ignore[arg-type]
        case _ if 0 < plain.distinct <= VALUES and plain.distinct < plain.filled:
            counts = known.cast(pl.String).value_counts().sort(["count", header], descending=[True, False])
            return replace(plain, values=tuple((str(v), int(n)) for v, n in counts.iter_rows()))
        case _:
            return plain


def _hours(instants: pl.Series, zone: str) -> tuple[int, int]:
    """The hours of the day between which nine of ten instants lie; a twentieth is left out at either end."""
    hours = instants.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone).dt.hour().sort()
    cut = len(hours) // 20
    return int(hours[cut]), int(hours[len(hours) - 1 - cut])


def _zoned(raw: RawTable, header: str) -> bool | None:
    """Whether the cells of a column name their zone; None where nothing but their type could tell."""
    if isinstance(raw.source, TextFiles):
        return _offset(raw.source.sample(header))
    dtype = raw.source.collect_schema()[header]
    if isinstance(dtype, pl.Datetime):
        return dtype.time_zone is not None
    if dtype == pl.String:
        return _offset(raw.source.select(header).drop_nulls().head(100).collect()[header].to_list())
    return None


def _offset(cells: Sequence[str]) -> bool | None:
    said = [c for c in cells if c and c.strip()]
    return any(_OFFSET.search(c) for c in said) if said else None
