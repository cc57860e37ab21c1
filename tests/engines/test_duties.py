"""Duties on every engine: hand-made rows, and the verdicts that the language page gives them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl

from tests.engines.judging import instances, leads, local, moments, periods, subjects

NOON = "2026-07-01 12:00"


def touched(*times: str | None, **more: list[object]) -> pl.DataFrame:
    """Leads created at noon of 1 July, first touched at these local times."""
    return leads(created_at=[NOON] * len(times), first_touch_at=list(times), **more)


def test_a_limit_includes_its_last_instant(engine: str) -> None:
    rows = touched("2026-07-01 16:00:00", "2026-07-01 16:00:00.000001", None, "2026-07-01 11:00")
    assert subjects("sales first-touch within 4h", {"leads": rows}, engine, local("2026-07-02")) == {
        1: "met", 2: "late", 3: "missed", 4: "met",
    }  # fmt: skip


def test_seconds_do_not_depend_on_how_many_rows_are_told(engine: str) -> None:
    late = "2026-07-01 16:00:00.000001"  # 4 h and 1 us after noon: the Float64 nearest to 14400.000001
    for count in (1, 3):
        rows = {"leads": touched(*[late] * count)}
        found = instances("sales first-touch within 4h", rows, engine, local("2026-07-02"))
        assert found["elapsed_s"].to_list() == [14_400.000001] * count


def test_what_is_not_yet_due_is_pending_up_to_its_due_instant(engine: str) -> None:
    rows = touched(None, "2026-07-01 15:00")
    clause = "sales first-touch within 4h"
    assert subjects(clause, {"leads": rows}, engine, local("2026-07-01 16:00")) == {1: "pending", 2: "met"}
    assert subjects(clause, {"leads": rows}, engine, local("2026-07-01 16:00:01")) == {1: "missed", 2: "met"}
    assert subjects(clause, {"leads": rows}, engine, local("2026-07-01 14:00")) == {1: "pending", 2: "pending"}


def test_a_scope_that_is_not_known_is_unknown_and_one_that_fails_is_no_instance(engine: str) -> None:
    rows = touched(None, None, None, score=[80, 10, None])
    found = subjects("sales first-touch within 4h for score >= 70", {"leads": rows}, engine, local("2026-07-02"))
    assert found == {1: "missed", 3: "unknown"}


def test_exclusion_goes_before_judgement_and_ignorance(engine: str) -> None:
    rows = touched(
        *[None] * 6, score=[80, None, 80, 80, 10, None], source=["Partner", "Partner", None, "web", None, "web"]
    )
    policy = 'exclude source = "Partner" because "own SLA"\nsales first-touch within 4h for score >= 70'
    assert subjects(policy, {"leads": rows}, engine, local("2026-07-02")) == {
        1: "excluded", 2: "excluded", 3: "unknown", 4: "missed", 6: "unknown",
    }  # fmt: skip


def test_between_limits_early_is_a_breach(engine: str) -> None:
    rows = touched(
        "2026-07-01 13:59:59", "2026-07-01 14:00", "2026-07-02 12:00", "2026-07-02 12:01", "2026-07-01 10:00", None
    )
    found = subjects("sales first-touch between 2h and 24h", {"leads": rows}, engine, local("2026-07-03"))
    assert found == {1: "breached", 2: "met", 3: "met", 4: "late", 5: "breached", 6: "missed"}


def test_what_is_done_before_an_event_is_done_by_the_microsecond_before_it(engine: str) -> None:
    """The lead of row 4 is rejected before it is created: no time is left; nobody has rejected that of row 6."""
    rejected = "2026-07-01 14:00"
    rows = touched(
        "2026-07-01 13:59:59.999999", rejected, None, None, "2026-07-01 16:00", None,
        rejected_at=[rejected, rejected, rejected, "2026-07-01 11:00", None, None],
    )  # fmt: skip
    given = {"leads": rows}
    late = local("2026-07-02")
    found = subjects("sales first-touch before disqualified", given, engine, late)
    assert found == {1: "met", 2: "late", 3: "missed", 4: "missed", 5: "met", 6: "pending"}
    found = subjects("sales first-touch within 1h before disqualified", given, engine, late)
    assert found == {1: "late", 2: "late", 3: "missed", 4: "missed", 5: "late", 6: "missed"}
    found = subjects("sales first-touch between 2h and 24h before disqualified", given, engine, late)
    assert found == {1: "breached", 2: "late", 3: "missed", 4: "missed", 5: "met", 6: "pending"}


def test_a_day_is_the_same_local_time_when_the_clocks_change(engine: str) -> None:
    utc = ZoneInfo("UTC")
    # 8 March has 23 hours and no 02:30, which moves to 03:30; 1 November has 01:30 twice, and the earlier one counts.
    rows = leads(
        created_at=["2026-03-07 12:00"] * 2 + ["2026-03-07 02:30"] * 2 + ["2026-10-31 01:30"] * 2,
        first_touch_at=[
            local("2026-03-08 16:00:00", utc), local("2026-03-08 16:00:01", utc),
            local("2026-03-08 07:30:00", utc), local("2026-03-08 07:30:01", utc),
            local("2026-11-01 05:30:00", utc), local("2026-11-01 05:30:01", utc),
        ],
    )  # fmt: skip
    assert subjects("sales first-touch within 1 day", {"leads": rows}, engine, local("2026-12-01")) == {
        1: "met", 2: "late", 3: "met", 4: "late", 5: "met", 6: "late",
    }  # fmt: skip


def test_a_month_ends_on_the_last_day_of_a_shorter_one(engine: str) -> None:
    rows = leads(
        created_at=["2026-01-31 12:00"] * 2 + ["2026-02-15 12:00"] * 2,
        first_touch_at=["2026-02-28 12:00", "2026-02-28 12:01", "2026-03-15 12:00", "2026-03-15 12:01"],
    )
    found = subjects("sales first-touch within 1 month", {"leads": rows}, engine, local("2026-12-01"))
    assert found == {1: "met", 2: "late", 3: "met", 4: "late"}


def test_several_days_limits_over_different_starts_in_one_policy(engine: str) -> None:
    rows = leads(
        created_at=["2026-03-06 12:00"], assigned_at=["2026-03-07 12:00"], first_touch_at=["2026-03-08 12:00"]
    )  # fmt: skip
    for clause, verdict in (
        ("sales first-touch within 2 days", "met"),
        ("sales first-touch within 1 day", "late"),
        ("sales first-touch within 1 day of assigned", "met"),
    ):
        assert subjects(clause, {"leads": rows}, engine, local("2026-12-01")) == {1: verdict}


def test_joint_events(engine: str) -> None:
    rows = leads(
        created_at=[NOON] * 4,
        accepted_at=["2026-07-01 13:00", None, "2026-07-01 13:00", "2026-07-01 20:00"],
        rejected_at=["2026-07-01 20:00", "2026-07-01 13:00", None, None],
    )
    as_of = local("2026-07-02")
    either, both = "sales accepts or rejects within 4h", "sales accepts and rejects within 4h"
    assert subjects(either, {"leads": rows}, engine, as_of) == {1: "met", 2: "met", 3: "met", 4: "late"}
    assert subjects(both, {"leads": rows}, engine, as_of) == {1: "late", 2: "missed", 3: "missed", 4: "missed"}


def test_shares_by_week_and_owner(engine: str) -> None:
    rows = leads(
        created_at=["2026-07-06 09:00", "2026-07-07 09:00", "2026-07-12 23:00", "2026-07-13 00:00", "2026-07-06 09:00"],
        first_touch_at=["2026-07-06 10:00", None, "2026-07-12 23:30", None, "2026-07-06 10:00"],
        owner=["ann", "ann", "bob", "bob", None],
    )
    clause = "sales first-touch within 4h on >= 60% per week by owner from 2026-07-06 to 2026-07-19"
    found = periods(clause, {"leads": rows}, engine, local("2026-08-01"))
    assert {k: v for k, (v, _) in found.items()} == {
        ("2026-07-06", "ann"): "breached", ("2026-07-06", "bob"): "met", ("2026-07-13", "bob"): "breached",
        ("2026-07-06", None): "unknown",
    }  # fmt: skip


CHILDREN = """
table touches of leads by lead_id
  at = "at"
  kind = "kind"
