"""What all peers are given and have to tell: the instants of the leads in memory, and the verdicts by word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import polars as pl

from benchmarks.tables import file_of
from benchmarks.two_sentences.numbers import AS_OF

BATCH = 250_000
WORDS = ("met", "late", "missed", "pending")
MINUTE = 60_000_000
HOURS, MINUTES = 240 * MINUTE, 250 * MINUTE
"""The two limits, in microseconds of open time."""

CREATED, TOUCHED = pl.col("created_at"), pl.col("first_touch_at")
ENDED = pl.coalesce(TOUCHED, pl.lit(AS_OF, dtype=pl.Int64))
Numbers = dict[str, int]


@cache
def instants(rows: int) -> pl.DataFrame:
    """The two columns that the clause reads (us UTC); they are read once in a process, and not by every round."""
    columns = pl.scan_parquet(file_of("leads", rows)).select("created_at", "first_touch_at")
    return columns.select(pl.all().to_physical()).collect(engine="streaming")


def counted(rows: int, judged: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Numbers:
    """How many leads have each verdict, batch by batch; `judged` adds the verdicts as Boolean columns."""
    there, found = instants(rows), [0] * len(WORDS)
    for at in range(0, rows, BATCH):
        verdicts = judged(there.slice(at, BATCH).lazy()).select(WORDS).collect(engine="in-memory")
        found = [n + int(column.sum()) for n, column in zip(found, verdicts, strict=True)]
    return dict(zip(WORDS, found, strict=True))
