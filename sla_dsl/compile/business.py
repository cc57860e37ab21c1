"""Business time: the clock that runs while a calendar is open, and its inverse, as look-up tables.

The clock. Let B(t) be all the open time of a calendar up to the instant t. B rises by one microsecond a microsecond
while the calendar is open and stands still while it is closed, so the open time from a to b is B(b) - B(a): there is
nothing to say about nights, week-ends, holidays or changes of the clocks, since the openings are spans of the UTC line.

    B |              ____________/          open: rate 1
      |             /    L
      |   _________/- - - - - - -           closed: rate 0
      |  /
      +--+---------+--+----------+--- t
         opens  closes start     due

The inverse. A duty that starts at s with a limit of L is kept while B(t) - B(s) <= L. The last such instant is due. It
is where B leaves the height B(s) + L: within an opening there is one instant of that height; where the height is
reached exactly at closing, B stays there until the next opening, and due is that opening. So the inverse maps a height
to the last instant that has it, and due = inverse(B(s) + L). A start while closed needs no rule of its own: B has the
height of the next opening already.

The tables. Cut the line into slots so that every opening and closing falls between two: in a slot B is a line,
`rate[k] * t + off[k]`, with rate 0 or 1. Cut the heights into pieces of the same length: a piece is one open slot, so
its instants are the heights plus a constant. If L is a whole number of slots, start and height cross the edges of
slots together, and the whole of inverse(B(s) + L) is one line a slot too: `rate[k] * s + o[k]`. That costs two gathers
a row, whatever the calendar. Any other limit takes the two steps one after the other: three gathers.

Business days are no open time but a walk over working days; within a slot it is a line again, of rate 1, or 0 where
the same local time is clipped into the hours of the day it comes to.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.compile.openings import END, Openings, instants, local_times, openings
from sla_dsl.compile.zone import DAY_US
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import BusinessDays, BusinessTime
from sla_dsl.text.record import record

_QUARTER = 900_000_000
"""A grid is made as fine as a limit asks for, down to this: below it two tables cost more than a third step."""


def open_time(kit: Kit, at: Expr, calendar: Calendar) -> Expr:
    """B: the calendar's open time (us) from the beginning of the line up to an instant (us)."""
    return _line(kit, at, *_clock(calendar, openings(calendar).step))


def business_due(kit: Kit, start: Expr, limit: BusinessTime | BusinessDays) -> Expr:
    """The last instant (us) that is within a limit on open time, or on working days, of `start` (us)."""
    if isinstance(limit, BusinessDays):
        return _line(kit, start, *_days_later(limit))
    if limit.us % _step(limit) == 0:
        return _line(kit, start, *_time_later(limit))
    height = open_time(kit, start, limit.calendar) + limit.us
    return height + kit.look(_inverse(limit), height)


def at_open_time(kit: Kit, height: Expr, calendar: Calendar) -> Expr:
    """The last instant (us) of that open time (us); behind the calendar's end for more than it ever opens."""
    step = openings(calendar).step
    most = (_slots(calendar, step).opened.len() - 1) * step
    inside = kit.xp.when(height > most).then(kit.xp.lit(most)).otherwise(height)
    return inside + kit.look(_inverse(BusinessTime(0, calendar)), inside)


def _line(kit: Kit, at: Expr, rate: LookUp, off: LookUp) -> Expr:
    return kit.look(rate, at) * at + kit.look(off, at)


# ------------------------------------------------------------------------------------------------------------- slots


@record
class _Slots:
    """The line in slots: `rate` is 1 in the open ones, `before` counts the open ones before each.

    `opened` holds the start of the n-th open slot, and `END` behind the last. All are Int64.
    """

    base: int
    step: int
    rate: pl.Series
    before: pl.Series
    opened: pl.Series

    def starts(self) -> pl.Series:
        """The start of every slot."""
        return pl.int_range(self.base, self.base + self.rate.len() * self.step, self.step, eager=True)


