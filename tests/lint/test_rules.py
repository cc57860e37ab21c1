"""Every rule finds what its page shows as wrong, and nothing in what it shows as right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sla_dsl.cli.app import sla
from sla_dsl.lint.base import EXAMPLE_AS_OF, GROUPS, Rule, page
from sla_dsl.lint.registry import RULES, rule_of
from sla_dsl.lint.sets import SETS

ROOT = Path(__file__).parents[2]
ids = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.fixture
def remarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Lints a text with the data of a rule, if it has some, and gives the ids of the rules that have a remark."""
    monkeypatch.chdir(tmp_path)

    def call(text: str, rule: Rule) -> set[str]:
        Path("example.sla").write_text(text, encoding="utf-8")
        arguments = ["lint", "example.sla", "--as-of", EXAMPLE_AS_OF, "--format", "json"]
        if rule.data:
            Path("leads.csv").write_text(rule.data, encoding="utf-8")
            arguments += ["--data", "leads=leads.csv"]
        assert sla.run(arguments) in (0, 1)
        return {remark["rule"] for remark in json.loads(capsys.readouterr().out)["remarks"]}

    return call


@ids
def test_the_wrong_example_gives_this_rule_alone(rule: Rule, remarks) -> None:  # type: ignore[no-untyped-def]
    assert remarks(rule.examples[0], rule) == {rule.id}


@ids
def test_the_right_example_gives_none(rule: Rule, remarks) -> None:  # type: ignore[no-untyped-def]
    assert remarks(rule.examples[1], rule) == set()


@ids
def test_a_rule_has_its_own_file_and_belongs_to_a_group_and_a_set(rule: Rule) -> None:
    assert rule.find.__module__ == f"sla_dsl.lint.rules.{rule.id.replace('-', '_')}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
    assert rule.group in GROUPS
    assert rule.since in SETS
    assert rule.summary[0].islower() or rule.summary[0] == "`"
    assert not rule.summary.endswith(".")
    assert rule.why.endswith(".")


def test_every_file_is_a_rule() -> None:
    files = {path.stem for path in (ROOT / "sla_dsl/lint/rules").glob("*.py")} - {"__init__"}
    assert files == {rule.id.replace("-", "_") for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES)


@ids
def test_a_page_shows_both_examples(rule: Rule) -> None:
    text = page(rule)
    assert text.startswith(f"# {rule.id}: ")
    assert re.findall(r"```sla\n(.*?)```", text, re.DOTALL) == [rule.bad, rule.good]
    assert rule_of(rule.id) is rule


def test_the_manual_lists_every_rule() -> None:
    manual = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.*) \|$", manual, re.MULTILINE)
    assert rows == [(rule.id, str(rule.level), rule.summary) for rule in RULES]
