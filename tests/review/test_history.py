"""How a clause moved over commits: when eight hours became four, by which commit, and who accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sla_dsl.cli.app import sla
from tests.review.conftest import Commit, git
from tests.review.pairs import HEAD

Caught = pytest.CaptureFixture[str]
EIGHT = HEAD + "let goal = 100\nclause speed: sales first-touch within 8h\n"
EIGHT += "clause volume: marketing delivers >= goal MQL per month\n"
FOUR = EIGHT.replace("8h", "4h").replace("and sales\n", 'and sales\n  accepted by sales "VP" on 2026-06-14\n')


@pytest.fixture
def ids(commit: Commit) -> list[str]:
    """Four commits: the policy, four hours, other words and another name, a greater goal."""
    return [
        commit("The agreement", "2026-06-01", policy=EIGHT),
        commit("Four hours", "2026-06-15", policy=FOUR),
        commit("Words", "2026-06-20", policy=FOUR.replace("speed", "hot").replace("4h", "240 min")),
        commit("More", "2026-07-01", policy=FOUR.replace("speed", "hot").replace("goal = 100", "goal = 120")),
    ]


def asked(capsys: Caught, *args: str) -> dict[str, object]:
    assert sla.run([*args, "--format", "json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def told(moves: object) -> list[tuple[str, list[tuple[str, object, object]]]]:
    """The first line of every commit's message, with the changes and what was and is said."""
    assert isinstance(moves, list)
    return [(m["subject"], [(c["id"], c["old_said"], c["new_said"]) for c in m["changes"]]) for m in moves]


def test_a_clause_is_followed_under_its_names(ids: list[str], capsys: Caught) -> None:
    found = asked(capsys, "log", "hot")["commits"]
    assert told(found) == [
        ("Words", [("clause-renamed", "speed", "hot")]),
        ("Four hours", [("limit-tightened", "8 hours", "4 hours")]),
        ("The agreement", []),
    ]
    assert isinstance(found, list)
    assert [m["commit"] for m in found] == [ids[2], ids[1], ids[0]]
    assert (found[1]["author"], found[1]["day"], found[1]["accepted"]) == (
        "Ann",
        "2026-06-15",
        ['sales "VP" on 2026-06-14'],
    )


def test_a_clause_moves_with_what_it_rests_on(ids: list[str], capsys: Caught) -> None:
    found = asked(capsys, "log", "volume")["commits"]
    assert told(found) == [
        ("More", [("amount-changed", "at least 100 MQL", "at least 120 MQL")]),
        ("The agreement", []),
    ]


def test_the_log_of_all_is_by_commit(ids: list[str], capsys: Caught) -> None:
    assert [subject for subject, _ in told(asked(capsys, "log")["commits"])] == [
        "More", "Words", "Four hours", "The agreement"
    ]  # fmt: skip
    assert sla.run(["log"]) == 0
    out = capsys.readouterr().out
    assert f"{ids[1][:7]}  2026-06-15  Ann: Four hours" in out
    assert "speed: time limit tightened: 8 hours -> 4 hours" in out
    assert max(map(len, out.splitlines())) <= 80


def test_blame_is_of_what_was_meant(ids: list[str], capsys: Caught) -> None:
    found = asked(capsys, "blame")["clauses"]
    assert isinstance(found, list)
    assert [(m["clause"], m["subject"]) for m in found] == [("hot", "Four hours"), ("volume", "More")]
    assert sla.run(["blame", "policy.sla", "--until", "HEAD~1"]) == 0
    assert "  the policy begins" in capsys.readouterr().out  # nobody has touched the volume by then


def test_a_commit_with_a_mistake_is_told_and_passed_over(commit: Commit, capsys: Caught) -> None:
    commit("one", policy=EIGHT)
    commit("broken", policy="clause speed: sales first-touch within\n")
    commit("mended", policy=EIGHT.replace("8h", "6h"))
    found = asked(capsys, "log")["commits"]
    assert told(found) == [("mended", [("limit-tightened", "8 hours", "6 hours")]), ("broken", []), ("one", [])]
    assert isinstance(found, list)
    assert found[1]["broken"]


def test_a_base_that_changes_is_a_commit_of_the_policy(commit: Commit, capsys: Caught) -> None:
    commit(
        "one",
        teams__base="let goal = 100\n",
        teams__policy=HEAD + 'use "base.sla"\nclause c: marketing delivers >= goal MQL per month\n',
    )
    commit("two", teams__base="let goal = 90\n")
    assert told(asked(capsys, "log", "c", "--policy", "teams/policy.sla")["commits"])[0][0] == "two"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("log", "spede"), "did you mean `speed`?"),
        (("log", "--policy", "no.sla"), "no commit has a policy `no.sla`"),
        (("blame", "--until", "nowhere"), "`nowhere` is neither a file nor a revision"),
    ],
)
def test_what_has_no_history_is_told(ids: list[str], capsys: Caught, arguments: tuple[str, ...], said: str) -> None:
    assert sla.run(arguments) == 2
    assert said in capsys.readouterr().err


def test_git_shows_what_policies_mean(commit: Commit, capsys: Caught, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))  # git calls the program by itself
    commit("one", policy=EIGHT)
    assert sla.run(["git-driver"]) == 0
    assert "sla git-driver --remove" in capsys.readouterr().out
    Path("policy.sla").write_text("# a comment\n" + EIGHT.replace("8h", "480 min"), encoding="utf-8")
    assert git("diff") == ""
    Path("policy.sla").write_text(EIGHT.replace("8h", "4h"), encoding="utf-8")
    shown = git("diff")
    assert "-  limit: 8 hours" in shown
    assert "+  limit: 4 hours" in shown
    assert sla.run(["git-driver", "--remove"]) == 0
    assert "+clause speed: sales first-touch within 4h" in git("diff")
