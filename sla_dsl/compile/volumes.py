"""What was delivered, by period and group, against the target and the pace (fine print 11 to 15).

Rows whose membership is not known make a value an interval, from `low` to `high`: whichever of them count, the value
lies in it. A verdict stands only if it holds on the whole interval. A row of unknown amount opens the upper end.

What is promised may differ from period to period: it is the target times `goal / goal_of`, columns of every instance.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.carry import LEAST, MOST, carried
from sla_dsl.compile.millionths import SCALE
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.period_waivers import covering
from sla_dsl.compile.settle import (
    ONE,
    at_least,
    at_most,
    collected,
    in_null_group,
    instances,
    share_at_most,
    totals,
    whole,
)
from sla_dsl.compile.working import judged_days
from sla_dsl.compile.zone import Zone
from sla_dsl.model.forms import Measure, Pace, Target
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.compile.evenly import Line

_OPEN = pl.col("judged") == "open"
_GOAL, _GOAL_OF = pl.col("goal"), pl.col("goal_of")
_VALUE, _LOW, _HIGH = pl.col("value"), pl.col("low"), pl.col("high")
_UNPRICED = pl.col("unpriced") > 0
SUMS = ("value", "more", "less", "delivered", "unknown", "excluded", "unpriced")


@record
class _Bounds:
    """A target as the two sides it may have, in the unit of the value column."""

    low: Fraction | None
    high: Fraction | None
    strict: bool

    def reached(self, value: pl.Expr, of: pl.Expr = ONE) -> pl.Expr:
        return pl.lit(True) if self.low is None else at_least(value, self.low, strict=self.strict, of=of)

    def kept(self, value: pl.Expr, of: pl.Expr = ONE) -> pl.Expr:
        return pl.lit(True) if self.high is None else at_most(value, self.high, strict=self.strict, of=of)

    def holds(self, value: pl.Expr, of: pl.Expr = ONE) -> pl.Expr:
        return self.reached(value, of) & self.kept(value, of)


def bounds(target: Target, scale: int) -> _Bounds:
    """The sides of a target, scaled."""
    value = target.value * scale
    match target.op:
        case ">=" | ">":
            return _Bounds(value, None, target.op == ">")
        case "<=" | "<":
            return _Bounds(None, value, target.op == "<")
        case "=":
            return _Bounds(value, value, False)
        case "between":
            return _Bounds(value, None if target.high is None else target.high * scale, False)


def settle(
    measure: Measure,
    daily: pl.DataFrame,
    groups: pl.DataFrame | None,
    rows: list[p.Period],
    days: pl.DataFrame,
    parts_of: pl.DataFrame | None,
    zone: Zone,
    as_of: int,
    line: Line | None,
) -> pl.DataFrame:
    """One row a period and group.

    `daily` has `day`, the group columns and those of `SUMS`: `value` (rows, or millionths of the amount), `more` and
    `less` (what rows of unknown membership would add and take away), and how many rows are `delivered`, `unknown`,
    `excluded` and `unpriced`. `days` and, with a pace, `parts_of` are `day_frame`s of the periods and sub-periods.
    The result adds to the period columns and groups: those sums; `judged` (closed, open, or partial, which is not
    judged), what is judged from `first` to before `after` (us UTC), the target's factor `goal` over `goal_of`;
    `volume` and `pace` (verdict words, pace null without pacing or delivery); with the `line` of an even pace what
    `keeps_up` adds; `verdict`, `at_risk`, `projection` (in the unit of `value`, null unless open), `sub_label` and
    `sub_value`: the fullest sub-period; and `owed_most` (in `owed_of` parts of the unit of `value`): what is
    carried over from the period before.
    """
    by = [group_column(b) for b in measure.by]
    frame = instances(rows, groups, totals(daily, days, ["period", *by], SUMS), by, SUMS)
    frame = frame.filter(~in_null_group(by) | (pl.col("delivered") + pl.col("unknown") > 0))
    scale = 1 if measure.amount is None or measure.target.previous else SCALE
    held = judged_days(rows, measure.prorated, zone, as_of).lazy()
    frame = frame.join(held.rename({"held": "goal", "held_of": "goal_of"}), on="period")
    frame = frame.with_columns(*_interval(), projection=_projection(as_of))
    frame = _against_previous(frame, measure, by)
    frame, parts = _owed(frame, measure, rows, scale, zone)
    sides = bounds(measure.target, scale * parts)
    frame = frame.with_columns(volume=_volume(sides, parts), risk=_fails_when_projected(sides, parts, as_of))
    frame = frame.with_columns(volume=_large_enough(measure.minimum))
    frame = frame.with_columns(volume=_comparable(pl.col("volume")))
    subs = None if parts_of is None else totals(daily, parts_of, ["period", "sub_label", *by], SUMS)
    frame = _paced(frame, measure, subs, scale)
    if measure.evenly is not None and line is not None:
        from sla_dsl.compile.evenly import keeps_up

        goal = measure.target.value * scale
        frame = keeps_up(frame, measure.evenly, (goal.numerator, goal.denominator), daily, line, by)
        frame = frame.with_columns(even=_comparable(pl.col("even")))
    frame = frame.with_columns(verdict=_verdict(measure))
    risky = (pl.col("risk").fill_null(False) & (pl.col("volume") == "pending")) | pl.col("pace_risk")
    at_risk = (pl.col("verdict") == "pending") & _OPEN & risky
    settled = (
        frame.with_columns(at_risk=at_risk, owed_of=parts)
        .drop("risk", "pace_risk", "low", "high", LEAST)
        .sort("period", *by)
    )
    return collected(settled, daily.height)


def _against_previous(frame: pl.LazyFrame, measure: Measure, by: Sequence[str]) -> pl.LazyFrame:
    """Adds `baseless` and `shaky`: whether a value of the period before is missing, or is not sure; for a target that
    is a share of it the goal is that value."""
    if not measure.target.previous:
        return frame.with_columns(baseless=pl.lit(False), shaky=pl.lit(False))
    few = pl.col("delivered") < measure.minimum
    surely_few = pl.col("delivered") + pl.col("unknown") < measure.minimum
    before = frame.select(
        *by,
        period=pl.col("period") + 1,
        prior=_VALUE.cast(pl.Int128),
        no_base=(pl.col("period_state") == "partial") | surely_few | in_null_group(by),
        doubt=(pl.col("unknown") > 0) | (pl.col("unpriced") > 0) | (few & ~surely_few),
    )
    joined = frame.join(before, on=["period", *by], how="left", nulls_equal=True)
    return joined.with_columns(
        goal=pl.col("prior").fill_null(0) * _GOAL,
        baseless=pl.col("no_base").fill_null(True),
        shaky=pl.col("doubt").fill_null(False),
    ).drop("prior", "no_base", "doubt")


def _comparable(part: pl.Expr) -> pl.Expr:
    """The verdict of a part where the value of the period before, if it is asked for, is there and sure."""
    unsure = pl.when(_OPEN).then(pl.lit("pending")).otherwise(pl.lit("unknown"))
    none = pl.lit("not_applicable")  # with too few now it is so whatever there was before
    return pl.when(pl.col("baseless") | (part == none)).then(none).when("shaky").then(unsure).otherwise(part)


def _interval() -> list[pl.Expr]:
    """The least and the greatest value, whichever rows of unknown membership count."""
    return [(_VALUE + pl.col("less")).alias("low"), (_VALUE + pl.col("more")).alias("high")]


def _owed(
    frame: pl.LazyFrame, measure: Measure, rows: list[p.Period], scale: int, zone: Zone
) -> tuple[pl.LazyFrame, int]:
    """Adds what the period before has passed on, in so many parts of the value's unit."""
    if not measure.carried:
        return frame.with_columns(pl.lit(0, dtype=pl.Int128).alias(name) for name in (LEAST, MOST)), 1
    covered = covering(measure, zone).is_not_null() if measure.meta.waivers else pl.lit(False)
    there = frame.with_columns(covered=covered).collect(engine="in-memory")
    by = [group_column(b) for b in measure.by]
    promised = [_promised(measure, r, scale) for r in rows]
    found, parts = carried(there, by, promised, measure.minimum, summed=measure.amount is not None)
    return found.drop("covered").lazy(), parts


