"""The policies that are shipped and those of the examples are clean: nothing is said of them that was not answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import lint
from sla_dsl.lint.sets import chosen
from sla_dsl.policy import parse_all, read_source
from sla_dsl.text.diagnostic import Level

ROOT = Path(__file__).parents[2]
SHIPPED = [*sorted((ROOT / "policies").glob("*.sla")), *sorted((ROOT / "examples").glob("*/policy.sla"))]
# Two lines are the quickest start there is; what they leave open is advice.
TWO_LINES = ROOT / "examples/quick-start/policy.sla"


def told(path: Path) -> list[tuple[str, Level]]:
    found = lint(parse_all([read_source(path)]), chosen(RULES))
    return [(one.diagnostic.code, one.diagnostic.level) for one in found.told]


@pytest.mark.parametrize("path", [p for p in SHIPPED if p != TWO_LINES], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_nothing_is_left_to_say(path: Path) -> None:
    assert told(path) == []


def test_two_lines_get_advice_and_no_wall() -> None:
    assert told(TWO_LINES) == [
        ("no-agreement", Level.ADVICE),
        ("unnamed-clause", Level.ADVICE),
        ("hours-unstated", Level.ADVICE),
    ]


@pytest.mark.parametrize(
    "path",
    [p for p in sorted((ROOT / "tests/corpus/clauses").glob("*.sla")) if not p.name.endswith("_test.sla")],
    ids=lambda p: p.stem,
)
def test_no_clause_of_a_real_agreement_is_taken_for_a_mistake(path: Path) -> None:
    """Clauses that people signed mean something: none of them is an error."""
    assert [code for code, level in told(path) if level is Level.ERROR] == []
