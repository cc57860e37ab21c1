"""Which statements of two policies are edits, and the policy in which some of them are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sla_dsl.lang import ast
from sla_dsl.policy import bound, parse_all, read_source
from sla_dsl.review.edits import applied, edits
from sla_dsl.review.models import Edit
from sla_dsl.text.source import Source

ROOT = Path(__file__).parents[2]
WHOLE = sorted([*ROOT.glob("policies/*.sla"), *ROOT.glob("examples/*/policy.sla")])

OLD = """\
agreement "SLA" version "1"
  between marketing and sales
  term 2026-01-01 to 2026-12-31
let goal = 100
define hot = score >= 70
exclude source = "Partner" because "own agreement"
clause volume: marketing delivers >= goal MQL per month
clause speed: sales first-touch within 4h for hot
waive speed for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"
"""


def files(text: str, name: str = "policy.sla") -> tuple[ast.File, ...]:
    return parse_all([Source(name, text)])


def named(found: Sequence[Edit]) -> list[tuple[str, str, bool, bool]]:
    """Kind and name of every edit, and whether it has an old and a new side."""
    return [(e.kind, e.name, e.old is not None, e.new is not None) for e in found]


def between(old: str, new: str) -> tuple[Edit, ...]:
    return edits(files(old), files(new))


def meaning(of: Sequence[ast.File]) -> list[str]:
    """The forms without the places they are written at, and without an order."""
    policy, _ = bound(of)
    return sorted(re.sub(r"position=\d+, file='[^']*', line=\d+, column=\d+", "", repr(f)) for f in policy.forms)


def test_a_policy_has_no_edits_against_itself() -> None:
    assert between(OLD, OLD) == ()


def test_comments_order_and_spelling_are_no_edits() -> None:
    first, *rest = OLD.replace("100", "1_00").split("\nlet ")
    turned = f"# a new comment\nlet {'let '.join(rest)}\n{first}\n"
    assert between(OLD, turned) == ()


@pytest.mark.parametrize(
    ("was", "now", "edit"),
    [
        ("within 4h", "within 2h", ("clause", "speed", True, True)),
        ("let goal = 100", "let goal = 120", ("let", "goal", True, True)),
        ("score >= 70", "score >= 80", ("define", "hot", True, True)),
        ('version "1"', 'version "2"', ("agreement", "version", True, True)),
        ("2026-12-31", "2027-12-31", ("agreement", "term", True, True)),
        ('"Partner"', '"Reseller"', ("exclude", 'source = "Reseller"', True, True)),
        ("to 2026-08-14", "to 2026-08-20", ("waive", "speed", True, True)),
    ],
)
def test_one_statement_that_differs_is_one_edit(was: str, now: str, edit: tuple[str, str, bool, bool]) -> None:
    assert was in OLD
    assert named(between(OLD, OLD.replace(was, now))) == [edit]


def test_what_is_on_one_side_only_is_added_or_removed() -> None:
    more = OLD + "sales accepts or rejects MQL within 24h\n"
    assert named(between(OLD, more)) == [("clause", "sales-accepts-or-rejects-mql", False, True)]
    assert named(between(more, OLD)) == [("clause", "sales-accepts-or-rejects-mql", True, False)]


def test_a_word_that_is_renamed_is_one_edit_whoever_speaks_of_it() -> None:
    found = between(OLD, OLD.replace("goal", "monthly_goal"))
    assert [(e.kind, e.old and e.old.name, e.new and e.new.name) for e in found] == [("let", "goal", "monthly_goal")]
    assert found[0].renames


def test_a_clause_is_found_again_under_another_name_by_what_it_says() -> None:
    found = between(OLD, OLD.replace("speed", "hot-leads").replace("4h", "2h"))
    assert [(e.kind, e.old and e.old.name, e.new and e.new.name) for e in found if e.kind == "clause"] == [
        ("clause", "speed", "hot-leads")
    ]


def test_a_chain_of_renames_is_followed() -> None:
    old = "let a = 5\nlet b = a * 2\nmarketing delivers >= b MQL per month\n"
    new = "let x = 5\nlet y = x * 2\nmarketing delivers >= y MQL per month\n"
    assert [(e.name, e.renames) for e in between(old, new)] == [("x", True), ("y", True)]


def test_what_a_use_says_anew_is_the_edit_of_a_let(tmp_path: Path) -> None:
    (tmp_path / "base.sla").write_text("let goal = 100\nclause v: marketing delivers >= goal MQL per month\n")
    for name, goal in (("old", 100), ("new", 120)):
        (tmp_path / f"{name}.sla").write_text(f'use "base.sla" with goal = {goal}\n')
    old, new = (parse_all([read_source(tmp_path / f"{name}.sla")]) for name in ("old", "new"))
    assert named(edits(old, new)) == [("let", "goal", True, True)]


@pytest.mark.parametrize("path", WHOLE, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_edit_made_is_the_policy_itself(path: Path) -> None:
    there = parse_all([read_source(path)])
    assert meaning(applied(there, ())) == meaning(there)


@pytest.mark.parametrize("path", WHOLE, ids=lambda p: f"{p.parent.name}/{p.name}")
@pytest.mark.parametrize("other", WHOLE[:2], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_all_edits_made_are_the_other_policy(path: Path, other: Path) -> None:
    old, new = parse_all([read_source(path)]), parse_all([read_source(other)])
    made = applied(old, edits(old, new))
    assert meaning(made) == meaning(new)
    assert edits(made, new) == ()


def test_some_edits_made_leave_the_others_alone() -> None:
    new = OLD.replace("within 4h", "within 2h").replace("let goal = 100", "let goal = 120")
    only_let = [e for e in between(OLD, new) if e.kind == "let"]
    made = applied(files(OLD), only_let)
    assert meaning(made) == meaning(files(OLD.replace("let goal = 100", "let goal = 120")))


def test_a_rename_that_is_made_is_made_everywhere() -> None:
    new = OLD.replace("goal", "monthly_goal")
    made = applied(files(OLD), between(OLD, new))
    assert [f.meta.sentence for f in bound(made)[0].forms] == [f.meta.sentence for f in bound(files(new))[0].forms]
