"""`sla review` on the command line, and what it and `sla check` write into a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

REVIEW = ("review", "policy.sla", "--data", "leads=leads.csv", "--as-of", "2026-07-02")


def test_it_writes_markdown(run: Run) -> None:
    done = run(*REVIEW)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Agreement without a title: review of 2026-07-01 to 2026-07-01\n")
    assert "1 of 2 leads (50%)" in done.out


def test_the_ending_of_the_file_says_the_shape(run: Run, folder: Path) -> None:
    done = run(*REVIEW, "--output", "review.html")
    assert (done.code, done.out) == (0, "")
    assert (folder / "review.html").read_text().startswith("<!doctype html>\n")
    run(*REVIEW, "--output", "review.html", "--format", "markdown")
    assert (folder / "review.html").read_text().startswith("# ")


def test_what_changed_since_an_older_policy(run: Run, folder: Path) -> None:
    (folder / "old.sla").write_text("clause hot: sales first-touch within 8h for score >= 70\n")
    done = run(*REVIEW, "--since", "old.sla")
    assert done.code == 0
    assert "tightened" in done.out
    assert "8 hours → 4 hours" in done.out


def test_keys_are_hidden_where_asked(run: Run, folder: Path) -> None:
    (folder / "leads.csv").write_text("lead_id,owner,score,created_at,first_touch_at\nL-17,jane,85,2026-07-01 09:00,\n")
    assert "L-17" in run(*REVIEW).out
    assert "Jane" in run(*REVIEW).out.title()
    hidden = run(*REVIEW, "--redact-salt", "pepper").out
    assert "L-17" not in hidden
    assert "jane" not in hidden


def test_other_columns_are_shown_where_asked(run: Run) -> None:
    assert "score" not in run(*REVIEW).out.partition("## Worst")[2].partition("## Waivers")[0]
    assert "score 85" in run(*REVIEW, "--show", "score").out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--period", "2026-Q7"], "SLA560"),
        (["--since", "nothing.sla"], "SLA501"),
        (["--by", "nobody"], "SLA523"),
        (["--show", "nothing"], "SLA523"),
        (["--output", "nowhere/review.html"], "SLA509"),
        (["--ledger", "nowhere/l.jsonl"], "SLA509"),
        (["--format", "pdf"], "SLA506"),
    ],
)
def test_wrong_use(run: Run, more: list[str], code: str) -> None:
    done = run(*REVIEW, *more)
    assert (done.code, done.out) == (2, "")
    assert f"error[{code}]" in done.err


def test_without_data_there_is_nothing_to_review(run: Run) -> None:
    done = run("review", "policy.sla")
    assert done.code == 2
    assert "error[SLA516]" in done.err


def test_without_a_clause_there_is_nothing_to_review(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text('agreement "A" between marketing and sales\n')
    done = run(*REVIEW)
    assert (done.code, done.out) == (2, "")
    assert "error[SLA503]" in done.err


def test_a_clause_that_can_not_be_judged_ends_with_4(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text("clause filled: sales ensures company is known\n")
    assert run(*REVIEW).code == 4


def test_check_and_review_add_the_same_run_once(run: Run, folder: Path) -> None:
    check = ("check", *REVIEW[1:], "--fail-on", "never", "--ledger", "l.jsonl")
    assert run(*check).code == 0
    once = (folder / "l.jsonl").read_bytes()
    (line,) = once.splitlines()
    said = json.loads(line)
    assert (said["clause"], said["verdict"], said["counts"]) == ("hot", "breached", {"missed": 1, "met": 1})
    months = [p for p in said["periods"] if p["kind"] == "month"]
    assert [(p["label"], p["counts"]) for p in months] == [("2026-07", {"missed": 1, "met": 1})]
    assert run(*REVIEW, "--ledger", "l.jsonl").code == 0
    assert run(*check).code == 0
    assert (folder / "l.jsonl").read_bytes() == once


def test_the_folder_names_a_ledger_for_reviews(run: Run, folder: Path) -> None:
    (folder / "sla.toml").write_text('ledger = "kept.jsonl"\n[data]\nleads = "leads.csv"\n')
    assert run("check", ".", "--fail-on", "never").code == 0
    assert not (folder / "kept.jsonl").exists()  # a check writes nothing that nobody asked for
    assert run("review", ".").code == 0
    assert (folder / "kept.jsonl").exists()
    assert run("review", ".", "--ledger", "other.jsonl").code == 0
    assert (folder / "other.jsonl").read_text() == (folder / "kept.jsonl").read_text()


def test_a_ledger_changes_nothing_of_what_check_says(run: Run) -> None:
    check = ("check", *REVIEW[1:])
    assert run(*check, "--ledger", "l.jsonl") == run(*check)


def test_a_broken_ledger_stops_before_anything_is_judged(run: Run, folder: Path) -> None:
    (folder / "l.jsonl").write_text("{}\n")
    for command in (REVIEW, ("check", *REVIEW[1:])):
        done = run(*command, "--ledger", "l.jsonl")
        assert (done.code, done.out) == (2, "")
        assert "l.jsonl:1:1: error[SLA561]" in done.err
    assert (folder / "l.jsonl").read_text() == "{}\n"


def test_a_ledger_without_data_is_refused(run: Run) -> None:
    done = run("check", "policy.sla", "--ledger", "l.jsonl")
    assert (done.code, "error[SLA512]" in done.err) == (2, True)
