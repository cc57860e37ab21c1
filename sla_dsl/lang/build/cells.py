"""Tables in the text: rows to cells, and the cells of a decision table to conditions and amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from sla_dsl.lang import ast
from sla_dsl.lang.build.units import percent, timed
from sla_dsl.lang.build.values import text_of
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.words import NAME, RESULT_COLUMNS
from sla_dsl.text.source import Span

_CELL = r"((?:\\[^\r\n]|[^|\\\r\n])*)\|"
_NAME = rf"{NAME}(?:\.{NAME})*|`[^`]+`"
_ITEM = r'\s*("(?:[^"\\]|\\.)*"|[^,"]*)\s*(?:,|$)'
_BOUND = r"[<>=!]|between\b"


class Cells:
    """Rows of `|`-tables."""

    text: str
    fragment: Callable[[str, int, int], Any]
    """Reads a part of the text (rule, start, end) as a sentence of its own."""

    def rows(self, tokens: list[Token]) -> ast.Rows:
        """A table of test data."""
        header, *rows = [self._cells(token) for token in tokens]
        names = self._header(header)
        _same_width(tokens, rows, len(names))
        return ast.Rows(names, tuple(map(tuple, rows)), span=tokens[0].span.to(tokens[-1].span))

    def tiers(self, tokens: list[Token]) -> ast.Tiers:
        """A decision table."""
        header, *rows = [self._cells(token) for token in tokens]
        names = self._header(header)
        _same_width(tokens, rows, len(names))
        if not rows:
            raise Mistake(
                "SLA023", "this table has no row", tokens[0].span, "write a row of cells below the column names"
            )
        parsed = tuple(
            tuple(self._tier_cell(cell, name) for cell, name in zip(row, names, strict=True)) for row in rows
        )
        return ast.Tiers(names, parsed, span=tokens[0].span.to(tokens[-1].span))

    def _cells(self, row: Token) -> list[ast.Cell]:
        found = []
        for match in re.compile(_CELL).finditer(row.text, 1):
            raw = match[1]
            start = row.start + match.start() + len(raw) - len(raw.lstrip(" \t"))
            text = raw.strip(" \t")
            said = text.replace("\\|", "|")
            said = said[1:] if said.startswith("\\#") else said
            found.append(ast.Cell(said, span=Span(start, start + len(text))))
        return found

    def _header(self, cells: list[ast.Cell]) -> tuple[ast.Name, ...]:
        names: list[ast.Name] = []
        for cell in cells:
            if not re.fullmatch(_NAME, cell.text):
                said = cell.text.replace("`", "")
                hint = f"write `` `{said}` `` in backquotes" if said else "give every column a name"
                raise Mistake(
                    "SLA031", f"`{said}` is no name for a column" if said else "a column has no name", cell.span, hint
                )
            parts = (cell.text[1:-1],) if cell.text.startswith("`") else tuple(cell.text.split("."))
            if any(parts == name.parts for name in names):
                raise Mistake("SLA026", f"the column `{cell.text}` is already there", cell.span, "keep one of the two")
            names.append(ast.Name(parts, span=cell.span))
        return tuple(names)

    def _tier_cell(self, cell: ast.Cell, column: ast.Name) -> ast.CellBound:
        span = cell.span
        if not cell.text:
            raise Mistake(
                "SLA023", f"the cell of `{column.text}` is empty", span, "write `any` where everything matches"
            )
        if cell.text == "any":
            return ast.CellBound("any", span=span)
        if re.match(_BOUND, cell.text):
            return ast.CellBound("bound", bound=self.fragment("cell_bound", span.start, span.end), span=span)
        if column.text in RESULT_COLUMNS:
            amount = self.fragment("cell_amount", span.start, span.end)
            checked = percent(amount) if column.text == "on" else timed(amount) if column.text == "within" else amount
            return ast.CellBound("amount", (checked,), span=span)
        return ast.CellBound("values", tuple(self._values(span)), span=span)

    def _values(self, span: Span) -> list[ast.Lit]:
        raw = self.text[span.start : span.end]
        values: list[ast.Lit] = []
        at = 0
        while at < len(raw):
            match = re.compile(_ITEM).match(raw, at)
            item = match[1].strip() if match else ""
            if match is None or not item:
                raise Mistake(
                    "SLA023",
                    "this cell is no list of values",
                    span,
                    'write values with commas: `web, event`, texts with commas in quotes: `"a, b"`',
                )
            start = span.start + match.start(1) + len(match[1]) - len(match[1].lstrip())
            values.append(self._value(item, Span(start, start + len(item))))
            at = match.end()
        return values

    def _value(self, item: str, span: Span) -> ast.Lit:
        if item[0] == '"':
            return ast.Lit(text_of(Token("STRING", span.start, span.end, item.replace("\\|", "|"))), span=span)
        if item[0].isdigit() or item[0] in "$€£¥" or item in ("true", "false"):
            return cast(ast.Lit, self.fragment("cell_value", span.start, span.end))
        return ast.Lit(ast.Text(item.replace("\\|", "|"), span=span), span=span)

    def on_cell_bound(self, kids: list[Any], span: Span) -> ast.Bound:
        return cast(ast.Bound, kids[0])

    def on_cell_amount(self, kids: list[Any], span: Span) -> ast.Amount:
        return cast(ast.Amount, kids[0])


def _same_width(tokens: list[Token], rows: list[list[ast.Cell]], width: int) -> None:
    for token, row in zip(tokens[1:], rows, strict=True):
        if len(row) != width:
            said = (
                f"this row has {len(row)} cell{'s' * (len(row) != 1)}, and the table {width} column{'s' * (width != 1)}"
            )
            raise Mistake("SLA022", said, token.span, "write one cell for every column, empty where nothing is known")
