"""Business time on every engine: limits on and off the grid of a calendar, working days, and what is said of them."""

from __future__ import annotations

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.source import Source
from tests.engines.judging import leads, local, subjects

OFFICE = "calendar office\n  open mon-fri 09:00-17:30\n  closed 2026-07-03\n"


def test_hours_end_with_the_next_opening_at_the_latest(engine: str) -> None:
    """Four hours from 13:30 on Thursday are used up at closing, and good until Monday at nine: Friday is closed."""
    start = "2026-07-02 13:30"
    rows = leads(
        created_at=[start] * 5,
        first_touch_at=["2026-07-02 17:30", "2026-07-04 20:00", "2026-07-06 09:00", "2026-07-06 09:00:00.000001", None],
    )
    policy = f"{OFFICE}sales first-touch within 4 business hours"
    expected = {1: "met", 2: "met", 3: "met", 4: "late", 5: "missed"}
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-07")) == expected
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-06 09:00")) == {
        **expected,
        4: "pending",
        5: "pending",
    }


def test_minutes_off_the_grid_and_a_lower_bound(engine: str) -> None:
    """From 17:25 on Wednesday: two minutes have passed at 17:27, seven at 09:02 the next day."""
    rows = leads(
        created_at=["2026-07-01 17:25"] * 4,
        first_touch_at=["2026-07-01 17:26:59", "2026-07-01 17:27", "2026-07-02 09:02", "2026-07-02 09:02:01"],
    )
    policy = f"{OFFICE}sales first-touch between 2 business min and 7 business min"
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-07")) == {
        1: "breached", 2: "met", 3: "met", 4: "late",
    }  # fmt: skip


def test_working_days_pass_over_what_is_closed(engine: str) -> None:
    """Two business days from ten on Wednesday are ten on Monday; from Thursday evening they are nine on Wednesday."""
    rows = leads(
        created_at=["2026-07-01 10:00", "2026-07-01 10:00", "2026-07-02 19:00", "2026-07-02 19:00"],
        first_touch_at=["2026-07-06 10:00", "2026-07-06 10:01", "2026-07-08 09:00", "2026-07-08 09:01"],
    )
    policy = f"{OFFICE}sales first-touch within 2 business days using office"
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-10")) == {
        1: "met", 2: "late", 3: "met", 4: "late",
    }  # fmt: skip


def test_the_end_of_a_day_and_a_time_of_it(engine: str) -> None:
    """A lead that comes as the office closes on Wednesday is one of Thursday; the next working day is then Monday."""
    rows = leads(
        created_at=["2026-07-01 17:29", "2026-07-01 17:29", "2026-07-01 17:30", "2026-07-01 17:30", None],
        first_touch_at=[
            "2026-07-02 17:30", "2026-07-02 17:30:00.000001", "2026-07-06 17:30", None, "2026-07-02 10:00",
        ],
    )  # fmt: skip
    as_of = local("2026-07-06 17:30")
    found = subjects(f"{OFFICE}sales first-touch by end of next business day", {"leads": rows}, engine, as_of)
    assert found == {1: "met", 2: "late", 3: "met", 4: "pending"}
    found = subjects(f"{OFFICE}sales first-touch by 10:00 of business day", {"leads": rows}, engine, as_of)
    assert found == {1: "late", 2: "late", 3: "late", 4: "missed"}
    found = subjects("sales first-touch by end of next day", {"leads": rows}, engine, as_of)
    assert found == {1: "met", 2: "met", 3: "late", 4: "missed"}
    found = subjects("sales first-touch by 17:29 of day", {"leads": rows}, engine, as_of)
    assert found == {1: "late", 2: "late", 3: "late", 4: "missed"}


def test_a_start_that_is_not_known_has_no_due(engine: str) -> None:
    rows = leads(created_at=[None, "2026-07-01 10:00"], first_touch_at=["2026-07-01 10:00", None])
    policy = f"{OFFICE}sales first-touch within 7 business min"
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-10")) == {2: "missed"}


def test_a_finding_says_its_limit_in_business_time() -> None:
    rows = leads(created_at=["2026-07-01 10:00"], first_touch_at=["2026-07-06 10:01"])
    file, _ = parse(
        Source(
            "p.sla",
            f"{OFFICE}sales first-touch within 4 business hours\nsales first-touch within 2 business days\n"
            "sales first-touch by end of next business day\nsales first-touch by 09:05 of 3 days\n",
        )
    )
    report = product.check([file], {"leads": rows}, Options(as_of=local("2026-07-10")))
    told = [(c.limit.value, c.limit.clock, c.limit.time) for c in report.clauses if c.limit is not None]
    assert told == [
        (14_400, "business_time", None), (2, "business_days", None), (1, "business_day_end", None),
        (3, "day_time", "09:05"),
    ]  # fmt: skip
    assert report.clauses[0].english == "Sales must first-touch within 4 business hours of created"
