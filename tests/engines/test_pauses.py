"""Clocks that stand still: which pauses count, on which clock, and how long they may be."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from tests.engines.judging import NEW_YORK, instances, leads, local, moments

TABLE = """
table changes of leads by lead_id
  at = "at"
  status = "status"
calendar office
  open mon-fri 09:00-17:00
"""
START = "2026-07-01 09:00"  # a Wednesday
WAITING = 'paused while status = "waiting"'
Change = tuple[int | None, str | None, str | None]


def changes(rows: list[Change]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "lead_id": pl.Series([r[0] for r in rows], dtype=pl.Int64),
            "at": moments([r[1] for r in rows]),
            "status": pl.Series([r[2] for r in rows], dtype=pl.String),
        }
    )


def told(
    clause: str, engine: str, rows: list[Change], as_of: str = "2026-08-01 00:00", **columns: list[Any]
) -> dict[int, dict[str, Any]]:
    """What is said of every lead: the instances' rows by lead."""
    wanted = {"created_at": [START], "first_touch_at": [None], **columns}
    most = max(len(v) for v in wanted.values())
    given = leads(**{n: v * most if len(v) < most else v for n, v in wanted.items()})
    found = instances(TABLE + clause, {"leads": given, "changes": changes(rows)}, engine, local(as_of))
    return {json.loads(r["key"])["lead_id"]: r for r in found.iter_rows(named=True)}


def due(*args: Any, **said: Any) -> str:
    """The local due instant of the one lead."""
    (row,) = told(*args, **said).values()
    return row["due"].astimezone(NEW_YORK).isoformat(" ", "microseconds")[:26].removesuffix(".000000")


def test_the_pauses_are_added_to_the_limit(engine: str) -> None:
    """Two pauses of an hour and of half an hour: 09:00 + 4 h + 1 h 30 min."""
    rows: list[Change] = [
        (1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 11:00", "open"),
        (1, "2026-07-01 12:00", "waiting"), (1, "2026-07-01 12:30", "open"),
    ]  # fmt: skip
    assert due(f"sales first-touch within 4h {WAITING}", engine, rows) == "2026-07-01 14:30:00"
    for touched, verdict in (("2026-07-01 14:30", "met"), ("2026-07-01 14:30:01", "late"), (None, "missed")):
        found = told(f"sales first-touch within 4h {WAITING}", engine, rows, first_touch_at=[touched])
        assert (found[1]["verdict"], found[1]["paused_s"]) == (verdict, 5400)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("2026-07-01 13:00", "2026-07-01 15:00", "2026-07-01 15:00:00"),  # begins with the last instant of the limit
        ("2026-07-01 13:00:00.000001", "2026-07-01 15:00", "2026-07-01 13:00:00"),  # begins behind it
        ("2026-07-01 08:00", "2026-07-01 09:20", "2026-07-01 13:20:00"),  # from the start on
        ("2026-07-01 07:00", "2026-07-01 08:00", "2026-07-01 13:00:00"),  # before the start
        ("2026-07-01 12:59", "2026-07-02 12:59", "2026-07-02 13:00:00"),  # as a whole, a minute before due
    ],
)
def test_a_pause_counts_while_there_is_time_left(engine: str, begins: str, ends: str, expected: str) -> None:
    rows: list[Change] = [(1, begins, "waiting"), (1, ends, "open")]
    assert due(f"sales first-touch within 4h {WAITING}", engine, rows) == expected


