"""A count or a sum over another one, by period and group: what a group holds of all, against the median of the groups,
or over a count or sum of its own (fine print 140, 141 and 144).

Both sides are intervals, since rows of unknown membership may count or not. The quotient is least where the upper side
is least and the lower one greatest. What all groups hold together has a group's own part in it, which is the same on
both sides.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile import previous
from sla_dsl.compile.millionths import SCALE
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.settle import in_null_group, instances, totals, whole
from sla_dsl.compile.volumes import SUMS, bounds
from sla_dsl.model.forms import Below, Quotient

_OTHER = pl.col("low", "value", "high", "sure", "loose", "holes", "rows")
_LEAST, _LEAST_OF, _MOST, _MOST_OF = (pl.col(c) for c in ("least", "least_of", "most", "most_of"))


def settle(
    form: Quotient,
    counted: Sequence[pl.DataFrame],
    groups: pl.DataFrame | None,
    rows: list[p.Period],
    days: pl.DataFrame,
    as_of: int,
) -> pl.DataFrame:
    """One row a period and group.

    `counted` has the daily rows of one or two sides, each as `volumes.settle` takes them; `groups` are all groups that
    the tables know. The result adds to the period columns and groups: `size` (rows that the quotient rests on), `loose`
    (rows that may or may not be of them) and `holes` (rows without a value); `numerator` and `denominator` of what was
    observed, both in millionths for a quotient of amounts; `verdict` and `at_risk`.
    """
    by = [group_column(b) for b in form.by]
    *sides, groups = _alike([*counted, groups], by)
    sums = [totals(side, days, ["period", *by], SUMS) for side in sides if side is not None]
    frame = _summed(instances(rows, groups, sums[0], by, SUMS))
    match form.below:
        case Below() as below:
            amounts = [form.amount is not None, below.amount is not None]
            other = _summed(instances(rows, groups, sums[1], by, SUMS)).select("period", *by, _OTHER.name.prefix("of."))
            frame = frame.join(other, on=["period", *by], nulls_equal=True).with_columns(_own(amounts))
        case "all":
            frame = frame.with_columns(_of_all())
        case "median":
            frame = frame.with_columns(_of_median(by))
    frame = frame.filter(~in_null_group(by) | (pl.col("rows") > 0))
    there = frame.with_columns(head=_head(form, by)).collect(engine="in-memory")
    if form.target.previous:
        doubt = (_LEAST != _MOST) | (_LEAST_OF != _MOST_OF) | (pl.col("holes") > 0)
        there = previous.compared(there.with_columns(doubt=doubt, waiting=0), form.target, by).drop("doubt", "waiting")
    else:
        there = there.with_columns(verdict=pl.coalesce("head", _verdict(form)), fails=_fails(form))
    there = there.with_columns(at_risk=_at_risk(form, as_of))
    own = ("least", "least_of", "most", "most_of", "whole.least", "whole.most", "rows", "head", "fails")
    return there.drop(own).sort("period", *by)


def _alike(frames: Sequence[pl.DataFrame | None], by: Sequence[str]) -> list[pl.DataFrame | None]:
    """The frames with groups of one kind each: those that tables do not agree on are compared as texts."""
    there = [f for f in frames if f is not None]
    odd = [b for b in by if len({f.schema[b] for f in there}) > 1]
    return [None if f is None else f.with_columns(pl.col(odd).cast(pl.String)) for f in frames]


def _summed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The sums as intervals: `low`, `value` (of the rows that surely count), `high`; and the rows behind them."""
    value = pl.col("value").cast(pl.Int128)
    return frame.select(
        pl.exclude(*SUMS),
        low=value + pl.col("less"),
        value=value,
        high=value + pl.col("more"),
        sure="delivered",
        loose="unknown",
        holes="unpriced",
    ).with_columns(rows=pl.col("sure") + pl.col("loose"))


