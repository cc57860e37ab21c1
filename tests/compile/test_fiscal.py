"""Fiscal years of calendar months and of weeks: where their parts begin, and what they are called (fine print 145)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sla_dsl.compile import periods as p
from sla_dsl.compile.fiscal import bounds, label
from sla_dsl.model.forms import Per
from sla_dsl.model.policy import Years

RETAIL = Years(week_start=0, fiscal_month=2, weeks=(4, 4, 5))
ONE = timedelta(days=1)


def months_of(first: date, years: Years) -> list[int]:
    """The weeks of twelve fiscal months from a first day on."""
    out, day = [], first
    for _ in range(12):
        start, end = bounds("fiscal_month", day, years)
        assert start == day
        out.append((end - start).days // 7)
        day = end
    return out


def test_a_year_of_52_weeks() -> None:
    # 1 February 2026 is a Sunday: the nearest Monday is the 2nd. 1 February 2027 is a Monday.
    assert bounds("fiscal_year", date(2026, 7, 1), RETAIL) == (date(2026, 2, 2), date(2027, 2, 1))
    assert months_of(date(2026, 2, 2), RETAIL) == [4, 4, 5] * 4
    # 4 + 4 + 5 = 13 weeks: 2 February + 91 days is 4 May.
    assert bounds("fiscal_quarter", date(2026, 5, 3), RETAIL) == (date(2026, 2, 2), date(2026, 5, 4))
    assert bounds("fiscal_half", date(2026, 5, 4), RETAIL) == (date(2026, 2, 2), date(2026, 8, 3))


def test_the_53rd_week_belongs_to_the_last_month() -> None:
    # 1 February 2029 is a Thursday, 3 days after Monday 29 January; in 2030 a Friday, 3 days before Monday the 4th.
    assert bounds("fiscal_year", date(2029, 7, 1), RETAIL) == (date(2029, 1, 29), date(2030, 2, 4))
    assert months_of(date(2029, 1, 29), RETAIL) == [*[4, 4, 5] * 3, 4, 4, 6]
    start, end = bounds("fiscal_quarter", date(2030, 2, 3), RETAIL)
    assert (end - start).days == 14 * 7
    assert label("fiscal_month", date(2030, 2, 3), RETAIL) == "FY2030-P12"
    assert label("fiscal_month", date(2030, 2, 4), RETAIL) == "FY2031-P01"


@pytest.mark.parametrize(
    ("weeks", "third_month"),
    [((4, 4, 5), date(2026, 3, 30)), ((4, 5, 4), date(2026, 4, 6)), ((5, 4, 4), date(2026, 4, 6))],
)
def test_the_three_ways_to_cut_a_quarter(weeks: tuple[int, int, int], third_month: date) -> None:
    years = Years(fiscal_month=2, weeks=weeks)
    assert months_of(date(2026, 2, 2), years) == list(weeks) * 4
    assert bounds("fiscal_month", third_month, years)[0] == third_month
    assert label("fiscal_month", third_month, years) == "FY2027-P03"


def test_a_year_may_begin_in_the_december_before() -> None:
    # 1 January 2026 is a Thursday: Monday 29 December is 3 days before, Sunday 4 January 3 days after.
    monday, sunday = (Years(week_start=w, fiscal_month=1, weeks=(4, 4, 5)) for w in (0, 6))
    assert label("fiscal_month", date(2025, 12, 29), monday) == "FY2026-P01"
    assert label("fiscal_month", date(2025, 12, 28), monday) == "FY2025-P12"
    assert bounds("fiscal_year", date(2026, 1, 4), sunday)[0] == date(2026, 1, 4)
    assert label("fiscal_year", date(2026, 1, 3), sunday) == "FY2025"


@pytest.mark.parametrize("weeks", [None, (4, 4, 5), (4, 5, 4)])
@pytest.mark.parametrize("kind", ["fiscal_month", "fiscal_quarter", "fiscal_half", "fiscal_year"])
def test_every_day_lies_in_one_period_and_periods_follow_one_another(
    kind: str, weeks: tuple[int, int, int] | None
) -> None:
    years = Years(week_start=6, fiscal_month=10, weeks=weeks)
    day, names = date(2024, 1, 1), set()
    while day < date(2036, 1, 1):
        start, end = bounds(kind, day, years)
        assert start <= day < end
        assert bounds(kind, end - ONE, years) == (start, end)
        assert bounds(kind, end, years)[0] == end
        assert label(kind, start, years) == label(kind, end - ONE, years)
        names.add(label(kind, day, years))
        day = end
    # from the one that holds 1 January 2024 to the one that holds 31 December 2035: twelve years, three months in
    assert len(names) == {"fiscal_month": 144, "fiscal_quarter": 48, "fiscal_half": 25, "fiscal_year": 13}[kind] + (
        weeks is not None and kind in ("fiscal_month", "fiscal_quarter")
    )


def test_fiscal_months_of_the_calendar_are_named_by_the_fiscal_year() -> None:
    years = Years(fiscal_month=2)
    assert p.bounds(Per("fiscal_month"), date(2026, 3, 9), years) == (date(2026, 3, 1), date(2026, 4, 1))
    assert label("fiscal_month", date(2026, 2, 1), years) == "FY2027-P01"
    assert label("fiscal_month", date(2027, 1, 31), years) == "FY2027-P12"
    assert label("fiscal_quarter", date(2027, 1, 31), years) == "FY2027-Q4"
    assert label("fiscal_half", date(2027, 1, 31), years) == "FY2027-H2"
