"""Leads from CSV as polars reads them when it is told to find the dates."""

from __future__ import annotations

import polars as pl

from benchmarks.from_csv.numbers import INSTANTS, PLAIN, Numbers, numbers_of
from benchmarks.tables import file_of


def numbers(rows: int) -> Numbers:
    """The columns of a lazy scan."""
    leads = pl.scan_csv(file_of("leads", rows, "csv"), try_parse_dates=True)
    plain = [pl.col(c).cast(pl.Int64) for c in PLAIN]
    return numbers_of(leads.select(*plain, *(pl.col(c).to_physical() for c in INSTANTS)))
