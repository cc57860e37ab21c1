"""The commands of the pages under docs/ run as they stand, in a copy of the example that the page names."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sla_dsl.findings.models import Verdict

ROOT = Path(__file__).parents[1]
FOLDER = re.compile(r"^<!-- commands run in (examples/[\w-]+) -->$", re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDS = re.compile(r"\s+# ends with (\d+)$")
PAGES = [page for page in sorted(ROOT.glob("docs/*.md")) if FOLDER.search(page.read_text(encoding="utf-8"))]


def test_there_are_such_pages() -> None:
    there = {"baseline.md", "ci.md", "howto_review_meeting.md", "howto_waivers.md", "tutorial.md"}
    assert there <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_ends_as_the_page_says(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    (folder,) = FOLDER.findall(text)
    here = shutil.copytree(ROOT / folder, tmp_path / "here")
    program = tmp_path / "bin" / "sla"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m sla_dsl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    commands = [line for block in BLOCK.findall(text) for line in block.splitlines() if line and line[0] != "#"]
    assert commands
    for command in commands:
        found = ENDS.search(command)
        done = subprocess.run(
            ["bash", "-uo", "pipefail", "-c", ENDS.sub("", command)],
            cwd=here, env={"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == (int(found[1]) if found else 0), f"{command}\n{done.stdout}{done.stderr}"


def test_the_report_shown_to_leaders_is_one() -> None:
    (shown,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / "docs/for_leaders.md").read_text(), re.MULTILINE | re.DOTALL)
    assert shown in (ROOT / "examples/bad-quarter/expected.txt").read_text(encoding="utf-8")


def test_the_diff_that_the_readme_shows_is_one() -> None:
    (shown,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert shown in (ROOT / "examples/half-year-review/expected.txt").read_text(encoding="utf-8")


def test_leaders_are_told_every_verdict() -> None:
    rows = re.findall(r"^\| ([a-z, ]+) \|", (ROOT / "docs/for_leaders.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {word for row in rows for word in row.split(", ")}
    assert {verdict.value.replace("_", " ") for verdict in Verdict} <= told
