"""A calendar as its openings on the UTC line, one after the other, and the grid that they begin and end on."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import gcd

import polars as pl

from sla_dsl.compile.zone import EPOCH_DAY, Zone, zone
from sla_dsl.model.calendar import Calendar, Hours, united
from sla_dsl.model.holidays import days_off
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US
from sla_dsl.text.record import record

FIRST = -7 * DAY_US
END = 47_850 * DAY_US
"""The line that calendars cover, 1969-12-25 to 2101-01-03: every plausible instant, and a year behind it. There are no
openings beyond, so what would come behind the last one comes at the end."""

_FINEST = 5 * MINUTE_US  # hours stand on five minutes, and so do the offsets of zones since 1972
_YEARS = range(1969, 2102)
_DAYS = range(FIRST // DAY_US + 1, END // DAY_US - 1)  # local days that lie on the line in every zone
_THURSDAY = 3  # the weekday of 1970-01-01


@record
class Openings:
    """Open time as half-open spans `opens <= t < closes` (Int64, us UTC), in order and apart; two may touch.

    `day` is the number of the local day that an opening begins on. All edges are `base + k * step` for a whole `k`, and
    so are the changes of the zone's offset while it is open.
    """

    zone: Zone
    opens: pl.Series
    closes: pl.Series
    day: pl.Series
    base: int
    step: int


@lru_cache(maxsize=16)
def openings(calendar: Calendar) -> Openings:
    """All openings of a calendar between `FIRST` and `END`."""
    place = zone(calendar.timezone)
    local = _local_hours(calendar)
    opens, closes = (instants(place, local["day"] * DAY_US + local[end] * MINUTE_US) for end in ("start", "end"))
    spans = _apart(opens, closes)
    base, step = _grid(place, spans)
    # An edge off the grid, which only a zone with odd seconds has, counts from the next slot.
    snapped = spans.with_columns((pl.all() - base + (step - 1)) // step * step + base).filter(
        pl.col("opens") < pl.col("closes")
    )
    return Openings(
        place, snapped["opens"], snapped["closes"], local_times(place, snapped["opens"]) // DAY_US, base, step
    )


def local_times(place: Zone, at: pl.Series) -> pl.Series:
    """The local times (us) of UTC instants (us)."""
    return at + _offsets(place, place.changes, at)


def instants(place: Zone, local: pl.Series) -> pl.Series:
    """The UTC instants (us) of local times (us), by the rule of `zone`."""
    return local - _offsets(place, place.local_changes, local)


def _offsets(place: Zone, changes: tuple[int, ...], at: pl.Series) -> pl.Series:
    steps = pl.Series(changes, dtype=pl.Int64).search_sorted(at, side="right")
    return pl.Series(place.offsets, dtype=pl.Int64).gather(steps)


def _local_hours(calendar: Calendar) -> pl.DataFrame:
    """One row a span of a local day: `day` (its number), `start` and `end` in minutes since its midnight."""
    hours: list[Hours] = list(calendar.weekly)
    days = pl.DataFrame({"day": pl.int_range(_DAYS.start, _DAYS.stop, eager=True)})
    days = days.with_columns(rule=(pl.col("day") + _THURSDAY) % 7)
    days = days.filter(~pl.col("day").is_in(_closed(calendar)))
    special = _special(calendar)
    if special:
        numbers = [len(hours) + n for n in range(len(special))]
        hours.extend(special.values())
        own = pl.DataFrame({"day": special.keys(), "rule": numbers}, schema=days.schema)
        days = pl.concat([days.join(own, on="day", how="anti"), own])
    rules = [(n, start, end) for n, spans in enumerate(hours) for start, end in spans]
    table = pl.DataFrame(rules, schema={"rule": pl.Int64, "start": pl.Int64, "end": pl.Int64}, orient="row")
    return days.join(table, on="rule")


def _special(calendar: Calendar) -> dict[int, Hours]:
    """The days with hours of their own, or none, by number."""
    out: dict[int, Hours] = {}
    for s in calendar.special:
        low, high = ((d - EPOCH_DAY).days for d in (s.first, s.last))
        for day in range(max(low, _DAYS.start), min(high + 1, _DAYS.stop)):
            out[day] = united([*out.get(day, ()), *s.hours])
    return out


def _closed(calendar: Calendar) -> list[int]:
    days = {d for code in calendar.holidays for d in days_off(code, _YEARS)}
    return sorted((d - EPOCH_DAY).days for d in days)


def _apart(opens: pl.Series, closes: pl.Series) -> pl.DataFrame:
    """The spans in order without what an earlier one holds already: local hours that a change of the clocks folds
    over one another are open once, and hours that it swallows are not there."""
    behind = pl.col("closes").cum_max().shift(1)
    spans = pl.DataFrame({"opens": opens, "closes": closes}).sort("opens", "closes")
    return spans.with_columns(pl.max_horizontal("opens", behind)).filter(pl.col("opens") < pl.col("closes"))


def _grid(place: Zone, spans: pl.DataFrame) -> tuple[int, int]:
    """The start and the step of the coarsest grid, an hour at most, that holds every edge and every change within."""
    if spans.is_empty():
        return FIRST, HOUR_US
    changes = pl.Series(place.changes, dtype=pl.Int64)
    index = spans["opens"].search_sorted(changes, side="right").cast(pl.Int64) - 1
    within = changes.filter((index >= 0) & (spans["closes"].gather(index.clip(0)) > changes))
    edges = pl.concat([spans["opens"], spans["closes"], within])
    anchor = int(edges[-1])
    shifts = {b - a for a, b in pairwise(place.offsets)}
    step = max(_FINEST, gcd(HOUR_US, *shifts, *((edges - anchor) % HOUR_US).unique()))
    return FIRST - (FIRST - anchor) % step, step
