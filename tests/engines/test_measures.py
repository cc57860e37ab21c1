"""Measures on every engine: hand-made rows, and the verdicts that the language page gives them."""

from __future__ import annotations

from tests.engines.judging import instances, leads, local, periods

TERM = "  term 2026-07-01 to 2026-09-30\n"
JULY = "  term 2026-07-01 to 2026-07-31\n"


def test_every_period_of_the_term_exists(engine: str) -> None:
    rows = leads(mql_at=["2026-07-01 00:00", "2026-07-31 23:59:59", "2026-09-01 00:00", "2026-06-30 23:59"])
    found = periods(f"{TERM}marketing delivers >= 2 MQL per month", {"leads": rows}, engine, local("2026-09-10"))
    assert found == {
        ("2026-07-01",): ("met", 2), ("2026-08-01",): ("breached", 0), ("2026-09-01",): ("pending", 1),
    }  # fmt: skip


def test_a_band_of_a_closed_period(engine: str) -> None:
    rows = leads(mql_at=[*["2026-07-05 12:00"] * 3, *["2026-08-05 12:00"] * 5, "2026-09-05 12:00"])
    clause = f"{TERM}marketing delivers between 2 and 4 MQL per month"
    assert periods(clause, {"leads": rows}, engine, local("2026-10-10")) == {
        ("2026-07-01",): ("met", 3), ("2026-08-01",): ("breached", 5), ("2026-09-01",): ("breached", 1),
    }  # fmt: skip


def test_pace_is_the_share_of_the_fullest_week(engine: str) -> None:
    # July 2026: a week from Monday the 6th. August: weeks clipped to the month, its 31st alone in one.
    even = ["2026-07-01 12:00", "2026-07-07 12:00", "2026-07-14 12:00", "2026-07-21 12:00", "2026-07-28 12:00"]
    rushed = ["2026-08-03 12:00", "2026-08-10 12:00", *["2026-08-31 12:00"] * 2]
    clause = f"{TERM}marketing delivers >= 4 MQL per month paced <= 40% per week"
    found = periods(clause, {"leads": leads(mql_at=even + rushed)}, engine, local("2026-09-01"))
    assert found == {
        ("2026-07-01",): ("met", 5), ("2026-08-01",): ("breached", 4), ("2026-09-01",): ("pending", 0),
    }  # fmt: skip


def test_a_pace_over_any_days_in_a_row(engine: str) -> None:
    """Half of four is two. July: 1 and 3 are two in three days. August: 9, 10 and 11 are three, in two calendar weeks.
    September: the 30th of August and the 1st and 2nd would be three, but lie in two months."""
    days = ["07-01", "07-03", "07-04", "07-20", "08-09", "08-10", "08-11", "08-30", "09-01", "09-02", "09-15", "09-28"]
    rows = leads(mql_at=[f"2026-{d} 12:00" for d in days])
    clause = f"{TERM}marketing delivers >= 4 MQL per month paced <= 50% per"
    by_week = periods(f"{clause} week", {"leads": rows}, engine, local("2026-10-01"))
    assert [v for v, _ in by_week.values()] == ["breached", "met", "met"]  # 1 to 5 July is a week
    rows = leads(mql_at=[f"2026-{d} 12:00" for d in days if d != "07-04"] + ["2026-07-25 12:00"])
    found = instances(f"{clause} rolling 3 days", {"leads": rows}, engine, local("2026-10-01"))
    assert found["verdict"].to_list() == ["met", "breached", "met"]
    assert "3 days to 2026-08-11 holds too much of it" in found["reason"][1]


def test_a_pace_over_days_in_a_row_of_a_short_or_an_open_period(engine: str) -> None:
    rows = {"leads": leads(mql_at=["2026-07-01 12:00", "2026-07-02 12:00"])}
    short = "marketing delivers >= 2 MQL from 2026-07-01 to 2026-07-02 paced <= 60% per rolling 3 days"
    assert periods(short, rows, engine, local("2026-08-01")) == {("2026-07-01",): ("breached", 2)}
    shorter = short.replace("rolling 3 days", "rolling 1 day")  # one of two is half of them
    assert periods(shorter, rows, engine, local("2026-08-01")) == {("2026-07-01",): ("met", 2)}
    of_target = f"{TERM}marketing delivers >= 10 MQL per month paced <= 10% of target per rolling 2 days"
    assert periods(of_target, rows, engine, local("2026-07-04"))[("2026-07-01",)] == ("breached", 2)


