"""`sla diff` as a user meets it: what may stand for a policy, the gate and its exit codes, the three formats."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sla_dsl.cli.app import sla
from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.v1 import json_schema
from tests.review.conftest import Commit
from tests.review.pairs import HEAD

ROOT = Path(__file__).parents[2]
OLD = HEAD + "clause speed: sales first-touch within 4h for score >= 70\n"
NEW = OLD.replace("4h", "8h")


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `old.sla` and `new.sla`: four hours became eight."""
    monkeypatch.chdir(tmp_path)
    Path("old.sla").write_text(OLD, encoding="utf-8")
    Path("new.sla").write_text(NEW, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = sla.run(["diff", *args])
    done = capsys.readouterr()
    return code, done.out, done.err


Caught = pytest.CaptureFixture[str]


def test_two_files(two: Path, capsys: Caught) -> None:
    code, out, _ = run(capsys, "old.sla", "new.sla")
    assert code == 0
    assert out.splitlines()[:4] == ["SLA", "old.sla -> new.sla", "", "1 change: 1 loosened"]
    assert "time limit loosened: 4 hours -> 8 hours" in out
    assert "more for marketing to bear, in favour of sales" in out
    assert max(map(len, out.splitlines())) <= 80


def test_whose_promises_become_stricter_stands_above_all(two: Path, capsys: Caught) -> None:
    Path("old.sla").write_text(f"{OLD}clause volume: marketing delivers >= 100 MQL per month\n", encoding="utf-8")
    Path("new.sla").write_text(f"{NEW}clause volume: marketing delivers >= 120 MQL per month\n", encoding="utf-8")
    out = run(capsys, "old.sla", "new.sla", "--as-of", "2026-02-01")[1]
    assert out.splitlines()[3:7] == [
        "2 changes: 1 tightened, 1 loosened",
        "  what sales promises: 1 loosened",
        "  what marketing promises: 1 tightened",
        "  2 of them reach back into what has begun",
    ]
    markdown = run(capsys, "old.sla", "new.sla", "--format", "markdown")[1]
    assert "- what marketing promises: 1 tightened" in markdown.splitlines()


def test_the_mistakes_of_both_sides_are_told(two: Path, capsys: Caught) -> None:
    Path("old.sla").write_text("clause a: sales delivrs\n", encoding="utf-8")
    Path("new.sla").write_text("clause b: sales acepts\n", encoding="utf-8")
    code, _, err = run(capsys, "old.sla", "new.sla")
    assert (code, err.count("error[")) == (3, 2)
    assert "old.sla:1:17" in err
    assert "new.sla:1:17" in err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (("4h", "2h"), "1 change tightens a promise, and the version is still `1`"),
        (("score >= 70", "icp"), "1 change may tighten a promise, and the version is still `1`"),
        (('"1"\n', "\n", "4h", "2h", "score >= 70", "icp"),
         "1 change tightens a promise and 1 may, and the agreement has no version"),
    ],
)  # fmt: skip
def test_a_version_that_stays_is_told_in_plain_words(
    two: Path, capsys: Caught, changes: tuple[str, ...], said: str
) -> None:
    old, new = OLD, OLD
    for was, now in zip(changes[::2], changes[1::2], strict=True):
        new = new.replace(was, now)
    if "no version" in said:
        old = OLD.replace(' version "1"', "")
        new = new.replace(" version ", "")
    Path("old.sla").write_text(old, encoding="utf-8")
    Path("new.sla").write_text(new, encoding="utf-8")
    remarks = json.loads(run(capsys, "old.sla", "new.sla", "--format", "json")[1])["remarks"]
    assert [r["message"] for r in remarks] == [said]


