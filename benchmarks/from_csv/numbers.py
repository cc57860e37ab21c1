"""What every reader has to have read: for each column how many cells say something, and the least and the greatest."""

from __future__ import annotations

import polars as pl

PLAIN = ("lead_id", "score")
INSTANTS = ("created_at", "first_touch_at", "mql_at")

Numbers = dict[str, list[int]]


def numbers_of(frame: pl.LazyFrame) -> Numbers:
    """Of a frame with instants as microseconds (UTC)."""
    asked = [
        pl.concat_list(pl.col(c).count().cast(pl.Int64), pl.col(c).min(), pl.col(c).max()) for c in PLAIN + INSTANTS
    ]
    row = frame.select(a.alias(c) for a, c in zip(asked, PLAIN + INSTANTS, strict=True)).collect(engine="streaming")
    return {name: row[name].item().to_list() for name in row.columns}
