"""What a clause rests on and why a subject came out as it did, as `sla explain` tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sla_dsl.cli.app import sla

Explain = Callable[..., tuple[int, str, str]]

POLICY = """agreement "S" between marketing and sales
  term 2026-07-01 to 2026-12-31
  timezone "America/New_York"
  currency USD
calendar office
  open mon-fri 09:00-17:30
  holidays US
let revenue_goal = $1M
let average_sale = $25k
let mql_to_won = 12%
let mql_target = ceil(revenue_goal / (average_sale * mql_to_won))
let hot_score = 70
define good = score >= hot_score and source != "spam"
exclude source = "Partner" because "own SLA"
clause volume: marketing delivers >= mql_target MQL per month
clause hot "Hot": sales first-touch within 4 business hours for good
clause speed: sales first-touch by tier
  | source       | score | within           |
  | demo,pricing | any   | 15 min           |
  | any          | >= 70 | 4 business hours |
clause filled: sales ensures owner is known for good
when hot breached then escalate "VP Sales"
waive hot for owner = "jane" from 2026-07-01 to 2026-08-14 because "parental leave"
table leads
  vip = score >= 90 and not doubtful
  doubtful = source = "spam"
  worth = score * 2
clause first: sales first-touch within 1h for vip
"""
LEADS = """lead_id,score,source,owner,created_at,mql_at,first_touch_at
1,85,web,bob,2026-07-02 16:00,2026-07-02 16:00,2026-07-06 12:00
2,85,web,jane,2026-07-01 09:00,2026-07-01 10:00,
3,20,demo,bob,2026-07-01 09:00,,2026-07-01 09:10
4,,web,bob,2026-07-01 09:00,,2026-07-01 09:10
5,90,Partner,bob,2026-07-01 09:00,,2026-07-01 09:10
6,90,web,bob,2026-06-01 09:00,,2026-06-01 09:10
"""


@pytest.fixture
def explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Runs `sla explain` on the policy and the leads; gives its exit code, text and messages."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(POLICY)
    (tmp_path / "leads.csv").write_text(LEADS)

    def run(*args: str, data: bool = True) -> tuple[int, str, str]:
        given = ("--data", "leads=leads.csv", "--as-of", "2026-07-10") if data else ()
        code = sla.run(["explain", "policy.sla", *given, *args])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


def story(explain: Explain, clause: str, key: str) -> dict[str, Any]:
    code, out, err = explain("--clause", clause, "--subject", key, "--format", "json")
    assert (code, err) == (0, "")
    (found,) = json.loads(out)["subjects"]
    return found


def told(found: dict[str, Any], what: str) -> list[str]:
    return [step["text"] for step in found["steps"] if step["what"] == what]


def test_the_target_shows_its_arithmetic_and_where_it_comes_from(explain: Explain) -> None:
    code, out, _ = explain("--clause", "volume", data=False)
    # 1,000,000 / (25,000 * 0.12) = 1,000,000 / 3,000 = 333.3, so 334
    said = " ".join(out.split())
    assert code == 0
    assert "target at least 334 MQL" in said
    assert "mql_target = ceil(revenue_goal / (average_sale * mql_to_won)) = " in said
    assert "ceil(1_000_000 USD / (25_000 USD * 12%)) = 334 (line 11)" in said
    assert "hot_score" not in said, "what the clause does not lead to is not told"
    assert "MQL at mql_at (the standard vocabulary:" in said


def test_a_clause_tells_what_speaks_of_it(explain: Explain) -> None:
    said = " ".join(explain("--clause", "hot", data=False)[1].split())
    assert "limit 4 business hours, on the hours of `office`" in said
    assert "calendar office open mon-fri 09:00-17:30 holidays US (line 5)" in said
    assert 'define good = score >= hot_score and source != "spam" (line 13)' in said
    assert 'consequence when hot breached then escalate "VP Sales" (line 22)' in said
    assert 'waiver hot for owner = "jane" from 2026-07-01 to 2026-08-14 because "parental leave" (line 23)' in said
    assert "verdict" not in said, "without data nothing is judged"


def test_with_data_the_verdict_and_its_counts_are_told(explain: Explain) -> None:
    code, out, _ = explain("--clause", "hot")
    # lead 1 is late, 2 waived, 4 has no score, 5 is a partner's; 3 is not hot and 6 before the term
    assert code == 0
    assert "BREACHED: 1 late, 1 unknown, 1 waived, 1 excluded" in out


def test_the_clock_stands_still_over_a_holiday_and_the_weekend(explain: Explain) -> None:
    found = story(explain, "hot", "1")
    # Thursday 16:00 to 17:30 is 1:30 h; Friday 3 July 2026 is the holiday observed; 2:30 h of Monday end at 11:30
    assert (found["verdict"], found["overdue_s"]) == ("late", 1800)
    assert found["start"] == "2026-07-02T20:00:00Z"
    assert found["due"] == "2026-07-06T15:30:00Z"
    clock = told(found, "clock")
    assert clock[0] == "4h 30m of `office` open"
    assert clock[1].endswith("open, 1h 30m")
    assert clock[2].endswith("shut (holiday on 2026-07-03, weekend), 3d 15h")
    assert told(found, "verdict") == ["late, 30 min after it was due"]


def test_each_condition_says_what_it_saw(explain: Explain) -> None:
    found = story(explain, "hot", "3")
    assert found["verdict"] is None
    assert found["reason"] == "no instance: it is out of scope, since `score >= 70` does not hold"
    asked = [step["asked"] for step in found["steps"] if step["what"] == "scope"]
    assert [(a["text"], a["holds"], a["values"]) for a in asked] == [
        ("score >= 70", False, {"score": 20}),
        ('source != "spam"', True, {"source": "demo"}),
    ]


def test_what_is_not_known_is_said(explain: Explain) -> None:
    found = story(explain, "hot", "4")
    assert found["verdict"] == "unknown"
    assert told(found, "scope")[0] == "score >= 70: not known (score is not known)"


def test_a_waiver_an_exclusion_and_the_term_are_told(explain: Explain) -> None:
    waived = story(explain, "hot", "2")
    assert (waived["verdict"], waived["waiver"]) == ("waived", "parental leave, 2026-07-01 to 2026-08-14")
    assert told(waived, "waiver")[0] == 'owner = "jane": holds (owner is jane)'
    excluded = story(explain, "hot", "5")
    assert excluded["verdict"] == "excluded"
    assert told(excluded, "excluded") == ['source = "Partner": holds (source is Partner)']
    early = story(explain, "hot", "6")
    assert early["verdict"] is None
    assert told(early, "term") == ["that is outside the days in force, 2026-07-01 to 2026-12-31"]


def test_the_line_of_a_table_and_why(explain: Explain) -> None:
    found = story(explain, "speed", "1")
    assert found["limit"] == {"value": 14400, "clock": "business_time", "low": None, "low_clock": None, "time": None}
    assert told(found, "tier") == [
        'line 1 (source demo, pricing): source in ("demo", "pricing"): does not hold (source is web)',
        "line 2 (score >= 70): holds (score is 85)",
    ]
    nothing = story(explain, "speed", "4")
    assert nothing["verdict"] == "unknown"
    assert told(nothing, "tier")[-1] == "line 2 (score >= 70): score >= 70: not known (score is not known)"


def test_a_row_of_a_measure_has_its_period(explain: Explain) -> None:
    found = story(explain, "volume", "1")
    assert found["verdict"] == "counted"
    (period,) = told(found, "period")
    assert period.startswith("month from 2026-07-01 (open): pending, ")
    assert story(explain, "volume", "3")["reason"] == "no instance: it has no mql_at, which would start it"


def test_an_invariant_tells_its_condition(explain: Explain) -> None:
    found = story(explain, "filled", "1")
    assert found["verdict"] == "met"
    assert told(found, "promise") == ["owner is known: holds (owner is bob)"]


def test_a_subject_that_is_not_there_and_one_without_data(explain: Explain) -> None:
    code, out, err = explain("--clause", "hot", "--lead", "77")
    assert (code, out) == (2, "")
    assert "error[SLA517]: no row of `leads` has the key `77`" in err
    code, _, err = explain("--clause", "hot", "--lead", "1", data=False)
    assert code == 2
    assert "error[SLA516]" in err
    code, _, err = explain("--clause", "hott", data=False)
    assert code == 3
    assert "did you mean `hot`?" in err


def test_near_keys_are_named(tmp_path: Path, explain: Explain) -> None:
    (tmp_path / "leads.csv").write_text(LEADS.replace("\n1,", "\nL-1001,").replace("\n2,", "\nL-2002,"))
    assert "did you mean `L-1001`?" in explain("--clause", "hot", "--subject", "L-1010")[2]


def test_touches_and_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(
        "table touches of leads by lead_id\n"
        "table changes of leads by lead_id\n"
        'event called = first touches.at where kind = "call"\n'
        'clause call: sales called within 8h paused while status = "waiting"\n'
    )
    (tmp_path / "leads.csv").write_text("lead_id,created_at\n1,2026-07-01 09:00\n")
    (tmp_path / "touches.csv").write_text(
        "lead_id,at,kind,who\n1,2026-07-01 10:00,email,ann\n1,2026-07-01 19:00,call,bob\n"
    )
    (tmp_path / "changes.csv").write_text("lead_id,at,status\n1,2026-07-01 12:00,waiting\n1,2026-07-01 15:00,open\n")
    given = [f"--data={name}={name}.csv" for name in ("leads", "touches", "changes")]
    code = sla.run(["explain", "policy.sla", "--clause", "call", "--subject", "1", "--format", "json", *given])
    (found,) = json.loads(capsys.readouterr().out)["subjects"]
    # 09:00 + 8 h + 3 h of pause = 20:00, so 19:00 is an hour early
    assert code == 0
    assert (found["verdict"], found["paused_s"], found["due"]) == ("met", 10800, "2026-07-01T20:00:00Z")
    assert told(found, "paused")[1].startswith("from Wed 1 Jul 2026 12:00 UTC to Wed 1 Jul 2026 15:00 UTC: ")
    assert told(found, "verdict") == ["met, 1 h before it was due"]
    assert "the row of touches with kind call" in told(found, "done")[0]


def test_what_was_made_is_counted_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(
        "table touches of leads by lead_id\nclause tries: sales makes >= 3 touches across >= 2 kind within 2 days\n"
    )
    (tmp_path / "leads.csv").write_text("lead_id,created_at\n1,2026-07-01 09:00\n2,2026-07-01 09:00\n")
    # the first one came before the lead, the last one after 3 July 09:00, and lead 2 has a touch of its own
    (tmp_path / "touches.csv").write_text(
        "lead_id,at,kind\n1,2026-06-30 09:00,call\n1,2026-07-01 10:00,email\n1,2026-07-01 11:00,email\n"
        "1,2026-07-02 10:00,call\n1,2026-07-03 09:01,email\n2,2026-07-01 10:00,email\n"
    )
    given = ["--data=leads=leads.csv", "--data=touches=touches.csv", "--as-of", "2026-07-10", "--format", "json"]

    def asked(key: str) -> dict[str, Any]:
        assert sla.run(["explain", "policy.sla", "--clause", "tries", "--subject", key, *given]) == 0
        (found,) = json.loads(capsys.readouterr().out)["subjects"]
        assert isinstance(found, dict)
        return found

    found = asked("1")
    assert told(found, "made") == [
        "3 in time, 1 later; 3 promised",
        "Wed 1 Jul 2026 10:00 UTC",
        "Wed 1 Jul 2026 11:00 UTC",
        "Thu 2 Jul 2026 10:00 UTC",
        "Fri 3 Jul 2026 09:01 UTC",
        "2 in time; 2 values of kind promised",
        "Wed 1 Jul 2026 10:00 UTC: email",
        "Thu 2 Jul 2026 10:00 UTC: call",
    ]
    assert told(found, "done")[0].startswith("Thu 2 Jul 2026 10:00 UTC")
    found = asked("2")
    assert told(found, "made")[0] == "1 in time; 3 promised"
    assert told(found, "done") == ["not yet"]


EVERY = """agreement "S" between marketing and sales
  timezone "Europe/Berlin"
