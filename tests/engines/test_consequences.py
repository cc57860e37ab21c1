"""Consequences and what is carried over, on every engine: hand-made months, and what the language makes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from sla_dsl import Policy, Report
from sla_dsl.findings.models import Action, Verdict
from tests.engines.judging import leads, local

HEAD = 'agreement "Small"\n  timezone "America/New_York"\n  term 2026-01-01 to 2026-12-31\n'
VOLUME = "clause volume: marketing delivers >= 2 MQL per month\n"


def report(policy: str, rows: pl.DataFrame, engine: str, as_of: str) -> Report:
    return Policy.from_text(HEAD + policy).check({"leads": rows}, local(as_of), engine=engine)


def delivered(*months: int, **columns: list[Any]) -> pl.DataFrame:
    """So many MQL in each month from January on."""
    at = [f"2026-{month:02d}-10 12:00" for month, count in enumerate(months, 1) for _ in range(count)]
    return leads(mql_at=at, created_at=at, **columns)


def due(found: Report) -> list[tuple[str, str | None, int]]:
    """Clause, label of the period and count of every consequence."""
    return [(c.clause, c.period and c.period.label, c.count) for c in found.consequences]


# ----------------------------------------------------------------------------------------------------- what is breached


def test_one_for_every_breached_period_and_group(engine: str) -> None:
    """The last two months are open or not begun; the group `b` delivers nothing in January and all in February."""
    rows = delivered(2, 2, 1, owner=["a", "a", "b", "b", "a"])
    found = report(f"{VOLUME.strip()} by owner\nwhen volume breached then terminate\n", rows, engine, "2026-03-15")
    assert [(c.period and c.period.label, c.group) for c in found.consequences] == [
        ("2026-01", {"owner": "b"}), ("2026-02", {"owner": "a"})
    ]  # fmt: skip
    assert [c.reason for c in found.consequences] == ["breached in 2026-01", "breached in 2026-02"]


@pytest.mark.parametrize(("days", "label"), [
    ("", "2026-01-01 to 2026-12-31"), (" from 2026-01-01 to 2026-03-31", "2026-01-01 to 2026-03-31"),
])  # fmt: skip
def test_what_has_no_per_is_breached_in_its_whole_time(engine: str, days: str, label: str) -> None:
    """One of two is delivered, and all days have ended."""
    policy = f"clause volume: marketing delivers >= 2 MQL{days}\nwhen volume breached then terminate\n"
    assert due(report(policy, delivered(1), engine, "2027-01-02")) == [("volume", label, 1)]


def test_one_for_all_the_rows_of_a_clause_that_is_judged_row_by_row(engine: str) -> None:
    rows = leads(created_at=["2026-01-10 12:00"] * 4, first_touch_at=[None, None, "2026-01-10 13:00", None],
                 score=[9, 9, 9, None])  # fmt: skip
    hot = "clause hot: sales first-touch within 4h for score > 5\nwhen hot breached then terminate\n"
    assert due(report(hot, rows, engine, "2026-02-01")) == [("hot", None, 2)]
    assert due(report(hot, rows, engine, "2026-01-10 13:00")) == []  # pending and unknown bring nothing
    waived = f'{hot}waive hot from 2026-01-10 to 2026-01-10 because "outage"\n'
    assert due(report(waived, rows, engine, "2026-02-01")) == []


def test_shares_are_judged_by_periods(engine: str) -> None:
    rows = leads(created_at=["2026-01-10 12:00", "2026-02-10 12:00"], first_touch_at=[None, None])
    policy = "clause hot: sales first-touch within 4h on >= 90% per month\nwhen hot breached then terminate\n"
    assert due(report(policy, rows, engine, "2026-03-01")) == [("hot", "2026-01", 1), ("hot", "2026-02", 1)]


# ----------------------------------------------------------------------------------------------------- how often

MONTHS = (1, 1, 2, 0, 1, 1, 2)
"""January, February, April, May and June fall short of two."""


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("2 consecutive months", [("2026-01 to 2026-02", 2), ("2026-04 to 2026-06", 3)]),
        ("3 consecutive months", [("2026-04 to 2026-06", 3)]),
        ("4 consecutive months", []),
        ("3 of the last 4 months", []),
        ("2 of the last 4 months", [("2026-05 to 2026-08", 2)]),
        ("5 of the last 8 months", [("2026-01 to 2026-08", 5)]),
        ("4 of the last 7 months", [("2026-02 to 2026-08", 4)]),
        ("5 of the last 7 months", []),
    ],
)
def test_runs_and_windows(engine: str, times: str, expected: list[tuple[str, int]]) -> None:
    """August is open and holds the as-of: it is one of the last months, and not breached."""
    found = report(
        f"{VOLUME}when volume breached in {times} then terminate\n", delivered(*MONTHS), engine, "2026-08-15"
    )
    assert [(c.period and c.period.label, c.count) for c in found.consequences] == expected


def test_the_reason_names_the_run(engine: str) -> None:
    policy = f"""{VOLUME}when volume breached in 3 consecutive months then terminate
