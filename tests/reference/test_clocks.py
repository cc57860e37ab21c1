"""The reference evaluator on clocks and zones, by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.reference_fixtures import (
    BERLIN,
    NEW_YORK,
    US,
    first,
    lead,
    local,
    utc,
    verdicts,
)


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        # New York springs forward on 2026-03-08 and falls back on 2026-11-01, both at 02:00
        ("America/New_York", "2026-03-06 15:00+00:00", "2026-03-09 14:00+00:00"),
        ("America/New_York", "2026-10-30 14:00+00:00", "2026-11-02 15:00+00:00"),
        # 02:30 on 2026-03-08 does not exist: 03:30 EDT; 01:30 on 2026-11-01 comes twice: the earlier, EDT
        ("America/New_York", "2026-03-05 07:30+00:00", "2026-03-08 07:30+00:00"),
        ("America/New_York", "2026-10-29 05:30+00:00", "2026-11-01 05:30+00:00"),
        # Berlin springs forward on 2026-03-29 at 02:00 and falls back on 2026-10-25 at 03:00
        ("Europe/Berlin", "2026-03-27 09:00+00:00", "2026-03-30 08:00+00:00"),
        ("Europe/Berlin", "2026-10-23 08:00+00:00", "2026-10-26 09:00+00:00"),
        ("Europe/Berlin", "2026-03-26 01:30+00:00", "2026-03-29 01:30+00:00"),
        ("Europe/Berlin", "2026-10-22 00:30+00:00", "2026-10-25 00:30+00:00"),
        # Lord Howe moves its clocks by half an hour: 02:10 on 2026-10-04 becomes 02:40 LHDT
        ("Australia/Lord_Howe", "2026-09-30 15:40+00:00", "2026-10-03 15:40+00:00"),
    ],
)
def test_three_days_later_is_the_same_local_time(zone: str, start: str, due: str) -> None:
    text = f'agreement "A"\n  timezone "{zone}"\nsales first-touch within 3 days\n'
    rows = [lead(1, created_at=datetime.fromisoformat(start))]
    assert first(text, rows, utc("2026-12-31")).instances[0].due == datetime.fromisoformat(due)


def test_hours_run_on_the_utc_line_across_a_change() -> None:
    rows = [lead(1, created_at=utc("2026-03-06 15:00"))]
    found = first(NEW_YORK + "sales first-touch within 72h\n", rows, utc("2026-12-31"))
    assert found.instances[0].due == utc("2026-03-09 15:00")


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    rows = [lead(1, created_at=utc("2026-01-31 10:00")), lead(2, created_at=utc("2026-02-28 10:00"))]
    due = [i.due for i in first("sales first-touch within 1 month\n", rows, utc("2026-12-31")).instances]
    assert due == [utc("2026-02-28 10:00"), utc("2026-03-28 10:00")]


@pytest.mark.parametrize(
    ("agreement", "written", "instant"),
    [
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08 07:30"),
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01 05:30"),
        (BERLIN, "2026-03-29 02:30", "2026-03-29 01:30"),
        (BERLIN, "2026-10-25 02:30", "2026-10-25 00:30"),
        (BERLIN, "2026-10-25", "2026-10-24 22:00"),
    ],
)
def test_a_zone_less_time_takes_the_offset_before_the_change(agreement: str, written: str, instant: str) -> None:
    text = agreement + f"sales first-touch within 4h for created_at >= {written}\n"
    rows = [lead(1, created_at=utc(instant)), lead(2, created_at=utc(instant) - US)]
    assert set(verdicts(first(text, rows, utc("2026-12-31")))) == {1}


OFFICE = NEW_YORK + "calendar office\n  open mon-fri 09:00-17:30\n  closed 2026-07-03\n"


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-07-01 09:00", "2026-07-01 13:00"),
        ("2026-07-01 07:00", "2026-07-01 13:00"),
        ("2026-07-01 13:30", "2026-07-02 09:00"),  # used up at closing time: good until the next opening
        ("2026-07-02 16:30", "2026-07-06 12:00"),  # over a closed Friday and a week-end
        ("2026-07-04 12:00", "2026-07-06 13:00"),
        ("2026-07-01 17:30", "2026-07-02 13:00"),
    ],
)
def test_business_hours_run_on_open_time(start: str, due: str) -> None:
    zone = "America/New_York"
    rows = [lead(1, created_at=local(zone, start))]
    found = first(OFFICE + "sales first-touch within 4 business hours using office\n", rows, utc("2026-12-31"))
    assert found.instances[0].due == local(zone, due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-07-01 10:00", "2026-07-06 10:00"),
        ("2026-07-03 10:00", "2026-07-08 09:00"),
        ("2026-06-29 20:00", "2026-07-02 09:00"),
    ],
)
def test_business_days_count_working_days(start: str, due: str) -> None:
    zone = "America/New_York"
    rows = [lead(1, created_at=local(zone, start))]
    found = first(OFFICE + "sales first-touch within 2 business days using office\n", rows, utc("2026-12-31"))
    assert found.instances[0].due == local(zone, due)