def test_sums_are_exact_and_an_unknown_amount_may_be_anything(engine: str) -> None:
    rows = leads(
        mql_at=["2026-07-05 12:00"] * 3 + ["2026-08-05 12:00"] * 2 + ["2026-09-05 12:00"] * 2,
        amount=[0.1, 0.2, 99.7, 99.9, None, 100.0, None],
    )
    at_least = f"{TERM}marketing delivers >= 100 of amount in MQL per month"
    assert periods(at_least, {"leads": rows}, engine, local("2026-10-10")) == {
        ("2026-07-01",): ("met", 100), ("2026-08-01",): ("unknown", 99.9), ("2026-09-01",): ("met", 100),
    }  # fmt: skip
    at_most = f"{TERM}marketing delivers <= 100 of amount in MQL per month"
    assert periods(at_most, {"leads": rows}, engine, local("2026-10-10")) == {
        ("2026-07-01",): ("met", 100), ("2026-08-01",): ("unknown", 99.9), ("2026-09-01",): ("unknown", 100),
    }  # fmt: skip


def test_half_a_millionth_is_rounded_up(engine: str) -> None:
    rows = leads(mql_at=["2026-07-05 12:00"] * 3, amount=[0.0000005, 0.0000025, -0.0000005])
    found = periods(
        f"{TERM}marketing delivers >= 0 of amount in MQL per month", {"leads": rows}, engine, local("2026-07-31")
    )
    assert found == {("2026-07-01",): ("met", 0.000004)}


def test_groups_of_the_table_count_as_zero_and_a_null_group_is_unknown(engine: str) -> None:
    rows = leads(
        mql_at=["2026-07-05 12:00", "2026-07-05 12:00", None, "2026-08-05 12:00"], owner=["ann", "bob", "cleo", None]
    )
    found = periods(
        f"{TERM}marketing delivers >= 1 MQL per month by owner", {"leads": rows}, engine, local("2026-08-31")
    )
    assert {k: v for k, (v, _) in found.items()} == {
        ("2026-07-01", "ann"): "met", ("2026-07-01", "bob"): "met", ("2026-07-01", "cleo"): "breached",
        ("2026-08-01", "ann"): "pending", ("2026-08-01", "bob"): "pending", ("2026-08-01", "cleo"): "pending",
        ("2026-08-01", None): "unknown",
    }  # fmt: skip


def test_unknown_membership_counts_only_where_it_could_turn_the_verdict(engine: str) -> None:
    rows = leads(
        mql_at=["2026-07-05 12:00"] * 3 + ["2026-08-05 12:00"] * 2, country=["US", "US", None, "US", None]
    )  # fmt: skip
    clause = f'{TERM}marketing delivers >= 2 MQL per month for country = "US"'
    assert periods(clause, {"leads": rows}, engine, local("2026-09-01")) == {
        ("2026-07-01",): ("met", 2), ("2026-08-01",): ("unknown", 1), ("2026-09-01",): ("pending", 0),
    }  # fmt: skip


def test_rolling_windows_begin_with_the_data_and_not_with_what_is_counted(engine: str) -> None:
    """Of five days that the clause is in force on, three windows of three days end on the last three (rule 20)."""
    clause = "marketing delivers >= 1 MQL per rolling 3 days from 2026-07-01 to 2026-07-05"
    rows = leads(created_at=["2026-06-20 12:00"], mql_at=["2026-07-10 12:00"])
    found = periods(clause, {"leads": rows}, engine, local("2026-08-01"))
    assert found == {(f"2026-07-0{day}",): ("breached", 0) for day in (1, 2, 3)}


def test_an_amount_that_is_too_large_to_be_added_up_is_not_known(engine: str) -> None:
    """3 and what nobody knows: it adds nothing (rule 11), and 3 is the lesser half of both."""
    large = [[1e200, 1e17, 1e18], [1e200, 10.0, 1.0]]  # 1e400 is infinite, 1e18 is a name for a whole number
    for amount, score in zip(*large, strict=True):
        rows = leads(created_at=["2026-07-02 12:00"] * 2, amount=[amount, 3.0], score=[score, 1.0])
        expected = {
            "marketing delivers <= 5 of amount * score in lead per month": ("unknown", 3),
            "marketing delivers >= 5 of amount * score in lead per month": ("unknown", 3),
            "marketing delivers >= 2 of amount * score in lead per month": ("met", 3),
            "marketing keeps average amount * score in lead >= 5 per month": ("unknown", 3),
            "marketing keeps median amount * score in lead >= 5 per month": ("breached", 3),
            "marketing keeps share of amount * score in lead where score >= 0 >= 5% per month": ("unknown", 1),
        }
        for clause, verdict in expected.items():
            found = periods(f"{JULY}{clause}", {"leads": rows}, engine, local("2026-08-10"))
            assert found == {("2026-07-01",): verdict}, clause
