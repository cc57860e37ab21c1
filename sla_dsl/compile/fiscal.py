"""Fiscal years and their parts as runs of local days: of calendar months, or of weeks as in 4-4-5 (fine print 145)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from sla_dsl.model.policy import Years

MONTHS = {"fiscal_month": 1, "fiscal_quarter": 3, "fiscal_half": 6, "fiscal_year": 12}
"""How many fiscal months the fiscal periods have."""
_LETTERS = {"fiscal_month": "P", "fiscal_quarter": "Q", "fiscal_half": "H"}
_WEEK = timedelta(days=7)


def bounds(kind: str, day: date, years: Years) -> tuple[date, date]:
    """First day, and day after the last, of the fiscal period that holds `day`."""
    _, edges, number = _holding(kind, day, years)
    return edges[number * MONTHS[kind]], edges[(number + 1) * MONTHS[kind]]


def label(kind: str, day: date, years: Years) -> str:
    """`FY2027`, `FY2027-H1`, `FY2027-Q1`, `FY2027-P01`: the fiscal period that holds `day`.

    A fiscal year is named after the calendar year it ends in, as fiscal calendars in the field are.
    """
    year, _, number = _holding(kind, day, years)
    name = f"FY{year if years.fiscal_month == 1 else year + 1}"
    letter = _LETTERS.get(kind)
    return name if letter is None else f"{name}-{letter}{number + 1:0{2 if letter == 'P' else 1}d}"


def _holding(kind: str, day: date, years: Years) -> tuple[int, tuple[date, ...], int]:
    """The fiscal year that holds `day`, as the calendar year of its first of the month; its edges; the number."""
    year = next(y for y in (day.year + 1, day.year, day.year - 1) if _edges(y, years)[0] <= day)
    edges = _edges(year, years)
    return year, edges, (bisect_right(edges, day) - 1) // MONTHS[kind]


@lru_cache(maxsize=1024)
def _edges(year: int, years: Years) -> tuple[date, ...]:
    """The first days of the twelve months of the fiscal year that begins in a calendar year, and of the next year."""
    after = _year_start(year + 1, years)
    if years.weeks is None:
        months = range(years.fiscal_month - 1, years.fiscal_month + 11)
        return (*(date(year + m // 12, m % 12 + 1, 1) for m in months), after)
    start = _year_start(year, years)
    weeks = accumulate(years.weeks * 4, initial=0)
    # the twelfth month ends with the year, and so holds the 53rd week of a year that has one
    return (*(start + n * _WEEK for n in list(weeks)[:12]), after)


def _year_start(year: int, years: Years) -> date:
    """The first of the month, or the week start that is nearest to it: at most three days away."""
    first = date(year, years.fiscal_month, 1)
    if years.weeks is None:
        return first
    behind = (first.weekday() - years.week_start) % 7
    return first - timedelta(days=behind) if behind <= 3 else first + timedelta(days=7 - behind)
