"""The reference evaluator on names, numbers and logic, by hand."""

from __future__ import annotations

from tests.support.reference_fixtures import (
    first,
    lead,
    mql,
    states,
    utc,
    verdicts,
)


def test_let_is_exact_and_dated_steps_hold_from_their_day() -> None:
    rows = mql(*[f"2026-07-{day:02} 12:00" for day in range(1, 31)] * 2)
    term = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\n'
    sixty = first(
        term + "let goal = ceil(21 / 35%)\nmarketing delivers <= goal MQL per month\n", rows, utc("2026-08-01")
    )
    assert sixty.instances[0].verdict == "met"
    text = "let quick = 8h from 2026-01-01, 4h from 2026-07-02\nsales first-touch within quick\n"
    found = first(text, [lead(1), lead(2, created_at=utc("2026-07-02 00:00"))], utc("2026-07-09"))
    assert [i.due for i in found.instances] == [utc("2026-07-01 17:00"), utc("2026-07-02 04:00")]


def test_kleene_logic() -> None:
    rows = [lead(1, score=None, icp=True), lead(2, score=None, icp=False), lead(3, score=90, icp=None)]
    conditions = {
        "score >= 70 or icp": {1: "missed", 2: "unknown", 3: "missed"},
        "score >= 70 and icp": {1: "unknown", 3: "unknown"},
        "not icp": {2: "missed", 3: "unknown"},
        "score is unknown": {1: "missed", 2: "missed"},
        "at least 2 of (icp, score >= 70, created_at is known)": {1: "missed", 2: "unknown", 3: "missed"},
    }
    for condition, expected in conditions.items():
        text = f"sales first-touch within 4h for {condition}\n"
        assert verdicts(first(text, rows, utc("2026-07-09"))) == expected, condition


def test_a_redefined_stage_wins_over_the_prelude() -> None:
    text = "stage MQL at created_at when score >= 80\nmarketing delivers >= 1 MQL per day\n"
    found = first(text, [lead(1), lead(2, score=79)], utc("2026-07-02"))
    assert states(found)[0][1:] == ("closed met", 1)
