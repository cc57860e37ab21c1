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
a row, whatever the calendar. Any other limit takes the two steps one after the other: three gathers, if the height is a
column of its own between them.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.compile.openings import openings
from sla_dsl.compile.slots import Slots, line, lines, slots_of, table_name
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import BusinessTime

_QUARTER = 900_000_000
"""A grid is made as fine as a limit asks for, down to this: below it two tables cost more than a third step."""


def open_time(kit: Kit, at: Expr, calendar: Calendar) -> Expr:
    """B: the calendar's open time (us) from the beginning of the line up to an instant (us)."""
    return line(kit, at, *_clock(calendar, openings(calendar).step))


def business_due(kit: Kit, start: Expr, limit: BusinessTime) -> Expr:
    """The last instant (us) that is within a limit on open time of `start` (us)."""
    if limit.us % _step(limit) == 0:
        return line(kit, start, *_time_later(limit))
    height = kit.once(open_time(kit, start, limit.calendar) + limit.us)
    return height + kit.look(_inverse(limit), height)


def at_open_time(kit: Kit, height: Expr, calendar: Calendar) -> Expr:
    """The last instant (us) of that open time (us); behind the calendar's end for more than it ever opens."""
    step = openings(calendar).step
    most = (slots_of(calendar, step).opened.len() - 1) * step
    inside = kit.xp.when(height > most).then(kit.xp.lit(most)).otherwise(height)
    return inside + kit.look(_inverse(BusinessTime(0, calendar)), inside)


def _nth(slots: Slots, number: pl.Series) -> pl.Series:
    """The starts of open slots by number; `END` behind the last."""
    return slots.opened.gather(number.clip(upper_bound=slots.opened.len() - 1))


def _step(limit: BusinessTime) -> int:
    """The slot for a limit: that of the calendar's edges, or a part of it that divides the limit."""
    coarse = openings(limit.calendar).step
    finer = gcd(coarse, limit.us)
    return finer if finer >= _QUARTER else coarse


@lru_cache(maxsize=4)
def _clock(calendar: Calendar, step: int) -> tuple[LookUp, LookUp]:
    slots = slots_of(calendar, step)
    return lines("clock", calendar, slots, pl.int_range(slots.opened.len(), eager=True) * step)


@lru_cache(maxsize=8)
def _time_later(limit: BusinessTime) -> tuple[LookUp, LookUp]:
    """The clock and its inverse in one, for a limit of whole slots."""
    step = _step(limit)
    slots = slots_of(limit.calendar, step)
    due = _nth(slots, pl.int_range(slots.opened.len(), eager=True) + limit.us // step)
    return lines(f"due {limit.us}", limit.calendar, slots, due)


@lru_cache(maxsize=4)
def _inverse(limit: BusinessTime) -> LookUp:
    """By open time: how far the last instant of that open time is from it; for all that the limit can lead to."""
    step = openings(limit.calendar).step
    slots = slots_of(limit.calendar, step)
    pieces = pl.int_range(slots.opened.len() + limit.us // step + 1, eager=True)
    name = f"inverse {limit.us} {table_name(limit.calendar, step)}"
    return LookUp(name, _nth(slots, pieces) - pieces * step, 0, step)
