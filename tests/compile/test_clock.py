"""The clock's tables, read by an engine, against the zone they are made of."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sla_dsl.compile.clock import due, from_local, local_day, to_local
from sla_dsl.compile.kit import FIRST_US, LAST_US, Kit
from sla_dsl.compile.zone import EPOCH, to_instant, to_us, zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.forms import CalendarDays, CalendarMonths, Elapsed, Limit

ZONES = [
    "UTC",
    "Etc/GMT+3",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Monrovia",
    "Pacific/Apia",
]
HOUR = 3_600_000_000


def kit(name: str) -> Kit:
    return engine_of("polars").kit(zone(name), LAST_US)


def instants(name: str) -> list[int]:
    """The ends of the plausible years, instants around every change, and some in between."""
    z, random = zone(name), Random(name)
    near = [c + d for c in z.changes for d in (-HOUR, -1, 0, 1, HOUR) if FIRST_US <= c + d <= LAST_US]
    return [FIRST_US, LAST_US, *near, *(random.randrange(FIRST_US, LAST_US) for _ in range(1_000))]


def asked(expr: pl.Expr, values: list[int]) -> list[int]:
    return pl.DataFrame({"at": values}, schema={"at": pl.Int64}).select(expr).to_series().to_list()


AT = pl.col("at")


@pytest.mark.parametrize("name", ZONES)
def test_local_times_and_days_are_those_of_the_zone(name: str) -> None:
    z, at = zone(name), instants(name)
    assert asked(to_local(kit(name), AT), at) == [us + z.offset(us) for us in at]
    days = [(z.day_of(us) - EPOCH.date()).days for us in at]
    assert asked(local_day(kit(name), AT), at) == days


@pytest.mark.parametrize("name", ZONES)
def test_local_times_are_read_as_the_zone_reads_them(name: str) -> None:
    z = zone(name)
    local = [us for c in z.local_changes for us in (c - HOUR // 4, c - 1, c, c + HOUR // 4)]
    at = [us for us in (*local, *instants(name)) if FIRST_US < us < LAST_US]
    assert asked(from_local(kit(name), AT), at) == [z.from_local(us) for us in at]


def later(name: str, us: int, limit: Limit) -> int:
    """The due instant by the calendar of `datetime`."""
    tz = ZoneInfo(name)
    local = to_instant(us).astimezone(tz).replace(tzinfo=None)
    match limit:
        case Elapsed(length):
            return us + length
        case CalendarDays(days):
            local += timedelta(days=days)
        case CalendarMonths(months):
            year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
            local = local.replace(
                year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]), fold=0
            )
    return to_us(local.replace(tzinfo=tz, fold=0).astimezone(UTC))


@pytest.mark.parametrize("limit", [Elapsed(4 * HOUR), CalendarDays(3), CalendarMonths(1), CalendarMonths(12)], ids=repr)
@pytest.mark.parametrize("name", ZONES)
def test_due_instants_are_those_of_the_calendar(name: str, limit: Limit) -> None:
    at = [us for us in instants(name) if us < to_us(datetime(2099, 1, 1, tzinfo=UTC))]
    assert asked(due(kit(name), AT, limit), at) == [later(name, us, limit) for us in at]


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        # 02:30 on the day summer time begins does not exist: 03:30.
        (datetime(2026, 3, 7, 7, 30), CalendarDays(1), datetime(2026, 3, 8, 7, 30)),
        # 01:30 on the day it ends comes twice: the earlier one.
        (datetime(2026, 10, 31, 5, 30), CalendarDays(1), datetime(2026, 11, 1, 5, 30)),
        # 31 January, 09:00 in New York, and a month: the last day of February, 09:00.
        (datetime(2026, 1, 31, 14, 0), CalendarMonths(1), datetime(2026, 2, 28, 14, 0)),
        # A limit on the UTC line knows no clock changes.
        (datetime(2026, 3, 8, 6, 30), Elapsed(HOUR), datetime(2026, 3, 8, 7, 30)),
    ],
)
def test_due_instants_at_a_change(start: datetime, limit: Limit, expected: datetime) -> None:
    found = asked(due(kit("America/New_York"), AT, limit), [to_us(start.replace(tzinfo=UTC))])
    assert found == [to_us(expected.replace(tzinfo=UTC))]
