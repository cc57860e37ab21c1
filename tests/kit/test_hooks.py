"""The hooks for pre-commit: what each runs, and that pre-commit can install and run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sla_dsl.cli.app import COMMANDS
from tests.kit.steps import ROOT

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
POLICY = "clause hot: sales first-touch within 4h for score >= 70\n"
TESTS = """use "policy.sla"

test "a hot lead that nobody calls is missed"
  given leads
    | lead_id | score | created_at       | first_touch_at |
    | 1       | 85    | 2026-07-01 09:00 |                |
  as of 2026-07-02
  expect hot missed for 1
"""


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_there_is(hook: dict[str, Any]) -> None:
    program, command = hook["entry"].split()
    assert program == "sla"
    assert hook["id"] == f"sla-{command}"
    assert command in {entry.name for entry in COMMANDS}
    files = re.compile(hook["files"])
    assert files.search("agreements/policy.sla")
    assert not files.search("agreements/policy.slang")


def git(folder: Path, *args: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *args], cwd=folder, check=True, capture_output=True)


@pytest.mark.kit
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit takes hooks from a repository")
def test_pre_commit_installs_and_runs_them(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    folder = shutil.copytree(ROOT / "examples/quick-start", tmp_path / "repository")
    (folder / "policy.sla").write_text(POLICY, encoding="utf-8")
    (folder / "policy_test.sla").write_text(TESTS, encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "An agreement")
    # A clone, so that the files as they are in a commit are what is installed.
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True, capture_output=True)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(source), "--all-files", "--verbose"],
            cwd=folder, env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    for hook in HOOKS:
        assert re.search(rf"^{hook['name']}\.+Passed$", done.stdout, re.MULTILINE), done.stdout
    (folder / "policy.sla").write_text(POLICY.replace(">= 70", ">=  90"), encoding="utf-8")
    git(folder, "add", "-A")
    done = run()
    assert done.returncode == 1
    assert re.search(r"^sla fmt\.+Failed$", done.stdout, re.MULTILINE)
    assert re.search(r"^sla test\.+Failed$", done.stdout, re.MULTILINE)
