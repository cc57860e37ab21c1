"""Whether a ratio or a statistic is on its side of the target, by period and group (fine print 40 to 47)."""

from __future__ import annotations

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.clock import due
from sla_dsl.compile.kit import LAST_US, Kit, gather
from sla_dsl.compile.millionths import SCALE
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.previous import compared
from sla_dsl.compile.rates import Side, sides
from sla_dsl.compile.settle import at_least, at_most, in_null_group, instances, totals, whole
from sla_dsl.compile.volumes import bounds
from sla_dsl.compile.zone import Zone
from sla_dsl.model.cases import leaves
from sla_dsl.model.forms import RateForm, Ratio, Reached, Statistic

_COUNTS = ("size", "loose", "excluded", "holes", "waiting")


def settle(
    form: RateForm,
    daily: pl.DataFrame,
    values: pl.DataFrame | None,
    rows: list[p.Period],
    days: pl.DataFrame,
    zone: Zone,
    as_of: int,
) -> pl.DataFrame:
    """One row a period and group that has rows; every period without groups.

    `daily` has `day`, the group columns and those of `RateRow`; `values` (of an order statistic) has `day`, the groups,
    `value` (millionths), a row each. The result adds to the period columns and groups: the counts `size` (rows judged),
    `loose` (rows that may count), `holes` and `waiting`; `numerator` and `denominator` of what was observed (the
    denominator is 0 where nothing was); `verdict` and `at_risk`.
    """
    by = [group_column(b) for b in form.by]
    absent = [c for c in _COUNTS if c not in daily.columns]
    daily = daily.with_columns(pl.lit(0, dtype=pl.Int64).alias(c) for c in absent)
    names = [c for c in daily.columns if c != "day" and c not in by]
    sums = totals(daily, days, ["period", *by], names).filter(pl.col("size") + pl.col("loose") > 0)
    frame = instances(rows, None, sums, by, names).collect(engine="in-memory")
    frame = _observed(form, frame, values, days, by)
    frame = frame.with_columns(ripe=_ripe(form, frame, zone, as_of))
    if form.target.previous:
        frame = frame.with_columns(head=_head(form, as_of), doubt=_doubt(form))
        frame = compared(frame, form.target, by).drop("head", "doubt")
    else:
        frame = frame.with_columns(verdict=pl.coalesce(_head(form, as_of), _verdict(form)), fails=_fails(form))
    kept = (*_COUNTS, "numerator", "denominator", "verdict", "at_risk")
    known = [c for c in frame.columns if c not in names and c not in ("ripe", "fails")]
    return frame.with_columns(at_risk=_at_risk(form, as_of)).select(*dict.fromkeys([*known, *kept])).sort("period", *by)