"""


def children() -> dict[str, pl.DataFrame]:
    touches = pl.DataFrame(
        {
            "lead_id": [1, 1, 1, 2, 2, None, 9, 3],
            "at": moments([
                "2026-07-01 13:00", "2026-07-01 15:00", "2026-07-01 18:00", "2026-07-01 15:00", "2026-07-01 15:00",
                "2026-07-01 13:00", "2026-07-01 13:00", "2026-07-09 13:00",
            ]),
            "kind": ["call", "email", "call", "email", "email", "call", "call", "call"],
        }
    )  # fmt: skip
    return {"leads": touched(None, None, None, None, score=[80, 10, None, 80]), "touches": touches}


def test_picks_from_child_rows(engine: str) -> None:
    as_of = local("2026-07-02")  # the touch of lead 3 has not happened
    for event, verdicts in (
        ("first touches.at", ["met", "met", "missed", "missed"]),
        ("last touches.at", ["late", "met", "missed", "missed"]),
        ("2nd touches.at", ["met", "met", "missed", "missed"]),
        ("3rd touches.at", ["late", "missed", "missed", "missed"]),
        ('first touches.at where kind = "call"', ["met", "missed", "missed", "missed"]),
        ('2nd touches.at where kind = "call"', ["late", "missed", "missed", "missed"]),
        ("first touches.at where leads.score >= 50", ["met", "missed", "missed", "missed"]),
    ):
        policy = f"{CHILDREN}event done = {event}\nsales done within 4h"
        assert subjects(policy, children(), engine, as_of) == dict(enumerate(verdicts, 1)), event


def test_counts_of_child_rows(engine: str) -> None:
    as_of = local("2026-07-02")
    for count, there in (
        ("(count of touches) >= 2", {1, 2}),
        ("(count of touches) = 3", {1}),
        ("(count of touches) = 0", {3, 4}),
        ('(count of touches where kind = "call") >= 1', {1}),
    ):
        policy = f"{CHILDREN}sales first-touch within 4h for {count}"
        assert set(subjects(policy, children(), engine, as_of)) == there, count


def test_a_start_taken_from_child_rows_runs_on_the_calendar(engine: str) -> None:
    tables = children()
    tables["leads"] = touched("2026-07-02 13:00", "2026-07-02 15:01", None, None)
    policy = f"{CHILDREN}event reached = first touches.at\nsales first-touch within 1 day of reached per month"
    assert subjects(policy, tables, engine, local("2026-07-05")) == {1: "met", 2: "late"}
