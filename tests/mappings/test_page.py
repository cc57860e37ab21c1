"""The page of the mappings shows what the files of facts say; `--update-golden` writes its tables anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.mappings.models import DAILY, MappedColumn, TableMapping
from sla_dsl.mappings.registry import mappings

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"
HEADING = "## What is shipped\n"


def rendered() -> str:
    return "\n".join([HEADING, *(_section(m) for m in mappings())])


def _section(told: TableMapping) -> str:
    lines = [f"### `{told.name}`", "", f"{told.title}; mostly `table {told.table} from {told.name}`."]
    if told.prefixes:
        lines.append(f"Headers may begin with {' or '.join(f'`{p}`' for p in told.prefixes)}.")
    lines += ["", "| column | headers | kind | to beware of |", "|---|---|---|---|"]
    lines += [_row(c, told) for c in told.columns.values()]
    if told.touches:
        lines += ["", "`qualifying-touch` is the first of these whose columns the data has:", ""]
        for touch in told.touches:
            lines += ["```sla", f"define qualifying-touch in {told.table} =", *_indented(touch.condition), "```", ""]
            lines += [f"{touch.says[0].upper()}{touch.says[1:]}.", ""]
        lines.pop()
    if told.note:
        lines += ["", f"{told.note[0].upper()}{told.note[1:]}."]
    lines += ["", "Found in:", ""]
    lines += [f"* {c.what}: {c.where} ({c.date})" for c in told.citations]
    return "\n".join([*lines, ""])


def _row(column: MappedColumn, told: TableMapping) -> str:
    headers = ", ".join(f"`{h.text}`" for h in column.headers)
    caveats = dict.fromkeys(c for c in (*(h.caveat for h in column.headers), column.caveat) if c)
    beware = "; ".join([*([DAILY] if column.daily else []), *caveats])
    kind = "plan" if column.name in told.planned else (column.kind or "")
    return f"| `{column.name}` | {headers} | {kind} | {beware} |"


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def test_the_page_shows_the_facts(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, heading, _ = text.partition(HEADING)
    assert heading, f"the page has no heading {HEADING!r}"
    if request.config.getoption("--update-golden"):
        PAGE.write_text(before + rendered(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == before + rendered(), "use --update-golden"
