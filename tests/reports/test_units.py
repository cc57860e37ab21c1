"""Numbers, durations and instants as people read them; rounding never turns a breach into a pass."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.findings.models import Limit, Number, Scalar, Target
from sla_dsl.reports import units

NINETY = Target(">=", Decimal("0.9"), "share")
CAP = Target("<=", Decimal("0.4"), "share")
FULL = Target(">=", 1, "share")
HUNDRED = Target(">=", 100, "MQL")
QUARTER_MILLION = Target(">=", 250_000, "USD")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("share", "target", "shown"),
    [
        (Decimal("0.5"), None, "50%"),
        (Decimal("0.948717"), None, "94.9%"),
        (1, FULL, "100%"),
        (0, FULL, "0%"),
        (Decimal("0.9997"), FULL, "99.97%"),
        (Decimal("0.99996"), FULL, "99.996%"),
        (Decimal("0.9999"), None, "99.99%"),
        (Decimal("0.0001"), None, "0.01%"),
        (Decimal("0.89999"), NINETY, "89.999%"),
        (Decimal("0.9"), NINETY, "90%"),
        (Decimal("0.9000001"), NINETY, "90.00001%"),
        (Decimal("0.4003"), CAP, "40.03%"),
        (Decimal("12.5"), FULL, "1,250%"),
    ],
)
def test_a_percentage_stays_on_its_side(share: Number, target: Target | None, shown: str) -> None:
    assert units.percent(share, target) == shown


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 1000))
def test_no_percentage_crosses_its_target(met: int, more: int, target: int) -> None:
    share = Decimal(met) / Decimal(met + more)
    promised = Decimal(target) / 1000
    shown = Decimal(units.percent(share, Target(">=", promised, "share")).rstrip("%").replace(",", "")) / 100
    assert (shown >= promised) == (share >= promised)
    assert shown < 1
    assert (shown == 0) == (share == 0)


@pytest.mark.parametrize(
    ("value", "target", "shown"),
    [
        (87, HUNDRED, "87 MQL"),
        (1_204, HUNDRED, "1,204 MQL"),
        (Decimal("99.996"), HUNDRED, "99.996 MQL"),
        (Decimal("212400.50"), QUARTER_MILLION, "212,400.50 USD"),
        (Decimal("0.52"), CAP, "52%"),
        (Decimal("64.123456"), None, "64.12"),
        (-3, None, "-3"),
    ],
)
def test_a_quantity_has_its_unit(value: Number, target: Target | None, shown: str) -> None:
    assert units.quantity(value, target) == shown


@pytest.mark.parametrize(
    ("target", "short", "words"),
    [
        (HUNDRED, ">= 100 MQL", "at least 100 MQL"),
        (Target("<=", 25, "MQL"), "<= 25 MQL", "at most 25 MQL"),
        (Target("between", 100, "MQL", 130), "100 to 130 MQL", "between 100 and 130 MQL"),
        (NINETY, ">= 90%", "at least 90%"),
        (Target(">=", Decimal("0.99999"), "share"), ">= 99.999%", "at least 99.999%"),
        (FULL, "100%", "100%"),
        (QUARTER_MILLION, ">= 250,000 USD", "at least 250,000 USD"),
    ],
)
def test_a_target_reads_as_it_was_promised(target: Target, short: str, words: str) -> None:
    assert units.bound(target) == short
    assert units.bound(target, words=True) == words


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (Decimal("0.000001"), "under 1 s"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "1m 30s"),
        (25 * 60, "25 min"),
        (4 * 3600, "4 h"),
        (3 * 3600 + 12 * 60 + 59, "3h 12m"),
        (86_400, "1 day"),
        (2 * 86_400 + 59 * 60, "2 days"),
        (2 * 86_400 + 4 * 3600, "2d 4h"),
        (1_200 * 86_400, "1,200 days"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: Number, shown: str) -> None:
    assert units.duration(int(seconds * 1_000_000)) == shown


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (Limit(14_400, "elapsed"), "4 h"),
        (Limit(14_400, "business_time"), "4 business hours"),
        (Limit(3_600, "business_time"), "1 business hour"),
        (Limit(1_800, "business_time"), "30 business minutes"),
        (Limit(2, "business_days"), "2 business days"),
        (Limit(1, "calendar_days"), "1 day"),
        (Limit(3, "calendar_months"), "3 months"),
        (Limit(86_400, "elapsed", 7_200), "2 h to 1 day"),
        (Limit(0, "day_end"), "end of day"),
        (Limit(1, "business_day_end"), "end of next business day"),
        (Limit(1, "business_day_time", time="10:00"), "10:00 of next business day"),
        (Limit(3, "day_time", time="00:00"), "00:00 of 3 days"),
    ],
)
def test_a_limit_names_its_clock(limit: Limit, shown: str) -> None:
    assert units.limit(limit) == shown


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 9, 1, 13, 12, 59, tzinfo=UTC), "1 Sep 09:12"),
        (datetime(2026, 1, 1, 3, 0, tzinfo=UTC), "31 Dec 2025 22:00"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "1 Nov 01:30 EDT"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "1 Nov 01:30 EST"),
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "8 Mar 03:00"),
    ],
)
def test_an_instant_is_local_and_unambiguous(instant: datetime, shown: str) -> None:
    assert units.instant(instant, NEW_YORK, 2026) == shown


def test_a_full_instant_leaves_nothing_out() -> None:
    assert units.full_instant(datetime(2026, 9, 2, 13, tzinfo=UTC), NEW_YORK) == "2 Sep 2026 09:00 EDT"
    late = datetime(2026, 12, 1, 4, 59, 59, 999_999, tzinfo=UTC)
    assert units.full_instant(late, NEW_YORK) == "30 Nov 2026 23:59:59.999999 EST"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "(none)"), ("", '""'), (True, "true"), (85.0, "85"), (0.5, "0.5"), (17, "17"), ("a\nb", "a\\nb")],
)
def test_a_value_of_the_data_is_shown_on_one_line(value: Scalar, shown: str) -> None:
    assert units.scalar(value) == shown


def test_one_is_singular() -> None:
    assert [units.count(n, "finding") for n in (0, 1, 1_204)] == ["0 findings", "1 finding", "1,204 findings"]


def test_a_target_of_time_is_said_in_time() -> None:
    four, office = Target("<=", 14_400, "seconds"), Target("<=", 5400, "business_seconds")
    assert units.bound(four) == "<= 4 h"
    assert units.bound(four, words=True) == "at most 4 h"
    assert units.bound(Target("between", 1800, "seconds", 7200)) == "30 min to 2 h"
    assert units.quantity(187_200, four) == "2d 4h"
    assert units.amount(Decimal("5400.5"), four) == "1h 30m"
    assert units.quantity(7200, office) == "2 business hours"


def test_a_time_just_over_its_target_does_not_look_like_it() -> None:
    four = Target("<=", 14_400, "seconds")
    assert units.quantity(14_400, four) == "4 h"
    assert units.quantity(Decimal("14400.000001"), four) == "14,400.000001 s"
    assert units.quantity(14_399, four) == "3h 59m"


def test_a_plain_number_has_no_unit() -> None:
    assert units.bound(Target(">=", 65, ""), words=True) == "at least 65"
    assert units.quantity(70, Target(">=", 65, "")) == "70"


def test_a_target_may_be_a_share_of_the_period_before() -> None:
    target = Target(">=", Decimal("1.1"), "previous")
    assert units.bound(target) == ">= 110% of previous"
    assert units.bound(target, words=True) == "at least 110% of the period before"
