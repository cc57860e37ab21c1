"""Other values in the place of a clause's own, counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sla_dsl.cli.app import sla

POLICY = """agreement "S" between marketing and sales
calendar office
  open mon-fri 09:00-17:00
clause hot: sales first-touch within 4h
clause office-hours: sales first-touch within 4 business hours
clause volume: marketing delivers >= 2 MQL per month
clause fast: sales first-touch within 4h on >= 90% per month
clause tiers: marketing delivers MQL per month
  | lead_id | target |
  | 1       | >= 1   |
clause by-lead: sales first-touch on >= 50% per month by tier
  | lead_id | within |
  | 1, 4    | 30 min |
  | <= 3    | 4h     |
  | any     | 1 day  |
clause later: marketing delivers >= 1, 2 from 2026-07-01 MQL per month
"""
# touched after 1 h, exactly 4 h, 5 h (all on Wednesday), never, and on Thursday one hour before the as-of not yet
LEADS = """lead_id,created_at,first_touch_at,mql_at
1,2026-07-01 09:00,2026-07-01 10:00,2026-06-01 10:00
2,2026-07-01 09:00,2026-07-01 13:00,2026-06-02 10:00
3,2026-07-01 09:00,2026-07-01 14:00,2026-06-03 10:00
4,2026-07-01 09:00,,2026-07-01 10:00
5,2026-07-02 09:00,,
"""
Whatif = Callable[..., tuple[int, str, str]]


@pytest.fixture
def whatif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Whatif:
    """Runs `sla whatif`; gives its exit code, text and messages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(POLICY)
    (tmp_path / "leads.csv").write_text(LEADS)

    def run(clause: str, *args: str) -> tuple[int, str, str]:
        code = sla.run(
            ["whatif", clause, "policy.sla", "--data", "leads=leads.csv", "--as-of", "2026-07-02 10:00", *args]
        )
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def points(whatif: Whatif, *args: str) -> list[dict[str, Any]]:
    code, out, err = whatif(*args, "--format", "json")
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["points"]
    return found


def test_a_limit_is_tried_for_every_hour(whatif: Whatif) -> None:
    found = points(whatif, "hot", "--limit", "1h..5h")
    # lead 4 was missed with each of them; lead 5, an hour old, is due at 10:00 with 1 h and still waits
    assert [(p["value"], p["met"], p["judged"], p["pending"]) for p in found] == [
        (3600, 1, 4, 1), (7200, 1, 4, 1), (10800, 1, 4, 1), (14400, 2, 4, 1), (18000, 3, 4, 1),
    ]  # fmt: skip
    assert [p["present"] for p in found] == [False, False, False, True, False]
    assert found[-1]["share"] == 0.75


def test_the_present_limit_is_among_the_values_and_agrees_with_the_check(whatif: Whatif) -> None:
    found = points(whatif, "hot", "--limit", "3h..9h", "--step", "3h")
    assert [p["value"] for p in found] == [10800, 14400, 21600, 32400]
    assert [p["present"] for p in found] == [False, True, False, False]


def test_a_limit_stays_on_the_clock_of_the_clause(whatif: Whatif) -> None:
    found = points(whatif, "office-hours", "--limit", "8h..9h")
    # the office closes at 17:00 after 8 hours; 9 are over on Thursday at 10:00, which is now
    assert [(p["limit"]["clock"], p["met"], p["judged"], p["pending"]) for p in found[-2:]] == [
        ("business_time", 3, 4, 1), ("business_time", 3, 3, 2),
    ]  # fmt: skip


def test_a_target_counts_periods(whatif: Whatif) -> None:
    found = points(whatif, "volume", "--target", "1..4")
    # June has 3 and begins on the 1st, the first instant of the table; July, still open, has 1 and can not miss yet
    assert [(p["value"], p["met"]) for p in found] == [(1, 2), (2, 1), (3, 1), (4, 0)]
    assert [p["present"] for p in found] == [False, True, False, False]


def test_a_share_counts_periods(whatif: Whatif) -> None:
    found = points(whatif, "fast", "--share", "40%..100%", "--step", "20%")
    assert [p["said"] for p in found] == ["40%", "60%", "80%", "90%", "100%"]
    assert {p["verdict"] for p in found} == {"pending"}, "July is open"


def test_the_text_marks_what_is_promised_now(whatif: Whatif) -> None:
    code, out, _ = whatif("hot", "--limit", "1h..5h")
    assert code == 0
    (line,) = [line for line in out.splitlines() if line.startswith("* ") and "promised" not in line]
    assert line.split() == ["*", "4", "h", "2", "4", "50%"]
    assert "#" not in out, "bars are for terminals"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("hot", "--limit", "5h..1h"), "`5h..1h` ends before it begins"),
        (("hot", "--limit", "1h..90%"), "`1h..90%` has ends of two sorts"),
        (("hot", "--limit", "soon"), "`soon` is no amount for `--limit`"),
        (("hot", "--limit", "1h..5h", "--step", "10%"), "`10%` is no step through `1h..5h`"),
        (("hot", "--limit", "1..5"), "`hot` is promised in time, so its limit can not be varied"),
        (("hot", "--target", "1..5"), "`hot` has no target, so its target can not be varied"),
        (("volume", "--limit", "1h..5h"), "`volume` has no limit of time, so its limit can not be varied"),
        (("volume", "--share", "1%..5%"), "`volume` is judged by its target, so its share can not be varied"),
        (("tiers", "--target", "1..5"), "`tiers` has tiers, and its target is tried for one of them"),
        (("tiers", "--target", "1..5", "--tier", "lead_id 2"), "`tiers` has no tier `lead_id 2`"),
        (("hot", "--limit", "1h..5h", "--tier", "any"), "`hot` promises the same to all, and has no tiers"),
        (("later", "--target", "1..5"), "`later` has a target that changes on dates, so its target can not be varied"),
        (("volume", "--target", "1h..5h"), "`volume` has a target in another unit, so its target can not be varied"),
    ],
)
def test_what_can_not_be_tried_is_said(whatif: Whatif, args: tuple[str, ...], message: str) -> None:
    code, out, err = whatif(*args)
    assert (code, out) == (2, "")
    assert f"error[SLA519]: {message}" in err


def test_one_thing_is_tried_at_a_time(whatif: Whatif) -> None:
    assert whatif("hot")[0] == 2
    assert "error[SLA510]" in whatif("hot", "--limit", "1h..2h", "--share", "1%..2%")[2]


def test_a_limit_of_one_tier(whatif: Whatif) -> None:
    # leads 2 and 3, touched after 4 h and 5 h: 1 is at most 3 as well, and has the line above
    found = points(whatif, "by-lead", "--limit", "3h..5h", "--tier", "lead_id <= 3")
    assert [(p["said"], p["met"], p["judged"]) for p in found] == [("3 h", 0, 2), ("4 h", 1, 2), ("5 h", 2, 2)]
    assert [p["present"] for p in found] == [False, True, False]


def test_a_share_and_a_target_of_one_tier(whatif: Whatif) -> None:
    # lead 1 came too late for 30 minutes and 4 was never touched, and July is open; of June's MQLs one has the number 1
    (share,) = points(whatif, "by-lead", "--share", "50%..50%", "--tier", "lead_id 1, 4")
    assert (share["present"], share["judged"], share["pending"]) == (True, 0, 1), "July is open"
    found = points(whatif, "tiers", "--target", "0..1", "--tier", "lead_id 1")
    assert [(p["said"], p["present"]) for p in found] == [("0", False), ("1", True)]
