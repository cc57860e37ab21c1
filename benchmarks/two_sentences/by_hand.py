"""The two sentences in polars, as somebody writes them who knows polars well and this one policy only: the limit."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import polars as pl

from benchmarks.tables import file_of
from benchmarks.two_sentences.numbers import AS_OF, DAY, LIMIT, MOST, READ, WORDS, Numbers, by_month

BATCH = 500_000
WORKERS = 4

KEY, SCORE = pl.col("lead_id"), pl.col("score")
CREATED, TOUCHED, MQL = (pl.col(c).to_physical() for c in ("created_at", "first_touch_at", "mql_at"))
DUE = CREATED + LIMIT
HOT = SCORE >= 70
LATE = HOT & (TOUCHED > DUE)
OPEN = HOT & TOUCHED.is_null()
MISSED = OPEN & (DUE < AS_OF)

COUNTS = {
    "rows": pl.len(),
    "met": (HOT & (TOUCHED <= DUE)).sum(),
    "late": LATE.sum(),
    "missed": MISSED.sum(),
    "pending": (OPEN & (DUE >= AS_OF)).sum(),
    "unknown": SCORE.is_null().sum(),
    "before_start": (HOT & (TOUCHED < CREATED)).sum(),
    **{f"nulls.{c}": pl.col(c).null_count() for c in READ},
}
FIRST = pl.min_horizontal(CREATED.min(), TOUCHED.min(), MQL.min()).alias("first")
LAST = pl.max_horizontal(CREATED.max(), TOUCHED.max(), MQL.max()).alias("last")
# A key that is greater than the one before stands once: a hash table is for keys that do not ascend.
ASCENDS = (KEY.diff() > 0).all().alias("ascends")


def numbers(rows: int) -> Numbers:
    """All that the report tells. Columns are read by the batch, and every question is asked of the batch in memory."""
    leads = pl.scan_parquet(file_of("leads", rows))
    with ThreadPoolExecutor(WORKERS) as pool:  # the steps of a batch wait for one another
        parts = list(pool.map(lambda offset: _batch(leads.slice(offset, BATCH)), range(0, rows, BATCH)))
    sums, daily, worst = (pl.concat(frames) for frames in zip(*parts, strict=True))
    found = sums.select(pl.col(*COUNTS).sum(), pl.col("first").min(), pl.col("last").max(), pl.col("ascends").all())
    ascends = found["ascends"].item() and bool((sums["low"] > sums["high"].shift(1)).all())
    return told(found.row(0, named=True), daily, worst, ascends or distinct(leads))


def _batch(rows: pl.LazyFrame) -> list[pl.DataFrame]:
    batch = rows.select(READ).collect(engine="streaming").lazy()
    ends = {"low": KEY.first(), "high": KEY.last()}
    queries = [batch.select(FIRST, LAST, ASCENDS, **COUNTS, **ends), daily_mql(batch), worst_breaches(batch)]
    return pl.collect_all(queries, engine="in-memory")


def daily_mql(leads: pl.LazyFrame) -> pl.LazyFrame:
    """MQL by day: weeks and months are made from the days."""
    return leads.filter(MQL.is_not_null()).group_by((MQL // DAY).cast(pl.Int32).alias("day")).agg(pl.len())


def worst_breaches(leads: pl.LazyFrame) -> pl.LazyFrame:
    """The breaches that are longest overdue, the lower key first where two are alike."""
    overdue = pl.coalesce(TOUCHED, pl.lit(AS_OF)) - DUE
    breached = leads.filter(LATE | MISSED).select(KEY, overdue.alias("overdue"), TOUCHED.alias("done"))
    return breached.top_k(MOST, by=["overdue", "lead_id"], reverse=[False, True])


def distinct(leads: pl.LazyFrame) -> bool:
    """Whether no key stands twice, by a hash table."""
    keys, rows = leads.select(KEY.n_unique(), pl.len().alias("rows")).collect(engine="streaming").row(0)
    return bool(keys == rows)


def told(found: dict[str, Any], daily: pl.DataFrame, worst: pl.DataFrame, unique: bool) -> Numbers:
    """The collected frames as the numbers that all peers give."""
    days: Counter[date] = Counter()
    for day, n in daily.iter_rows():
        days[date(1970, 1, 1) + timedelta(days=day)] += n
    ranked = worst.sort("overdue", "lead_id", descending=[True, False]).head(MOST)
    return Numbers(
        rows=found["rows"],
        months=by_month(days),
        duty={word: found[word] for word in WORDS},
        worst=[list(row) for row in ranked.iter_rows()],
        nulls={c: found[f"nulls.{c}"] for c in READ},
        before_start=found["before_start"],
        seen=[found["first"], found["last"]],
        unique=unique,
    )
