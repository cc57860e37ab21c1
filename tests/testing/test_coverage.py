"""What tests have shown of a clause: the outcomes and both sides of every edge, each found missing and found shown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from sla_dsl.cli.suites import run, suites
from sla_dsl.cli.tested import not_shown
from sla_dsl.testing.coverage import points

MET, BREACHED = "that it is met", "that it is breached"


def missing(tmp_path: Path, clause: str, tests: str = "", **files: str) -> list[str]:
    """What no test shows of the one clause."""
    for name, text in files.items():
        (tmp_path / f"{name}.sla").write_text(text, encoding="utf-8")
    policy = tmp_path / "policy.sla"
    policy.write_text(f"{clause}\n{tests}", encoding="utf-8")
    found = suites([str(policy)])
    shown = {pair for s in found for test, source in s.tests for pair in run(s, test, source).shown}
    (form,) = found[0].forms
    at = (form.meta.file, form.meta.line, form.meta.id)
    return [point.said for point in points(form) if (at, point.name) not in shown]


def a_test(header: str, rows: Sequence[str], as_of: str, clause: str = "c") -> str:
    """A test of some rows, `1 | ...`, under a header."""
    table = "".join(f"    | {n} | {row} |\n" for n, row in enumerate(rows, 1))
    return f'test "t"\n  given leads\n    | lead_id | {header} |\n{table}  as of {as_of}\n  expect {clause} met\n'


DUTY = "clause c: sales first-touch within 4h"
AT, AFTER = "first-touch exactly when it is due", "first-touch just after it was due"
TIMES = "created_at | first_touch_at"


@pytest.mark.parametrize(
    ("rows", "as_of", "left"),
    [
        (["2026-07-01 09:00 | 2026-07-01 10:00"], "2026-07-02", [BREACHED, AT, AFTER]),
        (["2026-07-01 09:00 | 2026-07-01 13:00"], "2026-07-02", [BREACHED, AFTER]),
        (["2026-07-01 09:00 | 2026-07-01 13:01"], "2026-07-02", [MET, AT]),
        (["2026-07-01 09:00 | 2026-07-01 13:02"], "2026-07-02", [MET, AT, AFTER]),
        (["2026-07-01 09:00 | "], "2026-07-01 13:00", [MET, BREACHED, AFTER]),
        (["2026-07-01 09:00 | "], "2026-07-01 13:01", [MET, AT]),
        (["2026-07-01 09:00 | "], "2026-07-02", [MET, AT, AFTER]),
        (["2026-07-01 09:00 | 2026-07-01 13:00", "2026-07-01 09:00 | 2026-07-01 13:00:01"], "2026-07-02", []),
    ],
)
def test_both_sides_of_a_limit(tmp_path: Path, rows: list[str], as_of: str, left: list[str]) -> None:
    """From nine o'clock four hours end at one; a minute later is just after."""
    assert missing(tmp_path, DUTY, a_test(TIMES, rows, as_of)) == left


@pytest.mark.parametrize(
    ("condition", "scores", "left"),
    [
        ("score >= 70", ["100", "12"], ["score of 70", "score of 69"]),
        ("score >= 70", ["70", "12"], ["score of 69"]),
        ("score >= 70", ["69.5", "71"], ["score of 70"]),
        ("score > 70", ["69", "70"], ["score of 71"]),
        ("score <= 70", ["70", "69"], ["score of 71"]),
        ("70 >= score", ["70", "71"], []),
        ("score < 70", ["70", "71"], ["score of 69"]),
        ("score between 50 and 70", ["50", "71"], ["score of 49", "score of 70"]),
        ("score > 0.5", ["0.5", "0.7"], ["score of 0.6"]),
        ("not (score < 70 or score is unknown)", ["70", "69"], []),
        ("email is known", ["70"], []),
    ],
)
def test_both_sides_of_a_number_that_a_column_is_compared_with(
    tmp_path: Path, condition: str, scores: list[str], left: list[str]
) -> None:
    rows = [f"2026-07-01 09:00 | {score}" for score in scores]
    tests = a_test("created_at | score", rows, "2026-07-02")
    found = missing(tmp_path, f"{DUTY} for {condition}", tests)
    assert [said for said in found if said.startswith("score")] == left