when volume breached in 1 of the last 3 months then terminate
"""
    found = report(policy, delivered(*MONTHS), engine, "2026-08-15")
    assert [c.reason for c in found.consequences] == [
        "breached in 3 consecutive months, 2026-04 to 2026-06",
        "breached in 1 of the last 3 months, 2026-06 to 2026-08",
    ]


def test_every_group_has_its_own_runs(engine: str) -> None:
    """`a` misses January and March, `b` February and March: only `b` has two in a row."""
    rows = delivered(2, 2, 0, 4, owner=["b", "b", "a", "a", "a", "a", "b", "b"])
    policy = f"{VOLUME.strip()} by owner\nwhen volume breached in 2 consecutive months then terminate\n"
    found = report(policy, rows, engine, "2026-05-01")
    assert [(c.group, c.count) for c in found.consequences] == [({"owner": "b"}, 2)]


def test_a_waived_period_ends_a_run(engine: str) -> None:
    policy = f"{VOLUME}when volume breached in 2 consecutive months then terminate\n"
    assert len(due(report(policy, delivered(1, 1, 1), engine, "2026-04-01"))) == 1
    waiver = 'waive volume from 2026-02-01 to 2026-02-28 because "no fair"\n'
    assert due(report(policy + waiver, delivered(1, 1, 1), engine, "2026-04-01")) == []


def test_single_rows_are_counted_by_the_unit_of_their_starts(engine: str) -> None:
    """Missed on 31 January, 1 February and 1 April, local time; met in March."""
    rows = leads(created_at=["2026-01-31 23:59", "2026-02-01 00:00", "2026-03-01 12:00", "2026-04-01 00:00"],
                 first_touch_at=[None, None, "2026-03-01 13:00", None])  # fmt: skip
    hot = "clause hot: sales first-touch within 4h\n"
    for times, expected in (
        ("2 consecutive months", [("hot", "2026-01 to 2026-02", 2)]),
        ("3 consecutive months", []),
        ("3 of the last 4 months", [("hot", "2026-01 to 2026-04", 3)]),
        ("2 consecutive quarters", [("hot", "2026-Q1 to 2026-Q2", 2)]),
        ("2 consecutive days", [("hot", "2026-01-31 to 2026-02-01", 2)]),
    ):
        found = report(f"{hot}when hot breached in {times} then terminate\n", rows, engine, "2026-04-15")
        assert due(found) == expected


def test_actions_are_told_exactly(engine: str) -> None:
    policy = f"""let goal = 33
{VOLUME}when volume breached then escalate "VP Sales" to sales and credit 5% of goal to sales and credit $1.50
  and executive-review and credit 2h
