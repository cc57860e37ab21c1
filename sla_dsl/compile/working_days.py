"""Working days: the same local time some of them later, and the end or a minute of such a day, as look-up tables.

They are no open time but a walk over the days on which a calendar opens. A start belongs to the working day that it
lies on while open, and to that of the next opening while closed. Within a slot the same local time is a line of rate 1,
or 0 where it is clipped into the hours of the day it comes to; the end of a day, or a minute of it, is the same for all
starts of a slot.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from sla_dsl.compile.kit import Expr, Kit, LookUp
from sla_dsl.compile.openings import END, Openings, instants, local_times, openings
from sla_dsl.compile.slots import line, partly_rising, slots_of, table_name
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import BusinessDays
from sla_dsl.model.times import DAY_US, MINUTE_US
from sla_dsl.text.record import record


def days_due(kit: Kit, start: Expr, limit: BusinessDays) -> Expr:
    """The last instant (us) that is within some working days of `start` (us)."""
    return line(kit, start, *_days_later(limit))


def working_day_due(kit: Kit, start: Expr, calendar: Calendar, days: int, minute: int | None) -> Expr:
    """The last instant (us) of the working day some days after that of `start` (us), or that minute of its local day.

    A minute that is past on the day of the start is that of the next working day.
    """
    on_day = kit.look(_day_table(calendar, days, minute), start)
    if minute is None or days:
        return on_day
    next_day = kit.look(_day_table(calendar, 1, minute), start)
    return kit.xp.when(on_day >= start).then(on_day).otherwise(next_day)


@record
class _Days:
    """The working days in order: the local day, its first opening and its last closing (Int64, us UTC)."""

    day: pl.Series
    first: pl.Series
    last: pl.Series

    def numbers(self, o: Openings, at: pl.Series) -> pl.Series:
        """The place among them of the working day of every instant while open."""
        day = local_times(o.zone, at) // DAY_US
        return self.day.search_sorted(day, side="right").cast(pl.Int64) - 1


def _days(o: Openings) -> _Days:
    spans = pl.DataFrame({"day": o.day, "first": o.opens, "last": o.closes})
    found = spans.group_by("day").agg(pl.col("first").min(), pl.col("last").max()).sort("day")
    return _Days(found["day"], found["first"], found["last"])


def _and_behind(of_open: pl.Series, behind: int) -> pl.Series:
    """What holds for the open slots, and for what comes behind the last one."""
    return pl.concat([of_open, pl.Series([behind], dtype=pl.Int64)])


@lru_cache(maxsize=8)
def _day_table(calendar: Calendar, days: int, minute: int | None) -> LookUp:
    """By the slot of the start: the last closing of a working day, or a minute of its local day."""
    o = openings(calendar)
    slots, working = slots_of(calendar, o.step), _days(o)
    ends = working.last if minute is None else instants(o.zone, working.day * DAY_US + minute * MINUTE_US)
    numbers = working.numbers(o, slots.opened.head(-1)) + days
    due = _and_behind(_and_behind(ends, END).gather(numbers.clip(upper_bound=ends.len())), END)
    name = f"day {days} {minute} {table_name(calendar, slots.step)}"
    return LookUp(name, slots.by_slot(due, due), slots.base, slots.step)


@lru_cache(maxsize=8)
def _days_later(limit: BusinessDays) -> tuple[LookUp, LookUp]:
    """The same local time some working days later, clipped into open hours, by the slot of the start."""
    o = openings(limit.calendar)
    slots = slots_of(limit.calendar, o.step)
    due, moves = _walk(o, slots.opened.head(-1), limit.days)
    ends, rises = _and_behind(due, END), _and_behind(moves, 0)
    return partly_rising(f"days {limit.days}", limit.calendar, slots, rises, ends)


def _walk(o: Openings, at: pl.Series, days: int) -> tuple[pl.Series, pl.Series]:
    """The due instants of starts while open, and whether each moves with its start (1) or is clipped (0)."""
    working = _days(o)
    local = local_times(o.zone, at)
    number = working.numbers(o, at) + days
    there = number < working.day.len()
    number = number.clip(upper_bound=working.day.len() - 1)
    same = instants(o.zone, working.day.gather(number) * DAY_US + local % DAY_US)
    first = working.first.gather(number)
    closing = o.closes.gather((o.opens.search_sorted(same, side="right").cast(pl.Int64) - 1).clip(0))
    frame = pl.DataFrame({"same": same, "first": first, "closing": closing, "there": there})
    clipped = pl.max_horizontal("first", pl.min_horizontal("same", "closing"))
    moves = pl.col("there") & (pl.col("same") >= pl.col("first")) & (pl.col("same") < pl.col("closing"))
    found = frame.select(due=pl.when("there").then(clipped).otherwise(END), moves=moves.cast(pl.Int64))
    return found["due"], found["moves"]
