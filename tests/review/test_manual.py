"""docs/review.md has every sort of change, in the order of the catalogue, and every remark."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.review.catalogue import CATALOGUE
from sla_dsl.review.gate import FAIL_ON

MANUAL = Path(__file__).parents[2] / "docs" / "review.md"
BEGIN, END = "<!-- catalogue -->\n", "<!-- end of the catalogue -->"


def table() -> str:
    rows = [f"| `{s.id}` | {s.area} | {s.kind} | {s.words} | `{s.mirror}` |" for s in CATALOGUE]
    return "\n".join(["", "| id | area | kind | what it is | the way back |", "|---|---|---|---|---|", *rows, "", ""])


def test_the_catalogue_is_current(request: pytest.FixtureRequest) -> None:
    text = MANUAL.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    current = f"{before}{BEGIN}{table()}{END}{after}"
    if request.config.getoption("--update-golden"):
        MANUAL.write_text(current, encoding="utf-8", newline="\n")
        text = current
    assert text == current, "run pytest --update-golden"


def test_remarks_and_gates_are_told() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    for remark in ("tightened-without-version", "removed-without-notice", "accepted-before-change"):
        assert f"| `{remark}` |" in text
    for kind in FAIL_ON:
        assert f"`{kind}`" in text or f"`--fail-on {kind}`" in text
