"""The sample report as each room shows it, to the byte; and no golden file that no test reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sla_dsl.reports.registry import render
from sla_dsl.reports.style import Style
from tests.support.sample_report import REPORT

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("room", "style", "file"),
    [
        ("text", Style(), "reports/sample.txt"),
        ("text", Style(quiet=True), "reports/sample-quiet.txt"),
        ("text", Style(width=60, rows=2), "reports/sample-narrow.txt"),
        ("json", Style(), "reports/sample.json"),
        ("ndjson", Style(), "reports/sample.ndjson"),
        ("csv", Style(), "reports/sample.csv"),
        ("markdown", Style(), "reports/sample.md"),
        ("sarif", Style(), "reports/sample.sarif"),
        ("junit", Style(), "reports/sample.xml"),
        ("github", Style(), "reports/sample.github.txt"),
        ("gitlab", Style(), "reports/sample.gitlab.json"),
    ],
)
def test_the_sample_report(golden: Callable[[str, str], None], room: str, style: Style, file: str) -> None:
    text = render(room, REPORT, style)
    assert isinstance(text, str)
    golden(file, text)


def test_every_golden_file_is_read_by_a_test() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py"))
    files = [path for path in (TESTS / "golden").rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if path.name not in sources] == []
