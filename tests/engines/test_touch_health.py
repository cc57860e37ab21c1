"""What data health counts of a table of touches, on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.model.health import EMPTY, MANY_UNLINKED, STANDING_OUT, HealthNote
from sla_dsl.ready import Options
from sla_dsl.text.source import Source
from tests.engines.judging import leads, local, moments

POLICY = """agreement "Small"
  timezone "{zone}"
table touches of leads by lead_id
event reached = first touches.at where kind = "call"
sales reached within 4h
"""
LEADS = leads(created_at=["2026-07-01 09:00", "2026-07-01 12:00"])


def touches(at: Sequence[str | None], **more: list[Any]) -> pl.DataFrame:
    rows = len(at)
    columns = {"lead_id": [1] * rows, "at": moments(at), "kind": ["call"] * rows}
    return pl.DataFrame({**columns, **{n: moments(v) if n.endswith("_at") else v for n, v in more.items()}})


def noted(rows: pl.DataFrame, engine: str, zone: str = "America/New_York") -> dict[str, tuple[int | None, str]]:
    """The notes about the touches, by their kind, without what is missing."""
    return {n.kind: (n.count, n.message) for n in notes(rows, engine, zone) if n.kind != "nulls"}


def notes(rows: pl.DataFrame, engine: str, zone: str = "America/New_York") -> list[HealthNote]:
    """The notes about the touches, without their number."""
    file, mistakes = parse(Source("small.sla", POLICY.format(zone=zone)))
    assert not mistakes
    options = Options(as_of=local("2026-07-10"), engine=engine)
    report = product.check([file], {"leads": LEADS, "touches": rows}, options)
    return [n for n in report.run.health if n.table == "touches" and n.kind != "rows"]


def minutes(count: int, hour: int = 10) -> list[str]:
    return [f"2026-07-02 {hour}:{m:02}" for m in range(1, count + 1)]


def test_a_clean_table_is_told_nothing(engine: str) -> None:
    assert noted(touches(minutes(20), owner=["jane"] * 20), engine) == {}


def test_rows_of_one_owner_at_one_instant_are_logged_in_bulk(engine: str) -> None:
    """Six of jane's at one time, five of joe's at another: 11 rows. Four of ann's are too few, six are nobody's."""
    at = ["2026-07-02 10:01"] * 6 + ["2026-07-02 10:02"] * 5 + ["2026-07-02 10:01"] * 4 + ["2026-07-02 10:03"] * 6
    owner = ["jane"] * 6 + ["joe"] * 5 + ["ann"] * 4 + [None] * 6
    assert noted(touches(at, owner=owner), engine) == {
        "bulk_logged": (11, "11 rows logged in bulk: 2 times at which one owner has 5 or more")
    }


def test_without_an_owner_nothing_says_who_logged_in_bulk(engine: str) -> None:
    assert noted(touches(["2026-07-02 10:01"] * 9), engine) == {}


def test_full_hours_are_told_when_there_are_more_than_chance_gives(engine: str) -> None:
    """Five of fifty are a tenth; of fifty-one they are less, and four are too few to tell."""
    hours = [f"2026-07-0{d} 10:00" for d in range(2, 7)]
    few = minutes(46)
    assert noted(touches(hours + few[:45]), engine)["full_hours"] == (
        5, "5 rows of 50 on the full hour: a time that somebody chose, or that was rounded",
    )  # fmt: skip
    assert noted(touches(hours + few), engine) == {}
    assert noted(touches(hours[:4]), engine) == {}


def test_the_full_hour_is_that_of_the_policys_zone(engine: str) -> None:
    """10:30 in New York is 20:00 in Kolkata, 9 h 30 min ahead in summer."""
    halves = touches([f"2026-07-0{d} 10:30" for d in range(2, 7)])
    assert noted(halves, engine) == {}
    assert noted(halves, engine, "Asia/Kolkata")["full_hours"][0] == 5


def test_rows_written_down_more_than_a_day_later_are_counted(engine: str) -> None:
    at = ["2026-07-02 10:01"] * 3
    logged = ["2026-07-03 10:01:00", "2026-07-03 10:01:01", None]
    assert noted(touches(at, logged_at=logged), engine) == {"late_logged": (1, "1 row logged more than a day later")}


def test_touches_before_the_lead_was_there_are_counted(engine: str) -> None:
    rows = touches(["2026-07-01 08:59", "2026-07-01 09:00", "2026-07-01 11:59"], owner=["jane"] * 3)
    rows = rows.with_columns(lead_id=pl.Series([1, 1, 2]))
    assert noted(rows, engine) == {"before_creation": (2, "2 rows with `at` before the row of `leads` was created")}


def test_days_without_a_time_are_no_full_hours_and_no_bulk(engine: str) -> None:
    days = pl.Series(["2026-07-02"] * 6).str.to_date()
    rows = pl.DataFrame({"lead_id": [1] * 6, "at": days, "kind": ["call"] * 6, "owner": ["jane"] * 6})
    assert set(noted(rows, engine)) == {"date_precision"}


@pytest.mark.parametrize("name", ["owner", "logged_at"])
def test_columns_that_a_policy_makes_itself_are_its_own(engine: str, name: str) -> None:
    file, mistakes = parse(
        Source(
            "own.sla",
            POLICY.format(zone="UTC").replace("by lead_id", f'by lead_id\n  {name} = if(kind = "call", at, at)'),
        )
    )
    assert not mistakes
    options = Options(as_of=local("2026-07-10"), engine=engine)
    report = product.check([file], {"leads": LEADS, "touches": touches(minutes(3))}, options)
    assert report.clauses[0].verdict == "breached"


def test_rows_that_name_no_subject_are_counted(engine: str) -> None:
    """Of 40 rows one has no lead and one a lead that is not there: 2 of 40 are one in twenty, which is told calmly."""
    rows = touches(minutes(40)).with_columns(lead_id=pl.Series([None, 99] + [1, 2] * 19))
    assert noted(rows, engine) == {
        "unlinked": (
            2,
            "2 rows of 40 count for nobody: they name no row of `leads` "
            "(1 without a `lead_id` that can be read, 1 with one that is not there)",
        )
    }


def test_many_rows_that_name_no_subject_stand_out(engine: str) -> None:
    """3 of 40 are more than one in twenty: whoever they are about may be said to be missed and is not."""
    rows = touches(minutes(40)).with_columns(lead_id=pl.Series([None, None, None] + [1] * 37))
    ((kind, (count, message)),) = noted(rows, engine).items()
    assert (kind, count) == ("many_unlinked", 3)
    assert message.startswith("3 rows of 40 count for nobody: they name no row of `leads` (3 without a `lead_id`")
    assert message.endswith("may come out as late or missed: write one key of `leads` into each cell")
    assert kind in STANDING_OUT


@pytest.mark.parametrize("keys", [[1, 2], [1, 10**12], ["a", "b"]])
@pytest.mark.parametrize("clause", ["sales makes >= 3 touches within 1 day", "sales reached within 4h"])
def test_strangers_are_counted_whatever_keys_are(engine: str, keys: list[Any], clause: str) -> None:
    """Of 4 rows one names the first lead, one a lead that is not there, and two none."""
    policy = POLICY.format(zone="UTC").replace("sales reached within 4h", clause)
    file, mistakes = parse(Source("small.sla", policy))
    assert not mistakes
    options = Options(as_of=local("2026-07-10"), engine=engine)
    stranger = 99 if isinstance(keys[1], int) else "z"
    rows = touches(minutes(4)).with_columns(lead_id=pl.Series([keys[0], stranger, None, None]))
    table = LEADS.with_columns(lead_id=pl.Series(keys))
    report = product.check([file], {"leads": table, "touches": rows}, options)
    (note,) = (n for n in report.run.health if n.kind == MANY_UNLINKED)
    assert note.count == 3
    assert "(2 without a `lead_id` that can be read, 1 with one that is not there)" in note.message


def test_what_clauses_read_of_touches_is_counted_like_that_of_leads(engine: str) -> None:
    """The as-of is midnight of 2026-07-10: of five rows two come then or later, one has no time, two have no kind."""
    at = ["2026-07-02 10:01", "2026-07-10 00:00", "2026-07-10 00:01", "2026-07-11 10:01", None]
    rows = touches(at, made_by=["x", None, None, None, None]).with_columns(
        kind=pl.Series(["call", None, None, *["call"] * 2])
    )
    found = {(n.table, n.column, n.kind): n.count for n in notes(rows, engine)}
    assert found == {
        ("touches", "at", "after_as_of"): 2,
        ("touches", "at", "nulls"): 1,
        ("touches", "kind", "nulls"): 2,
    }


def test_an_empty_column_of_times_of_touches_is_told(engine: str) -> None:
    found = {n.kind: n.count for n in notes(touches([None, None]), engine)}
    assert found == {"nulls": 2, EMPTY: 2}
