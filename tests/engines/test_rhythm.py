"""How far apart touches are, and touches again and again, on every engine; expected verdicts are counted by hand."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.source import Source
from tests.engines.judging import instances, local, periods, subjects
from tests.engines.test_makes import START, TABLE, Touch, tables

DAY = 24
OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"


def days(number: float) -> datetime:
    return local(START) + timedelta(days=number)


def touched(*leads: tuple[float, ...], **columns: list[Any]) -> dict[str, Any]:
    """Leads created on day 0, and their calls so many days later."""
    touches: list[Touch] = [(n + 1, d * DAY, "call", "a") for n, at in enumerate(leads) for d in at]
    return tables(touches, rejected_at=[None] * len(leads)) if not columns else tables(touches, **columns)


def reasons(clause: str, given: dict[str, Any], engine: str, as_of: datetime) -> dict[Any, str]:
    rows = instances(TABLE + clause, given, engine, as_of)
    return {json.loads(k)["lead_id"]: r for k, r in zip(rows["key"], rows["reason"], strict=True)}


def test_no_more_than_so_long_between_two(engine: str) -> None:
    """Three are asked for: of lead 3 the one of day 20 comes when all is done, and lead 6 takes its time to begin."""
    given = touched((0, 5, 10), (0, 5.1, 6), (0, 1, 2, 20), (0, 2), (), (10, 13, 16), (12, 13))
    policy = "sales makes >= 3 touches within 14 days spaced <= 5 days"
    found = subjects(TABLE + policy, given, engine, days(30))
    assert found == {1: "met", 2: "breached", 3: "met", 4: "breached", 5: "missed", 6: "late", 7: "missed"}
    told = reasons(policy, given, engine, days(30))
    assert told[2] == "one of the touches came too long after the one before"
    assert told[4] == "too long since the last of the touches"
    assert told[5] == "fewer than 3 touches by the due instant"


def test_the_time_since_the_last_one_counts_while_it_is_not_done(engine: str) -> None:
    given = touched((0, 2))
    policy = f"{TABLE}sales makes >= 3 touches within 14 days spaced <= 5 days"
    assert subjects(policy, given, engine, days(7)) == {1: "pending"}
    assert subjects(policy, given, engine, days(7.01)) == {1: "breached"}


def test_no_less_than_so_long_between_two(engine: str) -> None:
    given = touched((0, 1, 2, 2.1), (0, 0.9, 2), (1, 1, 3), (0, 4), (3, 0, 1.5))
    policy = "sales makes >= 3 touches within 14 days spaced >= 1 day"
    found = subjects(TABLE + policy, given, engine, days(30))
    assert found == {1: "met", 2: "breached", 3: "breached", 4: "missed", 5: "met"}
    assert reasons(policy, given, engine, days(30))[3] == "one of the touches came too soon after the one before"


def test_the_first_wrong_one_tells_why(engine: str) -> None:
    given = touched((0, 2, 4), (0, 0.5, 9), (0, 9, 9.5), (0, 1))
    policy = "sales makes >= 3 touches within 14 days spaced between 1 day and 3 days"
    found = subjects(TABLE + policy, given, engine, days(30))
    assert found == {1: "met", 2: "breached", 3: "breached", 4: "breached"}
    told = reasons(policy, given, engine, days(30))
    assert [told[n].split(" the ")[1].split(" ")[0] for n in (2, 3)] == ["touches", "touches"]
    assert "too soon" in told[2]
    assert "too long after" in told[3]
    assert "too long since" in told[4]


def test_only_the_first_need_is_spaced(engine: str) -> None:
    touches: list[Touch] = [(1, 0, "call", "a"), (1, 1, "email", "a"), (1, 30, "call", "a"), (1, 31, "email", "a")]
    given = tables(touches, rejected_at=[None])
    needs = "sales makes >= 2 calls, >= 2 emails within 14 days spaced"
    assert subjects(f"{TABLE}{needs} >= 1 day", given, engine, days(30)) == {1: "met"}
    assert subjects(f"{TABLE}{needs} <= 1 day", given, engine, days(30)) == {1: "breached"}


def test_spacing_in_business_time(engine: str) -> None:
    """1 July 2026 is a Wednesday: from nine o'clock two days on is Friday, and five days on Monday."""
    given = touched((0, 2, 5), (0, 5, 6))
    policy = f"{OFFICE}{TABLE}sales makes >= 3 touches within 14 days spaced <= 2 business days using office"
    assert subjects(policy, given, engine, days(30)) == {1: "met", 2: "breached"}


