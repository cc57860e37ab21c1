"""Columns that name rows of another table: made to be compared with that table's keys."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sla_dsl.data.shapes import PreparedTable


def aligned(table: PreparedTable, by: str, parent: PreparedTable, key: str) -> PreparedTable:
    """The table with its numbers `by` in the dtype of the parent's `key`: exports with gaps hold whole numbers as
    fractions. A number that is not whole is the key of no row, and stays so."""
    has, wanted = (t.frame.select(c).collect_schema()[c] for t, c in ((table, by), (parent, key)))
    if has == wanted or not (has.is_numeric() and wanted.is_numeric()):
        return table
    cell = pl.col(by)
    if wanted.is_integer():
        cell = pl.when(cell == cell.floor()).then(cell)
    return replace(table, frame=table.frame.with_columns(cell.cast(wanted, strict=False)))
