"""What the rooms that settle periods share: daily rows to period and group totals, and exact comparisons.

The heavy work is over when this begins: an engine has rolled its rows up to (local day, group), and what is settled
here is a small polars frame, whichever engine made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import polars as pl

from sla_dsl.compile import periods as p

DAY = "day"
INSTANCE_LIMIT = 5_000_000
"""More period and group instances than anybody reads; beyond it a clause is refused instead of filling memory."""


_FEW = 5_000
"""Up to so many daily rows it takes longer to look for what expressions have in common than to work it out twice."""


def collected(frame: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """What is settled on so many daily `rows`, made now."""
    optimizations = pl.QueryOptFlags.none() if rows <= _FEW else pl.QueryOptFlags()
    return frame.collect(engine="in-memory", optimizations=optimizations)


def whole(value: int) -> pl.Expr:
    """An integer literal wide enough for exact products."""
    return pl.lit(value, dtype=pl.Int128)


ONE = pl.lit(1, dtype=pl.Int128)


def at_least(value: pl.Expr, bound: Fraction, *, strict: bool = False, of: pl.Expr = ONE) -> pl.Expr:
    """`value / of >= bound` (or `>`), exactly, for integer expressions; `of` is positive."""
    left, right = value.cast(pl.Int128) * bound.denominator, whole(bound.numerator) * of
    return left > right if strict else left >= right


def at_most(value: pl.Expr, bound: Fraction, *, strict: bool = False, of: pl.Expr = ONE) -> pl.Expr:
    """`value / of <= bound` (or `<`), exactly, for integer expressions; `of` is positive."""
    left, right = value.cast(pl.Int128) * bound.denominator, whole(bound.numerator) * of
    return left < right if strict else left <= right


def share_at_least(part: pl.Expr, of: pl.Expr, share: Fraction) -> pl.Expr:
    """`part / of >= share` by cross-multiplication; true when `of` is zero."""
    return part.cast(pl.Int128) * share.denominator >= of.cast(pl.Int128) * share.numerator


def share_at_most(part: pl.Expr, of: pl.Expr, share: Fraction) -> pl.Expr:
    """`part / of <= share` by cross-multiplication."""
    return part.cast(pl.Int128) * share.denominator <= of.cast(pl.Int128) * share.numerator


def totals(daily: pl.DataFrame, days: pl.DataFrame, keys: Sequence[str], sums: Sequence[str]) -> pl.LazyFrame:
    """Sums of the daily rows by `keys`, which name columns of `days` (period, sub_label) or of the groups."""
    return daily.lazy().join(days.lazy(), on=DAY).group_by(*keys).agg(pl.col(*sums).sum())


def instances(
    rows: list[p.Period], groups: pl.DataFrame | None, sums: pl.LazyFrame, by: Sequence[str], names: Sequence[str]
) -> pl.LazyFrame:
    """One row an instance: all periods, crossed with `groups` when given, with `sums` joined and zero where absent.

    `groups` None means that only the period and group pairs in `sums` exist, or every period when there is no `by`.
    """
    frame = p.frame(rows).lazy()
    if groups is not None:
        frame = frame.join(groups.lazy(), how="cross")
    on = ["period"] if groups is None else ["period", *by]
    how: Literal["inner", "left"] = "inner" if by and groups is None else "left"
    joined = frame.join(sums, on=on, how=how, nulls_equal=True)
    return joined.with_columns(pl.col(*names).fill_null(0))


def in_null_group(by: Sequence[str]) -> pl.Expr:
    """Whether the instance's group has a value that is not known."""
    return pl.any_horizontal(pl.col(b).is_null() for b in by) if by else pl.lit(False)
