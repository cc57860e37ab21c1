"""Columns of text become columns of values: a quick try on the layout of the first cells, else a careful one."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sla_dsl.data import cells as cell_text
from sla_dsl.data.complaints import counted
from sla_dsl.data.csv_files import TextFiles
from sla_dsl.data.instants import finish, quick_instant, read_instants
from sla_dsl.data.numbers import narrowed, quick_number, read_numbers
from sla_dsl.data.outcome import Column, suspect
from sla_dsl.data.shapes import Need
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, Diagnostic
from sla_dsl.text.record import record


@record
class Attempt:
    """One wanted column, the expression that is tried first, and whether what it gives are local times."""

    need: Need
    column: Column
    quick: pl.Expr | None
    local: bool = False


def read_columns(
    files: TextFiles, wanted: Sequence[tuple[Need, Column]]
) -> tuple[list[pl.Series], list[Kind], list[Diagnostic]]:
    """The wanted columns of text files, in one read, and one more for those whose cells are not all of one layout."""
    if not wanted:
        return [], [], []
    samples = {need.name: _said(files.sample(need.column), column) for need, column in wanted}
    instants = [cell for need, _ in wanted if need.kind is Kind.INSTANT for cell in samples[need.name]]
    tries = [_attempt(need, column, samples[need.name], instants) for need, column in wanted]
    frame = files.read([e for i, t in enumerate(tries) for e in _tried(i, t)])
    failed = [i for i, t in enumerate(tries) if t.quick is not None and frame[f"{i}?"].any()]
    again = files.read([pl.col(tries[i].need.column).alias(f"{i}") for i in failed]) if failed else pl.DataFrame()
    values: list[pl.Series] = []
    kinds: list[Kind] = []
    wrong: list[Diagnostic] = []
    for i, t in enumerate(tries):
        try:
            if t.quick is None or i in failed:
                source = again if i in failed else frame
                found, kind = convert(t.column, source[f"{i}"], t.need.kind)
            else:
                found, kind = _finished(t, frame[f"{i}"])
            values.append(found.alias(t.need.name))
            kinds.append(kind)
        except DataError as error:
            wrong += error.diagnostics
    return values, kinds, wrong


def convert(column: Column, raw: pl.Series, kind: Kind | None) -> tuple[pl.Series, Kind]:
    """A whole column of text as values of a kind; without one, of the kind that all cells fit, else text."""
    nulls = column.options.nulls
    cells = pl.DataFrame({"c": raw}).select(cell_text.filled(pl.col("c"), nulls)).to_series()
    if kind is None:
        return _as_it_is(column, cells)
    if nulls:
        declared = int(raw.str.strip_chars().is_in(list(nulls)).sum())
        column.note("declared_null", declared, f"{counted(declared, 'cell')} declared to say nothing")
    return _read(column, cells, kind)


def _read(column: Column, cells: pl.Series, kind: Kind) -> tuple[pl.Series, Kind]:
    """Cells that are null where they say nothing, as values of a kind."""
    match kind:
        case Kind.TEXT:
            suspect(column, cells.filter(cells.is_in(list(cell_text.SUSPICIOUS))))
            return cells, kind
        case Kind.NUMBER:
            return read_numbers(column, cells), kind
        case Kind.INSTANT:
            return read_instants(column, cells), kind
        case Kind.BOOLEAN:
            return _booleans(column, cells), kind


def _said(sample: list[str], column: Column) -> list[str]:
    bare = (cell.strip() for cell in sample)
    return [cell for cell in bare if cell and cell not in column.options.nulls]


def _attempt(need: Need, column: Column, said: list[str], instants: list[str]) -> Attempt:
    """What to try first; an export writes all instants alike, so a column that begins blank is tried as the others."""
    cell = pl.col(need.column)
    if need.kind is Kind.INSTANT and (found := quick_instant(cell, said or instants)) is not None:
        return Attempt(need, column, *found)
    if need.kind is Kind.NUMBER and column.options.decimal_comma is not True:
        whole = bool(said) and all(c.removeprefix("-").isdecimal() for c in said)
        if whole or (
            column.delimiter != ";" and all(c.removeprefix("-").replace(".", "", 1).isdecimal() for c in said)
        ):
            return Attempt(need, column, quick_number(cell, whole))
    return Attempt(need, column, None)


def _tried(index: int, t: Attempt) -> list[pl.Expr]:
    cell = pl.col(t.need.column)
    if t.quick is None:
        return [cell.alias(f"{index}")]
    return [t.quick.alias(f"{index}"), (t.quick.is_null() & cell.is_not_null()).alias(f"{index}?")]


def _finished(t: Attempt, found: pl.Series) -> tuple[pl.Series, Kind]:
    if t.need.kind is Kind.INSTANT:
        return finish(t.column, found, t.local), Kind.INSTANT
    return narrowed(found), Kind.NUMBER


def _as_it_is(column: Column, cells: pl.Series) -> tuple[pl.Series, Kind]:
    """The kind that all cells fit. An id with leading zeros, too long for a number, or like `12E5`, is a text."""
    kind = cell_text.suggested(cells.drop_nulls().unique().bottom_k(1000).to_list())
    if kind is not Kind.TEXT and not (
        kind is Kind.NUMBER and cells.str.contains(r"^\s*[-+]?0\d|\d{19}|^\s*\d+[eE]\d+\s*$").any()
    ):
        trial = Column(column.table, column.name, column.header, column.zone, column.options, column.delimiter)
        try:
            values, _ = _read(trial, cells, kind)
        except DataError:
            values = cells.clear()
        if len(values) == len(cells) and values.null_count() == cells.null_count():
            column.notes.extend(trial.notes)
            return values, kind
    return _read(column, cells, Kind.TEXT)


def _booleans(column: Column, cells: pl.Series) -> pl.Series:
    words = {w: w in cell_text.TRUE for w in (*cell_text.TRUE, *cell_text.FALSE)}
    bare = cells.str.strip_chars().str.to_lowercase()
    values = bare.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.Boolean)
    column.unparsed(cells, cells.is_not_null() & values.is_null(), "yes or no")
    return values
