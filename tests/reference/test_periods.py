"""The reference evaluator on periods, by hand."""

from __future__ import annotations

from datetime import date

from tests.support.reference_fixtures import (
    first,
    mql,
    states,
    utc,
)


def test_without_per_the_term_is_the_period() -> None:
    text = 'agreement "A"\n  term 2026-07-10 to 2026-09-10\nmarketing delivers >= 2 MQL\n'
    rows = mql("2026-07-09 23:59", "2026-07-10 00:00", "2026-09-10 23:59")
    assert states(first(text, rows, utc("2026-09-10 23:58"))) == [("2026-07-10", "open pending", 1)]
    assert states(first(text, rows, utc("2026-09-11"))) == [("2026-07-10", "closed met", 2)]


def test_rolling_windows_end_on_every_day_and_begin_within_the_data() -> None:
    rows = mql("2026-07-01 10:00", "2026-07-03 10:00", "2026-07-04 10:00")
    result = first("marketing delivers >= 2 MQL per rolling 3 days\n", rows, utc("2026-07-04 12:00"))
    assert states(result) == [("2026-07-01", "closed met", 2), ("2026-07-02", "open met", 2)]


def test_fiscal_quarters_begin_with_the_fiscal_year() -> None:
    text = 'agreement "A"\n  term 2026-02-01 to 2027-01-31\n  fiscal year starts february\n'
    found = first(text + "marketing delivers >= 1 MQL per fiscal quarter\n", [], utc("2027-03-01"))
    assert [i.period for i in found.instances] == [
        (date(2026, 2, 1), date(2026, 5, 1)), (date(2026, 5, 1), date(2026, 8, 1)),
        (date(2026, 8, 1), date(2026, 11, 1)), (date(2026, 11, 1), date(2027, 2, 1)),
    ]  # fmt: skip
    year = first(text + "marketing delivers >= 1 MQL per fiscal year\n", [], utc("2027-03-01"))
    assert [i.period for i in year.instances] == [(date(2026, 2, 1), date(2027, 2, 1))]


def test_week_53_and_weeks_that_start_on_sunday() -> None:
    text = 'agreement "A"\n  term 2026-12-28 to 2027-01-10\n'
    weekly = "marketing delivers >= 1 MQL per week\n"
    found = first(text + weekly, mql("2027-01-03 23:59"), utc("2027-02-01"))
    assert states(found) == [("2026-12-28", "closed met", 1), ("2027-01-04", "closed breached", 0)]
    sunday = first(text + "  weeks start sunday\n" + weekly, mql("2027-01-03 23:59"), utc("2027-02-01"))
    assert states(sunday) == [
        ("2026-12-27", "partial not_applicable", 0), ("2027-01-03", "closed met", 1),
        ("2027-01-10", "partial not_applicable", 0),
    ]  # fmt: skip