def _observed(
    form: RateForm, frame: pl.DataFrame, values: pl.DataFrame | None, days: pl.DataFrame, by: list[str]
) -> pl.DataFrame:
    """Adds what the rows that surely count amount to, in the target's unit, as a fraction."""
    if isinstance(form, Ratio):
        of = "size" if form.amount is None else "whole"
        return frame.with_columns(numerator="part.least", denominator=of)
    if form.rank is None:
        return frame.with_columns(numerator="total", denominator=pl.col("known").cast(pl.Int128) * SCALE)
    assert values is not None
    keys = ["period", *by]
    # The least value that the share of the rows does not exceed: at that place of the sorted ones, by integers.
    place = ((pl.len().cast(pl.Int64) * form.rank.numerator - 1) // form.rank.denominator).clip(0)
    ranked = (
        _in_periods(values, days).group_by(*keys)
        .agg(pl.col("value").bottom_k(place + 1).max().cast(pl.Int128).alias("numerator")).collect(engine="in-memory")
    )  # fmt: skip
    joined = frame.join(ranked, on=keys, how="left", nulls_equal=True)
    there = pl.col("numerator").is_not_null()
    return joined.with_columns(denominator=pl.when(there).then(whole(SCALE)).otherwise(whole(0)))


def _in_periods(values: pl.DataFrame, days: pl.DataFrame) -> pl.LazyFrame:
    """The values with the period that each day lies in; of rolling ones, which overlap, with every such period."""
    if not days.height or days["day"].is_duplicated().any():
        return values.lazy().join(days.lazy(), on="day")
    # As many rows as the table has, and a few hundred days: a gather takes a fifth of a join.
    first, last = int(days["day"].min()), int(days["day"].max())  # type: ignore[arg-type]
    every = pl.DataFrame({"day": range(first, last + 1)}).join(days, on="day", how="left", maintain_order="left")
    # A day before the first one wraps to a place that is out of range, as one behind the last is.
    place = (pl.col("day") - first).cast(pl.UInt64, wrap_numerical=True)
    placed = values.with_columns(period=pl.lit(every["period"]).gather(place, null_on_oob=True))
    # Mostly all of them lie in a period: then none is copied.
    return placed.lazy().filter(pl.col("period").is_not_null()) if placed["period"].null_count() else placed.lazy()


def _ripe(form: RateForm, frame: pl.DataFrame, zone: Zone, as_of: int) -> pl.Series:
    """The instant (us) at which a period can be judged: its end, for a cohort the end and what it takes to mature."""
    part = form.part if isinstance(form, Ratio) else None
    waits = [*leaves(part.limit), *part.maturing] if isinstance(part, Reached) else []
    kit, ends = Kit(pl, gather, zone, as_of), pl.col("ends")
    start = ends.clip(upper_bound=LAST_US)  # what is due of a later end comes after every as-of, too
    return frame.select(pl.max_horizontal(ends, *(due(kit, start, w) for w in waits if w is not None))).to_series()


def _head(form: RateForm, as_of: int) -> pl.Expr:
    """The verdict of what is not judged by its value; else null."""
    size, loose = pl.col("size"), pl.col("loose")
    by_amount = isinstance(form, Ratio) and form.amount is not None
    nothing, perhaps = ((pl.col(c) <= 0) if by_amount else pl.lit(False) for c in ("whole.most", "whole"))
    return (
        pl.when(pl.col("period_state") == "partial").then(pl.lit("not_applicable"))
        .when(in_null_group([group_column(b) for b in form.by])).then(pl.lit("unknown"))
        .when((pl.col("period_state") == "open") | (pl.col("ripe") > as_of)).then(pl.lit("pending"))
        .when(size + loose < max(form.minimum, 1)).then(pl.lit("not_applicable"))
        .when((size < max(form.minimum, 1)) | (pl.col("holes") > 0)).then(pl.lit("unknown"))
        .when(nothing).then(pl.lit("not_applicable"))
        .when(perhaps).then(pl.lit("unknown"))
    )  # fmt: skip


def _doubt(form: RateForm) -> pl.Expr:
    """Whether rows that are not known could change what is observed."""
    doubt = (pl.col("loose") > 0) | (pl.col("holes") > 0)
    return doubt | (pl.col("part.least") != pl.col("part.most")) if isinstance(form, Ratio) else doubt


def _verdict(form: RateForm) -> pl.Expr:
    kept = pl.all_horizontal(_holds(s, sure=True) for s in sides(form))
    missed = pl.any_horizontal(~_holds(s, sure=False) for s in sides(form))
    if isinstance(form, Statistic) and form.rank is None:
        # What goes on has no upper end: an average time can still grow to anything.
        waits = pl.col("waiting") > 0
        kept = pl.all_horizontal(_holds(s, sure=True) & (~waits | (s.name == "low")) for s in sides(form))
        missed = pl.any_horizontal(~_holds(s, sure=False) & (~waits | (s.name == "high")) for s in sides(form))
    return (
        pl.when(missed).then(pl.lit("breached"))
        .when(kept).then(pl.lit("met"))
        .when(pl.col("waiting") > 0).then(pl.lit("pending"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _holds(side: Side, *, sure: bool) -> pl.Expr:
    """Whether a side is kept whichever rows count (`sure`), or for some choice of them."""
    upward = side.op in (">=", ">")
    word = "least" if sure is upward else "most"
    part, of = pl.col(f"{side.name}.{word}"), pl.col(f"{side.name}.{word}_of").cast(pl.Int128)
    compare = at_least if upward else at_most
    return compare(part, side.bound, strict=side.op in (">", "<"), of=of)


def _at_risk(form: RateForm, as_of: int) -> pl.Expr:
    """A pending instance that fails the target so far, once `warn at` of its time has passed."""
    passed = whole(as_of) - pl.col("begins")
    late = passed * form.warn.denominator >= (pl.col("ripe").cast(pl.Int128) - pl.col("begins")) * form.warn.numerator
    return (pl.col("verdict") == "pending") & late & pl.col("fails").fill_null(False)


def _fails(form: RateForm) -> pl.Expr:
    """Whether the value so far is not on its side of the target."""
    part, of = pl.col("numerator"), pl.col("denominator").cast(pl.Int128)
    return (of > 0) & ~bounds(form.target, 1).holds(part, of)
