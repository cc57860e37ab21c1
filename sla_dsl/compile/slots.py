"""A calendar's line of time in slots, in each of which it is open or closed throughout, and tables over these."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.compile.openings import END, openings
from sla_dsl.model.calendar import Calendar
from sla_dsl.text.record import record


@record
class Slots:
    """The line in slots: `opened` holds the start (Int64) of every open one in order, and `END` behind the last.

    A calendar is closed most of the time, and what holds in a closed slot depends on the next open one alone. So
    nothing is worked out for all slots: `place` (UInt32) says of each where it finds its value, among those of the open
    slots, and behind these, again in their order, those of what is closed before them.
    """

    base: int
    step: int
    opened: pl.Series
    place: pl.Series

    def by_slot(self, while_open: pl.Series, before_it: pl.Series) -> pl.Series:
        """What holds in every slot: in an open one, and in a closed one before it; both are as long as `opened`."""
        return pl.concat([while_open, before_it], rechunk=True).gather(self.place)


@lru_cache(maxsize=2)
def slots_of(calendar: Calendar, step: int) -> Slots:
    """The slots of a calendar on its grid, or a finer one."""
    o = openings(calendar)
    count = -(-(END - o.base) // step)
    edges = pl.DataFrame({"low": (o.opens - o.base) // step, "high": (o.closes - o.base) // step})
    numbers = edges.select(pl.int_ranges("low", "high").explode(empty_as_null=False)).to_series()
    opened = pl.concat([o.base + numbers * step, pl.Series([END], dtype=pl.Int64)], rechunk=True)
    before = pl.zeros(count + 1, dtype=pl.UInt32, eager=True).scatter(numbers + 1, 1).cum_sum().head(count)
    closed = pl.repeat(opened.len(), count, dtype=pl.UInt32, eager=True).scatter(numbers, 0)
    return Slots(o.base, step, opened, before + closed)


def lines(name: str, calendar: Calendar, slots: Slots, values: pl.Series) -> tuple[LookUp, LookUp]:
    """The line of every slot that begins with `values`, which are those of the open ones and of what is closed before
    them (Int64). It rises with the time while the calendar is open."""
    return _rising(calendar, slots.step), _off(name, calendar, slots, values - slots.opened, values)


def partly_rising(
    name: str, calendar: Calendar, slots: Slots, moves: pl.Series, values: pl.Series
) -> tuple[LookUp, LookUp]:
    """Such lines that rise in the open slots for which `moves` is 1 and not in those for which it is 0."""
    rate = _rate(f"{name} rate", calendar, slots, moves)
    return rate, _off(name, calendar, slots, values - moves * slots.opened, values)


@lru_cache(maxsize=2)
def _rising(calendar: Calendar, step: int) -> LookUp:
    """The rate of all limits on open time, which is the clock's own."""
    slots = slots_of(calendar, step)
    return _rate("open", calendar, slots, pl.repeat(1, slots.opened.len(), eager=True))


def _rate(name: str, calendar: Calendar, slots: Slots, moves: pl.Series) -> LookUp:
    narrow = moves.cast(pl.UInt8)
    values = slots.by_slot(narrow, pl.zeros(narrow.len(), dtype=pl.UInt8, eager=True))
    return LookUp(f"{name} {table_name(calendar, slots.step)}", values, slots.base, slots.step)


def _off(name: str, calendar: Calendar, slots: Slots, while_open: pl.Series, before_it: pl.Series) -> LookUp:
    values = slots.by_slot(while_open, before_it)
    return LookUp(f"{name} {table_name(calendar, slots.step)}", values, slots.base, slots.step)


def table_name(calendar: Calendar, step: int) -> str:
    """What tells the tables of calendars apart, also of two that policies gave one name."""
    return f"{calendar.name} {hash(calendar):x} {step}"


def line(kit: Kit, at: Expr, rate: LookUp, off: LookUp) -> Expr:
    """The value at `at` (us) of the line that holds in its slot."""
    return kit.look(rate, at) * at + kit.look(off, at)