def test_the_same_meaning_in_other_words_is_said(two: Path, capsys: Caught) -> None:
    Path("new.sla").write_text(f"# the same\n{OLD.replace('4h', '240 min')}", encoding="utf-8")
    assert "equal in meaning, differs in text" in run(capsys, "old.sla", "new.sla", "--fail-on", "any")[1]
    assert "the same text" in run(capsys, "old.sla", "old.sla")[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-on", "loosened"], 1),
        (["--fail-on", "tightened"], 0),
        (["--fail-on", "any"], 1),
        (["--fail-on", "retroactive"], 0),  # without an as-of nothing has begun
        (["--fail-on", "retroactive", "--as-of", "2025-12-31"], 0),
        (["--fail-on", "retroactive", "--as-of", "2026-01-01"], 1),
        (["--fail-on", "tightened", "--fail-on", "loosened"], 1),
    ],
)
def test_the_gate(two: Path, capsys: Caught, arguments: list[str], code: int) -> None:
    assert run(capsys, "old.sla", "new.sla", *arguments)[0] == code


def test_what_may_go_either_way_passes_no_gate(two: Path, capsys: Caught) -> None:
    Path("new.sla").write_text(OLD.replace("score >= 70", "icp"), encoding="utf-8")
    for kind in ("loosened", "tightened"):
        assert run(capsys, "old.sla", "new.sla", "--fail-on", kind)[0] == 1


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('change = "limit-loosened"\nbecause = "agreed"', 0),
        ('change = "limit-loosened"\nclause = "speed"\nfrom = "4 hours"\nto = "8 hours"\nbecause = "agreed"', 0),
        ('change = "limit-loosened"\nto = "12 hours"\nbecause = "agreed"', 1),
        ('change = "limit-loosened"\nclause = "other"\nbecause = "agreed"', 1),
        ('change = "limit-tightened"\nbecause = "agreed"', 1),
    ],
)
def test_accepted_changes_pass(two: Path, capsys: Caught, entry: str, code: int) -> None:
    Path("accepted.toml").write_text(f"[[accepted]]\n{entry}\n", encoding="utf-8")
    done, out, _ = run(capsys, "old.sla", "new.sla", "--fail-on", "loosened", "--accepted", "accepted.toml")
    assert done == code
    assert ("accepted: agreed" in out) is (code == 0)
    assert ("there is no such change" in " ".join(out.split())) is (code == 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[accepted", "is not TOML"),
        ("[gone]", "says `gone`"),
        ('[[accepted]]\nchange = "limit-losened"\nbecause = "x"', "did you mean `limit-loosened`?"),
        ('[[accepted]]\nchange = "limit-loosened"', "gives no reason in entry 1"),
        ('[[accepted]]\nchange = "limit-loosened"\nbecause = "x"\nclaus = "y"', "did you mean `clause`?"),
        ("[[accepted]]\nchange = 1", "has no texts in entry 1"),
    ],
)
def test_a_wrong_file_of_accepted_changes_is_told(two: Path, capsys: Caught, text: str, said: str) -> None:
    Path("accepted.toml").write_text(text, encoding="utf-8")
    code, _, err = run(capsys, "old.sla", "new.sla", "--accepted", "accepted.toml")
    assert (code, "SLA532" in err, said in err) == (2, True, True)


