"""Findings as the text of a CSV that is safe to open: no cell is a formula, none steers a terminal."""

from __future__ import annotations

from typing import IO

import polars as pl

from sla_dsl.findings.exact import visible

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""What begins a formula; some spreadsheets take the wide forms of East Asian keyboards for the narrow ones."""
_STEERS = r"[\p{C}\u2028\u2029]"
_INSTANT = "%Y-%m-%dT%H:%M:%S%.fZ"


def write_csv(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """Write a frame of findings as CSV with a header, in UTF-8, lines ended by `\\n`; instants are ISO 8601 in UTC.

    A text that a spreadsheet would take for a formula begins with an apostrophe; invisible characters are escapes.
    """
    texts = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.String)]
    frame.with_columns(map(_harmless, texts)).write_csv(file, datetime_format=_INSTANT)


def _harmless(name: str) -> pl.Expr:
    cell = pl.col(name)
    cell = pl.when(cell.str.contains(_FORMULA)).then("'" + cell).otherwise(cell)
    return cell.map_batches(_shown, return_dtype=pl.String, is_elementwise=True).alias(name)


def _shown(cells: pl.Series) -> pl.Series:
    odd = cells.str.contains(_STEERS)
    if not odd.any():
        return cells
    return cells.map_elements(visible, return_dtype=pl.String)