@lru_cache(maxsize=2)
def _slots(calendar: Calendar, step: int) -> _Slots:
    """The slots of a calendar on its grid, or a finer one."""
    o = openings(calendar)
    count = -(-(END - o.base) // step)
    edges = pl.DataFrame({"low": (o.opens - o.base) // step, "high": (o.closes - o.base) // step})
    ranges = edges.select(pl.int_ranges("low", "high").explode(empty_as_null=False)).to_series()
    rate = pl.zeros(count, dtype=pl.Int64, eager=True).scatter(ranges, 1)
    opened = pl.concat([o.base + ranges * step, pl.Series([END], dtype=pl.Int64)])
    return _Slots(o.base, step, rate, rate.cum_sum() - rate, opened)


def _tables(name: str, calendar: Calendar, slots: _Slots, rate: pl.Series, values: pl.Series) -> tuple[LookUp, LookUp]:
    """The line `rate * t + off` of every slot that has `values` at the starts of the slots."""
    off = LookUp(f"{name} {_name(calendar, slots.step)}", values - rate * slots.starts(), slots.base, slots.step)
    kind = "open" if rate is slots.rate else f"{name} rate"  # all limits on open time have the clock's own rate
    return LookUp(f"{kind} {_name(calendar, slots.step)}", rate, slots.base, slots.step), off


def _name(calendar: Calendar, step: int) -> str:
    """What tells the tables of calendars apart, also of two that policies gave one name."""
    return f"{calendar.name} {hash(calendar):x} {step}"


def _nth(slots: _Slots, number: pl.Series) -> pl.Series:
    """The starts of open slots by number; `END` behind the last."""
    return slots.opened.gather(number.clip(upper_bound=slots.opened.len() - 1))


# ----------------------------------------------------------------------------------------------------- open time


def _step(limit: BusinessTime) -> int:
    """The slot for a limit: that of the calendar's edges, or a part of it that divides the limit."""
    coarse = openings(limit.calendar).step
    finer = gcd(coarse, limit.us)
    return finer if finer >= _QUARTER else coarse


@lru_cache(maxsize=4)
def _clock(calendar: Calendar, step: int) -> tuple[LookUp, LookUp]:
    slots = _slots(calendar, step)
    return _tables("clock", calendar, slots, slots.rate, slots.before * step)


@lru_cache(maxsize=8)
def _time_later(limit: BusinessTime) -> tuple[LookUp, LookUp]:
    """The clock and its inverse in one, for a limit of whole slots."""
    step = _step(limit)
    slots = _slots(limit.calendar, step)
    due = _nth(slots, slots.before + limit.us // step)
    return _tables(f"due {limit.us}", limit.calendar, slots, slots.rate, due)


@lru_cache(maxsize=4)
def _inverse(limit: BusinessTime) -> LookUp:
    """By open time: how far the last instant of that open time is from it; for all that the limit can lead to."""
    step = openings(limit.calendar).step
    slots = _slots(limit.calendar, step)
    pieces = pl.int_range(slots.opened.len() + limit.us // step + 1, eager=True)
    name = f"inverse {limit.us} {_name(limit.calendar, step)}"
    return LookUp(name, _nth(slots, pieces) - pieces * step, 0, step)


# -------------------------------------------------------------------------------------------------- business days


@lru_cache(maxsize=8)
def _days_later(limit: BusinessDays) -> tuple[LookUp, LookUp]:
    """The same local time some working days later, clipped into open hours, by the slot of the start."""
    o = openings(limit.calendar)
    slots = _slots(limit.calendar, o.step)
    due, moves = _walk(o, slots.opened.head(-1), limit.days)
    # A start while closed counts from the next open slot, which is the one after those before it.
    due = pl.concat([due, pl.Series([END], dtype=pl.Int64)]).gather(slots.before)
    moves = pl.concat([moves, pl.Series([0], dtype=pl.Int64)]).gather(slots.before)
    return _tables(f"days {limit.days}", limit.calendar, slots, moves * slots.rate, due)


def _walk(o: Openings, at: pl.Series, days: int) -> tuple[pl.Series, pl.Series]:
    """The due instants of starts while open, and whether each moves with its start (1) or is clipped (0)."""
    working = pl.DataFrame({"day": o.day, "first": o.opens}).group_by("day").min().sort("day")
    local = local_times(o.zone, at)
    day = local // DAY_US
    number = working["day"].search_sorted(day, side="right").cast(pl.Int64) + days - 1
    there = number < working.height
    number = number.clip(upper_bound=working.height - 1)
    same = instants(o.zone, working["day"].gather(number) * DAY_US + local - day * DAY_US)
    first = working["first"].gather(number)
    closing = o.closes.gather((o.opens.search_sorted(same, side="right").cast(pl.Int64) - 1).clip(0))
    frame = pl.DataFrame({"same": same, "first": first, "closing": closing, "there": there})
    clipped = pl.max_horizontal("first", pl.min_horizontal("same", "closing"))
    moves = pl.col("there") & (pl.col("same") >= pl.col("first")) & (pl.col("same") < pl.col("closing"))
    found = frame.select(due=pl.when("there").then(clipped).otherwise(END), moves=moves.cast(pl.Int64))
    return found["due"], found["moves"]
