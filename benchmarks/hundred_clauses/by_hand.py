"""The hundred clauses in polars by hand: one batched pass, the verdicts as Boolean columns, counts as sums."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl

from benchmarks.hundred_clauses import HALF, hours, score
from benchmarks.tables import file_of
from benchmarks.two_sentences.numbers import AS_OF, HOUR, MOST

BATCH = 500_000
Numbers = dict[str, list[int]]

KEY, SCORE = pl.col("lead_id"), pl.col("score")
CREATED, TOUCHED = pl.col("created_at").to_physical(), pl.col("first_touch_at").to_physical()
ENDED = pl.coalesce(TOUCHED, pl.lit(AS_OF, dtype=pl.Int64))
UNTOUCHED, KNOWN = pl.col("first_touch_at").is_null(), pl.col("country") != ""
READ = ("lead_id", "score", "created_at", "first_touch_at", "country")


def _rules() -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """What is judged, and what is breached, by clause."""
    duties = {f"d{i}": (score(i) <= SCORE, hours(i) * HOUR < ENDED - CREATED) for i in range(HALF)}
    return duties | {f"f{i}": (score(i) <= SCORE, ~KNOWN.fill_null(False)) for i in range(HALF)}


def numbers(rows: int) -> Numbers:
    """By clause: judged (or pending), breached, and the sum of the first breached keys."""
    leads = pl.scan_parquet(file_of("leads", rows))
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda at: _batch(leads.slice(at, BATCH)), range(0, rows, BATCH)))
    sums = pl.concat([p.drop(pl.selectors.ends_with(".keys")) for p in parts]).sum()
    return {
        name: [
            sums[f"{name}.judged"].item(),
            sums[f"{name}.breached"].item(),
            int(pl.concat([p[f"{name}.keys"].explode() for p in parts]).drop_nulls().bottom_k(MOST).sum()),
        ]
        for name in _rules()
    }


def _batch(rows: pl.LazyFrame) -> pl.DataFrame:
    batch = rows.select(READ).collect(engine="streaming")
    verdicts = {name: judged & breached for name, (judged, breached) in _rules().items()}
    found = batch.lazy().with_columns(**verdicts).select(
        **{f"{name}.judged": judged.sum() for name, (judged, _) in _rules().items()},
        **{f"{name}.breached": pl.col(name).sum() for name in verdicts},
        **{f"{name}.keys": KEY.filter(pl.col(name)).bottom_k(MOST).implode() for name in verdicts},
    )  # fmt: skip
    return found.collect(engine="in-memory")
