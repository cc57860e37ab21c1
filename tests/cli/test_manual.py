"""docs/cli.md shows the help of every command as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sla_dsl.cli.app import COMMANDS, sla
from sla_dsl.cli.config import LINT, READ, TOP
from sla_dsl.cli.outcome import INTERRUPTED, OUR_MISTAKE, PIPE_CLOSED, WRONG_DATA, WRONG_POLICY, WRONG_USE

MANUAL = Path(__file__).parents[2] / "docs" / "cli.md"
MARK = re.compile(r"^<!-- (sla[\w -]*) --help -->\n(?:\n```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL)


def help_of(path: str) -> str:
    """The help at 80 columns, whatever the terminal."""
    _, _, name = path.partition(" ")
    if not name:
        return sla.help()
    command = sla.command(name)
    return command.get_help(command.make_context(path, [], resilient_parsing=True, terminal_width=80))


def block(found: re.Match[str]) -> str:
    return f"<!-- {found[1]} --help -->\n\n```text\n{help_of(found[1])}\n```\n"


def test_the_manual_is_current(request: pytest.FixtureRequest) -> None:
    text = MANUAL.read_text(encoding="utf-8")
    current = MARK.sub(block, text)
    if request.config.getoption("--update-golden"):
        MANUAL.write_text(current, encoding="utf-8", newline="\n")
        text = current
    assert text == current, "run pytest --update-golden"


def test_the_manual_has_every_command() -> None:
    shown = [found[1] for found in MARK.finditer(MANUAL.read_text(encoding="utf-8"))]
    assert shown == ["sla", *(f"sla {entry.name}" for entry in COMMANDS)]


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_a_command_is_called_the_same_everywhere_and_has_examples(entry: object) -> None:
    name, summary = entry.name, entry.summary  # type: ignore[attr-defined]
    command = sla.command(name)
    assert command.name == name
    assert command.short_help == summary
    assert f"  sla {name}" in help_of(f"sla {name}").partition("Examples:\n")[2]


@pytest.mark.parametrize("path", ["sla", *(f"sla {entry.name}" for entry in COMMANDS)])
def test_help_keeps_to_the_width(path: str) -> None:
    text = help_of(path)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_manual_has_every_exit_code() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)}
    assert told == {0, 1, WRONG_USE, WRONG_POLICY, WRONG_DATA, OUR_MISTAKE, INTERRUPTED, PIPE_CLOSED}


def test_the_manual_has_every_key_of_sla_toml() -> None:
    (body,) = re.findall(r"^```toml\n(.*?)^```$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    keys = set(re.findall(r"^\[?(?:lint\.)?([\w-]+)", body, re.MULTILINE))
    assert keys == {*TOP, *READ, *LINT, "leads", "no-review", "small-groups"}
