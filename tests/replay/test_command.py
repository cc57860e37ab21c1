"""`sla diff --data` as a user meets it: the three formats, the side file, exit codes, and what is wrong to ask."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from pydantic import BaseModel

from sla_dsl.cli.app import sla
from sla_dsl.findings.redaction import hashed
from sla_dsl.replay import contradictions as room
from sla_dsl.review.models import Direction
from sla_dsl.review.v1 import DiffV1, json_schema
from tests.engines.judging import leads
from tests.replay.replaying import HEAD

OLD = HEAD + "clause fast: sales first-touch within 4h\n"
ROWS = leads(
    created_at=["2026-07-01 09:00", "2026-07-02 09:00"], first_touch_at=["2026-07-01 10:00", "2026-07-02 12:00"]
)
Caught = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with `old.sla`, `new.sla` (two hours in the place of four) and two leads, of which one flips."""
    monkeypatch.chdir(tmp_path)
    Path("old.sla").write_text(OLD, encoding="utf-8")
    Path("new.sla").write_text(OLD.replace("4h", "2h"), encoding="utf-8")
    ROWS.write_parquet("leads.parquet")


def run(capsys: Caught, *args: str) -> tuple[int, str, str]:
    code = sla.run(["diff", "old.sla", "new.sla", *args])
    done = capsys.readouterr()
    return code, done.out, done.err


DATA = ("--data", "leads=leads.parquet", "--as-of", "2026-08-01")


def test_text_has_the_replay_behind_the_review(capsys: Caught, engine: str) -> None:
    code, out, err = run(capsys, *DATA, "--engine", engine)
    assert (code, err) == (0, "")
    review, replay = out.split("\nReplay\n")
    assert "time limit tightened: 4 hours -> 2 hours" in review
    assert "1 verdict flips: 1 worse; 1 of 1 clause judged anew" in replay
    assert "1 lead: 1 met -> late" in replay
    assert max(map(len, out.splitlines())) <= 80


def test_policies_without_a_clause_have_nothing_to_replay(capsys: Caught) -> None:
    for name in ("old.sla", "new.sla"):
        Path(name).write_text("", encoding="utf-8")
    for form in ("text", "markdown", "json"):
        code, out, err = run(capsys, *DATA, "--format", form)
        assert (code, err) == (0, "")
        assert form == "json" or "no verdict flips" in out


def test_the_same_policy_twice_flips_nothing(capsys: Caught) -> None:
    Path("new.sla").write_text(OLD, encoding="utf-8")
    code, out, _ = run(capsys, *DATA, "--fail-on", "any")
    assert code == 0
    assert out.splitlines()[3:5] == ["the same text", "  no verdict flips"]


def test_without_data_there_is_no_replay(capsys: Caught) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert "Replay" not in out
    _, told, _ = run(capsys, "--format", "json")
    assert json.loads(told)["replay"] is None


def test_json_keeps_the_schema(capsys: Caught) -> None:
    code, out, _ = run(capsys, *DATA, "--format", "json")
    told = json.loads(out)
    jsonschema.validate(told, json_schema())
    assert code == 0
    assert told["replay"]["flips"] == 1
    assert told["replay"]["clauses"][0]["subjects"]["shown"][0]["key"] == {"lead_id": 2}


def test_markdown_is_one_page(capsys: Caught) -> None:
    _, out, _ = run(capsys, *DATA, "--format", "markdown")
    assert "## Replay" in out
    assert "| 2 | 2 Jul 09:00 | met | late |" in out


@pytest.mark.parametrize("name", ["flips.parquet", "flips.csv"])
def test_all_flips_go_into_a_file(capsys: Caught, name: str) -> None:
    code, out, _ = run(capsys, *DATA, "--flips-out", name, "--max-flips", "0")
    assert code == 0
    assert "2 Jul" not in out
    found = pl.read_parquet(name) if name.endswith("parquet") else pl.read_csv(name)
    assert found.select("clause", "old", "new", "key").rows() == [("fast", "met", "late", '{"lead_id": 2}')]


def test_keys_can_be_hidden(capsys: Caught) -> None:
    """The key is 2; its hash is the one that a check of the same salt would show."""
    salted = (*DATA, "--redact", "--redact-salt", "spring", "--flips-out", "flips.csv")
    _, out, _ = run(capsys, *salted, "--format", "json")
    (flip,) = json.loads(out)["replay"]["clauses"][0]["subjects"]["shown"]
    assert flip["key"] == {"lead_id": hashed(2, b"spring")}
    (key,) = pl.read_csv("flips.csv")["key"]
    assert json.loads(key) == flip["key"]
    _, text, _ = run(capsys, *salted)
    assert str(hashed(2, b"spring")) in text