def test_json_is_as_published(two: Path, capsys: Caught) -> None:
    Path("accepted.toml").write_text('[[accepted]]\nchange = "limit-loosened"\nbecause = "agreed"\n')
    for arguments in ((), ("--fail-on", "any"), ("--accepted", "accepted.toml"), ("--as-of", "2026-02-01")):
        content = json.loads(run(capsys, "old.sla", "new.sla", "--format", "json", *arguments)[1])
        jsonschema.validate(content, json_schema())
    published = (ROOT / "docs" / "schema" / "diff-1.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema()
    assert sla.run(["schema", "diff"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()


def test_json_says_everything_of_a_change(two: Path, capsys: Caught) -> None:
    arguments = ("--format", "json", "--fail-on", "loosened", "--as-of", "2026-02-01")
    (change,) = json.loads(run(capsys, "old.sla", "new.sla", *arguments)[1])["changes"]
    assert change["id"] in SORTS
    assert (change["direction"], change["clause"], change["burden"]) == ("loosened", "speed", ["marketing"])
    assert (change["old"]["line"], change["new"]["line"], change["new"]["file"]) == (4, 4, "new.sla")
    assert (change["failed"], change["retroactive"], change["accepted"]) == (True, True, None)


def test_markdown_says_nothing_that_a_policy_could_steer(two: Path, capsys: Caught) -> None:
    hostile = NEW.replace('"SLA"', '"</td> @all | [x](http://x.y) <!-- -->"')
    Path("new.sla").write_text(hostile, encoding="utf-8")
    out = run(capsys, "old.sla", "new.sla", "--format", "markdown")[1]
    assert "limit loosened: 4 hours → 8 hours" in out
    assert "@all" not in out
    assert "<!--" not in out.split("\n", 1)[1]
    assert "</td>" not in out


def test_output_goes_into_a_file(two: Path, capsys: Caught) -> None:
    assert run(capsys, "old.sla", "new.sla", "--output", "diff.txt")[:2] == (0, "")
    assert "4 hours -> 8 hours" in Path("diff.txt").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------- git


def test_revisions_of_a_policy(commit: Commit, capsys: Caught) -> None:
    commit("one", policy=OLD)
    commit("two", policy=NEW)
    for arguments in (("HEAD~1..HEAD",), ("HEAD~1", "HEAD"), ("HEAD~1:policy.sla", "HEAD:policy.sla"), ("HEAD~1",)):
        code, out, _ = run(capsys, *arguments)
        assert (code, "4 hours -> 8 hours" in out) == (0, True)
    Path("policy.sla").write_text(OLD.replace("4h", "2h"), encoding="utf-8")
    assert "8 hours -> 2 hours" in run(capsys)[1]
    assert "8 hours -> 2 hours" in run(capsys, "HEAD", "policy.sla")[1]
    assert "4 hours -> 2 hours" in run(capsys, "HEAD~1:policy.sla", "policy.sla")[1]


def test_a_revision_has_the_bases_of_its_time(commit: Commit, capsys: Caught) -> None:
    policy = 'use "base.sla"\nclause c: marketing delivers >= goal MQL per month\n'
    commit("one", teams__policy=HEAD + policy, teams__base="let goal = 100\n")
    commit("two", teams__base="let goal = 120\n")
    code, out, _ = run(capsys, "HEAD~1..HEAD", "teams/policy.sla")
    assert "amount changed: at least 100 MQL -> at least 120 MQL" in out
    assert "HEAD~1:teams/base.sla:1, HEAD:teams/base.sla:1" in out
    assert code == 0


def test_a_mistake_at_a_revision_is_told_at_its_place(commit: Commit, capsys: Caught) -> None:
    commit("one", policy="clause c: sales first-touch within\n")
    commit("two", policy=OLD)
    code, _, err = run(capsys, "HEAD~1")
    assert code == 3
    assert "HEAD~1:policy.sla:1:" in err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("HAED",), "SLA531", "`HAED` is neither a file nor a revision"),
        (("HEAD:no.sla",), "SLA531", "`HEAD` has no policy `no.sla`"),
        (("HEAD:moved.sla",), "SLA531", "it has `HEAD:policy.sla`"),
        (("--", "--help"), "SLA531", "`--help` is neither a file nor a revision"),
        (("--", "--output=x:policy.sla"), "SLA531", "is neither a file nor a revision"),
        (("policy.sla",), "SLA533", "`policy.sla` is compared with nothing"),
        (("no.sla", "policy.sla"), "SLA501", "there is no file `no.sla`"),
        (("main:../x.sla",), "SLA530", "lies outside of the repository"),
    ],
)
def test_what_can_not_be_compared_is_told(
    commit: Commit, capsys: Caught, arguments: tuple[str, ...], code: str, said: str
) -> None:
    commit("one", policy=OLD)
    done, _, err = run(capsys, *arguments)
    assert (done, code in err, said in err) == (2, True, True), err


def test_without_a_repository_revisions_are_refused(two: Path, capsys: Caught) -> None:
    code, _, err = run(capsys, "HEAD")
    assert (code, "SLA530" in err, "this folder lies in no git repository" in err) == (2, True, True)


def test_a_folder_that_a_revision_had_not_is_told(
    commit: Commit, capsys: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit("one", policy=OLD)
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    code, _, err = run(capsys, "HEAD")
    assert (code, "`HEAD` has no policy in this folder" in err) == (2, True)
    assert (sla.run(["log"]), "no commit has a policy in this folder" in capsys.readouterr().err) == (2, True)