def _own(amounts: Sequence[bool]) -> list[pl.Expr]:
    """Over another count or sum of the same period and group; a count beside a sum is told in millionths, too."""
    above, below = (whole(SCALE if any(amounts) and not summed else 1) for summed in amounts)
    return [
        (pl.col("low") * above).alias("least"), (pl.col("of.high") * below).alias("least_of"),
        (pl.col("high") * above).alias("most"), (pl.col("of.low") * below).alias("most_of"),
        pl.col("of.low").alias("whole.least"), pl.col("of.high").alias("whole.most"),
        (pl.col("value") * above).alias("numerator"), (pl.col("of.value") * below).alias("denominator"),
        pl.col("of.sure").alias("size"),
        pl.col("of.loose").alias("loose"),
        (pl.col("holes") + pl.col("of.holes")).alias("holes"),
        (pl.col("rows") + pl.col("of.rows")).alias("rows"),
    ]  # fmt: skip


def _in_period(column: str) -> pl.Expr:
    return pl.col(column).sum().over("period")


def _of_all() -> list[pl.Expr]:
    """Over what all groups of the period hold together, those that are not known among them."""
    low, high = pl.col("low"), pl.col("high")
    return [
        low.alias("least"), (low + _in_period("high") - high).alias("least_of"),
        high.alias("most"), (high + _in_period("low") - low).alias("most_of"),
        _in_period("low").alias("whole.least"), _in_period("high").alias("whole.most"),
        pl.col("value").alias("numerator"), _in_period("value").alias("denominator"),
        *(_in_period(c).alias(to) for c, to in (("sure", "size"), ("loose", "loose"), ("holes", "holes"))),
    ]  # fmt: skip


def _of_median(by: Sequence[str]) -> list[pl.Expr]:
    """Over the median of the known groups, by nearest rank. It is a number only where no row is in doubt."""
    known = ~in_null_group(by)
    values = pl.col("value").filter(known)
    median = values.sort().get((values.len() - 1) // 2, null_on_oob=True).over("period").fill_null(0)
    doubt = (pl.col("loose") + pl.col("holes")).filter(known).sum().over("period")
    return [
        *(pl.col("value").alias(c) for c in ("least", "most", "numerator")),
        *(median.alias(c) for c in ("least_of", "most_of", "whole.least", "whole.most", "denominator")),
        pl.col("sure").filter(known).sum().over("period").alias("size"),
        pl.col("loose").filter(known).sum().over("period").alias("loose"), doubt.alias("holes"),
    ]  # fmt: skip


def _head(form: Quotient, by: Sequence[str]) -> pl.Expr:
    """The verdict of what is not judged by its value; else null."""
    whole = (pl.col(c) for c in ("whole.most", "whole.least"))
    nothing, perhaps = (of < 0 if form.below == "median" else of <= 0 for of in whole)
    few, size, loose = max(form.minimum, 1), pl.col("size"), pl.col("loose")
    return (
        pl.when(pl.col("period_state") == "partial").then(pl.lit("not_applicable"))
        .when(in_null_group(by)).then(pl.lit("unknown"))
        .when(pl.col("period_state") == "open").then(pl.lit("pending"))
        .when(size + loose < few).then(pl.lit("not_applicable"))
        .when((size < few) | (pl.col("holes") > 0)).then(pl.lit("unknown"))
        .when(nothing).then(pl.lit("not_applicable"))
        .when(perhaps).then(pl.lit("unknown"))
    )  # fmt: skip


def _verdict(form: Quotient) -> pl.Expr:
    target = bounds(form.target, 1)
    kept = target.reached(_LEAST, _LEAST_OF) & target.kept(_MOST, _MOST_OF)
    missed = ~target.reached(_MOST, _MOST_OF) | ~target.kept(_LEAST, _LEAST_OF)
    return (
        pl.when(missed).then(pl.lit("breached")).when(kept).then(pl.lit("met")).otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _fails(form: Quotient) -> pl.Expr:
    """Whether the value so far is not on its side of the target; a median may be nothing, a whole may not."""
    of = pl.col("denominator")
    there = of >= 0 if form.below == "median" else of > 0
    return there & ~bounds(form.target, 1).holds(pl.col("numerator"), of)


def _at_risk(form: Quotient, as_of: int) -> pl.Expr:
    """A pending instance that fails the target, once `warn at` of its period has passed (fine print 48)."""
    passed, length = whole(as_of) - pl.col("begins"), pl.col("ends").cast(pl.Int128) - pl.col("begins")
    late = passed * form.warn.denominator >= length * form.warn.numerator
    return (pl.col("verdict") == "pending") & late & pl.col("fails")
