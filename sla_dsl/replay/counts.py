"""What flips, counted by the columns that tell it: their words are made once there are few rows left.

To put a row into its words takes a dozen steps for each of them, and there are millions of rows. The masks are there
anyway: rows are counted by these, and their sums, of which there are few, are put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add

import polars as pl

from sla_dsl.compile.naming import group_column
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.days import NO_DAY
from sla_dsl.replay.models import WORDS
from sla_dsl.text.record import record

MONTHLY = pl.col("day").cast(pl.Int64)
DAILY = pl.from_epoch(MONTHLY, "d").dt.month_start().to_physical().cast(pl.Int64)
NEVER = pl.lit(NO_DAY, dtype=pl.Int64)
"""The first day of the month that rows are counted for: of those counted by months, by local days, and of those that
nothing places in time."""


@record
class Counts:
    """How the roll-up `name` tells flips: the masks of the old form and of the new one by their words, and for each try
    what says that it comes to what the whole comes to: the column that does, or whether it is the new form (else it is
    the old one). `day` is the first day of the month, from that of the roll-up."""

    name: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    tries: tuple[str | bool, ...]
    day: pl.Expr

    def told(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The counts by `day` (the first of the month), maybe owner, `old`, `new` and `made`."""
        there = [pl.col(c).alias(OWNER) for c in (OWNER, group_column(OWNER)) if c in frame.columns]
        kept = [*dict.fromkeys(t for t in self.tries if isinstance(t, str)), "count"]
        coded = frame.select(*kept, *there, day=self.day, old=_code(self.old), new=_code(self.new))
        by = ["day", *([OWNER] if there else []), "old", "new", "made"]
        return coded.with_columns(made=self._made()).group_by(by).agg(pl.col("count").cast(pl.Int64).sum())

    def _made(self) -> pl.Expr:
        """One bit for each try that comes to what the whole comes to."""
        same = [
            pl.col(t) if isinstance(t, str) else pl.lit(t) | (pl.col("old") == pl.col("new")) for t in self.tries
        ]  # fmt: skip
        bits = (one.cast(pl.Int64) * (1 << n) for n, one in enumerate(same))
        return reduce(add, bits, pl.lit(0, dtype=pl.Int64))


def _code(masks: Mapping[str, str]) -> pl.Expr:
    """The place of a word in `WORDS`; 0 for rows without a mask."""
    return reduce(add, (pl.col(c).cast(pl.Int64) * WORDS.index(w) for w, c in masks.items()), pl.lit(0, pl.Int64))
