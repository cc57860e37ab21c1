"""Columns that a table's declaration makes of others: bound like a definition, wherever the column is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.lang import ast
from sla_dsl.model import expr as m
from sla_dsl.promises.base import Typed
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


def value(
    expressions: Expressions, name: ast.Name, table: TableColumns, source: Source, wanted: Wanted | None
) -> Typed:
    """What a column of `table` is made of, on a row of it, in the words of the file or the mapping that says it."""
    names = expressions.names
    home = table.source_of(name.text) or names.vocabulary.tables[table.name].source
    table.asked.add(name.text)
    names.enter_made(name, table, source)
    try:
        return expressions.value(table.made[name.text].source, Row(table), home, wanted)
    finally:
        names.leave()


def seen_over(
    expressions: Expressions, found: Typed, path: tuple[m.Link, ...], name: ast.Name, source: Source
) -> Typed:
    """A column of the row at the end of `path`, as the row at its beginning sees it.

    Refuses one that yet other rows would have to tell.
    """
    if m.of_other_rows(found.expr):
        message = f"`{name.text}` asks other rows, and is seen here from a row that belongs to `{path[-1].table}`"
        hint = f"ask for what `{path[-1].table}` makes of its own columns and of the rows that its rows belong to"
        raise expressions.names.refuse(source, "SLA138", name.span, message, hint)
    seen = found.expr
    for link in reversed(path):
        seen = m.seen_from_child(seen, link)
    return Typed(seen, found.type)
