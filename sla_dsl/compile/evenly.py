"""Whether a delivery keeps up with a straight line to its target, by period and group (fine print 142).

A period is cut into parts, and each part's end is a point of the line: so many of the period's days have passed, so
much of the target is due. What is delivered up to a point is a running sum of what the parts hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.working import working_days
from sla_dsl.compile.zone import EPOCH_DAY, Zone
from sla_dsl.model.forms import Evenly
from sla_dsl.model.policy import Years
from sla_dsl.text.record import record

_SUMS = ("value", "more", "less", "unpriced")
_POINT = {"period": pl.Int64, "point": pl.Int64, "even_label": pl.String, "days": pl.Int64, "of_days": pl.Int64}


@record
class Line:
    """The points of all periods, and which point every day leads to.

    `points` has a row a point that has passed: `period`, `point` (its number), `even_label` (the last day up to it),
    `days` of `of_days` that have passed. `days` has `day` (number), `period`, `point`.
    """

    points: pl.DataFrame
    days: pl.DataFrame


def line(evenly: Evenly, rows: Sequence[p.Period], years: Years, zone: Zone, as_of: int) -> Line:
    """The straight line of every period over the days that it covers, up to the as-of."""
    points: list[tuple[int, int, str, int, int]] = []
    days: list[tuple[int, int, int]] = []
    for index, period in enumerate(rows):
        counted = _counted(evenly, period)
        for number, (first, end) in enumerate(_parts(evenly, period, years)):
            if zone.day_start(end) > as_of:
                break
            days += [(n, index, number) for n in range((first - EPOCH_DAY).days, (end - EPOCH_DAY).days)]
            so_far = sum(d < end for d in counted)
            points.append((index, number, (end - timedelta(days=1)).isoformat(), so_far, len(counted)))
    schema = {"day": pl.Int64, "period": pl.Int64, "point": pl.Int64}
    return Line(pl.DataFrame(points, schema=_POINT, orient="row"), pl.DataFrame(days, schema=schema, orient="row"))


def _counted(evenly: Evenly, period: p.Period) -> list[date]:
    if evenly.calendar is not None:
        return working_days(evenly.calendar, period.since, period.until)
    return [period.since + timedelta(days=n) for n in range((period.until - period.since).days)]


def _parts(evenly: Evenly, period: p.Period, years: Years) -> list[tuple[date, date]]:
    """The sub-periods, clipped to the days that the period covers: first day, and day after the last."""
    out, first = [], period.since
    while first < period.until:
        end = min(p.bounds(evenly.per, first, years)[1], period.until)
        out.append((first, end))
        first = end
    return out


def keeps_up(
    frame: pl.LazyFrame, evenly: Evenly, target_of: tuple[int, int], daily: pl.DataFrame, on: Line, by: Sequence[str]
) -> pl.LazyFrame:
    """Adds `even` (met, breached, unknown or pending), and the point that decides it: `even_label`, `even_value` (what
    was delivered up to it), `even_due` over `even_of` (what was due).

    `target_of` is the target as a fraction in the unit of the sums; the instances have its factor, `goal / goal_of`.
    The point is the first one that fails, or else could fail, or else the last one; null before the first.
    """
    keys = ["period", *by]
    grid = frame.select(*keys, "goal", "goal_of").join(on.points.lazy(), on="period")
    held = daily.lazy().join(on.days.lazy(), on="day").group_by(*keys, "point").agg(pl.col(*_SUMS).sum())
    told = (
        grid.join(held, on=[*keys, "point"], how="left", nulls_equal=True)
        .with_columns(pl.col(*_SUMS).fill_null(0))
        .with_columns(pl.col(*_SUMS).cum_sum().over(*keys, order_by="point"))
        .with_columns(_due(evenly, target_of))
        .with_columns(_fails())
    )
    worst = (
        told.sort("rank", pl.when(pl.col("rank") == _FINE).then(-pl.col("point")).otherwise("point"))
        .group_by(*keys, maintain_order=True)
        .agg(
            pl.col("rank").first(), pl.col("even_label").first(), pl.col("value").first().alias("even_value"),
            pl.col("even_due").first(), pl.col("even_of").first(),
        )
    )  # fmt: skip
    rank, is_open = pl.col("rank").fill_null(_FINE), pl.col("judged") == "open"
    even = (
        pl.when(rank == _FAILED).then(pl.lit("breached"))
        .when(is_open).then(pl.lit("pending"))
        .when(rank == _MAY_FAIL).then(pl.lit("unknown"))
        .otherwise(pl.lit("met"))
    )  # fmt: skip
    return frame.join(worst, on=keys, how="left", nulls_equal=True).with_columns(even=even).drop("rank")


_FAILED, _MAY_FAIL, _FINE = -2, -1, 0


def _due(evenly: Evenly, target_of: tuple[int, int]) -> list[pl.Expr]:
    """What is due at a point, as a fraction: the target, less what is near enough, times the days so far over all."""
    (target, of), part = target_of, 1 - evenly.behind
    due = pl.lit(target * part.numerator, dtype=pl.Int128) * pl.col("goal") * pl.col("days")
    whole = pl.lit(of * part.denominator, dtype=pl.Int128) * pl.col("goal_of") * pl.col("of_days")
    return [due.alias("even_due"), whole.alias("even_of")]


def _fails() -> pl.Expr:
    """The rank of a point: whether it fails, could fail, or keeps up, whichever rows count."""
    value, due, of = pl.col("value").cast(pl.Int128), pl.col("even_due"), pl.col("even_of")
    low, high = value + pl.col("less"), value + pl.col("more")
    could = (high * of >= due) | (pl.col("unpriced") > 0)
    sure = low * of >= due
    return pl.when(~could).then(_FAILED).when(~sure).then(_MAY_FAIL).otherwise(_FINE).alias("rank")
