"""Zones as their changes of offset: what `zoneinfo` says of any instant and of any local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from sla_dsl.compile.zone import EPOCH, to_instant, to_us, zone

ODD = [
    "UTC",
    "Etc/GMT+12",
    "America/New_York",
    "Europe/Berlin",
    "Africa/Cairo",  # no summer time for years, then again, once broken off for a month
    "Africa/Casablanca",  # broken off for Ramadan
    "Africa/El_Aaiun",
    "Africa/Monrovia",  # off a whole minute until 1972
    "America/Godthab",
    "America/Scoresbysund",
    "Antarctica/Casey",
    "Antarctica/Troll",  # two hours at once
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Istanbul",
    "Pacific/Apia",  # left out a day
]
SAMPLED = Random(2).sample(sorted(available_timezones() - set(ODD)), 40)

FIRST, LAST = to_us(datetime(1970, 1, 1, tzinfo=UTC)), to_us(datetime(2100, 1, 1, tzinfo=UTC))
SECOND, HOUR = 1_000_000, 3_600_000_000


def offset(tz: ZoneInfo, us: int) -> int:
    return us_of(to_instant(us).astimezone(tz).utcoffset())


def us_of(length: timedelta | None) -> int:
    assert length is not None
    return length // timedelta(microseconds=1)


def read_early(tz: ZoneInfo, local_us: int) -> int:
    """The instant of a local time by the offset before a change: what `fold=0` says."""
    naive = to_instant(local_us).replace(tzinfo=None)
    return to_us(naive.replace(tzinfo=tz, fold=0).astimezone(UTC))


@pytest.mark.parametrize("name", [*ODD, *SAMPLED])
def test_any_instant_has_the_offset_that_zoneinfo_gives(name: str) -> None:
    tz, z, random = ZoneInfo(name), zone(name), Random(name)
    at = [random.randrange(FIRST, LAST) for _ in range(2_000)]
    near = [c + d for c in z.changes for d in (-HOUR, -SECOND, -1, 0, 1, HOUR)]
    assert [z.offset(us) for us in (*at, *near)] == [offset(tz, us) for us in (*at, *near)]


@pytest.mark.parametrize("name", ODD)
def test_every_day_has_the_offset_that_zoneinfo_gives(name: str) -> None:
    tz, z = ZoneInfo(name), zone(name)
    days = range(FIRST, LAST, 24 * HOUR)
    assert [z.offset(us) for us in days] == [offset(tz, us) for us in days]


@pytest.mark.parametrize("name", [*ODD, *SAMPLED])
def test_a_local_time_is_read_with_the_offset_before_the_change(name: str) -> None:
    tz, z, random = ZoneInfo(name), zone(name), Random(name)
    at = [random.randrange(FIRST, LAST) for _ in range(500)]
    near = [c + d for c in z.local_changes for d in (-2 * HOUR, -HOUR // 2, -1, 0, 1, HOUR // 2)]
    assert [z.from_local(us) for us in (*at, *near)] == [read_early(tz, us) for us in (*at, *near)]


@pytest.mark.parametrize(
    ("name", "local", "utc"),
    [
        ("America/New_York", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7, 30)),  # does not exist: 03:30
        ("America/New_York", datetime(2026, 3, 8, 3, 30), datetime(2026, 3, 8, 7, 30)),
        ("America/New_York", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30)),  # twice: the earlier one
        ("America/New_York", datetime(2026, 11, 1, 2, 0), datetime(2026, 11, 1, 7, 0)),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), datetime(2026, 10, 3, 15, 45)),  # a gap of half an hour
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), datetime(2026, 4, 4, 14, 45)),
        ("Pacific/Apia", datetime(2011, 12, 30, 12), datetime(2011, 12, 30, 22)),  # a day that was left out
    ],
)
def test_folds_and_gaps(name: str, local: datetime, utc: datetime) -> None:
    found = zone(name).from_local(to_us(local.replace(tzinfo=UTC)))
    assert to_instant(found) == utc.replace(tzinfo=UTC)


def test_a_day_begins_where_its_first_moment_is() -> None:
    z = zone("Africa/Cairo")  # summer time begins at midnight, and the day at 01:00
    assert to_instant(z.day_start(date(2026, 4, 24))) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert z.day_of(z.day_start(date(2026, 4, 24))) == date(2026, 4, 24)
    assert z.day_of(z.day_start(date(2026, 4, 24)) - 1) == date(2026, 4, 23)


def test_a_zone_without_changes_has_none() -> None:
    assert (zone("UTC").changes, zone("UTC").offsets) == ((), (0,))
    assert zone("Etc/GMT-5").offsets == (5 * HOUR,)
    assert to_instant(zone("Etc/GMT-5").day_start(date(1970, 1, 2))) == EPOCH + timedelta(hours=19)
