"""What a report writes above the headers of its table: a title, whose it is, when it was made, lines of comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sla_dsl.data.cells import suggested
from sla_dsl.data.complaints import counted, shown
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind

LOOKED_AT = 30
"""Records at the beginning of a table that may stand above its headers."""


def records_above(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first records stand above the headers: 0 where that is not certain.

    They fill less than half of the columns that most records have, or are shorter and fill just half, or begin with
    `#`. The first one that does not has to fill all columns, with names alone that differ, or nothing is above it.
    """
    width = max(Counter(len(row) for row in rows).items(), key=lambda found: (found[1], found[0]), default=(0, 0))[0]
    for above, row in enumerate(rows[:LOOKED_AT]):
        said = [cell.strip() for cell in row if cell.strip()]
        short = 2 * len(said) < width or (2 * len(said) == width > len(row))
        if width > 1 and (short or row[0].lstrip().startswith("#")):
            continue
        return above if len(row) == len(said) == len(set(said)) == width and all(_is_name(s) for s in said) else 0
    return 0


def _is_name(cell: str) -> bool:
    """Whether a cell is no value that rows have: a number, a date, a yes or no (`y` may well be a header)."""
    return suggested([cell]) is Kind.TEXT or (len(cell) == 1 and cell.isalpha())


def above_note(table: str, rows: Sequence[Sequence[str]]) -> HealthNote:
    """What is said of the records above the headers."""
    first = next((cell.strip() for row in rows for cell in row if cell.strip()), "")
    said = f"{counted(len(rows), 'line')} above the headers left out: `{shown(first)}`"
    return HealthNote(table, None, "heading", len(rows), said)
