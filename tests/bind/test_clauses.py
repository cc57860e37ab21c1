"""What a clause becomes: limits on their clocks, shares, periods, groups, ids, days in force."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sla_dsl.model.forms import CalendarDays, CalendarMonths, Duty, Elapsed, Form, Limit, Measure, Per
from sla_dsl.model.policy import CheckedPolicy
from tests.support.diagnose import bound

HOUR = 3_600_000_000


def policy(text: str) -> CheckedPolicy:
    checked, found = bound(text)
    assert [d.message for d in found] == []
    return checked


def duty(text: str) -> Duty:
    (form,) = policy(text).forms
    assert isinstance(form, Duty)
    return form


def measure(text: str) -> Measure:
    (form,) = policy(text).forms
    assert isinstance(form, Measure)
    return form


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("4h", Elapsed(4 * HOUR)),
        ("0.5h", Elapsed(HOUR // 2)),
        ("90 min", Elapsed(HOUR + HOUR // 2)),
        ("45 seconds", Elapsed(45_000_000)),
        ("1 day", CalendarDays(1)),
        ("2 weeks", CalendarDays(14)),
        ("1 month", CalendarMonths(1)),
        ("2 quarters", CalendarMonths(6)),
        ("1 year", CalendarMonths(12)),
        ("response", CalendarDays(2)),
        ("response / 2", Elapsed(24 * HOUR)),
        ("4h + 30 min", Elapsed(4 * HOUR + HOUR // 2)),
    ],
)
def test_limit_on_its_clock(text: str, limit: Limit) -> None:
    """A day as written is a day of the calendar; a computed one is 24 hours."""
    assert duty(f"let response = 2 days\nsales first-touch within {text}").limit == limit


def test_lower_bound() -> None:
    found = duty("sales first-touch between 2h and 1 day")
    assert (found.low, found.limit) == (Elapsed(2 * HOUR), CalendarDays(1))


@pytest.mark.parametrize(
    ("options", "share", "grouped", "per", "by", "minimum"),
    [
        ("", 1, False, None, (), 0),
        ("on >= 90%", Fraction(9, 10), True, None, (), 0),
        ("per week", 1, True, Per("week"), (), 0),
        ("by owner, source", 1, True, None, ("owner", "source"), 0),
        ("on >= 99.5% per month by owner min 10", Fraction(995, 1000), True, Per("month"), ("owner",), 10),
    ],
)
def test_shares_of_a_duty(
    options: str, share: Fraction, grouped: bool, per: Per | None, by: tuple[str, ...], minimum: int
) -> None:
    found = duty(f"sales first-touch within 4h {options}")
    assert (found.share, found.grouped, found.per, found.by, found.minimum) == (share, grouped, per, by, minimum)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("month", Per("month")),
        ("half", Per("half")),
        ("fiscal month", Per("fiscal_month")),
        ("fiscal quarter", Per("fiscal_quarter")),
        ("fiscal year", Per("fiscal_year")),
        ("rolling 30 days", Per("rolling", 30)),
        ("rolling 2 weeks", Per("rolling", 14)),
    ],
)
def test_period(text: str, per: Per) -> None:
    assert measure(f"marketing delivers >= 5 MQL per {text}").per == per


def test_pace() -> None:
    pace = measure("marketing delivers >= 5 MQL per month paced <= 40% of target per week").pace
    assert pace is not None
    assert (pace.share, pace.per, pace.of_target) == (Fraction(2, 5), Per("week"), True)


def test_warning_share_is_three_quarters_unless_said() -> None:
    assert duty("sales first-touch within 4h").warn == Fraction(3, 4)
    assert duty("sales first-touch within 4h warn at 80%").warn == Fraction(4, 5)


def test_term_stands_for_the_period() -> None:
    text = 'agreement "a"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers >= 5 MQL'
    assert measure(text).per is None


def test_band_and_its_ends() -> None:
    target = measure("marketing delivers between 100 and 130 MQL per month").target
    assert (target.op, target.value, target.high) == ("between", 100, 130)


def metas(text: str) -> list[Form]:
    return list(policy(text).forms)


def test_unnamed_clauses_get_a_slug_that_is_free() -> None:
    text = """clause sales-first-touch: sales accepts within 4h
sales first-touch within 4h
sales first-touch within 8h
marketing delivers >= 5 MQL per month
"""
    ids = [f.meta.id for f in metas(text)]
    assert ids == ["sales-first-touch", "sales-first-touch-2", "sales-first-touch-3", "marketing-delivers-mql"]


def test_other_party_is_who_is_promised() -> None:
    header = 'agreement "a"\n  between marketing and sales\n'
    assert metas(header + "sales first-touch within 4h")[0].meta.to == "marketing"
    assert metas(header + "marketing and sales accept within 4h")[0].meta.to is None
    assert metas("sales first-touch within 4h to marketing")[0].meta.to == "marketing"


def test_what_a_clause_carries() -> None:
    text = """# a comment
clause hot "Hot leads": sales first-touch within 4h for score >= 70
  severity critical owner "VP Sales" because "they go cold" from 2026-07-01 to 2026-09-30
"""
    (form,) = metas(text)
    meta = form.meta
    assert (meta.id, meta.title, meta.severity, meta.owner, meta.because) == (
        "hot", "Hot leads", "critical", "VP Sales", "they go cold",
    )  # fmt: skip
    assert meta.in_force == (date(2026, 7, 1), date(2026, 9, 30))
    assert (meta.file, meta.line, meta.column) == ("policy.sla", 2, 1)


def test_frame_of_the_agreement() -> None:
    text = """agreement "Leads" version "1.2"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  timezone "Europe/Berlin"
  currency EUR
  fiscal year starts february in 4-4-5 weeks
  weeks start sunday
"""
    found = policy(text)
    assert (found.title, found.version, found.parties) == ("Leads", "1.2", ("marketing", "sales"))
    assert (found.timezone, found.currency) == ("Europe/Berlin", "EUR")
    assert found.term == (date(2026, 7, 1), date(2026, 12, 31))
    assert (found.years.fiscal_month, found.years.week_start, found.years.weeks) == (2, 6, (4, 4, 5))


def test_without_an_agreement_the_zone_is_utc_and_weeks_start_on_monday() -> None:
    found = policy("sales first-touch within 4h")
    assert (found.timezone, found.term, found.years.week_start, found.years.fiscal_month) == ("UTC", (None, None), 0, 1)


def test_both_days_of_the_term_are_days_of_the_term() -> None:
    header = 'agreement "a"\n  term 2026-07-01 to 2026-12-31\n'
    assert metas(header + "sales first-touch within 4h from 2026-07-01 to 2026-12-31")
    _, found = bound(header + "sales first-touch within 4h from 2026-06-30 to 2027-01-01")
    assert [d.code for d in found] == ["SLA211", "SLA211"]


def test_open_term_has_no_last_day() -> None:
    _, found = bound('agreement "a"\n  term 2026-07-01\nsales first-touch within 4h from 2030-01-01')
    assert found == ()
