"""What a ratio or a statistic takes from a row, as columns that are added up and decide by themselves.

Every target has one or two sides, and each side asks whether a sum of parts, over a sum of wholes, reaches a bound. A
conversion asks for the rows that reached the goal over all rows. An average asks for the sum of the values over their
number. An order statistic needs no order: the p90 is at most 4 hours when the rows of at most 4 hours are at least 90 %
of all rows, and at least 4 hours when the rows below 4 hours are less than 90 %. So no quantile is ever worked out to
give a verdict, and what is added up by day and group is enough.

Some rows may or may not count, or may or may not be a part. For a side, `least` over `least_of` is the choice of these
that is worst for the side's left hand, and `most` over `most_of` the best one: `part - bound * whole` is a sum over the
rows, so each row chooses for itself.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

import polars as pl

from sla_dsl.compile.business import open_time
from sla_dsl.compile.cases import due
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.millionths import SCALE, addable, millionths
from sla_dsl.compile.population import Members, excused, members
from sla_dsl.compile.tiers import doubted
from sla_dsl.model import expr as m
from sla_dsl.model.forms import CalendarOf, Lasting, RateForm, Ratio, Reached, Statistic, Target
from sla_dsl.text.record import record

Columns = dict[str, Expr]


@record
class Side:
    """One bound of a target: the columns `name.least` over `name.least_of`, and so on, `op` `bound`.

    An order statistic asks for the rows up to `limit` (millionths), or only below it when `below`.
    """

    name: str
    op: Literal[">=", ">", "<=", "<"]
    bound: Fraction
    limit: Fraction = Fraction(0)
    below: bool = False


def sides(form: RateForm) -> list[Side]:
    """The bounds of a form's target, the lower one first."""
    if form.target.previous:
        return []  # nothing is counted against a number that is not known yet
    low, high = _ends(form.target)
    match form:
        case Ratio():
            return [Side("part", op, bound) for op, bound in (low, high) if op is not None]
        case Statistic(rank=None):
            return [
                Side(name, op, bound * SCALE) for name, (op, bound) in (("low", low), ("high", high)) if op is not None
            ]
        case Statistic(rank=rank):
            assert rank is not None
            return _of_order(rank, low, high)


def other_targets(form: RateForm) -> list[Target]:
    """The targets of a statistic's variants that are not its own, once each: rows are counted against every one."""
    if not isinstance(form, Statistic):
        return []
    told = [v.form.target for v in form.variants if isinstance(v.form, Statistic)]
    return list(dict.fromkeys(target for target in told if target != form.target))


def against(daily: pl.DataFrame, form: RateForm, target: Target) -> pl.DataFrame:
    """The daily rows of a form as those of one of its targets: without what is counted against the others."""
    others = other_targets(form)
    if not others:
        return daily
    marks = [_mark(n) for n in range(len(others))]
    if target not in others:
        return daily.select(c for c in daily.columns if not c.startswith(tuple(marks)))
    own = marks[others.index(target)]
    shared = [c for c in daily.columns if not c.startswith((*_OF_TARGET, *marks))]
    return daily.select(*shared, *(pl.col(c).alias(c.removeprefix(own)) for c in daily.columns if c.startswith(own)))


_OF_TARGET = ("low.", "high.", "holes", "waiting")
"""How the columns begin that depend on the target."""


def _mark(n: int) -> str:
    return f"target{n}."


_End = tuple[Literal[">=", ">", "<=", "<"] | None, Fraction]


def _ends(target: Target) -> tuple[_End, _End]:
    """The lower and the upper bound; None is no bound."""
    none: _End = (None, Fraction(0))
    match target.op:
        case ">=" | ">":
            return (target.op, target.value), none
        case "<=" | "<":
            return none, (target.op, target.value)
        case _:
            return (">=", target.value), ("<=", target.value if target.high is None else target.high)


