"""The list of report rooms is complete, and no room pays for another."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sla_dsl.reports
from sla_dsl.reports.registry import ROOMS, Room, render
from sla_dsl.reports.style import Style
from tests.support.sample_report import REPORT

SHARED = {"folding", "registry", "style", "units", "words"}


def test_every_room_is_listed_and_every_listed_room_is_there() -> None:
    folder = Path(sla_dsl.reports.__file__).parent
    modules = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - SHARED - {"__init__"} == {room.name for room in ROOMS}


TEXTS = [room for room in ROOMS if not room.binary]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_renders_the_same_every_time(room: Room) -> None:
    assert room.render(REPORT) == room.render(REPORT)
    assert isinstance(room.render(REPORT), bytes) == room.binary


@pytest.mark.parametrize("room", TEXTS, ids=lambda room: room.name)
def test_every_text_is_lines_that_are_safe_to_print(room: Room) -> None:
    text = room.render(REPORT)
    assert isinstance(text, str)
    assert text == render(room.name, REPORT, Style())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert all(c == "\n" or c.isprintable() for c in text)


def test_the_page_about_reports_has_every_room() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| format \| what it is for \|\n\|---\|---\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == [room.name for room in ROOMS]


def test_a_name_that_is_no_room_is_refused() -> None:
    with pytest.raises(KeyError):
        render("pdf", REPORT)


def test_the_text_room_imports_neither_pydantic_nor_polars() -> None:
    program = (
        "import sys\n"
        "from sla_dsl.reports.registry import render\n"
        "from tests.support.sample_report import REPORT\n"
        "render('text', REPORT)\n"
        "assert not {'pydantic', 'polars'} & set(sys.modules), 'heavy'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 0, done.stderr
