"""Calendars as they are bound, and which one the business time of a clause runs on."""

from __future__ import annotations

import ast as python
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import sla_dsl
from sla_dsl.model.calendar import Calendar, SpecialDays
from sla_dsl.model.forms import BusinessDays, BusinessTime, Duty, Elapsed
from sla_dsl.model.holidays import days_off, known
from sla_dsl.text.source import Source
from tests.support.diagnose import bound, diagnose

HOUR = 3_600_000_000
OFFICE = "calendar office\n  open mon-fri 09:00-17:30\n"
DESK = 'calendar desk\n  timezone "Europe/Berlin"\n  open mon-sun 08:00-20:00\n'


def duty(text: str) -> Duty:
    policy, found = bound(text)
    assert [d.message for d in found] == []
    (form,) = policy.forms
    assert isinstance(form, Duty)
    return form


def calendar(lines: str, zone: str = "America/New_York") -> Calendar:
    text = f'agreement "a"\n  timezone "{zone}"\ncalendar office\n{lines}sales first-touch within 1 business day\n'
    limit = duty(text).limit
    assert isinstance(limit, BusinessDays)
    return limit.calendar


def told(text: str) -> list[tuple[str, str, str | None]]:
    """Code, message and hint of everything that is said of a policy."""
    return [(d.code, d.message, d.hint) for d in diagnose(Source("policy.sla", text))]


def test_hours_of_the_week_are_minutes_and_overlaps_are_one() -> None:
    found = calendar("  open mon-tue 09:00-12:00, 13:00-17:30\n  open tue, sun 11:00-14:00\n  open sat 22:00-24:00\n")
    split, joined = ((540, 720), (780, 1050)), ((540, 1050),)
    assert found.weekly == (split, joined, (), (), (), ((1320, 1440),), ((660, 840),))


def test_closed_days_half_days_and_holidays() -> None:
    found = calendar(
        "  open mon-fri 09:00-17:00\n  holidays US, US-NY, US\n  closed 2026-12-24 to 2026-12-26\n"
        "  open 2026-12-31 09:00-12:00, 11:00-13:00\n"
    )
    assert found.special == (
        SpecialDays(date(2026, 12, 24), date(2026, 12, 26), ()),
        SpecialDays(date(2026, 12, 31), date(2026, 12, 31), ((540, 780),)),
    )
    assert found.holidays == ("US", "US-NY")


def test_the_zone_is_its_own_or_that_of_the_policy() -> None:
    assert calendar("  open mon 09:00-17:00\n").timezone == "America/New_York"
    assert calendar('  open mon 09:00-17:00\n  timezone "Asia/Tokyo"\n').timezone == "Asia/Tokyo"


def test_business_limits_keep_their_unit_behind_a_name() -> None:
    found = duty(f"{OFFICE}let response = 1.5 business hours\nsales first-touch between 30 min and response\n")
    assert isinstance(found.limit, BusinessTime)
    assert (found.limit.us, found.limit.calendar.name) == (HOUR + HOUR // 2, "office")
    assert found.low == Elapsed(HOUR // 2)


def test_one_calendar_needs_no_using_and_two_do() -> None:
    clause = "sales first-touch within 4 business hours"
    named = duty(f"{OFFICE}{DESK}{clause} using desk\n").limit
    assert isinstance(named, BusinessTime)
    assert named.calendar.name == "desk"
    assert told(f"{OFFICE}{clause}\n") == []
    (several,) = told(f"{OFFICE}{DESK}{clause}\n")
    assert several == ("SLA121", "`4 business hours` could run on `office` or `desk`", "say which: `using office`")
    ((code, message, _),) = told(f"{clause}\n")
    assert (code, message) == ("SLA120", "`4 business hours` asks for opening hours, and the policy has none")


def test_a_calendar_is_named_rightly_and_for_something() -> None:
    assert [c for c, _, _ in told(f"{OFFICE}sales first-touch within 2 business days using offce\n")] == ["SLA118"]
    assert [c for c, _, _ in told(f"{OFFICE}sales first-touch within 4h using office\n")] == ["SLA307"]
    both = f"{OFFICE}sales first-touch between 1 business hour and 3 days using office\n"
    assert told(both) == []
    prorated = "marketing delivers >= 5 MQL per month prorated"
    assert told(f"{OFFICE}{DESK}{prorated} using desk\n") == []
    assert [c for c, _, _ in told(f"{OFFICE}{DESK}{prorated}\n")] == ["SLA121"]
    assert [c for c, _, _ in told(f"{OFFICE}marketing delivers >= 5 MQL per month using office\n")] == ["SLA307"]
    evenly = "marketing delivers >= 5 MQL per month paced evenly over business days"
    assert told(f"{OFFICE}{evenly} using office\n") == []
    assert [c for c, _, _ in told(f"{evenly}\n")] == ["SLA120"]
    assert [c for c, _, _ in told(f"{OFFICE}{evenly.replace('over business days', 'per quarter')}\n")] == ["SLA305"]
    assert [c for c, _, _ in told(f"{OFFICE}sales first-touch within 4h prorated\n")] == ["SLA306"]
    assert told(f"{OFFICE}sales first-touch within 4 business hours using calendar of region\n") == []
    assert [c for c, _, _ in told(f"{OFFICE}sales first-touch within 4h using calendar of region\n")] == ["SLA307"]
    of_score = f"{OFFICE}sales first-touch within 4 business hours using calendar of score\n"
    assert [c for c, _, _ in told(of_score)] == ["SLA230"]


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("1 business week", "SLA225"),
        ("2 business months", "SLA225"),
        ("1.5 business days", "SLA218"),
        ("0 business hours", "SLA217"),
        ("0.0000000001 business hours", "SLA217"),
        ("400_000 business hours", "SLA219"),
        ("9_000 business days", "SLA219"),
    ],
)
def test_limits_that_are_none(limit: str, code: str) -> None:
    assert [c for c, _, _ in told(f"{OFFICE}sales first-touch within {limit}\n")] == [code]


