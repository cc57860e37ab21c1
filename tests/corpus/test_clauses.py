"""The clauses of real agreements, one policy a number: each says what it promises and what it means on a small table.

The verdicts that a policy expects are worked out by hand, with the arithmetic beside them. The comment at the head of a
file is the clause in plain words, as agreements have it; `NNN-title.sla` is called by its number. Where a clause speaks
of hundreds, its tests stand in `NNN-title_test.sla` beside it, with a smaller number in the place of its `let`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.cli.suites import run, suites
from sla_dsl.lang.printer import formatted
from sla_dsl.text.source import Source

FOLDER = Path(__file__).parent / "clauses"
FILES = sorted(FOLDER.glob("*.sla"))
POLICIES = [file for file in FILES if not file.name.endswith("_test.sla")]
BREACHES = {"late", "missed", "breached"}


NUMBERS = {
    1, 3, 4, 5, 7, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 25, 27, 28, 29, 30, 32, 33, 34, 37, 38, 39,
    41, 42, 43, 46, 47, 48, 49, 51, 54, 55, 57, 58, 59, 60, 61, 62, 64, 66, 67, 68, 70, 71, 74, 76, 77, 78, 79, 80,
    81, 83, 84, 85, 87, 88, 89, 92, 93, 94, 96, 97, 98, 99, 100,
}  # fmt: skip
"""The numbers of the clauses that were collected; those that say the same as another one were left out there."""


def number(policy: Path) -> int:
    return int(policy.name[:3])


def test_every_clause_is_there() -> None:
    assert sorted({number(p) for p in POLICIES}) == sorted(NUMBERS)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.stem)
def test_clause(policy: Path) -> None:
    """Every verdict is the one that was worked out, and some promise is kept and some is broken."""
    found = suites([str(policy)])
    ran = [run(suite, test, source) for suite in found for test, source in suite.tests]
    troubles = [d.message for one in ran for d in one.trouble]
    assert not troubles
    wrong = [
        f"{o.said}: {[(r['verdict'], r['reason']) for r in o.rows] or o.there}"
        for one in ran
        for o in one.outcomes
        if not o.holds
    ]
    assert not wrong
    expected = {e.verdict for one in ran for e in one.test.expects}
    assert "met" in expected
    assert expected & BREACHES


@pytest.mark.parametrize("policy", FILES, ids=lambda policy: policy.stem)
def test_it_is_written_in_the_one_layout(policy: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    assert formatted(Source(policy.name, text)) == text