def _of_order(rank: Fraction, low: _End, high: _End) -> list[Side]:
    """The statistic is the least value that the share `rank` of the rows do not exceed, and one row at least."""
    out = []
    if low[0] is not None:
        op: Literal["<=", "<"] = "<=" if rank == 0 else "<"
        out.append(Side("low", op, rank, low[1] * SCALE, below=low[0] == ">="))
    if high[0] is not None:
        out.append(Side("high", ">" if rank == 0 else ">=", rank, high[1] * SCALE, below=high[0] == "<"))
    return out


@record
class RateRow:
    """What is added up of a row (`columns`: Booleans or Int128, null counts as nothing), and when it enters.

    `size` are the rows that count, `loose` those that may; `excluded` and `excused` ones do not. `whole` is the whole
    of a ratio of amounts, `whole.most` that with all rows that may count; `total` and `known` are the sum and number of
    known values; `holes` rows make every choice possible, `waiting` ones may still turn a side. `value` is the value
    (millionths) of an order statistic's row, null where not known.
    """

    start: Expr
    columns: Columns
    value: Expr | None = None


def rate_row(kit: Kit, form: RateForm, bounds: tuple[int | None, int | None], excuse: Expr | None = None) -> RateRow:
    """The row expressions of a ratio or a statistic; starts lie within `bounds` (us UTC).

    `excuse` is true where another clause excuses the row, and null where that is not known.
    """
    who = doubted(kit, excused(members(kit, form.population, bounds), excuse), form.tiers)
    out: Columns = {"size": who.judged}
    if who.unknown is not None:
        out["loose"] = who.unknown
    if who.excluded is not None:
        out["excluded"] = who.excluded
    if who.excused is not None:
        out["excused"] = who.excused
    if isinstance(form, Ratio):
        _ratio(kit, form, who, out)
        return RateRow(who.start, out)
    value = _statistic(kit, form, who, out)
    for n, target in enumerate(other_targets(form)):
        own: Columns = {}
        _statistic(kit, replace(form, target=target), who, own)
        out.update({_mark(n) + c: e for c, e in own.items() if c.startswith(_OF_TARGET)})
    return RateRow(who.start, out, value)


def _ratio(kit: Kit, form: Ratio, who: Members, out: Columns) -> None:
    if isinstance(form.part, Reached):
        assert form.population.start is not None
        yes = reached(kit, form.population.start, form.part)
    else:
        yes = compile_expr(kit, form.part)
    found = _shares(kit, who, yes, "part")
    if form.amount is None:
        out.update(found)
        return
    amount = addable(kit, compile_expr(kit, form.amount))
    worth = millionths(kit, amount)
    out.update({name: kit.xp.when(mask).then(worth) for name, mask in found.items()})
    counted = _counted(who)
    out["whole"], out["whole.most"] = (kit.xp.when(mask).then(worth) for mask in (who.judged, counted))
    # A row that may count and takes something away could turn a side either way.
    odd = yes.is_null() if who.unknown is None else yes.is_null() | who.unknown.fill_null(False)
    out["holes"] = counted & (amount.is_null() | (odd & (amount < 0).fill_null(False)))


def reached(kit: Kit, start: m.Expr, goal: Reached) -> Expr:
    """Whether a row reached a goal in time; null where the goal's condition is not known."""
    at = compile_expr(kit, goal.at)
    there = ~at.is_null()
    if goal.limit is not None:
        there = (at <= due(kit, compile_expr(kit, start), goal.limit)).fill_null(False)
    return there if goal.condition is None else there & compile_expr(kit, goal.condition)