def _promised(measure: Measure, period: p.Period, scale: int) -> Fraction | None:
    """The target as written of a period; None where nothing is promised yet."""
    steps = [s for s in measure.carried if s.since is None or s.since <= period.start]
    return None if not steps or steps[-1].value is None else steps[-1].value * scale


def _projection(as_of: int) -> pl.Expr:
    """The value at the period's end if it goes on at the rate so far, rounded to the value's unit."""
    passed, grown = _grown(as_of)
    return pl.when(_OPEN & (passed > 0)).then((grown + passed // 2) // passed)


def _grown(as_of: int) -> tuple[pl.Expr, pl.Expr]:
    """The time passed, and the value times the length of the period: their ratio is the exact projection."""
    length = pl.col("after").cast(pl.Int128) - pl.col("first")
    return whole(as_of) - pl.col("first"), _VALUE.cast(pl.Int128) * length


def _fails_when_projected(sides: _Bounds, parts: int, as_of: int) -> pl.Expr:
    passed, grown = _grown(as_of)
    return (passed > 0) & ~sides.holds((grown * parts - pl.col(MOST) * passed) * _GOAL_OF, passed * _GOAL)


def _volume(sides: _Bounds, parts: int) -> pl.Expr:
    """The verdict of what was delivered less what is owed, which is as good as more against a raised target."""
    pairs = ((_LOW, pl.col(MOST)), (_HIGH, pl.col(LEAST)))
    low, high = ((side.cast(pl.Int128) * parts - owed) * _GOAL_OF for side, owed in pairs)
    exceeded = ~sides.kept(low, _GOAL)
    could_reach = sides.reached(high, _GOAL) | _UNPRICED
    surely_kept = pl.lit(True) if sides.high is None else sides.kept(high, _GOAL) & ~_UNPRICED
    reached_for_good = sides.reached(low, _GOAL) if sides.high is None else pl.lit(False)
    when_open = (
        pl.when(exceeded).then(pl.lit("breached"))
        .when(reached_for_good).then(pl.lit("met"))
        .otherwise(pl.lit("pending"))
    )  # fmt: skip
    when_closed = (
        pl.when(exceeded | ~could_reach).then(pl.lit("breached"))
        .when(sides.reached(low, _GOAL) & surely_kept).then(pl.lit("met"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip
    return pl.when(_OPEN).then(when_open).otherwise(when_closed)


def _large_enough(minimum: int) -> pl.Expr:
    """The volume's verdict where enough is delivered to judge it (fine print 15)."""
    small = (pl.col("delivered") + pl.col("unknown") < minimum) & ~_OPEN
    maybe_small = (pl.col("delivered") < minimum) & ~_OPEN
    unsure = pl.when(maybe_small).then(pl.lit("unknown")).otherwise(pl.col("volume"))
    return pl.when(small).then(pl.lit("not_applicable")).otherwise(unsure)


def _paced(frame: pl.LazyFrame, measure: Measure, subs: pl.LazyFrame | None, scale: int) -> pl.LazyFrame:
    """Adds `pace`, `pace_risk`, and the fullest sub-period."""
    if measure.pace is None or subs is None:
        return frame.with_columns(
            pl.lit(None, dtype=pl.String).alias("pace"), pl.lit(False).alias("pace_risk"),
            pl.lit(None, dtype=pl.String).alias("sub_label"), pl.lit(None, dtype=pl.Int64).alias("sub_value"),
        )  # fmt: skip
    keys = ["period", *(group_column(b) for b in measure.by)]
    base = frame.select(
        *keys, "goal", "goal_of", total_low=_LOW, total_high=_HIGH, unsure=_UNPRICED | (pl.col("less") < 0)
    )  # fmt: skip
    judged = subs.with_columns(*_interval()).join(base, on=keys, nulls_equal=True)
    worst = (
        judged.with_columns(_sub_verdicts(measure.pace, measure.target.value * scale))
        .sort("value", "sub_label", descending=[True, False])
        .group_by(*keys, maintain_order=True)
        .agg(
            pl.col("sub_label").first(), pl.col("value").first().alias("sub_value"),
            pl.col("too_full").any(), pl.col("fits").all(),
        )
    )  # fmt: skip
    joined = frame.join(worst, on=keys, how="left", nulls_equal=True)
    fits, too_full = pl.col("fits").fill_null(True), pl.col("too_full").fill_null(False)
    closed = pl.when(too_full).then(pl.lit("breached")).when(fits).then(pl.lit("met")).otherwise(pl.lit("unknown"))
    at_once = too_full if measure.pace.of_target else pl.lit(False)
    pace = (
        pl.when((_LOW == 0) & (_HIGH == 0) & ~_UNPRICED).then(None)
        .when(at_once).then(pl.lit("breached"))
        .when(_OPEN).then(pl.lit("pending"))
        .otherwise(closed)
    )  # fmt: skip
    cap, fullest = measure.target.value * scale * measure.pace.share, pl.col("sub_value").cast(pl.Int128)
    if measure.pace.of_target:
        pace = pl.when(pace.is_not_null()).then(_comparable(pace))
    risk = ~at_most(fullest * _GOAL_OF, cap, of=_GOAL) & ~share_at_most(fullest, _VALUE, measure.pace.share)
    return joined.with_columns(pace=pace, pace_risk=risk.fill_null(False)).drop("too_full", "fits")


def _sub_verdicts(pace: Pace, target: Fraction) -> list[pl.Expr]:
    """For every sub-period: `too_full` whichever unknown rows count, `fits` whichever do.

    A sub-period is fullest when its own unknown rows count and no others do, and emptiest the other way round.
    """
    unsure = pl.col("unsure")
    if pace.of_target:
        cap = target * pace.share
        low, high = (side.cast(pl.Int128) * _GOAL_OF for side in (_LOW, _HIGH))
        fits = at_most(high, cap, of=_GOAL) & ~_UNPRICED
        return [(~at_most(low, cap, of=_GOAL)).alias("too_full"), fits.alias("fits")]
    others = (pl.col("total_high") - pl.col("total_low")) - (_HIGH - _LOW)
    too_full = ~share_at_most(_LOW, pl.col("total_low") + others, pace.share)
    fits = share_at_most(_HIGH, pl.col("total_low") + (_HIGH - _LOW), pace.share)
    return [(too_full & ~unsure).alias("too_full"), (fits & ~unsure).alias("fits")]


def _verdict(measure: Measure) -> pl.Expr:
    """Breached if a part is; else unknown if a part is; else pending; else met."""
    parts = [pl.col("volume"), pl.col("pace"), *([] if measure.evenly is None else [pl.col("even")])]
    volume = parts[0]
    chain = (
        pl.when(pl.col("judged") == "partial").then(pl.lit("not_applicable"))
        .when(in_null_group([group_column(b) for b in measure.by])).then(pl.lit("unknown"))
        .when(volume == "not_applicable").then(pl.lit("not_applicable"))
    )  # fmt: skip
    for word in ("breached", "unknown", "pending"):
        chain = chain.when(pl.any_horizontal((part == word).fill_null(False) for part in parts)).then(pl.lit(word))
    return chain.otherwise(pl.lit("met"))
