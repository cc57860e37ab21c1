"""Rows of a test's table that stand for many: a key `1 to 50` is fifty rows, alike but for their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sla_dsl.bind.problems import refusal
from sla_dsl.lang import ast
from sla_dsl.text.source import Source

_RANGE = re.compile(r"(\d{1,9}) to (\d{1,9})")
_MOST = 10_000
"""So many rows one line stands for: more than any promise of a test needs, and few enough to be read at once."""


def counted(rows: ast.Rows, keys: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """The rows of a table by its columns, each of the many that a line stands for in its place.

    `keys` are the columns that tell rows apart, or which row one belongs to: only there a cell counts rows. Ranges of
    one line count up together. The rows have passed `check_counted`.
    """
    names = [name.text for name in rows.header]
    places = [i for i, name in enumerate(names) if name in set(keys)]
    for row in rows.rows:
        cells = [cell.text for cell in row]
        many = {i: _ends(cells[i]) for i in places}
        for step in range(max((high - low + 1 for low, high in filter(None, many.values())), default=1)):
            at = {i: str(ends[0] + step) for i, ends in many.items() if ends}
            yield {name: at.get(i, cells[i]) for i, name in enumerate(names)}


def check_counted(rows: ast.Rows, keys: Iterable[str], source: Source) -> None:
    """Refuses a line that counts backwards, or too far, or two ranges of which one is longer."""
    wanted = set(keys)
    for row in rows.rows:
        first: ast.Cell | None = None
        for name, cell in zip(rows.header, row, strict=True):
            ends = _ends(cell.text) if name.text in wanted else None
            if ends is None:
                continue
            number = ends[1] - ends[0] + 1
            if not 1 <= number <= _MOST:
                said = f"`{cell.text}` counts no rows" if number < 1 else f"`{cell.text}` is more than {_MOST:,} rows"
                raise refusal(source, "SLA373", cell.span, said, "write the first key and the last: `1 to 50`")
            if first is not None and number != _length(first):
                said = f"`{cell.text}` is not as many as `{first.text}`"
                raise refusal(source, "SLA373", cell.span, said, "both count up together: give them as many rows")
            first = first or cell


def _ends(text: str) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


def _length(cell: ast.Cell) -> int:
    low, high = _ends(cell.text) or (1, 1)
    return high - low + 1
