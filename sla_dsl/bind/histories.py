"""Which child table tells how it was: the states that a condition speaks of, and what was in force at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.rows import Wanted
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.schema import AT
from sla_dsl.promises.base import ChildRows, Typed
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


def states(condition: ast.Expr, expressions: Expressions, table: TableColumns, source: Source) -> ChildRows:
    """The rows of the one child table of `table` with `at` that has the columns of a condition; their states."""
    child = _history(condition, expressions, table, source)
    _, by = expressions.events.child(child.name, table, condition.span, source)
    at = expressions.events.at(child, condition.span, source)
    return ChildRows(child.name, by, at, expressions.events.on_child(condition, child, source))


def _history(condition: ast.Expr, expressions: Expressions, table: TableColumns, source: Source) -> TableColumns:
    names = expressions.names
    words = list(_words(condition, expressions, table.name))
    found = _telling(words, expressions, table)
    text = expression(condition)
    if len(found) == 1:
        return found[0]
    if found:
        *others, last = (f"`{c.name}`" for c in found)
        message = f"{', '.join(others)} and {last} could both tell when `{text}` held"
        column = next(w.parts[-1] for w in words) if words else "status"
        hint = f"say which: `{found[0].name}.{column}`"
        raise names.refuse(source, "SLA356", condition.span, message, hint)
    key = table.key[0] if table.key else "KEY"
    hint = f"declare the table of its changes: `table changes of {table.name} by {key}`, with `{AT}` and that column"
    raise names.refuse(source, "SLA355", condition.span, f"no table tells when `{text}` began and ended", hint)


def value_at(e: ast.At, expressions: Expressions, table: TableColumns, source: Source, wanted: Wanted | None) -> Typed:
    """What a column was at an event, as the one child table of `table` with `at` and that column tells it."""
    names, column = expressions.names, e.operand
    if not isinstance(column, ast.Ref):
        message = f"`{expression(column)}` is no column, and a history tells what a column was"
        raise names.refuse(source, "SLA130", column.span, message, "take one column: `score at MQL`")
    child = _teller(column.name, e, expressions, table, source)
    _, by = expressions.events.child(child.name, table, e.span, source)
    at = expressions.events.at(child, e.span, source)
    name = ast.Name(column.name.parts[-1:], span=column.span)
    said = expressions.column(name, child, source, wanted)
    event = expressions.events.moment(e.event, table.name, source)
    asked = event.at if event.condition is None else m.Where(event.at, event.condition)
    if not isinstance(at, m.Column):
        raise names.not_of_data(AT, child, source, e.span)
    if not isinstance(said.expr, m.Column):
        raise names.not_of_data(name.text, child, source, column.span)
    return Typed(m.ValueAt(child.name, by, at, said.expr, asked), said.type)


def _teller(column: ast.Name, e: ast.At, expressions: Expressions, table: TableColumns, source: Source) -> TableColumns:
    names = expressions.names
    found = _telling([column], expressions, table)
    if not found:
        if len(column.parts) > 1:
            names.table(column.parts[0], column.span, source)
        key = table.key[0] if table.key else "KEY"
        message = f"no history tells what `{column.text}` was at an earlier time; what it is today says nothing of that"
        hint = (
            f"declare the table of its changes: `table changes of {table.name} by {key}`, with `{AT}` and that column"
        )
        raise names.refuse(source, "SLA130", e.span, message, hint)
    sure = [c for c in found if c.schema is not None or c.named(column.parts[-1])]
    if len(sure) > 1:  # while no data is known, any table may have the column
        *others, last = (f"`{c.name}`" for c in sure)
        message = f"{', '.join(others)} and {last} both tell what `{column.text}` was"
        hint = f"say which: `{found[0].name}.{column.text} at {expression(e.event)}`"
        raise names.refuse(source, "SLA131", e.span, message, hint)
    return found[0]


def _telling(words: Sequence[ast.Name], expressions: Expressions, table: TableColumns) -> list[TableColumns]:
    """The child tables with `at` that have some columns; those that the policy names before those of the data."""
    children = [t for t in expressions.names.tables.values() if t.link_to(table.name) is not None and t.known(AT)]
    found = [c for c in children if all(_tells(c, w) for w in words)]
    named = [c for c in found if all(c.named(w.parts[-1]) for w in words)]
    return named if len(named) == 1 else found


def _tells(child: TableColumns, word: ast.Name) -> bool:
    """Whether a name may be a column of the child table."""
    if len(word.parts) > 1:
        return word.parts[0] == child.name
    return child.known(word.text)


def _words(e: object, expressions: Expressions, parent: str) -> Iterator[ast.Name]:
    """The columns that a condition names, also behind definitions, but for those of the parent."""
    seen: set[str] = set()
    stack = [e]
    while stack:
        node = stack.pop(0)
        if isinstance(node, tuple):
            stack[:0] = node
        elif isinstance(node, ast.Ref):
            entry = expressions.names.word(node.name.text)
            if entry is not None and isinstance(entry.node, ast.Define) and node.name.text not in seen:
                seen.add(node.name.text)
                stack.insert(0, entry.node.definition)
            elif node.name.parts[0] != parent and (entry is None or entry.prelude):
                yield node.name
        elif isinstance(node, ast.Node):
            stack[:0] = [getattr(node, f.name) for f in fields(node)]
