"""The policies that come with the tool: each is formatted, its tests hold, and the README names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sla_dsl.bases import shipped_folder
from sla_dsl.cli.app import sla

FILES = sorted(shipped_folder().glob("*.sla"))
README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_base_policy_is_formatted_and_its_tests_hold(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sla.run(["fmt", "--check", str(path)]) == 0
    assert sla.run(["test", str(path)]) == 0
    said = capsys.readouterr().out
    assert "expectations hold" in said, said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_base_policy_is_tested_throughout_and_has_nothing_for_lint(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sla.run(["test", str(path), "--coverage"]) == 0
    said = capsys.readouterr().out
    of = len(re.findall("^clause ", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert f"clauses tested throughout: {of} of {of}\n" in said, said
    assert sla.run(["lint", str(path)]) == 0
    assert capsys.readouterr().out.startswith("nothing to remark")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_readme_names_it(path: Path) -> None:
    assert f"[{path.name}](policies/{path.name})" in README.read_text(encoding="utf-8")
