"""`keeps` on every engine: hand-made rows, and the verdicts that the language page gives them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.engines.judging import instances, leads, local, periods

TERM = "  term 2026-07-01 to 2026-07-31\n"
JULY = ("2026-07-01",)
NOON = "2026-07-05 12:00"


def verdict(clause: str, rows: pl.DataFrame, engine: str, as_of: str = "2026-09-01") -> tuple[str, float | None]:
    """Verdict and observed value of July."""
    return periods(f"{TERM}{clause}", {"leads": rows}, engine, local(as_of))[JULY]


# ---------------------------------------------------------------------------------------------------------- conversion


@pytest.fixture
def cohort() -> pl.DataFrame:
    """Four leads: reached exactly at the limit, a second too late, before its start, and never."""
    return leads(
        mql_at=[NOON] * 4, sql_at=["2026-07-15 12:00:00", "2026-07-15 12:00:01", "2026-07-04 12:00", None]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "expected"), [(">= 50%", "met"), ("> 50%", "breached"), ("<= 50%", "met"), ("< 50%", "breached"),
                             ("between 40% and 60%", "met"), ("between 51% and 60%", "breached"), ("= 50%", "met")],
)  # fmt: skip
def test_a_conversion_counts_who_reached_the_goal_in_time(
    cohort: pl.DataFrame, engine: str, target: str, expected: str
) -> None:
    clause = f"marketing keeps conversion MQL -> SQL within 10 days {target} per month"
    assert verdict(clause, cohort, engine) == (expected, 0.5)


def test_a_cohort_is_judged_when_the_last_of_it_has_had_its_time(cohort: pl.DataFrame, engine: str) -> None:
    clause = "marketing keeps conversion MQL -> SQL within 10 days >= 40% per month"
    assert verdict(clause, cohort, engine, "2026-08-10 23:59:59") == ("pending", 0.5)
    assert verdict(clause, cohort, engine, "2026-08-11 00:00:00") == ("met", 0.5)
    maturing = "marketing keeps conversion MQL -> SQL >= 75% per month maturing after 20 days"
    assert verdict(maturing, cohort, engine, "2026-08-20") == ("pending", 0.75)
    assert verdict(maturing, cohort, engine, "2026-08-21") == ("met", 0.75)
    assert verdict("marketing keeps conversion MQL -> SQL >= 75% per month", cohort, engine, "2026-08-01")[0] == "met"


def test_the_time_of_a_conversion_is_each_rows_own(engine: str) -> None:
    """Both take five days: ten are given until 10 July, and one from 11 July on; before a first date none is."""
    rows = leads(mql_at=["2026-07-10 12:00", "2026-07-11 12:00"], sql_at=["2026-07-15 12:00", "2026-07-16 12:00"])
    clause = "marketing keeps conversion MQL -> SQL within {} >= 50% per month"
    assert verdict(clause.format("10 days, 1 day from 2026-07-11"), rows, engine) == ("met", 0.5)
    later = f"let soon = 1 day from 2026-07-11\n{clause.format('soon')}"
    assert verdict(later, rows, engine) == ("breached", 0)
    # the month waits for the longest of the steps
    waits = clause.format("10 days, 1 day from 2026-07-11")
    assert verdict(waits, rows, engine, "2026-08-10 23:59:59")[0] == "pending"


@pytest.mark.parametrize("last", ["2100-12-31", "2150-12-31", "9999-12-31"])
@pytest.mark.parametrize("limit", ["within 10 days", "within 9 business hours", "by end of next business day"])
def test_a_term_without_an_end_in_sight(cohort: pl.DataFrame, engine: str, last: str, limit: str) -> None:
    """Nothing is looked up beyond the tables of zones and calendars; the term goes on, and so does the cohort."""
    head = f"  term 2026-07-01 to {last}\ncalendar office\n  open mon-fri 09:00-17:00\n"
    clause = f"marketing keeps conversion MQL -> SQL {limit} >= 50%"
    found = periods(f"{head}{clause}", {"leads": cohort}, engine, local("2026-09-01"))
    assert found[JULY][0] == "pending"


def test_an_unknown_row_counts_only_where_it_could_turn_the_rate(engine: str) -> None:
    # Two of three reached it; a fourth that may not belong did not: 2/3, or 2/4.
    rows = leads(
        mql_at=[NOON] * 4, sql_at=["2026-07-06 12:00"] * 2 + [None] * 2, country=["US", "US", "US", None]
    )  # fmt: skip
    clause = 'marketing keeps conversion MQL -> SQL {} per month for country = "US"'
    assert verdict(clause.format(">= 50%"), rows, engine)[0] == "met"
    assert verdict(clause.format(">= 51%"), rows, engine)[0] == "unknown"
    assert verdict(clause.format(">= 67%"), rows, engine)[0] == "breached"


# --------------------------------------------------------------------------------------------------------------- share


def test_a_share_of_rows_and_of_an_amount(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 4, source=["web", "web", "ads", "ads"], amount=[10.1, 10.2, 20.3, 0.0])
    count = 'marketing keeps share of MQL where source = "web" {} per month'
    assert verdict(count.format(">= 50%"), rows, engine) == ("met", 0.5)
    amount = 'marketing keeps share of amount in MQL where source = "web" {} per month'
    assert verdict(amount.format(">= 50%"), rows, engine) == ("met", 0.5)  # 20.3 of 40.6, exactly
    assert verdict(amount.format("> 50%"), rows, engine) == ("breached", 0.5)


def test_what_is_not_known_of_a_share(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 3, source=["web", "ads", None], amount=[60.0, 40.0, 50.0])
    clause = 'marketing keeps share of amount in MQL where source = "web" {} per month'
    found = [verdict(clause.format(f">= {t}%"), rows, engine)[0] for t in (40, 41, 73, 74)]
    assert found == ["met", "unknown", "unknown", "breached"]  # 60 to 110 of 150
    nothing = leads(mql_at=[NOON], source=["web"], amount=[0.0])
    assert verdict(clause.format(">= 40%"), nothing, engine) == ("not_applicable", None)
    hole = leads(mql_at=[NOON] * 2, source=["web", "web"], amount=[1.0, None])
    assert verdict(clause.format(">= 0%"), hole, engine)[0] == "unknown"


@pytest.mark.parametrize(
    ("sure", "doubtful", "expected"),
    [
        (0.0, 0.0, "not_applicable"),  # the whole is 0 with and without the row that may count
        (-2.0, 1.0, "not_applicable"),  # -2 or -1
        (0.0, 1.0, "unknown"),  # 0 or 1
        (3.0, 0.0, "met"),  # 3 of 3, whether or not nothing is added
    ],
)
def test_a_whole_that_may_be_nothing(engine: str, sure: float, doubtful: float, expected: str) -> None:
    rows = leads(mql_at=[NOON] * 2, source=["web", "web"], amount=[sure, doubtful], score=[50, None])
    clause = 'marketing keeps share of amount in MQL where source = "web" >= 40% per month for score >= 30'
    assert verdict(clause, rows, engine)[0] == expected


@pytest.mark.parametrize(
    ("sure", "doubtful", "ann", "bob"),
    [
        (0.0, 0.0, "not_applicable", "not_applicable"),  # all hold 0 together with and without the row that may count
        (0.0, 1.0, "unknown", "unknown"),  # 0 or 1
        (0.0, -1.0, "not_applicable", "not_applicable"),  # 0 or -1
        (3.0, -1.0, "met", "breached"),  # ann holds 0 of 3 or -1 of 2, bob 3 of 3 or 3 of 2
        (1.0, -1.0, "unknown", "unknown"),  # 1 or 0
    ],
)
def test_what_all_hold_together_may_be_nothing(engine: str, sure: float, doubtful: float, ann: str, bob: str) -> None:
    rows = leads(mql_at=[NOON] * 2, owner=["bob", "ann"], amount=[sure, doubtful], score=[50, None])
    clause = f"{TERM}marketing keeps share of amount in MQL <= 20% per month by owner for score >= 30"
    found = periods(clause, {"leads": rows}, engine, local("2026-09-01"))
    assert (found["2026-07-01", "ann"][0], found["2026-07-01", "bob"][0]) == (ann, bob)


def test_groups_without_rows_do_not_exist_and_small_ones_are_not_judged(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 4 + [None], source=["web"] * 5, owner=["ann", "ann", "bob", None, "cleo"])
    clause = f'{TERM}marketing keeps share of MQL where source = "web" >= 40% per month by owner min 2'
    assert periods(clause, {"leads": rows}, engine, local("2026-09-01")) == {
        ("2026-07-01", "ann"): ("met", 1), ("2026-07-01", "bob"): ("not_applicable", 1),
        ("2026-07-01", None): ("unknown", 1),
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- statistics


@pytest.mark.parametrize(
    ("statistic", "value"),
    [("average", 50), ("median", 40), ("min", 10), ("max", 110), ("p90", 110), ("p75", 80), ("p25", 10), ("p26", 20)],
)
def test_a_statistic_on_both_sides_of_its_value(engine: str, statistic: str, value: int) -> None:
    rows = leads(mql_at=[NOON] * 8, score=[10, 10, 20, 40, 50, 80, 80, 110])  # 400 in all
    clause = f"marketing keeps {statistic} score in MQL"
    found = {
        t: verdict(f"{clause} {t} per month", rows, engine)
        for t in (f">= {value}", f"> {value}", f"<= {value}", f"< {value}", f"= {value}", f"between 0 and {value - 1}")
    }
    assert list(found.values()) == [(v, value) for v in ("met", "breached", "met", "breached", "met", "breached")]


def test_an_unknown_value_may_be_any(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 4, score=[10, 20, 30, None])
    clause = "marketing keeps {} per month"
    found = {
        said: verdict(clause.format(said), rows, engine)[0]
        for said in ("average score in MQL >= 1", "median score in MQL <= 20", "median score in MQL <= 19",
                     "median score in MQL <= 9", "max score in MQL >= 30", "max score in MQL <= 29",
                     "max score in MQL <= 30")
    }  # fmt: skip
    assert list(found.values()) == ["unknown", "met", "unknown", "breached", "met", "breached", "unknown"]


def test_a_sum_and_a_count_are_delivered(engine: str) -> None:
    rows = leads(mql_at=[NOON] * 3, amount=[0.1, 0.2, None])
    assert verdict("marketing keeps count amount in MQL >= 2 per month", rows, engine) == ("met", 2)
    assert verdict("marketing keeps count amount in MQL >= 3 per month", rows, engine) == ("breached", 2)
    assert verdict("marketing keeps sum amount in MQL >= 0.3 per month", rows, engine) == ("met", 0.3)
    assert verdict("marketing keeps sum amount in MQL >= 0.4 per month", rows, engine) == ("unknown", 0.3)


# --------------------------------------------------------------------------------------------------------------- times


def touched(hours: list[Any]) -> pl.DataFrame:
    """Leads of the 31st of July at noon, touched so many hours later."""
    done = [None if h is None else f"2026-07-31 {12 + h:02d}:00" for h in hours]
    return leads(created_at=["2026-07-31 12:00"] * len(hours), first_touch_at=done)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-07-31 23:59", "pending"), ("2026-08-01 00:00", "pending"), ("2026-08-01 12:00", "pending"),
     ("2026-08-01 12:00:01", "breached")],
)  # fmt: skip
def test_who_waits_may_still_come_in_time_until_the_target_has_passed(engine: str, as_of: str, expected: str) -> None:
    clause = "sales keeps median time from created to first-touch <= 24h per month"
    assert verdict(clause, touched([1, None, None]), engine, as_of)[0] == expected


def test_an_untouched_lead_can_not_improve_a_time(engine: str) -> None:
    rows = touched([1, 1, None, None, None])
    clause = "sales keeps {} time from created to first-touch <= 24h per month{}"
    assert verdict(clause.format("median", ""), rows, engine)[0] == "breached"
    assert verdict(clause.format("median", " only finished"), rows, engine) == ("met", 3600)
    assert verdict(clause.format("median", ""), touched([1, 1, None, None]), engine) == ("met", 3600)
    assert verdict(clause.format("min", ""), rows, engine) == ("met", 3600)
    assert verdict(clause.format("average", ""), touched([1, 2, None]), engine, "2026-08-01 01:00")[0] == "pending"
    assert verdict(clause.format("average", ""), touched([1, 3]), engine) == ("met", 7200)


def test_a_time_on_the_calendar_of_the_policy(engine: str) -> None:
    # Friday the 31st: from noon to 17:00 it is open, then from Monday the 3rd at 09:00.
    rows = leads(created_at=["2026-07-31 12:00"], first_touch_at=["2026-08-03 10:30"])
    calendar = "calendar office\n  open mon-fri 09:00-17:00\n"
    clause = f"{TERM}{calendar}sales keeps max time from created to first-touch <= {{}} per month"
    for limit, expected in (("6.5 business hours", "met"), ("389 business min", "breached")):
        found = instances(clause.format(limit), {"leads": rows}, engine, local("2026-09-01"))
        assert found["verdict"].to_list() == [expected]
        assert found["observed"].to_list() == [6.5 * 3600]


def test_a_statistic_of_rolling_periods(engine: str) -> None:
    rows = leads(mql_at=["2026-07-01 12:00", "2026-07-02 12:00", "2026-07-03 12:00"], score=[10, 30, 50])
    clause = "marketing keeps average score in MQL >= 30 per rolling 2 days"
    found = periods(clause, {"leads": rows}, engine, local("2026-07-04"))
    assert found == {("2026-07-01",): ("breached", 20), ("2026-07-02",): ("met", 40)}
