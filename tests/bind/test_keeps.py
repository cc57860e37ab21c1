"""What a clause of `keeps` becomes, and what it is refused for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.model.forms import BusinessTime, CalendarDays, Elapsed, Form, Lasting, Measure, Ratio, Reached, Statistic
from tests.support.diagnose import bound

OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"


def form(text: str) -> Form:
    checked, found = bound(text)
    assert [d.message for d in found] == []
    (only,) = checked.forms
    return only


def test_a_conversion_has_its_limit_and_what_it_waits_for() -> None:
    found = form("marketing keeps conversion MQL -> SQL within 36h >= 30% per quarter maturing after 3 days")
    assert isinstance(found, Ratio)
    assert isinstance(found.part, Reached)
    assert found.part.limit == Elapsed(36 * 3_600_000_000)
    assert found.part.maturing == (CalendarDays(3),)
    assert (found.target.op, found.target.value, found.target.unit) == (">=", Fraction(3, 10), "share")


def test_a_limit_of_business_time_runs_on_the_calendar() -> None:
    found = form(f"{OFFICE}marketing keeps conversion MQL -> SQL within 4 business hours >= 30% per month")
    assert isinstance(found, Ratio)
    assert isinstance(found.part, Reached)
    assert isinstance(found.part.limit, BusinessTime)


@pytest.mark.parametrize(
    ("function", "rank"),
    [
        ("average", None),
        ("min", Fraction(0)),
        ("median", Fraction(1, 2)),
        ("p90", Fraction(9, 10)),
        ("max", Fraction(1)),
    ],
)
def test_a_statistic_has_its_rank(function: str, rank: Fraction | None) -> None:
    found = form(f"marketing keeps {function} score in MQL >= 65 per month")
    assert isinstance(found, Statistic)
    assert found.rank == rank


def test_a_time_is_told_in_seconds_of_its_clock() -> None:
    day = form("sales keeps median time from created to first-touch <= 2 days per month")
    assert isinstance(day, Statistic)
    assert (day.target.value, day.target.unit) == (2 * 86_400, "seconds")
    open_ = form(f"{OFFICE}sales keeps median time from created to first-touch <= 90 business min per month")
    assert isinstance(open_, Statistic)
    assert isinstance(open_.value, Lasting)
    assert (open_.target.value, open_.target.unit) == (5400, "business_seconds")
    assert open_.value.calendar is not None


def test_a_sum_and_a_count_are_what_is_delivered() -> None:
    for text in ("sum amount in MQL >= 100", "count owner in MQL >= 100"):
        assert isinstance(form(f"marketing keeps {text} per month"), Measure)


REFUSED = {
    "marketing keeps conversion MQL -> SQL >= 30%": "SLA301",
    "marketing keeps conversion MQL -> SLQ >= 30% per month": "SLA110",
    "marketing keeps conversion MQL -> SQL >= 130% per month": "SLA213",
    "marketing keeps conversion MQL -> SQL between 40% and 30% per month": "SLA304",
    "marketing keeps share of MQL where icp >= 30% per month maturing after 3 days": "SLA306",
    "marketing keeps average score in MQL >= 65 per month only finished": "SLA306",
    f"{OFFICE}marketing keeps average score in MQL >= 65 per month using office": "SLA306",
    f"{OFFICE}marketing keeps conversion MQL -> SQL within 3h >= 30% per month using office": "SLA307",
    f"{OFFICE}sales keeps median time from created to first-touch <= 3h per month using office": "SLA307",
    f"{OFFICE}sales keeps median time from created to first-touch <= 2 business days per month": "SLA223",
    f"{OFFICE}sales keeps max time from created to first-touch between 1h and 2 business hours per month": "SLA201",
    "sales keeps sum time from created to first-touch <= 3h per month": "SLA201",
    "marketing keeps average first_touch_at - created_at in MQL <= 4 per month": "SLA201",
    "marketing keeps average score in MQL >= 65 per month prorated": "SLA306",
    "marketing keeps share of MQL <= 15% per month": "SLA371",
    "marketing keeps share of MQL where icp >= 90% of previous per rolling 30 days": "SLA372",
    "marketing delivers >= $5 of previous MQL per month": "SLA201",
    "marketing keeps balance of MQL within 15% per month": "SLA371",
    "marketing keeps balance of MQL within 115% per month by owner": "SLA213",
    "marketing keeps ratio of MQL to SQL >= -1 per month": "SLA201",
    "marketing keeps ratio of MQL to SQL >= 1": "SLA301",
    "marketing keeps ratio of created_at in MQL to SQL >= 1 per month": "SLA201",
    "marketing keeps ratio of MQL to SLQ >= 1 per month": "SLA110",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text: str) -> None:
    _, found = bound(text)
    assert [d.code for d in found] == [REFUSED[text]]
    assert all(d.hint for d in found)
