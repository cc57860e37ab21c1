"""What begins or ends with an instant picked from child rows, on every engine; expectations are counted by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import polars as pl

from tests.engines.judging import instances, leads, local, moments, subjects

TABLES = """
table touches of leads by lead_id
  at = "at"
  kind = "kind"
  channel = "channel"
table changes of leads by lead_id
  at = "at"
  status = "status"
event demo = first touches.at where kind = "demo"
event churned = first changes.at where status = "churned"
"""
START = "2026-07-01 09:00"  # when all leads are created
Row = tuple[Any, ...]
"""Lead, days after the start, what it was, and maybe a channel."""


def on(days: float) -> Any:
    return local(START) + timedelta(days=days)


def given(touches: list[Row], changes: list[Row], rows: int, **more: list[Any]) -> dict[str, pl.DataFrame]:
    def table(told: list[Row], word: str) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "lead_id": pl.Series([r[0] for r in told], dtype=pl.Int64),
                "at": moments([on(r[1]) for r in told]),
                word: pl.Series([r[2] for r in told], dtype=pl.String),
                "channel": pl.Series([r[3] if len(r) > 3 else "phone" for r in told], dtype=pl.String),
            }
        )

    return {
        "leads": leads(created_at=[START] * rows, **more),
        "touches": table(touches, "kind"),
        "changes": table(changes, "status"),
    }


def verdicts(clause: str, tables: dict[str, pl.DataFrame], engine: str, as_of: float = 30) -> dict[Any, str]:
    return subjects(f"{TABLES}{clause}", tables, engine, on(as_of))


def told(clause: str, tables: dict[str, pl.DataFrame], engine: str, as_of: float = 30) -> dict[Any, dict[str, Any]]:
    found = instances(f"{TABLES}{clause}", tables, engine, on(as_of))
    return {json.loads(r["key"])["lead_id"]: r for r in found.iter_rows(named=True)}


def days_of(row: dict[str, Any], word: str) -> float | None:
    return None if row[word] is None else (row[word] - local(START)) / timedelta(days=1)


CALLS: list[Row] = [
    (1, 0, "call"), (1, 2, "demo"), (1, 2, "call"), (1, 4, "call"),  # the call before the demo does not count
    (2, 2, "demo"), (2, 3, "call"), (2, 8, "call"),  # the second one comes six days after the demo
    (3, 0, "call"), (3, 1, "call"),  # nobody has shown anything
    (4, 5, "demo"), (4, 9, "demo"), (4, 4, "call"), (4, 10, "call"),  # the first demo starts the clock
    (5, 28, "demo"), (5, 29, "call"),
]  # fmt: skip


def test_only_what_is_made_from_the_picked_start_on_counts(engine: str) -> None:
    clause = "sales makes >= 2 calls within 5 days of demo"
    found = told(clause, given(CALLS, [], 5), engine)
    assert {n: r["verdict"] for n, r in found.items()} == {1: "met", 2: "late", 4: "missed", 5: "pending"}
    assert {n: days_of(r, "done") for n, r in found.items()} == {1: 4, 2: 8, 4: None, 5: None}
    assert {n: days_of(r, "due") for n, r in found.items()} == {1: 7, 2: 7, 4: 10, 5: 33}


def test_the_latest_one_may_start_it_too(engine: str) -> None:
    """Of lead 4 the demo of day 9: one call by day 14."""
    clause = 'sales makes >= 1 call within 5 days of last touches.at where kind = "demo"'
    assert verdicts(clause, given(CALLS, [], 5), engine) == {1: "met", 2: "met", 4: "met", 5: "met"}
    assert verdicts(clause.replace(">= 1", ">= 2"), given(CALLS, [], 5), engine)[4] == "missed"


def test_the_start_may_be_the_earlier_of_a_column_and_a_pick(engine: str) -> None:
    """Lead 1: from day 1, calls on 2 and 4, due on 4. Lead 2: from the demo on day 2, calls on 3 and 8, due on 5."""
    clause = "sales makes >= 2 calls within 3 days of mql_at or demo"
    tables = given(CALLS, [], 3, mql_at=[on(1), None, on(0)])
    assert verdicts(clause, tables, engine) == {1: "met", 2: "late", 3: "met"}


def test_channels_and_days_are_counted_from_the_picked_start_on(engine: str) -> None:
    touches: list[Row] = [
        (1, 0, "call", "web"), (1, 1, "demo", None), (1, 2, "call", "phone"), (1, 3, "call", "phone"),
        (2, 1, "demo", None), (2, 2, "call", "phone"), (2, 2.1, "call", "web"),
    ]  # fmt: skip
    tables = given(touches, [], 2)
    channels = "sales makes >= 2 calls across >= 2 channels within 5 days of demo"
    assert verdicts(channels, tables, engine) == {1: "missed", 2: "met"}
    days = "sales makes >= 2 calls across >= 2 days within 5 days of demo"
    assert verdicts(days, tables, engine) == {1: "met", 2: "missed"}


def test_times_between_calls_begin_with_the_picked_start(engine: str) -> None:
    """Between its calls lead 1 waits two days and lead 2 five."""
    touches: list[Row] = [
        (1, 0, "call"), (1, 4, "demo"), (1, 5, "call"), (1, 7, "call"),
        (2, 4, "demo"), (2, 5, "call"), (2, 10, "call"),
    ]  # fmt: skip
    clause = "sales makes >= 2 calls within 14 days of demo spaced <= 3 days"
    assert verdicts(clause, given(touches, [], 2), engine) == {1: "met", 2: "breached"}


def test_again_and_again_from_a_picked_start_up_to_a_picked_end(engine: str) -> None:
    """A call every five days from the demo on, until the lead has churned.

    1: calls on 6 and 11 after the demo of day 2, churned on day 14: what was due on day 16 is not due. 2: the same
    without an end: missed since day 16. 3: from day 2 to day 8 nobody calls: late. 4: it churned on day 6, and the call
    of day 9 does not count; the one of day 7 is not due. 5: the call of day 1 was before the demo, and nobody calls by
    day 7.
    """
    calls = {1: (6, 11), 2: (6, 11), 3: (8, 12), 4: (9,), 5: (1,)}
    touches: list[Row] = [(n, 2, "demo") for n in calls] + [(n, d, "call") for n, at in calls.items() for d in at]
    changes: list[Row] = [(1, 14, "churned"), (3, 16, "churned"), (4, 6, "churned"), (4, 1, "open")]
    clause = "sales makes >= 1 call every 5 days of demo before churned"
    found = told(clause, given(touches, changes, 5), engine, as_of=20)
    assert {n: r["verdict"] for n, r in found.items()} == {1: "met", 2: "missed", 3: "late", 4: "met", 5: "missed"}
    assert {n: days_of(found[n], "due") for n in (2, 3, 5)} == {2: 16, 3: 7, 5: 7}


def test_before_an_event_of_the_same_table(engine: str) -> None:
    touches: list[Row] = [(1, 2, "call"), (1, 4, "bye"), (1, 30, "call"), (2, 4, "bye"), (3, 2, "call")]
    clause = 'sales makes >= 1 call every 5 days before first touches.at where kind = "bye"'
    assert verdicts(clause, given(touches, [], 3), engine, as_of=20) == {1: "met", 2: "met", 3: "missed"}


def test_a_clock_that_stands_still_from_a_picked_start_on(engine: str) -> None:
    """Two days from the demo on day 2: lead 1 is at rest from day 1 to day 3, of which one counts, so due is day 5."""
    changes: list[Row] = [(1, 1, "waiting"), (1, 3, "open"), (2, 1, "waiting"), (2, 2, "open"), (3, 1, "waiting")]
    touches: list[Row] = [(1, 2, "demo"), (2, 2, "demo")]
    tables = given(touches, changes, 3, first_touch_at=[on(4.9), on(4.1), None])
    found = told('sales first-touch within 48h of demo paused while status = "waiting"', tables, engine)
    assert {n: (r["verdict"], days_of(r, "due"), r["paused_s"]) for n, r in found.items()} == {
        1: ("met", 5, 86400),
        2: ("late", 4, 0),
    }


def test_what_is_made_and_a_clock_at_rest_in_one_clause(engine: str) -> None:
    changes: list[Row] = [(1, 3, "waiting"), (1, 5, "open")]
    touches: list[Row] = [(1, 2, "demo"), (1, 6.5, "call"), (1, 1, "call")]
    clause = 'sales makes >= 1 call within 72h of demo paused while status = "waiting"'
    (row,) = told(clause, given(touches, changes, 1), engine).values()
    assert (row["verdict"], days_of(row, "done"), days_of(row, "due")) == ("met", 6.5, 7)


def test_each_entry_has_an_end_of_its_own(engine: str) -> None:
    """Two entries into MQL, on day 0 and 10. In the time of the first one the lead churns on day 4, before the call
    that is due on day 5; in the time of the second one nobody calls by day 15."""
    changes: list[Row] = [(1, 0, "MQL"), (1, 4, "churned"), (1, 10, "MQL")]
    lines = 'stage ready in changes at at when status = "MQL"\n'
    clause = f"{lines}sales makes >= 1 call every 5 days of ready before churned each"
    rows = instances(f"{TABLES}{clause}", given([(1, 8, "call")], changes, 1), engine, on(20))
    assert dict(zip(rows["cycle"], rows["verdict"], strict=True)) == {1: "met", 2: "missed"}