def test_every_so_often(engine: str) -> None:
    """Ten days from the start, then ten days from each: what lead 5 owes goes before what was late."""
    given = touched((10, 20), (11,), (), (5,), (11, 12), (-1, 9))
    policy = f"{TABLE}sales makes >= 1 touch every 10 days"
    assert subjects(policy, given, engine, days(9.5)) == {
        1: "pending", 2: "pending", 3: "pending", 4: "met", 5: "pending", 6: "met",
    }  # fmt: skip
    assert subjects(policy, given, engine, days(15)) == {
        1: "met", 2: "late", 3: "missed", 4: "met", 5: "late", 6: "met",
    }  # fmt: skip
    rows = instances(policy, given, engine, days(25))
    told = {json.loads(r["key"])["lead_id"]: (r["verdict"], r["done"], r["due"]) for r in rows.iter_rows(named=True)}
    assert told == {
        1: ("met", days(20), days(30)), 2: ("missed", None, days(21)), 3: ("missed", None, days(10)),
        4: ("missed", None, days(15)), 5: ("missed", None, days(22)), 6: ("missed", None, days(19)),
    }  # fmt: skip
    assert set(rows["reason"]) == {"touch came in time", "no touch by the due instant"}
    late = next(r for r in instances(policy, given, engine, days(15)).iter_rows(named=True) if r["verdict"] == "late")
    assert (late["done"], late["due"]) == (days(11), days(10))
    assert late["reason"] == "touch came after the due instant"


def test_every_so_often_until_an_event(engine: str) -> None:
    """Rejected on day 8, 12 or not: nothing is due from then on, and what comes then does not count."""
    at = [days(8), days(12), days(12), days(12), None, days(12)]
    given = touched((), (), (11,), (5, 13), (5,), (12,), rejected_at=at)
    policy = f"{TABLE}sales makes >= 1 touch every 10 days before disqualified"
    assert subjects(policy, given, engine, days(30)) == {
        1: "met", 2: "missed", 3: "late", 4: "met", 5: "missed", 6: "missed",
    }  # fmt: skip


def test_every_business_days(engine: str) -> None:
    """Wednesday at nine and two business days: Friday at nine; from Friday Tuesday, over the week-end."""
    given = touched((2, 6), (2, 6.1), (2.1,))
    policy = f"{OFFICE}{TABLE}sales makes >= 1 touch every 2 business days"
    assert subjects(policy, given, engine, days(7)) == {1: "met", 2: "late", 3: "missed"}


def test_every_so_often_by_month(engine: str) -> None:
    given = touched((10,), (11,), ())
    found = periods(f"{TABLE}sales makes >= 1 touch every 10 days on >= 50% per month", given, engine, days(15))
    assert found[("2026-07-01",)] == ("pending", pytest.approx(1 / 3, abs=1e-6))


def test_a_waived_gap_says_why(engine: str) -> None:
    given = touched((0, 9, 10))
    text = (
        'agreement "Small"\n  timezone "America/New_York"'
        f"{TABLE}clause c: sales makes >= 3 touches within 14 days spaced <= 5 days\n"
        'waive c from 2026-07-01 to 2026-07-02 because "leave"\n'
    )
    file, mistakes = parse(Source("small.sla", text))
    assert not mistakes
    report = product.check([file], given, Options(as_of=days(30), engine=engine))
    (found,) = report.findings
    assert (found.verdict, found.reason) == (
        "waived", "waived, would be breached: one of the touches came too long after the one before",
    )  # fmt: skip