def test_mistakes_of_a_calendar_that_no_clause_uses_are_said_once() -> None:
    text = 'calendar desk\n  timezone "Mars"\n  open mon-sun 00:00-23:59\n  open tue 09:02-17:00\n  holidays us\n'
    assert told(text + "sales first-touch within 4h\n") == [
        ("SLA115", "`Mars` is not a time zone", "write its city: `America/New_York`, `Europe/Berlin`"),
        ("SLA224", "`23:59` does not stand on five minutes", "a day ends at `24:00`"),
        ("SLA224", "`09:02` does not stand on five minutes", "write `09:00` or `09:05`"),
        ("SLA122", "`us` is no country, nor a part of one, whose holidays are known", "did you mean `US`?"),
    ]


def test_what_could_have_been_meant_by_a_code() -> None:
    def hint(code: str) -> str | None:
        text = f"calendar o\n  open mon 09:00-17:00\n  holidays {code}\nsales first-touch within 1 business day\n"
        ((_, _, found),) = told(text)
        return found

    assert hint("us-ny") == "did you mean `US-NY`?"
    assert hint("GB-ENGL") == "did you mean `GB-ENG`?"
    assert hint("GB-XYZ") == "parts with holidays of their own are `GB-ENG`, `GB-NIR`, `GB-SCT`, `GB-WLS`"
    assert hint("USA") == hint("Bavaria") == "write a country in two letters, `US`, or a part of it, `US-NY`"


def test_holidays_are_those_of_the_place() -> None:
    """Independence Day of 2026 is a Saturday and kept on Friday; Epiphany is a holiday of Bavaria, not of Germany."""
    assert {date(2026, 7, 3), date(2026, 12, 25)} <= days_off("US", range(2026, 2027))
    assert date(2026, 1, 6) in days_off("DE-BY", range(2026, 2027)) - days_off("DE", range(2026, 2027))
    assert days_off("US-NY", range(2026, 2027)) >= days_off("US", range(2026, 2027))
    assert days_off("MY", range(1969, 2102))  # a list that does not reach all of these years
    assert not any(known(code) for code in ("", "U", "us", "USA", "ZZ", "US-", "US-XX", "HolidayBase", "XNYS"))


def test_the_library_of_holidays_is_known_to_one_module_and_imported_on_demand() -> None:
    package = Path(sla_dsl.__file__).parent
    importers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in python.walk(python.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, python.ImportFrom | python.Import)
        for name in ([node.module or ""] if isinstance(node, python.ImportFrom) else [a.name for a in node.names])
        if name.split(".")[0] == "holidays"
    }
    assert importers == {"model/holidays.py"}
    program = (
        "import sys\nfrom sla_dsl.bind.policy import bind\nfrom sla_dsl.lang.parser import parse\n"
        "from sla_dsl.text.source import Source\n"
        f"file, _ = parse(Source('p.sla', {OFFICE + 'sales first-touch within 4 business hours'!r}))\n"
        "assert not bind((file,))[1]\nprint('holidays' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=package.parent, check=True
    )
    assert done.stdout == "False\n"
