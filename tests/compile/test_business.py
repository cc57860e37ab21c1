"""Business time against hand arithmetic, and against a slow walk over openings that are made one day at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sla_dsl.compile.business import open_time
from sla_dsl.compile.clock import due, earliest
from sla_dsl.compile.kit import FIRST_US, LAST_US
from sla_dsl.compile.openings import END, openings
from sla_dsl.compile.zone import to_instant, to_us, zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.calendar import Calendar, Hours, SpecialDays
from sla_dsl.model.forms import BusinessDays, BusinessTime, Duty, Limit
from tests.support.diagnose import bound

HOUR = 3_600_000_000
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
KIT = engine_of("polars").kit(zone("UTC"), LAST_US)
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
SUNDAY = "\n  open sun 00:00-06:00\n"


def limit(hours: str, said: str, place: str = NEW_YORK) -> Limit:
    """The limit that a policy with one calendar of these hours sets."""
    text = f'agreement "a"\n  timezone "{place}"\ncalendar office{hours}sales first-touch within {said}\n'
    policy, found = bound(text)
    assert found == ()
    (form,) = policy.forms
    assert isinstance(form, Duty)
    return form.limit


def asked(expr: pl.Expr, *values: int) -> list[int]:
    return pl.DataFrame({"at": values}, schema={"at": pl.Int64}).select(expr).to_series().to_list()


def local(text: str, place: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place)).astimezone(UTC))


def shown(us: int, place: str) -> str:
    return to_instant(us).astimezone(ZoneInfo(place)).isoformat(" ")[:-6].removesuffix(":00")


@pytest.mark.parametrize(
    ("hours", "said", "start", "due_at"),
    [
        # 2026-07-01 is a Wednesday; Independence Day, a Saturday, is kept on Friday 3 July
        pytest.param(OFFICE, "4 business hours", "2026-07-01 07:00", "2026-07-01 13:00", id="before opening"),
        pytest.param(OFFICE, "4 business hours", "2026-07-01 09:00", "2026-07-01 13:00", id="at opening"),
        pytest.param(OFFICE, "4 business hours", "2026-07-01 17:30", "2026-07-02 13:00", id="at closing"),
        pytest.param(OFFICE, "4 business hours", "2026-07-01 20:00", "2026-07-02 13:00", id="after closing"),
        pytest.param(
            OFFICE, "4 business hours", "2026-07-01 17:29:59.999999", "2026-07-02 12:59:59.999999", id="last moment"
        ),
        pytest.param(OFFICE, "4 business hours", "2026-07-11 12:00", "2026-07-13 13:00", id="at the week-end"),
        pytest.param(OFFICE, "4 business hours", "2026-07-03 10:00", "2026-07-06 13:00", id="on a holiday"),
        pytest.param(OFFICE, "4 business hours", "2026-07-02 16:30", "2026-07-06 12:00", id="over a holiday"),
        pytest.param(OFFICE, "4 business hours", "2026-07-01 13:30", "2026-07-02 09:00", id="used up at closing"),
        pytest.param(OFFICE, "4 business hours", "2026-07-02 13:30", "2026-07-06 09:00", id="used up before a holiday"),
        pytest.param(OFFICE, "4 business hours", "2026-12-23 11:00", "2026-12-28 11:00", id="half day and shutdown"),
        pytest.param(OFFICE, "17 business hours", "2026-07-06 09:00", "2026-07-08 09:00", id="two days of open time"),
        pytest.param(OFFICE, "45 business min", "2026-07-01 17:00", "2026-07-02 09:15", id="off the grid of hours"),
        pytest.param(OFFICE, "7 business min", "2026-07-01 17:25", "2026-07-02 09:02", id="off every grid"),
        pytest.param(OFFICE, "7 business min", "2026-07-01 17:23", "2026-07-02 09:00", id="off grid, used up"),
        pytest.param(
            "\n  open mon-fri 09:05-16:50\n",
            "4 business hours", "2026-07-01 15:00", "2026-07-02 11:15", id="hours on five minutes",
        ),
        pytest.param(LUNCH, "2 business hours", "2026-07-01 11:00", "2026-07-01 14:00", id="over lunch"),
        pytest.param(LUNCH, "1 business hour", "2026-07-01 11:00", "2026-07-01 13:00", id="used up at lunch"),
        pytest.param(LUNCH, "1 business hour", "2026-07-01 12:20", "2026-07-01 14:00", id="begun at lunch"),
        pytest.param(NIGHT, "4 business hours", "2026-07-06 23:00", "2026-07-07 03:00", id="over midnight"),
        pytest.param(NIGHT, "8 business hours", "2026-07-10 23:00", "2026-07-13 23:00", id="last night of the week"),
        # the clocks of New York go forward on Sunday 8 March at 02:00, and back on Sunday 1 November at 02:00
        pytest.param(OFFICE, "4 business hours", "2026-03-06 16:00", "2026-03-09 11:30", id="clocks forward"),
        pytest.param(ALWAYS, "24 business hours", "2026-03-07 12:00", "2026-03-08 13:00", id="a day of 23 hours"),
        pytest.param(ALWAYS, "24 business hours", "2026-10-31 12:00", "2026-11-01 11:00", id="a day of 25 hours"),
        pytest.param(SUNDAY, "5 business hours", "2026-03-08 00:00", "2026-03-15 00:00", id="a night of 5 hours"),
        pytest.param(SUNDAY, "6 business hours", "2026-11-01 00:00", "2026-11-01 05:00", id="a night of 7 hours"),
        pytest.param(OFFICE, "2 business days", "2026-07-01 10:00", "2026-07-06 10:00", id="days over a holiday"),
        pytest.param(OFFICE, "2 business days", "2026-07-03 10:00", "2026-07-08 09:00", id="days from a holiday"),
        pytest.param(OFFICE, "2 business days", "2026-06-29 20:00", "2026-07-02 09:00", id="days from the evening"),
        pytest.param(OFFICE, "1 business day", "2026-07-06 17:30", "2026-07-08 09:00", id="days from closing"),
        pytest.param(OFFICE, "1 business day", "2026-12-22 16:00", "2026-12-23 13:00", id="clipped by a half day"),
        pytest.param(OFFICE, "1 business day", "2026-03-06 10:00", "2026-03-09 10:00", id="days over a change"),
        pytest.param(ALWAYS, "1 business day", "2026-03-07 02:30", "2026-03-08 03:30", id="a time that is not there"),
        pytest.param(
            "\n  open mon 09:00-17:00\n  open tue 09:00-12:00, 13:00-17:00\n",
            "1 business day", "2026-07-06 12:30", "2026-07-07 12:00", id="clipped by lunch",
        ),
        pytest.param(
            "\n  open mon 08:00-17:00\n  open tue 10:00-17:00\n",
            "1 business day", "2026-07-06 08:30", "2026-07-07 10:00", id="clipped by opening",
        ),
        pytest.param(NIGHT, "1 business day", "2026-07-10 23:00", "2026-07-11 06:00", id="days of nights"),
    ],
)  # fmt: skip
def test_due_by_hand(hours: str, said: str, start: str, due_at: str) -> None:
    (found,) = asked(due(KIT, AT, limit(hours, said)), local(start, NEW_YORK))
    assert shown(found, NEW_YORK) == due_at


@pytest.mark.parametrize(
    ("start", "due_at"),
    [("2026-03-27 16:00", "2026-03-30 12:00"), ("2026-10-23 16:00", "2026-10-26 12:00")],
    ids=["clocks forward", "clocks back"],
)
def test_due_over_a_change_in_berlin(start: str, due_at: str) -> None:
    (found,) = asked(
        due(KIT, AT, limit("\n  open mon-fri 09:00-17:00\n", "4 business hours", BERLIN)), local(start, BERLIN)
    )
    assert shown(found, BERLIN) == due_at


def test_the_calendar_has_its_own_zone() -> None:
    """Nine in Berlin is three in the night in New York."""
    hours = '\n  timezone "Europe/Berlin"\n  open mon-fri 09:00-17:00\n'
    (found,) = asked(due(KIT, AT, limit(hours, "4 business hours")), local("2026-07-01 02:00", NEW_YORK))
    assert shown(found, NEW_YORK) == "2026-07-01 07:00"


def test_the_second_of_two_local_times_is_an_hour_later() -> None:
    """01:30 comes twice on 1 November: four hours later is 04:30 after the first one, and 05:30 after the second."""
    four = limit(ALWAYS, "4 business hours")
    second = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZoneInfo(NEW_YORK))
    found = asked(due(KIT, AT, four), local("2026-11-01 01:30", NEW_YORK), to_us(second))
    assert [shown(us, NEW_YORK) for us in found] == ["2026-11-01 04:30", "2026-11-01 05:30"]


def test_a_lower_bound_has_passed_at_closing() -> None:
    """Two hours of open time are used up at 17:30, and a touch in the evening is not too early."""
    two = limit(OFFICE, "2 business hours")
    (found,) = asked(earliest(KIT, AT, two), local("2026-07-01 15:30", NEW_YORK))
    assert shown(found, NEW_YORK) == "2026-07-01 17:30"
    (last,) = asked(due(KIT, AT, two), local("2026-07-01 15:30", NEW_YORK))
    assert shown(last, NEW_YORK) == "2026-07-02 09:00"


def test_a_calendar_that_does_not_open_again_is_due_at_the_end() -> None:
    closing = "\n  open mon-fri 09:00-17:00\n  closed 2026-07-02 to 2100-12-31\n"
    start = local("2026-07-01 16:00", NEW_YORK)
    for said in ("4 business hours", "7 business hours", "61 business min", "1 business day"):
        assert asked(due(KIT, AT, limit(closing, said)), start)[0] >= END > LAST_US
    never = "\n  open mon-fri 09:00-17:00\n  closed 1960-01-01 to 2120-12-31\n"
    for said in ("4 business hours", "7 business min", "1 business day"):
        assert min(asked(due(KIT, AT, limit(never, said)), start, FIRST_US, LAST_US)) >= END


# ------------------------------------------------------------------------------------------------- the slow walk


def walked(calendar: Calendar, first: date, last: date) -> list[tuple[int, int]]:
    """The openings of some local days, one day and one minute at a time, as a set of open minutes has them."""
    place = ZoneInfo(calendar.timezone)
    minutes: set[int] = set()
    day = first
    while day <= last:
        own = [s for s in calendar.special if s.first <= day <= s.last]
        spans = [span for s in own for span in s.hours] if own else list(calendar.weekly[day.weekday()])
        for low, high in spans:
            edges = [datetime.combine(day, time()) + timedelta(minutes=m) for m in (low, high)]
            opens, closes = (int(e.replace(tzinfo=place, fold=0).timestamp()) // 60 for e in edges)
            minutes.update(range(opens, closes))
        day += timedelta(days=1)
    out: list[tuple[int, int]] = []
    for minute in sorted(minutes):
        if out and out[-1][1] == minute * 60_000_000:
            out[-1] = (out[-1][0], (minute + 1) * 60_000_000)
        else:
            out.append((minute * 60_000_000, (minute + 1) * 60_000_000))
    return out


def elapsed(spans: list[tuple[int, int]], start: int, end: int) -> int:
    return sum(max(0, min(high, end) - max(low, start)) for low, high in spans)


HOURS: tuple[Hours, ...] = (
    ((540, 1050),), ((540, 720), (780, 1020)), ((0, 1440),), ((0, 360), (1320, 1440)), ((150, 210),), ((90, 150),),
    ((480, 960),), (),
)  # fmt: skip


def drawn(random: Random, anchor: date) -> Calendar:
    """A calendar whose days have one of several hours, with closed and half days around an anchor."""
    place = random.choice([NEW_YORK, BERLIN, "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"])
    weekly = [random.choice(HOURS) for _ in range(6)]
    special = []
    for _ in range(random.randrange(4)):
        day = anchor + timedelta(days=random.randrange(-8, 12))
        special.append(SpecialDays(day, day + timedelta(days=random.choice([0, 0, 3])), random.choice(HOURS)))
    return Calendar("drawn", place, (HOURS[0], *weekly), tuple(special), ())


@pytest.mark.parametrize("seed", range(12))
def test_due_is_the_last_instant_within_the_limit(seed: int) -> None:
    """The clock and its inverse against the walk: the law of due, of the lower bound, and of open time itself."""
    random = Random(seed)
    anchor = random.choice(
        [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)]
    )
    calendar = drawn(random, anchor)
    spans = walked(calendar, anchor - timedelta(days=20), anchor + timedelta(days=60))
    edges = [e for span in spans for e in span if abs(to_instant(e).date() - anchor) < timedelta(days=9)]
    starts = [e + d for e in random.sample(edges, min(8, len(edges))) for d in (-1, 0, 1, 17 * 60_000_000)]
    starts += [
        to_us(datetime.combine(anchor, time(), UTC)) + random.randrange(-200 * HOUR, 200 * HOUR) for _ in range(20)
    ]
    whole = random.sample([HOUR, 4 * HOUR, 8 * HOUR + HOUR // 2, HOUR // 2], 2)
    for us in (*whole, random.choice([1, HOUR // 60 * 7]), random.randrange(1, 30 * HOUR)):
        wanted = BusinessTime(us, calendar)
        found, low = asked(due(KIT, AT, wanted), *starts), asked(earliest(KIT, AT, wanted), *starts)
        for start, last, first in zip(starts, found, low, strict=True):
            assert elapsed(spans, start, last) <= us < elapsed(spans, start, last + 1)
            assert elapsed(spans, start, first - 1) < us <= elapsed(spans, start, first)
    clock = asked(open_time(KIT, AT, calendar), *starts)
    for start, end, a, b in zip(starts, starts[1:], clock, clock[1:], strict=False):
        assert b - a == elapsed(spans, start, end) - elapsed(spans, end, start)


@pytest.mark.parametrize("place", ["Africa/Monrovia", "Pacific/Apia", "Africa/Cairo", "America/St_Johns", "Asia/Gaza"])
def test_odd_zones_have_tables_for_every_plausible_instant(place: str) -> None:
    calendar = Calendar("odd", place, (HOURS[3],) * 7, (), ())
    found = openings(calendar)
    assert (found.opens < found.closes).all()
    assert (found.closes.head(-1) <= found.opens.slice(1)).all()
    for wanted in (BusinessTime(HOUR, calendar), BusinessTime(7, calendar), BusinessDays(2, calendar)):
        ends = asked(due(KIT, AT, wanted), FIRST_US, 0, LAST_US)
        assert ends[0] == ends[1] > FIRST_US
        assert ends[2] > LAST_US


def test_a_day_that_a_zone_left_out_is_no_working_day() -> None:
    """Apia had no 30 December 2011: the working day after Thursday the 29th is Saturday the 31st."""
    calendar = Calendar("apia", "Pacific/Apia", (((540, 1020),),) * 7, (), ())
    (found,) = asked(due(KIT, AT, BusinessDays(1, calendar)), local("2011-12-29 10:00", "Pacific/Apia"))
    assert shown(found, "Pacific/Apia") == "2011-12-31 10:00"