@pytest.mark.parametrize(
    ("target", "enough", "beyond"),
    [
        (">= 2", "2 MQL in a month", "1 MQL in a month"),
        ("> 1", "2 MQL in a month", "1 MQL in a month"),
        ("<= 2", "2 MQL in a month", "3 MQL in a month"),
        ("< 3", "2 MQL in a month", "3 MQL in a month"),
        (">= 1.5", "2 MQL in a month", "1 MQL in a month"),
        ("<= 2.5", "2 MQL in a month", "3 MQL in a month"),
    ],
)
def test_the_last_count_that_is_enough_and_the_first_that_is_not(
    tmp_path: Path, target: str, enough: str, beyond: str
) -> None:
    clause = f"clause c: marketing delivers {target} MQL per month"
    assert sorted(missing(tmp_path, clause)[2:]) == sorted([enough, beyond])
    for count in (1, 2, 3):
        rows = [f"2026-06-30 09:00 | 2026-07-0{n} 09:00" for n in range(1, count + 1)]
        left = missing(tmp_path, clause, a_test("created_at | mql_at", rows, "2026-08-02"))
        assert (f"{count} MQL in a month" in left) is False
        assert {s for s in (enough, beyond) if s != f"{count} MQL in a month"} <= set(left)


def test_an_open_month_shows_nothing_of_the_target(tmp_path: Path) -> None:
    clause = "clause c: marketing delivers >= 2 MQL per month"
    one_of_july = a_test("created_at | mql_at", ["2026-06-30 09:00 | 2026-07-01 09:00"], "2026-07-20")
    assert "1 MQL in a month" in missing(tmp_path, clause, one_of_july)


def test_both_ends_of_a_band_and_money(tmp_path: Path) -> None:
    band = "clause c: marketing delivers between 2 and 3 MQL per week"
    assert missing(tmp_path, band)[2:] == [
        "2 MQL in a week", "1 MQL in a week", "3 MQL in a week", "4 MQL in a week",
    ]  # fmt: skip
    money = "clause c: marketing delivers >= $250k of amount in MQL per quarter"
    assert missing(tmp_path, money)[2:] == ["250,000 USD in a quarter", "249,999 USD in a quarter"]
    header, first = "created_at | mql_at | amount", "2026-06-30 09:00 | 2026-07-01 09:00"
    for amount, left in (("250000", 1), ("249999.50", 0), ("249998", None)):
        found = missing(tmp_path, money, a_test(header, [f"{first} | {amount}"], "2026-10-02"))[1:]
        both = ["250,000 USD in a quarter", "249,999 USD in a quarter"]
        assert found == (both if left is None else [both[left]])


def test_the_share_itself_and_one_row_less(tmp_path: Path) -> None:
    """Of four leads three in time are 75 %; of three two are 66.7 %, and one more would make it."""
    clause = f"{DUTY} on >= 75% per month"
    in_time, late = "2026-07-01 09:00 | 2026-07-01 13:00", "2026-07-01 09:00 | 2026-07-01 13:01"
    before = "2026-06-30 09:00 | 2026-06-30 10:00"
    share, short = "exactly 75% in a month", "one row short of 75%"
    for rows, left in (
        ([in_time] * 3 + [late], [short]),
        ([in_time] * 2 + [late], [share]),
        ([in_time] + [late] * 3, [share, short]),
    ):
        found = missing(tmp_path, clause, a_test(TIMES, [before, *rows], "2026-08-02"))
        assert [said for said in found if "75%" in said] == left
    assert not [said for said in missing(tmp_path, DUTY) if "%" in said]


