"""What a shell is told may come next, and that a shell takes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sla_dsl.cli.app import COMMANDS, sla
from sla_dsl.cli.completion import SHELLS
from sla_dsl.cli.suggestions import suggestions
from sla_dsl.reports.registry import NAMES
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def after(line: str) -> list[str]:
    """What may stand where a command line ends; behind a blank a new word begins."""
    return suggestions(line.split(" ")[1:])


def test_commands_and_their_options(folder: Path) -> None:
    assert after("sla ") == [entry.name for entry in COMMANDS]
    assert after("sla ch") == ["check"]
    assert after("sla --v") == ["--version"]
    assert after("sla fmt --") == ["--check", "--diff", "--help"]
    assert after("sla nothing ") == []


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_option_of_the_help_is_there(entry: object) -> None:
    name = entry.name  # type: ignore[attr-defined]
    command = sla.command(name)
    shown = command.get_help(command.make_context(name, [], resilient_parsing=True))
    assert {option for option in after(f"sla {name} --") if option not in shown} == set()
    assert "--help" in after(f"sla {name} --")


def test_values_of_options(folder: Path) -> None:
    assert after("sla check --format ma") == ["markdown"]
    assert after("sla check --format=ma") == ["--format=markdown"]
    assert after("sla check --report ") == [f"{name}:" for name in NAMES]
    assert after("sla check --fail-on m") == ["minor", "major"]
    assert after("sla targets --per q") == ["quarter"]
    assert after("sla completion ") == list(SHELLS)
    assert "diff" in after("sla schema ")


def test_clauses_of_the_policy_at_hand(folder: Path) -> None:
    (folder / "other.sla").write_text("clause fast: sales first-touch within 1h\nsales first-touch within 2h\n")
    # Both policies of the folder where none is named; a clause without a name has the id that reports show.
    assert sorted(after("sla check --only ")) == ["fast", "hot", "sales-first-touch"]
    assert after("sla check other.sla --only ") == ["fast", "sales-first-touch"]
    assert after("sla check other.sla --only h") == []
    assert after("sla explain policy.sla --clause ") == ["hot"]
    assert sorted(after("sla whatif ")) == ["fast", "hot", "sales-first-touch"]
    assert after("sla whatif hot ") == []  # a file


def test_codes(folder: Path) -> None:
    assert after("sla explain SLA50")[:2] == ["SLA501", "SLA502"]


@pytest.mark.parametrize(
    "line",
    [
        "sla check ",
        "sla check --output ",
        "sla check --data leads=",
        "sla check --report sarif:",
        "sla check --max-evidence ",
        "sla check --format nothing --only= x",
        "sla check -- --f",
        "sla check --nonsense ",
    ],
)
def test_files_and_free_texts_are_left_to_the_shell(folder: Path, line: str) -> None:
    assert after(line) == []


@pytest.mark.parametrize("text", ["sales shrugs\n", "clause hot: sales\n", "\x00", 'use "gone.sla"\n'])
def test_a_policy_that_can_not_be_read_is_passed_over(folder: Path, text: str) -> None:
    (folder / "policy.sla").write_text(text)
    assert after("sla check --only ") == []


def test_a_toml_that_can_not_be_read_is_passed_over(folder: Path) -> None:
    (folder / "sla.toml").write_text("policies = [\n")
    assert after("sla check --only ") == []


def test_words_as_bash_parts_them(folder: Path) -> None:
    assert suggestions(["check", "--format", "=", "ma"]) == ["--format=markdown"]
    assert suggestions(["check", "--format", "="]) == [f"--format={name}" for name in NAMES]
    assert suggestions(["check", "--report", "sarif", ":", "a"]) == []
    assert suggestions(["check", "--data", "leads", "=", "a", "--only", ""]) == ["hot"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert " completion --suggest " in done.out


@pytest.mark.parametrize("args", [(), ("bahs",), ("bash", "zsh")])
def test_another_shell_is_refused(run: Run, args: tuple[str, ...]) -> None:
    done = run("completion", *args)
    assert done.code == 2
    assert "bash" in done.err
    assert done.out == ""


@pytest.fixture
def shell_env(tmp_path: Path) -> dict[str, str]:
    """An environment with a `sla` on its path."""
    program = tmp_path / "bin" / "sla"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m sla_dsl "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(tmp_path)}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["sla", "exp"], "explain"),
        (["sla", "check", "--only", "h"], "hot"),
        (["sla", "check", "--format", "=", "jun"], "junit"),
        (["sla", "check", "--report", "sar"], "sarif:"),
        (["sla", "check", "--out"], "--output"),
        (["sla", "check", "pol"], ""),
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_takes_it(folder: Path, shell_env: dict[str, str], words: list[str], wanted: str) -> None:
    script = (
        'eval "$(sla completion bash)"\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))\n_sla sla\n'
        'printf "%s" "${COMPREPLY[*]-}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-euc", script, "bash", *words],
        cwd=folder, env=shell_env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == wanted


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_finds_no_mistake_in_its_script(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    script = ROOT / f"sla_dsl/cli/shells/sla.{shell}"
    assert subprocess.run([program, "-n", script], check=False).returncode == 0


def test_a_suggestion_loads_nothing_heavy(folder: Path) -> None:
    program = (
        "import sys\n"
        "from sla_dsl.cli.app import sla\n"
        "assert sla.run(['completion', '--suggest', '3', '--', 'sla', 'check', '--only', '']) == 0\n"
        "print(sorted({'polars', 'pydantic', 'lark', 'tabulate', 'narwhals', 'duckdb'} & set(sys.modules)))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "hot\n[]\n"
