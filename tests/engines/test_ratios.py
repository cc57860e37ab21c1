"""Ratios of two counts or sums, on every engine: what is not known of either side (rule 144)."""

from __future__ import annotations

import polars as pl
import pytest

from tests.engines.judging import leads, local, moments, periods

JULY = "2026-07-10 12:00"


@pytest.mark.parametrize(
    ("option", "expected"), [("", "not_applicable"), (" min 2", "not_applicable"), (" for score > 5", "not_applicable")]
)
def test_without_anything_below_nothing_is_judged_whatever_is_above(engine: str, option: str, expected: str) -> None:
    """One MQL of which the score is not known stands over no SQL."""
    rows = leads(created_at=[JULY], mql_at=[JULY], sql_at=[None], score=[None])
    clause = f"marketing keeps ratio of MQL to SQL >= 2 per month{option}"
    assert periods(clause, {"leads": rows}, engine, local("2026-08-01")) == {("2026-07-01",): (expected, None)}


def test_a_period_that_one_of_two_tables_does_not_reach_is_partial(engine: str) -> None:
    """Leads reach back to June, what was spent to the 10th of July: June and July are not judged, August is."""
    policy = """
table spend
  key spend_id
stage spent in spend at spent_at
marketing keeps ratio of MQL to spent >= 1 per month"""
    days = ["2026-06-10 12:00", "2026-07-10 12:00", "2026-08-10 12:00"]
    tables = {
        "leads": leads(created_at=days, mql_at=days),
        "spend": pl.DataFrame({"spend_id": [1, 2], "spent_at": moments(days[1:])}),
    }
    assert periods(policy, tables, engine, local("2026-09-01")) == {
        ("2026-06-01",): ("not_applicable", None),
        ("2026-07-01",): ("not_applicable", 1.0),
        ("2026-08-01",): ("met", 1.0),
    }


@pytest.mark.parametrize("per", ["day", "week", "rolling 7 days"])
def test_a_table_without_rows_is_not_taken_for_nothing_spent(engine: str, per: str) -> None:
    """Nothing was spent over two leads: a cap would hold, and nobody knows whether it does."""
    policy = (
        """
table spend
  key spend_id
stage spent in spend at spent_at
marketing keeps ratio of spent to MQL <= 1 per """
        + per
    )
    at = ["2026-07-01 00:00", "2026-07-02 09:00"]
    empty = pl.DataFrame({"spend_id": [1], "spent_at": moments(at[:1])}).clear()
    found = periods(policy, {"leads": leads(created_at=at, mql_at=at), "spend": empty}, engine, local("2026-08-01"))
    assert {verdict for verdict, _ in found.values()} <= {"not_applicable"}


def test_periods_go_on_to_the_last_day_of_either_table(engine: str) -> None:
    """No lead is an MQL. Leads are told of until September and spending of from the 10th of July on: that month is
    partial, and nothing stands below in the two after it."""
    policy = """
table spend
  key spend_id
stage spent in spend at spent_at
marketing keeps ratio of spent to MQL <= 1 per month"""
    tables = {
        "leads": leads(created_at=["2026-06-10 12:00", "2026-09-10 12:00"], mql_at=[None, None]),
        "spend": pl.DataFrame({"spend_id": [1], "spent_at": moments(["2026-07-10 12:00"])}),
    }
    assert periods(policy, tables, engine, local("2026-10-01")) == {
        ("2026-07-01",): ("not_applicable", None),
        ("2026-08-01",): ("not_applicable", None),
        ("2026-09-01",): ("not_applicable", None),
    }


def test_windows_begin_where_both_tables_do_also_where_one_counts_nothing(engine: str) -> None:
    """Both tables tell of the 10th to the 14th of July: three windows of three days, and what was spent for a source
    that nobody knows lies in the first one."""
    policy = """
table spend
  key spend_id
stage spent in spend at spent_at
marketing keeps ratio of spent to MQL <= 1 per rolling 3 days by source"""
    tables = {
        "leads": leads(created_at=["2026-06-30 12:00", "2026-07-14 12:00"], mql_at=[None, None], source=["web"] * 2),
        "spend": pl.DataFrame({"spend_id": [1], "spent_at": moments(["2026-07-10 12:00"]), "source": [None]}).cast(
            {"source": pl.String}
        ),
    }
    assert periods(policy, tables, engine, local("2026-08-01")) == {
        ("2026-07-10", None): ("unknown", None),
        ("2026-07-10", "web"): ("not_applicable", None),
        ("2026-07-11", "web"): ("not_applicable", None),
        ("2026-07-12", "web"): ("not_applicable", None),
    }


def test_an_exclude_is_about_leads_alone(engine: str) -> None:
    """Of two leads one is left out; of what was spent for the same source nothing is: 1 over 2."""
    policy = """
table spend
  key spend_id
stage spent in spend at spent_at
exclude source = "ads" because "of another agreement"
marketing keeps ratio of MQL to spent >= 1 per month"""
    at = ["2026-07-01 09:00"] * 2
    tables = {
        "leads": leads(created_at=at, mql_at=at, source=["ads", "web"]),
        "spend": pl.DataFrame({"spend_id": [1, 2], "spent_at": moments(at), "source": ["ads", "web"]}),
    }
    found = periods(policy, tables, engine, local("2026-08-01"))
    assert found == {("2026-07-01",): ("breached", 0.5)}


def test_a_sum_over_a_count_is_compared_with_an_amount_of_money(engine: str) -> None:
    """July: 100 + 50 spent over three MQL are $50 each; August: 120 over two are $60 (rule 224)."""
    policy = """
table spend
  key spend_id
stage spent in spend at spent_at
marketing keeps ratio of cost in spent to MQL <= $50 per month"""
    days = ["2026-07-01 00:00", "2026-07-02 09:00", "2026-07-31 23:59", "2026-08-01 00:00", "2026-08-03 09:00"]
    spent = pl.DataFrame(
        {"spend_id": [1, 2, 3], "spent_at": moments([days[0], days[2], days[3]]), "cost": [100, 50, 120]}
    )
    found = periods(policy, {"leads": leads(created_at=days, mql_at=days), "spend": spent}, engine, local("2026-09-01"))
    assert found == {("2026-07-01",): ("met", 50.0), ("2026-08-01",): ("breached", 60.0)}