def test_an_owner_that_is_a_key_is_hidden_too(capsys: Caught) -> None:
    """Reps are known by `owner`; whose leads flip is then told by hashes, also where owners are counted."""
    reps = "table reps\n  key owner\ntable leads of reps by owner\n"
    for name, limit in (("old.sla", "4h"), ("new.sla", "2h")):
        Path(name).write_text(
            f"{reps}clause fast: sales first-touch within {limit} for reps.team = 1\n", encoding="utf-8"
        )
    Path("leads.csv").write_text(
        "lead_id,created_at,first_touch_at,owner\n1,2026-07-01 09:00,2026-07-01 12:00,jane\n", encoding="utf-8"
    )
    Path("reps.csv").write_text("owner,team\njane,1\n", encoding="utf-8")
    salted = ("--redact", "--redact-salt", "spring", "--flips-out", "flips.csv")
    for form in ("text", "markdown", "json"):
        code, out, _ = run(capsys, "--data", "leads=leads.csv", "--data", "reps=reps.csv", *salted, "--format", form)
        assert (code, "jane" in out) == (0, False)
        assert str(hashed("jane", b"spring")) in out
    assert pl.read_csv("flips.csv")["owner"].to_list() == [hashed("jane", b"spring")]


def test_the_json_of_a_replay_is_as_published(capsys: Caught) -> None:
    """All of it: there is no key that the schema does not have."""
    content = json.loads(run(capsys, *DATA, "--format", "json")[1])
    jsonschema.validate(content, json_schema())
    assert unknown(DiffV1.model_validate(content)) == []


def unknown(model: BaseModel) -> list[str]:
    """The keys of a model, and of those in it, that it does not know."""
    found = list(model.model_extra or {})
    for value in dict(model).values():
        for inner in value if isinstance(value, list) else [value]:
            found += unknown(inner) if isinstance(inner, BaseModel) else []
    return found


def test_an_error_of_the_data_says_which_policy_asks(capsys: Caught) -> None:
    Path("new.sla").write_text("table leads\n  key id\nclause fast: sales first-touch within 2h\n", encoding="utf-8")
    code, _, err = run(capsys, *DATA)
    assert (code, "no column for `id`" in err) == (4, True)
    assert "note: it is the new policy that asks for it, `new.sla`" in err
    code, _, err = run(capsys, "old.sla", "old.sla", *DATA[2:], "--data", "reps=nowhere.csv")
    assert (code, "policy that asks" in err) == (2, False)


def test_a_gate_still_fails(capsys: Caught) -> None:
    assert run(capsys, *DATA, "--fail-on", "tightened")[0] == 1


def test_a_contradiction_is_our_mistake_and_the_report_is_there(
    capsys: Caught, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if what is tightened could not make anything worse."""
    from sla_dsl.replay.models import Turn

    monkeypatch.setitem(room._IMPOSSIBLE, Direction.TIGHTENED, (Turn.WORSE,))
    code, out, err = run(capsys, *DATA)
    assert code == 101
    assert "Contradictions" in out
    assert "1 lead: 1 met -> late" in out
    assert err == "sla: the replay contradicts the review: this is a mistake of sla, please report it\n"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--flips-out", "flips.csv"), 2, "SLA540"),
        ((*DATA, "--flips-out", "flips.txt"), 2, "SLA506"),
        (("--data", "leads=nowhere.csv"), 2, "SLA501"),
        (("--data", "leads=old.sla"), 4, "SLA4"),
        ((*DATA, "--engine", "spark"), 2, "SLA506"),
    ],
)
def test_what_is_wrong_is_said(capsys: Caught, args: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = run(capsys, *args)
    assert (found, out) == (code, "")
    assert said in err
    assert not Path("flips.csv").exists()


@pytest.fixture
def folder(two: None) -> Path:
    """`new.sla` in a folder whose `sla.toml` names the leads and an as-of."""
    there = Path("new")
    there.mkdir()
    Path("new.sla").rename(there / "new.sla")
    (there / "sla.toml").write_text('as_of = "2026-08-01"\n[data]\nleads = "../leads.parquet"\n', encoding="utf-8")
    return there


def told(capsys: Caught, *args: str) -> tuple[int, str, str]:
    code = sla.run(["diff", "old.sla", "new", *args])
    done = capsys.readouterr()
    return code, done.out, done.err


def test_a_folder_names_its_data_as_for_a_check(capsys: Caught, folder: Path) -> None:
    code, out, err = told(capsys, "--flips-out", "flips.csv")
    assert (code, err) == (0, "")
    assert "1 lead: 1 met -> late" in out
    assert pl.read_csv("flips.csv").height == 1
    _, plain, _ = told(capsys, "--format", "json")
    assert json.loads(plain)["replay"]["as_of"] == "2026-08-01T04:00:00Z"


def test_its_data_can_be_left_out(capsys: Caught, folder: Path) -> None:
    code, out, err = told(capsys, "--no-data")
    assert (code, err) == (0, "")
    assert "tightened" in out
    assert "Replay" not in out
    assert "test " in told(capsys, "--cases")[1]  # which has tables of its own
    code, _, err = told(capsys, "--no-data", "--data", "leads=leads.parquet")
    assert code == 2
    assert "SLA510" in err
    code, _, err = told(capsys, "--no-data", "--flips-out", "flips.csv")
    assert code == 2
    assert "SLA540" in err


def test_a_table_of_the_command_line_goes_before(capsys: Caught, folder: Path) -> None:
    ROWS.head(1).write_parquet("one.parquet")
    code, out, _ = told(capsys, "--data", "leads=one.parquet")
    assert code == 0
    assert "no verdict flips" in out
