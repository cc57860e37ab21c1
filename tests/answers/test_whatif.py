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
clause band: marketing delivers between 1 and 3 MQL per month
clause window: sales first-touch between 2h and 4h
clause dated: sales first-touch within 4h, 1h from 2026-07-02
clause from-july: sales first-touch within 1h from 2026-07-02, 2h from 2026-08-01
let asked = 60%, 90% from 2026-07-01
clause shares: sales first-touch within 4h on >= asked per month
clause more: marketing delivers >= 110% of previous MQL per month
clause owed: marketing delivers >= 4 MQL per month
when owed breached then carry over
clause even: marketing keeps balance of MQL within 50% per month by owner
clause sooner: sales first-touch by tier on >= 50% per month
  | lead_id | within                 |
  | <= 3    | 4h, 1h from 2026-07-02 |
  | any     | 1 day                  |
clause tomorrow: sales first-touch by end of next day
clause mixed: sales first-touch within 4h, 4 business hours from 2026-07-02
"""
# touched after 1 h, exactly 4 h, 5 h (all on Wednesday), never, and on Thursday one hour before the as-of not yet
LEADS = """lead_id,created_at,first_touch_at,mql_at,owner
1,2026-07-01 09:00,2026-07-01 10:00,2026-06-01 10:00,ann
2,2026-07-01 09:00,2026-07-01 13:00,2026-06-02 10:00,bob
3,2026-07-01 09:00,2026-07-01 14:00,2026-06-03 10:00,ann
4,2026-07-01 09:00,,2026-07-01 10:00,bob
5,2026-07-02 09:00,,,
"""
Whatif = Callable[..., tuple[int, str, str]]


@pytest.fixture
def whatif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Whatif:
    """Runs `sla whatif`; gives its exit code, text and messages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(POLICY)
    (tmp_path / "leads.csv").write_text(LEADS)

    def run(clause: str, *args: str, as_of: str = "2026-07-02 10:00") -> tuple[int, str, str]:
        code = sla.run(["whatif", clause, "policy.sla", "--data", "leads=leads.csv", "--as-of", as_of, *args])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def points(whatif: Whatif, *args: str, **at: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = whole(whatif, *args, **at)["points"]
    return found


def whole(whatif: Whatif, *args: str, **at: str) -> dict[str, Any]:
    code, out, err = whatif(*args, "--format", "json", **at)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def met(found: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(p["said"], p["met"], p["judged"]) for p in found]


LATER = "2026-08-01"
"""June, with three MQLs, and July, with one, have closed."""


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
        (("band", "--target", "1..3"), "the target of `band` has two ends, and one of them is moved at a time"),
        (("window", "--limit", "1h..3h"), "the limit of `window` has two ends, and one of them is moved at a time"),
        (
            ("band", "--target", "2..4", "--end", "lower"),
            "the range goes on above the upper end, which stays where it is",
        ),
        (
            ("window", "--limit", "1h..4h", "--end", "upper"),
            "the range goes on below the lower end, which stays where it is",
        ),
        (("volume", "--target", "2..4", "--end", "lower"), "the target of `volume` has no two ends"),
        (("tomorrow", "--limit", "1h..4h"), "`tomorrow` is due at a time of the day, so its limit can not be varied"),
        (("mixed", "--limit", "1h..4h"), "`mixed` has limits on different clocks, so its limit can not be varied"),
        (("volume", "--target", "1h..5h"), "`volume` has a target in another unit, so its target can not be varied"),
    ],
)
def test_what_can_not_be_tried_is_said(whatif: Whatif, args: tuple[str, ...], message: str) -> None:
    code, out, err = whatif(*args)
    assert (code, out) == (2, "")
    assert f"error[SLA519]: {message}" in err


@pytest.mark.parametrize("limit", ["9:00..12:00", "09:00..18:00", "1h..4h"])
def test_for_a_time_of_the_day_it_is_said_what_shows_another_one(whatif: Whatif, limit: str) -> None:
    assert "`sla diff POLICY COPY --data TABLE=FILE`" in " ".join(whatif("tomorrow", "--limit", limit)[2].split())


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


def test_one_end_of_a_band_is_moved_and_the_other_one_stays(whatif: Whatif) -> None:
    # with at most 1 or 2, June's three are too many; with at least 2 or 3, July's one is too few
    upper = whole(whatif, "band", "--target", "1..4", "--end", "upper", as_of=LATER)
    assert met(upper["points"]) == [("1", 1, 2), ("2", 1, 2), ("3", 2, 2), ("4", 2, 2)]
    assert (upper["end"], upper["stays"], upper["now"][0]["value"]) == ("upper", "1", 3)
    lower = whole(whatif, "band", "--target", "1..3", "--end", "lower", as_of=LATER)
    assert met(lower["points"]) == [("1", 2, 2), ("2", 1, 2), ("3", 1, 2)]
    assert [p["present"] for p in lower["points"]] == [True, False, False]
    _, text, _ = whatif("band", "--target", "1..3", "--end", "lower", as_of=LATER)
    assert text.startswith("band: what would be met with another lower end of its target, the upper one staying at 3\n")