calendar office
  open mon-fri 09:00-17:30
table touches of leads by lead_id
table changes of leads by lead_id
stage MQL in changes at at when stage = "MQL"
clause a: sales first-touch MQL within 4h
clause b: sales makes >= 2 touches within 14 days before disqualified unless score at first-touch > 90
clause c: marketing keeps conversion lead -> SQL within 30 days >= 30% per month by owner
clause d: sales keeps median time from created to first-touch <= 1 business hour per month
clause e: marketing keeps share of amount in won where source in ("web", "event") >= 40% per month
clause f: marketing keeps average score in lead >= 65 per month
clause g: marketing keeps ratio of amount in opportunity to amount in won <= 4 per month
clause h: sales fills email, company or owner on >= 98% of lead per month excused by i
clause i: sales never first_touch_at < created_at
clause k: sales first-touch by end of next business day for at least 1 of (score >= 50, day(created_at) = 1)
clause l: sales makes >= 1 touch within 5 days of first changes.at where stage = "MQL"
"""


@pytest.mark.parametrize("clause", "abcdefghikl")
def test_every_sort_of_clause_is_told(
    clause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(EVERY)
    (tmp_path / "leads.csv").write_text(
        "lead_id,created_at,first_touch_at,sql_at,opportunity_at,won_at,rejected_at,amount,score,source,owner,email,company\n"
        "1,2026-07-01 09:00,2026-07-01 10:00,2026-07-03,2026-07-04,2026-07-05,,100.5,80,web,ann,a@b.c,B\n"
        "2,2026-07-02 09:00,,,,,2026-07-09,,,event,,,C\n"
    )
    (tmp_path / "touches.csv").write_text("lead_id,at\n1,2026-07-01 10:00\n1,2026-07-02 10:00\n")
    (tmp_path / "changes.csv").write_text(
        "lead_id,at,stage,score\n1,2026-07-01 09:30,MQL,70\n1,2026-07-06 09:30,MQL,75\n2,2026-07-02 12:00,MQL,\n"
    )
    given = [f"--data={name}={name}.csv" for name in ("leads", "touches", "changes")]
    for key in ("1", "2"):
        code = sla.run(["explain", "policy.sla", "--clause", clause, "--subject", key, *given])
        done = capsys.readouterr()
        assert (code, done.err) == (0, "")
        assert max(map(len, done.out.splitlines())) <= 80
    assert sla.run(["explain", "policy.sla", "--clause", clause, *given]) == 0
    assert "verdict" in capsys.readouterr().out


def test_what_was_measured_is_shown_with_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(
        "let sale = average amount in won\nlet n = ceil($1000 / sale)\n"
        "clause c: marketing delivers >= n MQL per month\n"
    )
    (tmp_path / "leads.csv").write_text("lead_id,mql_at,won_at,amount\n1,2026-07-01,2026-07-02,300\n2,2026-07-01,,\n")
    assert sla.run(["explain", "policy.sla", "--clause", "c"]) == 0
    assert "sale = average amount in won, to be measured from the data" in " ".join(capsys.readouterr().out.split())
    assert sla.run(["explain", "policy.sla", "--clause", "c", "--data", "leads=leads.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "sale = average amount in won = 300, measured from 1 row" in said
    assert "n = ceil($1000 / sale) = ceil($1000 / 300) = 4" in said  # 1000 / 300 = 3.33


def test_the_columns_that_are_made_are_told_and_only_those_that_are_used(explain: Explain) -> None:
    code, out, _ = explain("--clause", "first", data=False)
    said = " ".join(out.split())
    assert code == 0
    assert "made of vip = score >= 90 and not doubtful (line 25)" in said
    assert 'made of doubtful = source = "spam" (line 26)' in said
    assert "worth" not in said


def test_a_limit_that_changes_on_dates_is_no_part_of_the_scope(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(
        "let soon = 8h from 2026-02-01, 4h from 2026-04-01\nclause hot: sales first-touch within soon for score >= 70\n"
    )
    (tmp_path / "leads.csv").write_text(
        "lead_id,score,created_at,first_touch_at\n1,80,2026-05-01 10:00,2026-05-01 11:00\n2,80,2026-01-05 10:00,\n"
    )
    said = {}
    for key in ("1", "2"):
        assert sla.run(["explain", "policy.sla", "--clause", "hot", "--subject", key, "--data", "leads=leads.csv"]) == 0
        said[key] = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("  scope", "  limit"))]
    assert said["1"] == ["  scope       score >= 70: holds (score is 80)", "  limit       4 h"]
    assert said["2"] == ["  scope       score >= 70: holds (score is 80)"]  # nothing is promised before February


def test_the_period_of_a_group_is_called_by_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.sla").write_text(
        "table leads of reps by owner\ntable reps\n  key rep\n"
        "clause a: marketing delivers >= 2 MQL per month by reps.region\n"
    )
    (tmp_path / "leads.csv").write_text("lead_id,owner,mql_at\n1,ann,2026-07-01\n2,ann,2026-07-02\n3,bob,2026-07-02\n")
    (tmp_path / "reps.csv").write_text("rep,region\nann,east\nbob,west\n")
    data = ("--data", "leads=leads.csv", "--data", "reps=reps.csv", "--as-of", "2026-08-01")
    assert sla.run(["explain", "p.sla", "--clause", "a", "--lead", "1", *data, "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["subjects"]
    (period,) = told(found, "period")
    assert period.startswith("month from 2026-07-01, reps.region east (closed): met, ")


def test_a_row_of_a_measure_has_its_tier_and_the_periods_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "  | source | score | target |\n  | web    | any   | >= 2   |\n  | any    | >= 70 | >= 1   |\n"
    (tmp_path / "p.sla").write_text(f"clause a: marketing delivers MQL per month by tier\n{table}")
    (tmp_path / "leads.csv").write_text("lead_id,source,score,mql_at\n1,web,90,2026-07-01\n2,event,90,2026-07-01\n")
    data = ("--data", "leads=leads.csv", "--as-of", "2026-08-01")
    assert sla.run(["explain", "p.sla", "--clause", "a", "--lead", "2", *data, "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["subjects"]
    assert [line.split(":")[0] for line in told(found, "tier")] == ["line 1 (source web)", "line 2 (score >= 70)"]
    (period,) = told(found, "period")
    assert period.startswith("month from 2026-07-01, tier score >= 70 (closed): met, ")