def _shares(kit: Kit, who: Members, yes: Expr, name: str) -> Columns:
    """The columns of a side that counts the rows of which `yes` holds, among all of them."""
    sure, can = yes.fill_null(False), yes.fill_null(True)
    if who.unknown is None:
        return {
            f"{name}.least": who.judged & sure, f"{name}.least_of": who.judged,
            f"{name}.most": who.judged & can, f"{name}.most_of": who.judged,
        }  # fmt: skip
    judged, loose = who.judged.fill_null(False), who.unknown.fill_null(False)
    return {
        f"{name}.least": judged & sure,
        f"{name}.least_of": judged | (loose & ~sure),
        f"{name}.most": (judged | loose) & can,
        f"{name}.most_of": judged | (loose & can),
    }


def _counted(who: Members) -> Expr:
    judged = who.judged.fill_null(False)
    return judged if who.unknown is None else judged | who.unknown.fill_null(False)


# ---------------------------------------------------------------------------------------------------------- statistics


def _statistic(kit: Kit, form: Statistic, who: Members, out: Columns) -> Expr | None:
    waiting = None
    if isinstance(form.value, Lasting):
        assert who.start is not None
        end = compile_expr(kit, form.value.end)
        value, waiting = _lasted(kit, who.start, end, form.value), end.is_null()
    else:
        value = millionths(kit, addable(kit, compile_expr(kit, form.value)))
    if form.rank is None:
        _average(kit, form, who, value, waiting, out)
        return None
    turning = None
    for side in sides(form):
        hit = _hit(value, side)
        if waiting is not None:
            # The time goes on: a row that waits and is within the limit may leave it, one beyond is beyond for good.
            open_ = waiting & hit
            hit = kit.xp.when(~open_).then(hit)
            turning = open_ if turning is None else turning | open_
        out.update(_shares(kit, who, hit, side.name))
    if turning is not None:
        out["waiting"] = _counted(who) & turning
    if form.target.previous:
        name, open_ended = ("holes", value.is_null()) if waiting is None else ("waiting", waiting)
        out[name] = _counted(who) & open_ended
    return kit.xp.when(who.judged).then(value)


def _lasted(kit: Kit, start: Expr, end: Expr, value: Lasting) -> Expr:
    """The time from start to end, or to the as-of (us); none at all when the end lies before the start."""
    until = kit.xp.coalesce(end, kit.xp.lit(kit.as_of))
    until = kit.xp.when(until > start).then(until).otherwise(start)
    match value.calendar:
        case None:
            return until - start
        case CalendarOf(column, calendars):
            name = compile_expr(kit, column)
            times = [(name == kit.xp.lit(n), open_time(kit, until, c) - open_time(kit, start, c)) for n, c in calendars]
            return kit.xp.coalesce(*(kit.xp.when(own).then(time) for own, time in times))
        case calendar:
            return open_time(kit, until, calendar) - open_time(kit, start, calendar)


def _hit(value: Expr, side: Side) -> Expr:
    """Whether a value (whole millionths) is up to the side's limit."""
    return value < ceil(side.limit) if side.below else value <= floor(side.limit)


def _average(kit: Kit, form: Statistic, who: Members, value: Expr, waiting: Expr | None, out: Columns) -> None:
    """Rows that may count do so where they are below the bound, for the least average, or above it, for the most."""
    wide = value.cast(kit.xp.Int128)
    judged = who.judged.fill_null(False)
    for side in sides(form):
        least = most = judged
        if who.unknown is not None:
            loose = who.unknown.fill_null(False)
            least = judged | (loose & (value < ceil(side.bound)).fill_null(False))
            most = judged | (loose & (value > floor(side.bound)).fill_null(False))
        for word, mask in (("least", least), ("most", most)):
            out[f"{side.name}.{word}"] = kit.xp.when(mask).then(wide)
            out[f"{side.name}.{word}_of"] = mask
    out["total"] = kit.xp.when(judged).then(wide)
    out["known"] = judged & ~value.is_null()
    if waiting is not None:
        out["waiting"] = _counted(who) & waiting
    if waiting is None or (isinstance(form.value, Lasting) and isinstance(form.value.calendar, CalendarOf)):
        out["holes"] = _counted(who) & value.is_null()
