"""The GitLab template: its script runs, and leaves what its artifacts name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kit.steps import ROOT

JOB: dict[str, Any] = yaml.safe_load((ROOT / "templates/sla.gitlab-ci.yml").read_text(encoding="utf-8"))[".sla"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with an agreement, and a `sla` where the template installs it."""
    here = shutil.copytree(ROOT / "examples/quick-start", tmp_path / "repository")
    program = here / ".sla" / "bin" / "sla"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m sla_dsl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return here


def run(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    script = "\n".join(["set -e", *JOB["script"]])
    env = {"PATH": "/usr/bin:/bin", **JOB["variables"], **variables}
    return subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_artifacts_are_there(folder: Path) -> None:
    done = run(folder)
    assert done.returncode == 0, done.stderr
    for path in JOB["artifacts"]["reports"].values():
        assert (folder / path).stat().st_size
    assert json.loads((folder / "sla-report/code-quality.json").read_text(encoding="utf-8"))


def test_a_breach_fails_the_job_and_leaves_the_reports(folder: Path) -> None:
    done = run(folder, SLA_OPTIONS="--fail-on\nmajor\n--only\nsales-first-touch")
    assert done.returncode == 1
    assert "BREACHED" in done.stdout
    entries = json.loads((folder / "sla-report/code-quality.json").read_text(encoding="utf-8"))
    assert {entry["check_name"] for entry in entries} == {"sales-first-touch"}


@pytest.mark.parametrize("name", ["SLA_OPTIONS", "SLA_POLICY"])
def test_no_variable_is_part_of_the_script(folder: Path, name: str) -> None:
    run(folder, **{name: '"; touch hacked; $(touch hacked) `touch hacked`\nEND\ntouch hacked'})
    assert not (folder / "hacked").exists()
