"""Leads from CSV as DuckDB reads them when left to itself."""

from __future__ import annotations

import duckdb

from benchmarks.from_csv.numbers import INSTANTS, PLAIN, Numbers
from benchmarks.tables import file_of

_ASKED = ", ".join(
    f"[count({c}), min({c}), max({c})]"
    for c in (*(f"{c}::BIGINT" for c in PLAIN), *(f"epoch_us({c})" for c in INSTANTS))
)


def numbers(rows: int) -> Numbers:
    """One query over the file."""
    with duckdb.connect() as connection:
        given = {"file": str(file_of("leads", rows, "csv"))}
        (row,) = connection.execute(f"SELECT {_ASKED} FROM read_csv($file)", given).fetchall()
    return dict(zip(PLAIN + INSTANTS, row, strict=True))
