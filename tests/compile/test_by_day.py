"""The end of a day and a time of it against hand arithmetic: local days, working days, changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sla_dsl.compile.clock import due
from sla_dsl.compile.kit import FIRST_US, LAST_US, Kit
from sla_dsl.compile.openings import END
from sla_dsl.compile.zone import to_instant, to_us, zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.forms import ByDay, CalendarDays, CalendarMonths, Duty, Limit
from tests.support.diagnose import bound

NEW_YORK = "America/New_York"
AT = pl.col("at")
OFFICE = """
  open mon-fri 09:00-17:30
  holidays US
  open 2026-12-23 09:00-13:00
  closed 2026-12-24 to 2026-12-26 "shutdown"
"""
LUNCH = "\n  open mon-fri 09:00-12:00, 13:00-17:00\n"
NIGHT = "\n  open mon-fri 22:00-24:00\n  open tue-sat 00:00-06:00\n"
ALWAYS = "\n  open mon-sun 00:00-24:00\n"


def kit(place: str) -> Kit:
    return engine_of("polars").kit(zone(place), LAST_US)


def limit(hours: str, said: str, place: str = NEW_YORK) -> Limit:
    """The limit that a policy with one calendar of these hours sets."""
    policy, found = bound(f'agreement "a"\n  timezone "{place}"\ncalendar office{hours}sales first-touch by {said}\n')
    assert found == ()
    (form,) = policy.forms
    assert isinstance(form, Duty)
    assert form.limit is not None
    return form.limit


def asked(expr: pl.Expr, *values: int | None) -> list[int | None]:
    return pl.DataFrame({"at": values}, schema={"at": pl.Int64}).select(expr).to_series().to_list()


def local(text: str, place: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place)).astimezone(UTC))


def shown(us: int | None, place: str) -> str:
    assert us is not None
    return to_instant(us).astimezone(ZoneInfo(place)).isoformat(" ")[:-6].removesuffix(":00")


@pytest.mark.parametrize(
    ("hours", "said", "start", "due_at"),
    [
        # 2026-07-01 is a Wednesday; Independence Day, a Saturday, is kept on Friday 3 July
        pytest.param(OFFICE, "end of business day", "2026-07-01 10:00", "2026-07-01 17:30", id="while open"),
        pytest.param(OFFICE, "end of business day", "2026-07-01 07:00", "2026-07-01 17:30", id="before opening"),
        pytest.param(
            OFFICE, "end of business day", "2026-07-01 17:29:59.999999", "2026-07-01 17:30", id="last moment"
        ),
        pytest.param(OFFICE, "end of business day", "2026-07-01 17:30", "2026-07-02 17:30", id="at closing"),
        pytest.param(OFFICE, "end of business day", "2026-07-04 12:00", "2026-07-06 17:30", id="at the week-end"),
        pytest.param(OFFICE, "end of business day", "2026-12-23 12:00", "2026-12-23 13:00", id="half day"),
        pytest.param(OFFICE, "end of business day", "2026-12-23 13:00", "2026-12-28 17:30", id="half day is over"),
        pytest.param(OFFICE, "end of next business day", "2026-07-01 10:00", "2026-07-02 17:30", id="next"),
        pytest.param(OFFICE, "end of next business day", "2026-07-02 10:00", "2026-07-06 17:30", id="holiday bridge"),
        pytest.param(OFFICE, "end of next business day", "2026-07-01 17:30", "2026-07-06 17:30", id="next, at closing"),
        pytest.param(OFFICE, "end of next business day", "2026-07-04 12:00", "2026-07-07 17:30", id="next, week-end"),
        pytest.param(OFFICE, "end of next business day", "2026-12-22 16:00", "2026-12-23 13:00", id="next, half day"),
        pytest.param(OFFICE, "end of 3 business days", "2026-07-01 10:00", "2026-07-07 17:30", id="three"),
        pytest.param(OFFICE, "end of next business day", "2026-03-06 10:00", "2026-03-09 17:30", id="clocks forward"),
        pytest.param(OFFICE, "10:00 of next business day", "2026-07-01 10:00", "2026-07-02 10:00", id="morning"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-01 09:30", "2026-07-01 10:00", id="to come"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-01 10:00", "2026-07-01 10:00", id="just now"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-01 10:00:00.000001", "2026-07-02 10:00", id="past"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-02 11:00", "2026-07-06 10:00", id="past, holiday"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-01 20:00", "2026-07-02 10:00", id="in the evening"),
        pytest.param(OFFICE, "10:00 of business day", "2026-07-04 12:00", "2026-07-06 10:00", id="time, week-end"),
        pytest.param(OFFICE, "08:00 of business day", "2026-07-01 20:00", "2026-07-02 08:00", id="before opens"),
        pytest.param(OFFICE, "08:00 of business day", "2026-07-01 08:30", "2026-07-02 08:00", id="past before"),
        pytest.param(OFFICE, "20:00 of business day", "2026-07-01 18:00", "2026-07-02 20:00", id="after closing"),
        pytest.param(LUNCH, "end of business day", "2026-07-01 12:20", "2026-07-01 17:00", id="at lunch"),
        pytest.param(NIGHT, "end of business day", "2026-07-06 23:00", "2026-07-07 00:00", id="a night's first part"),
        pytest.param(NIGHT, "end of business day", "2026-07-07 01:00", "2026-07-08 00:00", id="a night's second part"),
        pytest.param(ALWAYS, "02:30 of next business day", "2026-03-07 12:00", "2026-03-08 03:30", id="not there"),
        pytest.param("\n  open mon 09:05-10:00\n", "09:02 of business day",
                     "2026-07-06 09:03", "2026-07-13 09:02", id="off the grid"),
    ],
)  # fmt: skip
def test_working_days_by_hand(hours: str, said: str, start: str, due_at: str) -> None:
    (found,) = asked(due(kit("UTC"), AT, limit(hours, said)), local(start, NEW_YORK))
    assert shown(found, NEW_YORK) == due_at


@pytest.mark.parametrize(
    ("said", "start", "due_at"),
    [
        ("end of day", "2026-07-01 00:00", "2026-07-01 23:59:59.999999"),
        ("end of day", "2026-07-01 23:59:59.999999", "2026-07-01 23:59:59.999999"),
        ("end of next day", "2026-03-07 12:00", "2026-03-08 23:59:59.999999"),
        ("end of next day", "2026-10-31 12:00", "2026-11-01 23:59:59.999999"),
        ("end of 3 days", "2026-02-26 12:00", "2026-03-01 23:59:59.999999"),
        ("10:00 of day", "2026-07-01 09:59", "2026-07-01 10:00"),
        ("10:00 of day", "2026-07-01 10:00", "2026-07-01 10:00"),
        ("10:00 of day", "2026-07-01 10:00:00.000001", "2026-07-02 10:00"),
        ("00:00 of next day", "2026-07-01 10:00", "2026-07-02 00:00"),
        # the clocks of New York go forward on 8 March at 02:00, so half past two is half past three
        ("02:30 of next day", "2026-03-07 12:00", "2026-03-08 03:30"),
        ("02:30 of day", "2026-03-08 03:15", "2026-03-08 03:30"),
        ("02:30 of day", "2026-03-08 03:31", "2026-03-09 02:30"),
    ],
)
def test_local_days_by_hand(said: str, start: str, due_at: str) -> None:
    (found,) = asked(due(kit(NEW_YORK), AT, limit(OFFICE, said)), local(start, NEW_YORK))
    assert shown(found, NEW_YORK) == due_at


def test_a_time_that_occurs_twice_is_the_earlier_one() -> None:
    """On 1 November half past one comes at 05:30 and at 06:30 of UTC; on the day after at 06:30."""
    starts = [local(t, "UTC") for t in ("2026-11-01 05:29", "2026-11-01 05:31", "2026-11-01 06:30")]
    found = asked(due(kit(NEW_YORK), AT, ByDay(0, 90, None)), *starts)
    assert [shown(f, "UTC") for f in found] == ["2026-11-01 05:30", "2026-11-02 06:30", "2026-11-02 06:30"]


def test_a_day_ends_where_its_midnight_is_swallowed() -> None:
    """The 4th of November 2018 of Sao Paulo began at one."""
    place = "America/Sao_Paulo"
    (found,) = asked(due(kit(place), AT, ByDay(0, None, None)), local("2018-11-03 12:00", place))
    assert shown(found, "UTC") == "2018-11-04 02:59:59.999999"


@pytest.mark.parametrize("place", ["UTC", NEW_YORK, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Monrovia"])
@pytest.mark.parametrize(
    "said", ["end of day", "12:00 of day", "end of 7320 days", "end of business day", "12:00 of 7320 business days"]
)
def test_every_plausible_start_has_a_due(place: str, said: str) -> None:
    """Nothing is looked up beyond the tables; what is not known stays so."""
    first, last, none = asked(due(kit(place), AT, limit(ALWAYS, said, place)), FIRST_US, LAST_US, None)
    assert first is not None
    assert last is not None
    assert first >= FIRST_US
    assert last >= LAST_US - 86_400_000_000
    assert none is None
    if "7320 business" in said:
        assert last == END


@pytest.mark.parametrize("wanted", [CalendarDays(7320), CalendarMonths(240)], ids=repr)
def test_twenty_years_from_the_last_plausible_start(wanted: Limit) -> None:
    (found,) = asked(due(kit(NEW_YORK), AT, wanted), LAST_US)
    assert shown(found, NEW_YORK)[:4] in ("2119", "2120")