def test_an_earlier_pause_leaves_time_for_a_later_one(engine: str) -> None:
    """Due without pauses is 13:00. The first one, 10:00 to 16:00, leaves three hours: one begins at 18:59, two used."""
    rows: list[Change] = [
        (1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 16:00", "open"),
        (1, "2026-07-01 18:59", "waiting"), (1, "2026-07-01 19:59", "open"),
        (1, "2026-07-01 20:00:01", "waiting"), (1, "2026-07-01 23:00", "open"),
    ]  # fmt: skip
    # used up at 18:59 are 1 h + 2 h 59 min, at 20:00 all four hours: the third pause begins a second too late
    assert due(f"sales first-touch within 4h {WAITING}", engine, rows) == "2026-07-01 20:00:00"


def test_what_is_paused_now_is_pending(engine: str) -> None:
    rows: list[Change] = [(1, "2026-07-01 12:00", "waiting")]
    (row,) = told(f"sales first-touch within 4h {WAITING}", engine, rows, "2026-07-09 12:00").values()
    assert (row["verdict"], row["paused_s"]) == ("pending", 8 * 86_400)
    assert row["due"] == local("2026-07-09 13:00")  # an hour was left
    assert row["at_risk"] is True  # the window is 8 days and 4 hours long, and all but an hour has passed


def test_at_risk_by_the_whole_window(engine: str) -> None:
    """Paused from 10:00 to 14:00, so due is 17:00: three quarters of the eight hours have passed at 15:00."""
    rows: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 14:00", "open")]
    for now, risk in (("2026-07-01 14:59", False), ("2026-07-01 15:00", True)):
        (row,) = told(f"sales first-touch within 4h {WAITING}", engine, rows, now).values()
        assert (row["verdict"], row["at_risk"]) == ("pending", risk)


def test_a_cap_on_all_pauses_together(engine: str) -> None:
    """An hour and a day make 25 hours: of them 90 minutes count, or two hours, or one day of 24 hours."""
    rows: list[Change] = [
        (1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 11:00", "open"),
        (1, "2026-07-01 12:00", "waiting"), (1, "2026-07-02 12:00", "open"),
    ]  # fmt: skip
    clause = f"sales first-touch within 4h {WAITING}"
    assert due(clause, engine, rows) == "2026-07-02 14:00:00"
    assert due(f"{clause} at most 90 min", engine, rows) == "2026-07-01 14:30:00"
    assert due(f"{clause} at most 1 day", engine, rows) == "2026-07-02 13:00:00"
    assert due(f"let most = 2h\n{clause} at most most", engine, rows) == "2026-07-01 15:00:00"


def test_states_that_are_not_known(engine: str) -> None:
    """A state without a text ends a pause and is none; a row without an instant tells nothing; so does one after now;
    of two rows at one instant both must say so."""
    none: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 11:00", None)]
    clause = f"sales first-touch within 4h {WAITING}"
    assert due(clause, engine, none) == "2026-07-01 14:00:00"
    assert due('sales first-touch within 4h paused while not status = "open"', engine, none) == "2026-07-01 14:00:00"
    absent: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, None, "open"), (1, "2026-07-01 12:00", "open")]
    assert due(clause, engine, absent) == "2026-07-01 15:00:00"
    to_come: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 12:00", "open")]
    assert due(clause, engine, to_come, as_of="2026-07-01 11:00") == "2026-07-01 14:00:00"
    end = (1, "2026-07-01 12:00", "open")
    both: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 10:00", "open"), end]
    assert due(clause, engine, both) == due(clause, engine, both[::-1]) == "2026-07-01 13:00:00"
    alike: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 10:00", "waiting"), end]
    assert due(clause, engine, alike) == "2026-07-01 15:00:00"


def test_every_lead_has_its_own_history(engine: str) -> None:
    rows: list[Change] = [
        (2, "2026-07-01 10:00", "waiting"), (9, "2026-07-01 10:00", "waiting"), (None, "2026-07-01 10:00", "waiting"),
        (1, "2026-07-01 11:00", "open"), (3, "2026-07-01 11:00", "waiting"), (3, "2026-07-01 11:30", "open"),
    ]  # fmt: skip
    found = told(f"sales first-touch within 4h {WAITING}", engine, rows, "2026-07-01 20:00",
                 created_at=[START] * 3 + [None])  # fmt: skip
    assert {k: (v["verdict"], v["paused_s"]) for k, v in found.items()} == {
        1: ("missed", 0), 2: ("pending", 36_000), 3: ("missed", 1800),
    }  # fmt: skip


def test_a_condition_may_read_the_lead(engine: str) -> None:
    rows: list[Change] = [(1, "2026-07-01 10:00", "waiting"), (1, "2026-07-01 11:00", "open"),
                          (2, "2026-07-01 10:00", "waiting"), (2, "2026-07-01 11:00", "open")]  # fmt: skip
    clause = 'sales first-touch within 4h paused while status = "waiting" and leads.score < 50'
    found = told(clause, engine, rows, score=[20, 80])
    assert {k: v["paused_s"] for k, v in found.items()} == {1: 3600, 2: 0}


