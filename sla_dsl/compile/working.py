"""Working days, and what part of a partial period's they are: what `prorated` scales a target by (fine print 146)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from sla_dsl.compile.periods import Period
from sla_dsl.compile.zone import EPOCH_DAY, Zone
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import Prorated

_SATURDAY = 5


def working_days(calendar: Calendar | None, first: date, end: date) -> list[date]:
    """The days `first <= d < end` on which the calendar opens; Monday to Friday without one."""
    days = (first + timedelta(days=n) for n in range((end - first).days))
    if calendar is None:
        return [d for d in days if d.weekday() < _SATURDAY]
    opened = _opened(calendar)
    return [d for d in days if (d - EPOCH_DAY).days in opened]


@lru_cache(maxsize=16)
def _opened(calendar: Calendar) -> frozenset[int]:
    """The numbers of the local days on which a calendar opens."""
    from sla_dsl.compile.openings import openings

    return frozenset(openings(calendar).day.unique().to_list())


def judged_days(rows: Sequence[Period], prorated: Prorated | None, zone: Zone, as_of: int) -> pl.DataFrame:
    """How every period is judged: `period` (its index), `judged` (closed, open, or partial, which is not judged), and
    the part of the target that counts as `held / held_of`; `first` and `after` bound what is judged (us UTC).

    With `prorated` the days that a partial period covers are judged, and it is open until the last of them has ended.
    """
    found = [_judged(p, prorated, zone, as_of) for p in rows]
    kinds = {"judged": pl.String, "held": pl.Int64, "held_of": pl.Int64, "first": pl.Int64, "after": pl.Int64}
    return pl.DataFrame(found, schema=kinds, orient="row").with_row_index("period").cast({"period": pl.Int64})


def _judged(period: Period, prorated: Prorated | None, zone: Zone, as_of: int) -> tuple[str, int, int, int, int]:
    if period.state != "partial" or prorated is None:
        return period.state, 1, 1, period.begins, period.ends
    first, after = zone.day_start(period.since), zone.day_start(period.until)
    whole = len(working_days(prorated.calendar, period.start, period.end))
    held = len(working_days(prorated.calendar, period.since, period.until))
    # nothing is asked of a period that has no working day at all
    return "open" if as_of < after else "closed", held, max(whole, 1), first, after
