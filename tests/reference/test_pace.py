"""The reference evaluator on the pace of deliveries, by hand."""

from __future__ import annotations

from datetime import date

from tests.support.reference import ClauseResult
from tests.support.reference_fixtures import (
    Table,
    first,
    mql,
    utc,
)

PACED = (
    'agreement "A"\n  term 2026-01-01 to 2027-12-31\nmarketing delivers >= 5 MQL per month paced <= 40%{} per week\n'
)


def august(*days: int) -> Table:
    return mql(*[f"2026-08-{day:02} 12:00" for day in days])


def month_of(result: ClauseResult, first_day: date) -> tuple[str, dict[str, str]]:
    return next((i.verdict, i.parts) for i in result.instances if i.period and i.period[0] == first_day)


def test_august_2026_is_paced_over_its_six_weeks() -> None:
    # the weeks of August 2026, clipped: 1-2, 3-9, 10-16, 17-23, 24-30, 31
    even = month_of(first(PACED.format(""), august(1, 3, 10, 17, 24, 31), utc("2026-09-01")), date(2026, 8, 1))
    assert even == ("met", {"volume": "met", "pace": "met"})
    two_of_five = month_of(first(PACED.format(""), august(1, 2, 3, 10, 31), utc("2026-09-01")), date(2026, 8, 1))
    assert two_of_five[1]["pace"] == "met"
    three_of_seven = month_of(
        first(PACED.format(""), august(1, 3, 9, 9, 10, 17, 31), utc("2026-09-01")), date(2026, 8, 1)
    )
    assert three_of_seven == ("breached", {"volume": "met", "pace": "breached"})


def test_february_2027_is_exactly_four_weeks() -> None:
    text = PACED.format("").replace("40%", "25%")
    rows = mql(*[f"2027-02-{day:02} 12:00" for day in (1, 7, 8, 14, 15, 21, 22, 28)])
    assert month_of(first(text, rows, utc("2027-03-01")), date(2027, 2, 1))[0] == "met"
    skewed = mql(*[f"2027-02-{day:02} 12:00" for day in (1, 7, 7, 14, 15, 21, 22, 28)])
    assert month_of(first(text, skewed, utc("2027-03-01")), date(2027, 2, 1))[0] == "breached"


def test_a_pace_is_pending_and_at_risk_until_its_period_closes() -> None:
    result = first(PACED.format(""), august(3, 4, 5), utc("2026-08-10"))
    found = next(i for i in result.instances if i.period and i.period[0] == date(2026, 8, 1))
    assert (found.verdict, found.parts, found.at_risk) == ("pending", {"volume": "pending", "pace": "pending"}, True)
    calm = first(PACED.format(""), august(3, 4), utc("2026-08-10"))
    assert not next(i for i in calm.instances if i.period and i.period[0] == date(2026, 8, 1)).at_risk
    full = first(PACED.format(""), august(3, 4, 10, 11, 12), utc("2026-08-17"))
    found = next(i for i in full.instances if i.period and i.period[0] == date(2026, 8, 1))
    assert (found.verdict, found.parts, found.at_risk) == ("pending", {"volume": "met", "pace": "pending"}, True)


def test_a_pace_of_the_target_is_decided_at_once() -> None:
    of_target = PACED.format(" of target")
    early = month_of(first(of_target, august(3, 4, 5), utc("2026-08-10")), date(2026, 8, 1))
    assert early == ("breached", {"volume": "pending", "pace": "breached"})
    two = month_of(first(of_target, august(3, 4), utc("2026-08-10")), date(2026, 8, 1))
    assert two == ("pending", {"volume": "pending", "pace": "pending"})
    closed = month_of(first(of_target, august(3, 4, 10, 11, 17), utc("2026-09-01")), date(2026, 8, 1))
    assert closed == ("met", {"volume": "met", "pace": "met"})


def test_a_pace_of_nothing_does_not_count() -> None:
    text = PACED.format("").replace(">= 5", "<= 5")
    found = month_of(first(text, [], utc("2026-09-01")), date(2026, 8, 1))
    assert found == ("met", {"volume": "met", "pace": "not_applicable"})