"""
    (found,) = report(policy, delivered(1), engine, "2026-02-01").consequences
    assert found.actions == (
        Action("escalate", "VP Sales", "sales"),
        Action("credit", None, "sales", Decimal("1.65"), ""),
        Action("credit", None, None, Decimal("1.5"), "USD"),
        Action("executive-review"),
        Action("credit", None, None, 7200, "seconds"),
    )
    assert found.place.line == 6


# ----------------------------------------------------------------------------------------------------- carry over

CARRY = "when volume breached then carry over\n"


def targets(found: Report) -> dict[str, tuple[str, Any]]:
    """Verdict and target of every month that is not met."""
    return {
        f.period.label: (f.verdict.value, f.target and f.target.value) for f in found.findings if f.period is not None
    }


def test_what_is_missed_raises_the_next_target(engine: str) -> None:
    """January misses 1 of 2. February owes 3 and misses all, March owes 5 and is met. Surplus is no credit."""
    found = report(VOLUME + CARRY, delivered(1, 0, 6, 1), engine, "2026-05-10")
    assert targets(found) == {
        "2026-01": ("breached", 2), "2026-02": ("breached", 3), "2026-04": ("breached", 2), "2026-05": ("pending", 3)
    }  # fmt: skip
    assert [f.reason for f in found.findings][1] == "0 MQL delivered; promised at least 3, 1 of it carried over"
    assert [p.target and p.target.value for f in found.findings[:2] for p in f.parts] == [2, 3]
    exactly = targets(report(VOLUME + CARRY, delivered(1, 0, 5), engine, "2026-04-01"))
    assert exactly == {"2026-01": ("breached", 2), "2026-02": ("breached", 3), "2026-04": ("pending", 2)}
    assert targets(report(VOLUME + CARRY, delivered(1, 0, 4), engine, "2026-04-01"))["2026-03"] == ("breached", 5)


def test_every_group_owes_its_own(engine: str) -> None:
    rows = delivered(3, 3, owner=["a", "b", "b", "a", "a", "b"])
    found = report(f"{VOLUME.strip()} by owner\n{CARRY}", rows, engine, "2026-03-01")
    said = {
        (f.period.label, f.group["owner"]): (f.verdict.value, f.target and f.target.value)
        for f in found.findings
        if f.period is not None and f.period.label < "2026-03"
    }
    # `a` misses 1 in January and brings 2 of 3 in February; `b` misses 1 in February.
    assert said == {
        ("2026-01", "a"): ("breached", 2),
        ("2026-02", "a"): ("breached", 3),
        ("2026-02", "b"): ("breached", 2),
    }


def test_a_waived_period_passes_on_what_it_was_given(engine: str) -> None:
    """January misses 1. February owes 3; waived, it still passes on 1 when nothing came, and 0 when 3 of 3 did."""
    waiver = 'waive volume from 2026-02-01 to 2026-02-28 because "no fair"\n'
    policy = VOLUME + CARRY + waiver
    assert targets(report(policy, delivered(1, 0, 2), engine, "2026-04-01"))["2026-03"] == ("breached", 3)
    assert "2026-03" not in targets(report(policy, delivered(1, 0, 3), engine, "2026-04-01"))
    assert "2026-03" not in targets(report(policy, delivered(1, 3, 2), engine, "2026-04-01"))


def test_a_waived_period_owes_first_what_is_its_own(engine: str) -> None:
    """January misses 2 of 2. What comes in February, 1 of 4, is of its own 2 that are waived: March owes 2 and 2."""
    waiver = 'waive volume from 2026-02-01 to 2026-02-28 because "no fair"\n'
    policy = VOLUME + CARRY + waiver
    assert targets(report(policy, delivered(0, 1, 3), engine, "2026-04-01"))["2026-03"] == ("breached", 4)
    assert "2026-03" not in targets(report(policy, delivered(0, 1, 4), engine, "2026-04-01"))


def test_a_period_that_would_be_waived_passes_nothing_of_its_own_on(engine: str) -> None:
    """January has 1 of 2, perhaps 2; a miss would be waived, so that nothing of it can be asked of February."""
    waiver = 'waive volume from 2026-01-01 to 2026-01-31 because "no fair"\n'
    policy = f'{VOLUME.strip()} for country = "US"\n{CARRY}{waiver}'
    rows = delivered(2, 2, country=["US", None, "US", "US"])
    assert targets(report(policy, rows, engine, "2026-03-01")) == {"2026-01": ("unknown", 2), "2026-03": ("pending", 2)}


def test_what_may_have_been_missed_leaves_the_next_period_open_to_doubt(engine: str) -> None:
    """January delivers 1 of 2 and perhaps 2 with the lead of unknown country, so February owes 2 or 3."""
    policy = f'{VOLUME.strip()} for country = "US"\n{CARRY}'
    for february, verdict in ((1, ("breached", 3)), (2, ("unknown", 3)), (3, None)):
        rows = delivered(2, february, country=["US", None, *["US"] * february])
        checked = report(policy, rows, engine, "2026-03-01")
        found = targets(checked)
        assert found["2026-01"] == ("unknown", 2)
        assert found.get("2026-02") == verdict
        said = {f.period.label: f.reason for f in checked.findings if f.period and f.verdict is Verdict.UNKNOWN}
        owed = {"2026-02": "2 MQL delivered; what is carried over is not known for sure"} if february == 2 else {}
        assert said == {"2026-01": "1 MQL delivered; 1 row with an unknown value could turn the verdict"} | owed


def test_a_sum_carries_its_fractions(engine: str) -> None:
    """Of 10.5 a month, 10.25 and 10.25 are delivered: February owes 10.75, and March 11, of which 10.99 come."""
    rows = delivered(1, 1, 1, amount=[10.25, 10.25, 10.99])
    policy = f"clause volume: marketing delivers >= 10.5 of amount in MQL per month\n{CARRY}"
    assert list(targets(report(policy, rows, engine, "2026-04-01")).items())[:3] == [
        ("2026-01", ("breached", Decimal("10.5"))), ("2026-02", ("breached", Decimal("10.75"))),
        ("2026-03", ("breached", 11)),
    ]  # fmt: skip


def test_a_target_that_changes_on_a_day_carries_what_was_missed_of_the_one_before(engine: str) -> None:
    """January misses 1 of 2. From February on 4 are promised: it owes 5, gets 3 and passes on 2; March owes 6."""
    policy = f"clause volume: marketing delivers >= 2, 4 from 2026-02-01 MQL per month\n{CARRY}"
    found = targets(report(policy, delivered(1, 3, 6), engine, "2026-04-01"))
    assert found == {"2026-01": ("breached", 2), "2026-02": ("breached", 5), "2026-04": ("pending", 4)}
    # Nothing is promised before March, so nothing of the months before is missed.
    goal = "let goal = 4 from 2026-03-01\n"
    later = f"{goal}clause volume: marketing delivers >= goal MQL per month\n{CARRY}"
    found = targets(report(later, delivered(0, 1, 3, 4), engine, "2026-05-01"))
    assert {m: v for m, v in found.items() if m >= "2026-03"} == {
        "2026-03": ("breached", 4), "2026-04": ("breached", 5), "2026-05": ("pending", 5)
    }  # fmt: skip


def test_a_tier_carries_its_own_over_a_change(engine: str) -> None:
    """Web misses 1 of 2 in January and owes 4 in February of which 3 come; the event is promised 1 and misses it."""
    table = "  | source | target                   |\n  | web    | >= 2, 3 from 2026-02-01 |\n  | event  | >= 1 |\n"
    policy = f"clause volume: marketing delivers MQL per month\n{table}{CARRY}"
    rows = delivered(1, 3, source=["web", "web", "web", "web"])
    found = report(policy, rows, engine, "2026-03-01")
    said = {
        (f.period.label, f.group["tier"]): f.target and f.target.value
        for f in found.findings
        if f.period is not None and f.verdict.is_breach
    }
    assert said == {
        ("2026-01", "source web"): 2, ("2026-02", "source web"): 4,
        ("2026-01", "source event"): 1, ("2026-02", "source event"): 2,
    }  # fmt: skip