def test_business_time_stands_still_in_open_time(engine: str) -> None:
    """From Wednesday 15:00, 4 business hours: paused from 16:00 to Thursday 10:00 are two open hours, so an hour was
    used up on Wednesday and three are left on Thursday at 10:00."""
    rows: list[Change] = [(1, "2026-07-01 16:00", "waiting"), (1, "2026-07-02 10:00", "open")]
    start = {"created_at": ["2026-07-01 15:00"]}
    clause = f"sales first-touch within 4 business hours {WAITING}"
    assert due(clause, engine, [], **start) == "2026-07-02 11:00:00"
    assert due(clause, engine, rows, **start) == "2026-07-02 13:00:00"
    assert told(clause, engine, rows, **start)[1]["paused_s"] == 7200
    assert due(f"{clause} at most 90 business minutes", engine, rows, **start) == "2026-07-02 12:30:00"
    # seven hours are used up exactly at closing, and hold until the next opening
    closing = f"sales first-touch within 8 business hours {WAITING}"
    assert due(closing, engine, rows, **start) == "2026-07-03 09:00:00"


def test_days_and_business_days_are_moved_on(engine: str) -> None:
    """Paused from Wednesday 16:00 to Thursday 09:30: 17 h 30 min by the clock on the wall, 90 minutes of open time."""
    rows: list[Change] = [(1, "2026-07-01 16:00", "waiting"), (1, "2026-07-02 09:30", "open")]
    start = {"created_at": ["2026-07-01 15:00"]}
    assert due(f"sales first-touch within 1 day {WAITING}", engine, rows, **start) == "2026-07-03 08:30:00"
    clause = f"sales first-touch within 1 business day {WAITING}"
    assert due(clause, engine, [], **start) == "2026-07-02 15:00:00"
    assert due(clause, engine, rows, **start) == "2026-07-02 16:30:00"


def test_touches_and_events_beside_pauses(engine: str) -> None:
    """Two calls within two hours, of which one is paused; what is rejected at 11:30 ends the time all the same."""
    rows: list[Change] = [(1, "2026-07-01 09:30", "waiting"), (1, "2026-07-01 10:30", "open")]
    calls = pl.DataFrame({"lead_id": [1, 1], "when": moments(["2026-07-01 10:00", "2026-07-01 12:00"])})
    given = {
        "leads": leads(created_at=[START], rejected_at=["2026-07-01 11:30"]),
        "changes": changes(rows),
        "calls": calls,
    }
    table = 'table calls of leads by lead_id\n  at = "when"\n'
    for ends, expected in (("", ("met", local("2026-07-01 12:00"))),
                           ("before disqualified ", ("late", local("2026-07-01 11:29:59.999999")))):  # fmt: skip
        clause = f"{TABLE}{table}sales makes >= 2 calls within 2h {ends}{WAITING}"
        (row,) = instances(clause, given, engine, local("2026-07-02 00:00")).iter_rows(named=True)
        assert (row["verdict"], row["due"]) == expected


def test_a_start_behind_a_clock_change_is_local(engine: str) -> None:
    """A day from Saturday noon, over the night in which New York loses an hour: Sunday noon, and one hour of pause."""
    rows: list[Change] = [(1, "2026-03-07 13:00", "waiting"), (1, "2026-03-07 14:00", "open")]
    clause = f"sales first-touch within 1 day {WAITING}"
    assert due(clause, engine, rows, created_at=["2026-03-07 12:00"]) == "2026-03-08 13:00:00"


def test_a_pause_that_begins_after_the_last_business_day_is_over_changes_nothing(engine: str) -> None:
    """A business day from Thursday 16:00 ends with a half Friday at 12:00: an hour later is too late for a pause."""
    limit = f"  open 2026-07-03 09:00-12:00\nsales first-touch within 1 business day {WAITING}"
    late: list[Change] = [
        (1, "2026-07-03 13:00", "waiting"), (1, "2026-07-06 10:00", "open"), (1, "2026-07-06 11:00", "waiting"),
    ]  # fmt: skip
    begun = ["2026-07-02 16:00"]
    assert due(limit, engine, late, created_at=begun) == "2026-07-03 12:00:00"
    timely: list[Change] = [(1, "2026-07-03 12:00", "waiting"), (1, "2026-07-06 10:00", "open")]
    assert due(limit, engine, timely, created_at=begun) == "2026-07-06 10:00:00"  # an hour of office time later
