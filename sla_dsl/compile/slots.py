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
def slots_of(calendar: Calendar, step: int) -> Slots:
    """The slots of a calendar on its grid, or a finer one."""
    o = openings(calendar)
    count = -(-(END - o.base) // step)
    edges = pl.DataFrame({"low": (o.opens - o.base) // step, "high": (o.closes - o.base) // step})
    ranges = edges.select(pl.int_ranges("low", "high").explode(empty_as_null=False)).to_series()
    rate = pl.zeros(count, dtype=pl.Int64, eager=True).scatter(ranges, 1)
    opened = pl.concat([o.base + ranges * step, pl.Series([END], dtype=pl.Int64)])
    return Slots(o.base, step, rate, rate.cum_sum() - rate, opened)


def tables(name: str, calendar: Calendar, slots: Slots, rate: pl.Series, values: pl.Series) -> tuple[LookUp, LookUp]:
    """The line `rate * t + off` of every slot that has `values` at the starts of the slots."""
    off = LookUp(f"{name} {table_name(calendar, slots.step)}", values - rate * slots.starts(), slots.base, slots.step)
    kind = "open" if rate is slots.rate else f"{name} rate"  # all limits on open time have the clock's own rate
    return LookUp(f"{kind} {table_name(calendar, slots.step)}", rate, slots.base, slots.step), off


def table_name(calendar: Calendar, step: int) -> str:
    """What tells the tables of calendars apart, also of two that policies gave one name."""
    return f"{calendar.name} {hash(calendar):x} {step}"


def line(kit: Kit, at: Expr, rate: LookUp, off: LookUp) -> Expr:
    """The value at `at` (us) of the line that holds in its slot."""
    return kit.look(rate, at) * at + kit.look(off, at)
