"""The digest tells tables apart by what they hold, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from sla_dsl.data.tables import digest
from sla_dsl.model.kinds import Kind
from tests.data.reading import prepared

KINDS: dict[str, Kind | None] = {"id": Kind.NUMBER, "x": Kind.TEXT}
ROWS = pl.DataFrame({"id": range(1000), "x": [f"v{i % 7}" if i % 5 else None for i in range(1000)]})


def of(frame: pl.DataFrame) -> str:
    return digest(prepared(frame, KINDS))


def test_order_chunks_and_format_do_not_count(tmp_path: Path) -> None:
    ROWS.write_csv(tmp_path / "leads.csv")
    ROWS.write_parquet(tmp_path / "leads.parquet", row_group_size=100)
    same = [
        ROWS,
        ROWS.sample(fraction=1, shuffle=True, seed=1),
        pl.concat([ROWS[500:], ROWS[:500]], rechunk=False),
        ROWS.select("x", "id"),
        ROWS.with_columns(unread=pl.lit(1)),
    ]
    found = {of(frame) for frame in same} | {
        digest(prepared(tmp_path / f"leads.{s}", KINDS)) for s in ("csv", "parquet")
    }
    assert len(found) == 1


def test_every_difference_counts() -> None:
    swapped = ROWS.with_columns(
        x=pl.when(pl.col("id") == 1).then(pl.lit("v2")).when(pl.col("id") == 2).then(pl.lit("v1")).otherwise("x")
    )
    other = [
        ROWS,
        swapped,
        ROWS[:-1],
        pl.concat([ROWS, ROWS[:1]]),
        pl.concat([ROWS, ROWS[:1], ROWS[:1]]),
        ROWS.with_columns(x=pl.col("x").fill_null("null")),
        ROWS.with_columns(id=pl.col("id") + 1),
        ROWS[:0],
    ]
    assert len({of(frame) for frame in other}) == len(other)
    renamed = prepared(ROWS.rename({"x": "y"}), {"id": Kind.NUMBER, "y": Kind.TEXT})
    assert digest(renamed) != of(ROWS)
