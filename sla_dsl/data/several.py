"""Cells that name several rows of another table: such a row stands once for each of them, and so counts for each."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sla_dsl.data.complaints import counted
from sla_dsl.data.outcome import Column
from sla_dsl.data.shapes import COPY, Need, PreparedTable
from sla_dsl.data.text_columns import convert

_ROW = "place of a row"


def spread(table: PreparedTable, need: Need, column: Column) -> PreparedTable:
    """The table, in which the column `need` was read as text, with one row for each key that one of its cells names.

    The column becomes what is needed; blank keys name nothing, and one that stands twice in a cell names one row.
    """
    assert need.separator is not None
    cell = pl.col(need.name)
    frame = table.frame.collect(engine="streaming")
    some = frame[need.name].str.contains(need.separator, literal=True).any()
    if some:
        key = pl.element().str.strip_chars()
        keys = cell.str.split(need.separator).list.eval(key.filter(key != "")).list.unique(maintain_order=True)
        lists = frame.with_columns(keys).with_row_index(_ROW)
        several = int(lists.select((cell.list.len() > 1).sum()).item())
        said = f"{counted(several, 'row')} with several keys, split by `{need.separator}`: such a row counts for each"
        column.note("several_keys", several, said)
        frame = lists.explode(need.name).with_columns((~pl.col(_ROW).is_first_distinct()).alias(COPY)).drop(_ROW)
    values, kind = convert(column, frame[need.name], need.kind)
    frame = frame.with_columns(values.alias(need.name))
    notes = [n for n in table.notes if (n.column, n.kind) != (need.name, "hidden_null")]
    return replace(
        table,
        frame=frame.lazy(),
        kinds={**table.kinds, need.name: kind},
        notes=(*notes, *column.notes),
        parquet=None,
        held=True,
        copied=some,
    )
