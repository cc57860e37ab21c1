"""The ten clauses in polars, as somebody writes them who knows polars well and these clauses only: the limit.

One pass over the leads in batches gives counts, keys and daily sums; what a quantile and the touches need is kept in
narrow frames.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl

from benchmarks.tables import file_of
from benchmarks.ten_clauses.numbers import (
    AS_OF,
    DAY,
    EPOCH,
    FIRST_HOUR,
    HOUR,
    HOURS,
    LIMIT,
    MOST,
    SOURCES,
    WAIT,
    Numbers,
    due_by_hour,
    of_days,
    of_owners,
    of_rows,
)

BATCH = 250_000
WORKERS = 2
READ = (
    "lead_id", "email", "company", "country", "source", "owner", "score", "created_at", "mql_at", "rejected_at",
    "rejection_reason", "first_touch_at", "sql_at", "won_at", "revenue",
)  # fmt: skip
KEY, OWNER = pl.col("lead_id"), pl.col("owner")
CREATED, TOUCHED, MQL, WON = (pl.col(c).to_physical() for c in ("created_at", "first_touch_at", "mql_at", "won_at"))
QUALIFIED, IS_TOUCHED = pl.col("mql_at").is_not_null(), pl.col("first_touch_at").is_not_null()
ENDED = pl.coalesce(TOUCHED, pl.lit(AS_OF, dtype=pl.Int64))


@cache
def _months() -> pl.Series:
    """By day number from the first one on: the month, counted from the year 0."""
    days = (EPOCH.date() + timedelta(FIRST_HOUR // 24 + n) for n in range(HOURS // 24))
    return pl.Series([d.year * 12 + d.month - 1 for d in days], dtype=pl.Int32)


def _month() -> pl.Expr:
    return pl.lit(_months()).gather((CREATED // DAY - FIRST_HOUR // 24).cast(pl.UInt32))


@cache
def _tables() -> tuple[pl.Series, pl.Series]:
    rates, offsets = due_by_hour(LIMIT)
    return pl.Series(rates, dtype=pl.Int64), pl.Series(offsets, dtype=pl.Int64)


def _office_due() -> pl.Expr:
    slot = (CREATED // HOUR - FIRST_HOUR).cast(pl.UInt32)
    rates, offsets = _tables()
    return pl.lit(rates).gather(slot) * CREATED + pl.lit(offsets).gather(slot)


def _clauses() -> dict[str, tuple[pl.Expr, pl.Expr, pl.Expr]]:
    """The row clauses: what is judged, what is breached, what is met."""
    hot, hot_late = pl.col("score") >= 70, ENDED - CREATED > LIMIT
    office, office_late = (pl.col("country") == "US") & QUALIFIED, _office_due() < ENDED
    rejected, told = pl.col("rejected_at").is_not_null(), (pl.col("rejection_reason") != "").fill_null(False)
    return {
        "hot": (hot, hot & hot_late, hot & ~hot_late & IS_TOUCHED),
        "office-hours": (office, office & office_late, office & ~office_late & IS_TOUCHED),
        "reasons": (rejected, rejected & ~told, rejected & told),
    }


def numbers(rows: int) -> Numbers:
    """All ten answers."""
    leads = pl.scan_parquet(file_of("leads", rows))
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(lambda offset: _batch(leads.slice(offset, BATCH)), range(0, rows, BATCH)))
    counts, daily, won, times, waiting = (pl.concat(frames) for frames in zip(*parts, strict=True))
    found: Numbers = of_days(rows, daily.iter_rows(), won.iter_rows())
    for name in _clauses():
        judged, breached, met = (int(counts[f"{name}.{word}"].sum()) for word in ("judged", "breached", "met"))
        keys = counts[f"{name}.keys"].explode().drop_nulls()
        found[name] = of_rows(met, breached, judged - breached - met, keys)
    found["p90"] = _owners(times)
    found["persistence"] = _persistence(waiting, rows)
    return found


def _batch(rows: pl.LazyFrame) -> list[pl.DataFrame]:
    batch = rows.select(READ).collect(engine="streaming").lazy()
    sums: dict[str, Any] = {}
    for name, (judged, breached, met) in _clauses().items():
        sums |= {f"{name}.judged": judged.sum(), f"{name}.breached": breached.sum(), f"{name}.met": met.sum()}
        sums[f"{name}.keys"] = KEY.filter(breached).bottom_k(MOST).implode()
    filled = (pl.col("email") != "") & (pl.col("company") != "") & (pl.col("country") != "")
    queries = [
        batch.select(**sums),
        batch.filter(QUALIFIED).group_by((MQL // DAY).alias("day")).agg(
            pl.len(), pl.col("sql_at").count(), filled.sum().alias("filled")
        ),
        batch.filter(pl.col("won_at").is_not_null()).group_by((WON // DAY).alias("day")).agg(
            pl.col("revenue").sum(), pl.col("revenue").filter(pl.col("source").is_in(SOURCES)).sum().alias("part")
        ),
        batch.filter(IS_TOUCHED).select(OWNER, _month().alias("month"), (TOUCHED - CREATED).alias("time")),
        batch.filter(QUALIFIED & pl.col("sql_at").is_null()).select(KEY, MQL.alias("mql")),
    ]  # fmt: skip
    return pl.collect_all(queries, engine="in-memory")


def _owners(times: pl.DataFrame) -> list[Any]:
    p90 = pl.col("time").quantile(0.9, "equiprobable").cast(pl.Int64)
    groups = times.lazy().group_by("owner", "month").agg(p90.alias("p90")).collect(engine="streaming")
    failing = groups.filter(pl.col("p90") > 24 * HOUR).iter_rows()
    return of_owners(groups.height, ((o, f"{m // 12}-{m % 12 + 1:02d}", p) for o, m, p in failing))


def _persistence(waiting: pl.DataFrame, rows: int) -> list[Any]:
    at = pl.col("at").to_physical()
    touches = pl.scan_parquet(file_of("touches", rows)).select(KEY, at)
    in_time = (pl.col("at") >= pl.col("mql")) & (pl.col("at") <= pl.col("mql") + WAIT)
    counts = touches.join(waiting.lazy(), on="lead_id").filter(in_time).group_by("lead_id").agg(pl.len().alias("n"))
    done = pl.col("n").fill_null(0) >= 5
    late = ~done & (pl.col("mql") + WAIT < AS_OF)
    judged = waiting.lazy().join(counts, on="lead_id", how="left")
    sums = judged.select(done.sum().alias("met"), late.sum().alias("late"), KEY.filter(late).bottom_k(MOST).implode())
    met, breached, keys = sums.collect(engine="streaming").row(0)
    return of_rows(met, breached, waiting.height - met - breached, keys)