def test_one_end_of_a_limit_is_moved_and_the_other_one_stays(whatif: Whatif) -> None:
    # touched after 1, 4 and 5 hours; leads 4 and 5 never were
    found = points(whatif, "window", "--limit", "1h..3h", "--end", "lower", as_of=LATER)
    assert met(found) == [("1 h", 2, 5), ("2 h", 1, 5), ("3 h", 1, 5)]
    found = points(whatif, "window", "--limit", "3h..5h", "--end", "upper", as_of=LATER)
    assert met(found) == [("3 h", 0, 5), ("4 h", 1, 5), ("5 h", 2, 5)]


def test_a_value_stands_in_the_place_of_the_targets_of_all_dates(whatif: Whatif) -> None:
    found = whole(whatif, "later", "--target", "1..4", as_of=LATER)
    assert met(found["points"]) == [("1", 2, 2), ("2", 1, 2), ("3", 1, 2), ("4", 0, 2)]
    assert [p["present"] for p in found["points"]] == [True, True, False, False]
    assert found["now"] == [
        {"said": "1", "value": 1, "since": None}, {"said": "2", "value": 2, "since": "2026-07-01"},
    ]  # fmt: skip
    text = whatif("later", "--target", "1..4", as_of=LATER)[1]
    assert "promised now: 1, 2 from 2026-07-01; every value stands in the place of all of them\n" in text


def test_a_value_stands_in_the_place_of_the_limits_and_shares_of_all_dates(whatif: Whatif) -> None:
    found = points(whatif, "dated", "--limit", "3h..5h", as_of=LATER)
    assert met(found) == [("3 h", 1, 5), ("4 h", 2, 5), ("5 h", 3, 5)]
    # two of five were touched within four hours: 40 %
    found = points(whatif, "shares", "--share", "40%..60%", "--step", "10%", as_of=LATER)
    assert met(found) == [("40%", 1, 1), ("50%", 0, 1), ("60%", 0, 1)]
    assert [p["present"] for p in found] == [False, False, True]


def test_before_the_first_date_nothing_is_promised_by_any_value(whatif: Whatif) -> None:
    # only lead 5 comes on July 2 or later, and nobody touched it
    assert met(points(whatif, "from-july", "--limit", "1h..2h", as_of=LATER)) == [("1 h", 0, 1), ("2 h", 0, 1)]


def test_the_dates_of_a_tier(whatif: Whatif) -> None:
    found = points(whatif, "sooner", "--limit", "1h..5h", "--tier", "lead_id <= 3", as_of=LATER)
    assert [(p["met"], p["judged"], p["present"]) for p in found] == [
        (1, 3, True), (1, 3, False), (1, 3, False), (2, 3, True), (3, 3, False),
    ]  # fmt: skip


def test_a_share_of_the_period_before(whatif: Whatif) -> None:
    # July has one MQL and June had three, a third; June has no month before it
    found = points(whatif, "more", "--target", "30%..40%", "--step", "10%", as_of=LATER)
    assert met(found) == [("30%", 1, 1), ("40%", 0, 1)]


def test_what_is_carried_over_is_what_the_value_that_is_tried_misses(whatif: Whatif) -> None:
    # 3 in June and 1 in July. Of 1 nothing is missed; of 4, one: July would owe five
    assert met(points(whatif, "owed", "--target", "1..4", as_of=LATER)) == [
        ("1", 2, 2), ("2", 1, 2), ("3", 1, 2), ("4", 0, 2),
    ]  # fmt: skip


def test_a_balance_is_moved_on_both_sides(whatif: Whatif) -> None:
    # June: ann 2 and bob 1, the median 1; July: ann 0 and bob 1, the median 0, to which nothing else is near
    found = whole(whatif, "even", "--target", "50%..100%", "--step", "50%", as_of=LATER)
    assert met(found["points"]) == [("50%", 2, 4), ("100%", 3, 4)]
    assert (found["end"], [p["present"] for p in found["points"]]) == (None, [True, False])


def test_the_page_has_a_bar_and_a_line_for_every_value(whatif: Whatif) -> None:
    code, page, err = whatif("hot", "--limit", "3h..5h", "--format", "html")
    assert (code, err) == (0, "")
    assert "<h1>hot: what would be met with another limit</h1>" in page
    assert page.count("<rect") == 3
    assert page.count('<th scope="row"') == 3
    assert "3 h: 1 of 4 met; 4 h: 2 of 4 met; 5 h: 3 of 4 met" in page
    assert ">4 h, as promised now</th>" in page
    assert "http" not in page.replace("http-equiv", ""), "it needs nothing from outside"
