"""Tables that keep to the width: optional columns go first, then long cells are wrapped or cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tabulate import tabulate

from sla_dsl.findings.exact import visible
from sla_dsl.text.record import record

_GAP = 2
_GOOD_TEXT = 24
_GOOD_CELL = 20
_GOOD_NAME = 12
_LEAST_CELL = 8


@record
class Column:
    """One column of finished cells; `kind` says what may be done to make it narrower.

    `fixed` nothing, `cut` shorten its cells, `wrap` break its text into lines, `name` the same and sooner, `optional`
    leave it out.
    """

    header: str
    cells: tuple[str, ...]
    kind: str = "fixed"
    align: str = "left"

    @property
    def width(self) -> int:
        return max(map(len, (self.header, *self.cells)))

    def narrowed(self, width: int) -> Column:
        wrapped = self.kind in ("wrap", "name")
        width = max(width, len(self.header) if wrapped else 1)
        if wrapped:
            cells = tuple("\n".join(textwrap.wrap(cell, width, break_on_hyphens=False)) for cell in self.cells)
            return replace(self, cells=cells)
        return replace(self, header=visible(self.header, width), cells=tuple(visible(c, width) for c in self.cells))


def table(columns: Iterable[Column], width: int, indent: int = 2) -> list[str]:
    """The lines of a table with a ruled head; columns without any cell text are left out."""
    fitted = _fit([c for c in columns if any(c.cells)], width - indent)
    # A head of our own: tabulate pads its heads, and every column counts.
    rows = [
        [column.header for column in fitted],
        ["-" * _shown_width(column) for column in fitted],
        *zip(*(column.cells for column in fitted), strict=True),
    ]
    aligns = [column.align for column in fitted]
    text = tabulate(rows, tablefmt="plain", colalign=aligns, disable_numparse=True)
    return [(" " * indent + line).rstrip() for line in text.splitlines()]


def _fit(columns: list[Column], width: int) -> list[Column]:
    comfortable = {"cut": _GOOD_CELL, "wrap": _GOOD_TEXT, "name": _GOOD_NAME}
    while any(column.kind == "optional" for column in columns):
        wanted = sum(min(column.width, comfortable.get(column.kind, column.width)) for column in columns)
        if wanted + _GAP * (len(columns) - 1) <= width:
            break
        last = max(i for i, column in enumerate(columns) if column.kind == "optional")
        columns = [*columns[:last], *columns[last + 1 :]]
    for kind, least in (
        ("wrap", _GOOD_TEXT), ("name", _GOOD_NAME), ("cut", _GOOD_CELL), ("cut", _LEAST_CELL), ("wrap", _LEAST_CELL),
        ("name", _LEAST_CELL),
    ):  # fmt: skip
        columns = _narrow(columns, width, kind, least)
    return columns


def _narrow(columns: list[Column], width: int, kind: str, least: int) -> list[Column]:
    """Take what is too much from the widest columns of a kind, one after the other, down to `least`."""
    order = sorted((i for i, c in enumerate(columns) if c.kind == kind), key=lambda i: -columns[i].width)
    result = list(columns)
    for i in order:
        excess = _excess(result, width)
        if excess > 0:
            result[i] = columns[i].narrowed(max(_shown_width(columns[i]) - excess, least))
    return result


def _excess(columns: Sequence[Column], width: int) -> int:
    return sum(_shown_width(column) for column in columns) + _GAP * (len(columns) - 1) - width


def _shown_width(column: Column) -> int:
    lines = [line for cell in column.cells for line in cell.splitlines()]
    return max(map(len, (column.header, *lines)))
