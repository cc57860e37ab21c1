"""Every rule finds what its page shows as wrong, and nothing in what it shows as right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sla_dsl.lint.base import EXAMPLE_AS_OF, Rule
from sla_dsl.lint.context import History
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import lint
from sla_dsl.lint.sets import chosen
from sla_dsl.policy import parse_all
from sla_dsl.text.source import Source

ids = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def remarks(text: str, rule: Rule, tmp_path: Path) -> list[str]:
    """The ids of the rules that have a remark about an example."""
    files = parse_all([Source("example.sla", text)])
    history: dict[str, History] | None = None
    found = lint(files, chosen(RULES), date.fromisoformat(EXAMPLE_AS_OF), history)
    return [told.diagnostic.code for told in found.told]


@ids
def test_the_wrong_example_gives_this_rule_alone(rule: Rule, tmp_path: Path) -> None:
    assert set(remarks(rule.examples[0], rule, tmp_path)) == {rule.id}


@ids
def test_the_right_example_gives_none(rule: Rule, tmp_path: Path) -> None:
    assert remarks(rule.examples[1], rule, tmp_path) == []
