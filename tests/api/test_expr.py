"""The verdict of a duty as an expression: it says in any query what a check says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sla_dsl import DataError, Policy, UsageError

POLICY = """agreement "Zones" between marketing and sales timezone "America/New_York"
  term 2026-03-01 to 2026-12-31
table leads
  first_touch_at = "First call"
clause hot: sales first-touch between 1h and 4h for score >= 70 unless source = "partner"
clause volume: marketing delivers >= 1 MQL per month
"""
AS_OF = "2026-03-09"
# Local times in New York; on 8 March the clocks go from 02:00 to 03:00.
ROWS: list[tuple[int | None, str | None, datetime | None, datetime | None, str | None]] = [
    (85, "web", datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 13), "met"),
    (85, "web", datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 13, 0, 0, 1), "late"),
    (85, "web", datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9, 30), "breached"),
    (85, "web", datetime(2026, 3, 2, 9), None, "missed"),
    (85, "web", datetime(2026, 3, 8, 23), None, "pending"),
    (85, "web", datetime(2026, 3, 8, 23), datetime(2026, 3, 9, 1), "pending"),  # the touch has not happened yet
    (85, "web", datetime(2026, 3, 8, 1), datetime(2026, 3, 8, 5, 30), "met"),  # three hours and a half: one was skipped
    (85, "web", datetime(2026, 2, 28, 23), None, None),  # before the term
    (85, "web", None, datetime(2026, 3, 2, 9), None),
    (10, "web", datetime(2026, 3, 2, 9), None, None),
    (None, "web", datetime(2026, 3, 2, 9), None, "unknown"),
    (85, "partner", datetime(2026, 3, 2, 9), None, "excluded"),
    (85, None, datetime(2026, 3, 2, 9), None, "unknown"),
    (85, "", datetime(2026, 3, 2, 9), None, "unknown"),
]
WANTED = [row[-1] for row in ROWS]
FRAME = pl.DataFrame(
    [row[:-1] for row in ROWS], schema=["score", "source", "created_at", "First call"], orient="row"
).with_row_index("lead_id")
AWARE = FRAME.with_columns(
    pl.col("created_at", "First call").dt.replace_time_zone("America/New_York").dt.convert_time_zone("Asia/Tokyo")
)
CASTS: dict[str, pl.DataFrame] = {
    "naive": FRAME,
    "aware": AWARE,
    "utc": AWARE.with_columns(pl.col(pl.Datetime).dt.convert_time_zone("UTC")),
    "small numbers": FRAME.with_columns(pl.col("score").cast(pl.UInt8)),
    "floats": FRAME.with_columns(pl.col("score").cast(pl.Float64).fill_null(float("nan"))),
    "decimals": FRAME.with_columns(pl.col("score").cast(pl.Decimal(10, 2))),
    "categories": FRAME.with_columns(pl.col("source").cast(pl.Categorical)),
    "nanoseconds": FRAME.with_columns(pl.col(pl.Datetime).cast(pl.Datetime("ns"))),
}


@pytest.mark.parametrize("name", CASTS)
def test_it_says_what_is_due(name: str) -> None:
    frame = CASTS[name]
    verdict = Policy.from_text(POLICY)["hot"].expr(frame.schema, as_of=AS_OF)
    assert frame.select(verdict.alias("v"))["v"].to_list() == WANTED
    assert frame.lazy().with_columns(v=verdict).collect(engine="streaming").sort("lead_id")["v"].to_list() == WANTED


def test_it_agrees_with_a_check() -> None:
    found = Policy.from_text(POLICY).plan({"leads": FRAME}, as_of=AS_OF)["hot"].collect()
    of = dict(zip(found["key"], found["verdict"], strict=True))
    assert [of.get(f'{{"lead_id": {n}}}') for n in range(len(ROWS))] == WANTED


def test_without_a_schema_instants_are_aware() -> None:
    verdict = Policy.from_text(POLICY)["hot"].expr(as_of=AS_OF)
    assert AWARE.select(verdict.alias("v"))["v"].to_list() == WANTED
    with pytest.raises(pl.exceptions.PolarsError):
        FRAME.select(verdict)
    with pytest.raises(pl.exceptions.PolarsError):
        FRAME.lazy().with_columns(v=verdict).collect()


def test_it_is_a_text_and_works_in_groups() -> None:
    verdict = Policy.from_text(POLICY)["hot"].expr(FRAME.schema, as_of=AS_OF)
    assert FRAME.select(v=verdict).schema["v"] == pl.String
    grouped = FRAME.group_by(verdict.alias("v")).len().filter(pl.col("v") == "unknown")
    assert grouped["len"].to_list() == [3]
    assert FRAME.filter(verdict == "late").height == 1


def test_days_are_their_first_moment_in_the_policys_zone() -> None:
    frame = pl.DataFrame(
        {"lead_id": [1], "score": [85], "source": ["web"], "created_at": [date(2026, 3, 8)]}
    ).with_columns(pl.lit(datetime(2026, 3, 8, 8, tzinfo=UTC)).alias("First call"))
    # Midnight in New York is 05:00 UTC: three hours before the call.
    verdict = Policy.from_text(POLICY)["hot"].expr(frame.schema, as_of=AS_OF)
    assert frame.select(v=verdict)["v"].to_list() == ["met"]


def test_as_of_may_be_any_instant() -> None:
    clause = Policy.from_text(POLICY)["hot"]
    for as_of in (date(2026, 3, 9), datetime(2026, 3, 9), datetime(2026, 3, 9, tzinfo=ZoneInfo("America/New_York"))):
        assert FRAME.select(v=clause.expr(FRAME.schema, as_of=as_of))["v"].to_list() == WANTED


def test_a_measure_has_no_verdict_of_a_row() -> None:
    with pytest.raises(UsageError, match="SLA513"):
        Policy.from_text(POLICY)["volume"].expr(FRAME.schema, as_of=AS_OF)


def test_a_duty_over_child_rows_has_none_either() -> None:
    policy = Policy.from_text(
        "table touches of leads by lead_id\nevent calls = first touches.at\nclause hot: sales calls within 4h\n"
    )
    with pytest.raises(UsageError, match="SLA513"):
        policy["hot"].expr(as_of=AS_OF)


@pytest.mark.parametrize(
    "change",
    [
        {"created_at": pl.lit("yesterday")},
        {"score": pl.lit("many")},
        {"created_at": pl.lit([1])},
    ],
)
def test_a_column_of_another_kind_is_refused(change: dict[str, Any]) -> None:
    frame = FRAME.with_columns(**change)
    with pytest.raises(Exception, match="SLA") as caught:
        Policy.from_text(POLICY)["hot"].expr(frame.schema, as_of=AS_OF)
    assert isinstance(caught.value, DataError | UsageError) or type(caught.value).__name__ == "PolicyError"


def test_a_column_that_is_not_there_is_refused() -> None:
    frame = FRAME.drop("created_at")
    with pytest.raises(DataError, match="created_at"):
        Policy.from_text(POLICY)["hot"].expr(frame.schema, as_of=AS_OF)


def test_it_knows_waivers_and_excuses() -> None:
    policy = Policy.from_text("""agreement "Relief" timezone "America/New_York"
clause scored: marketing never score < 10
clause hot: sales first-touch within 4h excused by scored
waive hot for score > 90 from 2026-03-02 to 2026-03-02 because "outage"
""")
    frame = pl.DataFrame(
        {
            "lead_id": range(4),
            "score": [95, 5, 50, None],
            "created_at": [datetime(2026, 3, 2, 9)] * 4,
            "first_touch_at": [None] * 4,
        },
        schema_overrides={"first_touch_at": pl.Datetime("us")},
    )
    found = frame.select(v=policy["hot"].expr(frame.schema, as_of=AS_OF))["v"].to_list()
    assert found == ["waived", "excused", "missed", "unknown"]
