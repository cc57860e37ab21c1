"""The two sentences in polars as one lazy query for the streaming engine: what most people would write first."""

from __future__ import annotations

import polars as pl

from benchmarks.tables import file_of
from benchmarks.two_sentences.by_hand import (
    ASCENDS,
    COUNTS,
    FIRST,
    KEY,
    LAST,
    daily_mql,
    distinct,
    told,
    worst_breaches,
)
from benchmarks.two_sentences.numbers import Numbers


def numbers(rows: int) -> Numbers:
    """All that the report tells. The order of the keys is looked at apart: a shift would hold up the rest."""
    leads = pl.scan_parquet(file_of("leads", rows))
    queries = [leads.select(FIRST, LAST, **COUNTS), daily_mql(leads), worst_breaches(leads)]
    sums, daily, worst = pl.collect_all(queries, engine="streaming")
    ascends = bool(leads.select(KEY).select(ASCENDS).collect(engine="streaming").item())
    return told(sums.row(0, named=True), daily, worst, ascends or distinct(leads))
