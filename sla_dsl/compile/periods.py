"""The periods of a clause as rows of local days, with their state at the as-of instant (fine print 16 to 20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from sla_dsl.compile import fiscal
from sla_dsl.compile.zone import EPOCH_DAY, Zone
from sla_dsl.model.forms import MONTHS, Per
from sla_dsl.model.policy import Years
from sla_dsl.text.record import record

_ONE = timedelta(days=1)


@record
class Period:
    """Local days `start <= d < end`; `state` is closed, open or partial; `begins` and `ends` are bounds in us UTC.

    Of a partial one only the days `since <= d < until` are covered.
    """

    kind: str
    label: str
    start: date
    end: date
    begins: int
    ends: int
    state: str
    since: date
    until: date


@record
class Range:
    """The local days a clause covers. `first` and `last` are included; `certain_first` is the first day the data or the
    term is known to reach back to, `certain_last` the term's last day (None: no term ends it)."""

    first: date
    last: date
    certain_first: date
    certain_last: date | None


def _month_start(day: date, months: int) -> date:
    """The first day of the aligned run of `months` months, counted from January, that holds `day`."""
    return date(day.year, day.month - (day.month - 1) % months, 1)


def _add_months(day: date, months: int) -> date:
    """The first of a month, `months` later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def bounds(per: Per, day: date, years: Years) -> tuple[date, date]:
    """First day, and day after the last, of the calendar period that holds `day`."""
    if per.kind == "day":
        return day, day + _ONE
    if per.kind == "week":
        start = day - timedelta(days=(day.weekday() - years.week_start) % 7)
        return start, start + timedelta(days=7)
    if per.kind in fiscal.MONTHS:
        return fiscal.bounds(per.kind, day, years)
    months = MONTHS[per.kind]
    start = _month_start(day, months)
    return start, _add_months(start, months)


def label(per: Per, start: date, end: date, years: Years) -> str:
    """A short name: `2026-07-03`, `2026-W32`, `2026-08`, `2026-Q3`, `2026-H2`, `2026`, `FY2027-Q1`, `FY2027-P01`."""
    match per.kind:
        case "day":
            return start.isoformat()
        case "week":
            iso = (start + timedelta(days=3)).isocalendar()
            return f"{iso.year}-W{iso.week:02d}" if years.week_start == 0 else f"week of {start.isoformat()}"
        case "month":
            return f"{start.year}-{start.month:02d}"
        case "quarter":
            return f"{start.year}-Q{(start.month + 2) // 3}"
        case "half":
            return f"{start.year}-H{(start.month + 5) // 6}"
        case "year":
            return str(start.year)
        case "rolling":
            return f"{per.days} days to {(end - _ONE).isoformat()}"
    return fiscal.label(per.kind, start, years)


def periods(per: Per | None, span: Range, years: Years, zone: Zone, as_of: int) -> list[Period]:
    """Every period of the range, in order; without `per`, the range itself as one (`kind` "term")."""
    if per is None:
        last = span.certain_last or span.last
        end = _after(last)
        state = "open" if span.certain_last is not None and as_of < zone.day_start(end) else "closed"
        name = f"{span.first.isoformat()} to {last.isoformat()}"
        bounds_us = zone.day_start(span.first), zone.day_start(end)
        return [Period("term", name, span.first, end, *bounds_us, state, span.first, end)]
    runs = _rolling(per.days, span) if per.kind == "rolling" else _aligned(per, span, years)
    return [_period(per, start, end, span, years, zone, as_of) for start, end in runs]


def _after(day: date) -> date:
    """The next day; the last day there is stands for no end, and has none."""
    return day if day == date.max else day + _ONE


def _aligned(per: Per, span: Range, years: Years) -> Iterator[tuple[date, date]]:
    start, end = bounds(per, span.first, years)
    while start <= span.last:
        yield start, end
        start, end = bounds(per, end, years)


def _rolling(days: int, span: Range) -> Iterator[tuple[date, date]]:
    start = span.certain_first
    while start + timedelta(days=days - 1) <= span.last:
        yield start, start + timedelta(days=days)
        start += _ONE


def _period(per: Per, start: date, end: date, span: Range, years: Years, zone: Zone, as_of: int) -> Period:
    begins, ends = zone.day_start(start), zone.day_start(end)
    since = max(start, span.certain_first)
    until = end if span.certain_last is None else min(end, _after(span.certain_last))
    state = "partial" if (since, until) != (start, end) else "open" if as_of < ends else "closed"
    return Period(per.kind, label(per, start, end, years), start, end, begins, ends, state, since, until)


def frame(rows: list[Period]) -> pl.DataFrame:
    """One row a period: `period` (its index), kind, label, state, `begins`/`ends` (Int64 us) and day numbers."""
    return pl.DataFrame(
        {
            "period": range(len(rows)),
            "period_kind": [p.kind for p in rows],
            "period_label": [p.label for p in rows],
            "period_state": [p.state for p in rows],
            "begins": [p.begins for p in rows],
            "ends": [p.ends for p in rows],
        },
        schema={
            "period": pl.Int64, "period_kind": pl.String, "period_label": pl.String, "period_state": pl.String,
            "begins": pl.Int64, "ends": pl.Int64,
        },
    )  # fmt: skip


def day_frame(rows: list[Period], sub: Per | None, years: Years) -> pl.DataFrame:
    """One row a local day and period that holds it: `day` (Int64 number), `period`, and, with `sub`, `sub_label`,
    the sub-period the day lies in. Rolling periods and sub-periods overlap, so a day may stand in several."""
    day, period, sub_label = [], [], []
    for index, p in enumerate(rows):
        for n in range((p.end - p.start).days):
            d = p.start + timedelta(days=n)
            found = [""] if sub is None else [label(sub, *run, years) for run in _holding(sub, d, p, years)]
            day += [(d - EPOCH_DAY).days] * len(found)
            period += [index] * len(found)
            sub_label += found
    return pl.DataFrame(
        {"day": day, "period": period, "sub_label": sub_label},
        schema={"day": pl.Int64, "period": pl.Int64, "sub_label": pl.String},
    )


def _holding(sub: Per, day: date, whole: Period, years: Years) -> Iterator[tuple[date, date]]:
    """First day, and day after the last, of the sub-periods that hold a day; rolling ones lie within the whole one."""
    if sub.kind != "rolling":
        yield bounds(sub, day, years)
        return
    days = min(sub.days, (whole.end - whole.start).days)
    start = max(whole.start, day - timedelta(days=days - 1))
    while start <= day and start + timedelta(days=days) <= whole.end:
        yield start, start + timedelta(days=days)
        start += _ONE