def test_a_month_that_breaks_only_the_pace(tmp_path: Path) -> None:
    """Both of July's two come in one week: the number is kept, and the pace is not."""
    clause = "clause c: marketing delivers >= 2 MQL per month paced <= 50% per week"
    header, alone = "created_at | mql_at", "the number kept, and the pace broken"
    rows = ["2026-06-30 09:00 | 2026-07-01 09:00", "2026-06-30 09:00 | 2026-07-02 09:00"]
    assert alone not in missing(tmp_path, clause, a_test(header, rows, "2026-08-02"))
    assert alone in missing(tmp_path, clause, a_test(header, rows[:1], "2026-08-02"))


def test_a_statistic_at_its_target(tmp_path: Path) -> None:
    clause = "clause c: marketing keeps average score in MQL >= 65 per month"
    first = "2026-06-30 09:00 | 2026-07-01 09:00"
    at = "exactly the target in a month"
    for scores, left in ((["60", "70"], False), (["60", "71"], True)):
        rows = [f"{first} | {score}" for score in scores]
        assert (at in missing(tmp_path, clause, a_test("created_at | mql_at | score", rows, "2026-08-02"))) is left


def test_a_test_file_with_other_numbers_shows_the_same_points(tmp_path: Path) -> None:
    """A hundred leads are no test: with a target of two the same edges are shown."""
    policy = "let target = 100\nclause c: marketing delivers >= target MQL per month"
    assert missing(tmp_path, policy)[2:] == ["100 MQL in a month", "99 MQL in a month"]
    rows = [f"2026-06-30 09:00 | 2026-07-0{n} 09:00" for n in (1, 2)]
    tests = "".join(a_test("created_at | mql_at", some, "2026-08-02") for some in (rows, rows[:1]))
    assert missing(tmp_path, policy, policy_test=f'use "policy.sla" with target = 2\n{tests}') == []


def test_what_is_missing_is_told_clause_by_clause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = tmp_path / "policy.sla"
    rows = ["2026-07-01 09:00 | 2026-07-01 13:00", "2026-07-01 09:00 | 2026-07-01 13:00:01"]
    clauses = f"{DUTY}\nclause d: sales accepts or rejects MQL within 2 days\n"
    policy.write_text(clauses + a_test(TIMES, rows, "2026-07-02"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = suites(["policy.sla"])
    (ran,) = (run(s, *test) for s in found for test in s.tests)
    text = not_shown([ran], found, 80)
    assert text == textwrap.dedent(
        """\
        clauses tested throughout: 1 of 2
        ✓ c
        ✗ d (policy.sla:2), no test shows
            that it is met                        a promise that nobody can keep would
                                                  not be seen
            that it is breached                   a promise that nobody can break looks
                                                  kept
            accepts or rejects exactly when it is due
                                                  the last moment is to be in time
            accepts or rejects just after it was due
                                                  a minute later is to be too late
        """
    )


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (
            'marketing keeps share of amount in won where source = "web" >= 40% per quarter',
            ["exactly 40% in a quarter"],
        ),
        (
            "marketing keeps conversion MQL -> SQL within 30 days > 30% per week",
            ["exactly 30% in a week", "one row above 30%"],
        ),
        (
            "marketing fills email on >= 98% of MQL per rolling 30 days",
            ["exactly 98% in 30 days", "one row short of 98%"],
        ),
        ("marketing delivers >= 500 MQL from 2026-07-01 to 2026-09-30", ["500 MQL in all", "499 MQL in all"]),
        ("sales ensures rejection_reason is known for rejected", []),
        ("sales ensures score > 5 for rejected", ["score of 5", "score of 6"]),
    ],
)
def test_what_each_promise_has_beside_its_outcomes(tmp_path: Path, promise: str, said: list[str]) -> None:
    assert missing(tmp_path, f"clause c: {promise}") == [MET, BREACHED, *said]
