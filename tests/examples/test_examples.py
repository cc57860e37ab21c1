"""The examples: what the command says in each folder is what is committed beside it, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.cli.app import sla

EXAMPLES = Path(__file__).parents[2] / "examples"
STORIES = sorted(path.parent.name for path in EXAMPLES.glob("*/sla.toml"))

# how the command ends: in every story something of severity major or more is breached
ENDS = dict.fromkeys(STORIES, 1) | {"quick-start": 0}


@pytest.mark.parametrize("story", STORIES)
def test_the_command_says_what_is_committed(
    story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(EXAMPLES / story)
    monkeypatch.delenv("SLA_DEBUG", raising=False)
    ended = sla.run(["check", "--width", "80", "--no-color"])
    said = capsys.readouterr()
    assert (ended, said.err) == (ENDS[story], "")
    expected = EXAMPLES / story / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_text(said.out, encoding="utf-8", newline="\n")
    assert said.out.encode() == expected.read_bytes()


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_told(story: str) -> None:
    names = {path.name for path in (EXAMPLES / story).iterdir()}
    assert {"policy.sla", "sla.toml", "expected.txt", "README.md"} <= names
    assert f"sla check examples/{story}" in (EXAMPLES / story / "README.md").read_text(encoding="utf-8")


def test_lines_fit_eighty_columns() -> None:
    for path in EXAMPLES.glob("*/expected.txt"):
        assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 80, path
