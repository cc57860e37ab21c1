"""Which child table tells the states that a condition speaks of, each from its own instant to the next one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.events import AT
from sla_dsl.bind.expressions import Expressions
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.promises.base import ChildRows
from sla_dsl.text.source import Source


def states(condition: ast.Expr, expressions: Expressions, table: TableColumns, source: Source) -> ChildRows:
    """The rows of the one child table of `table` with `at` that has the columns of a condition; their states."""
    child = _history(condition, expressions, table, source)
    _, by = expressions.events.child(child.name, table, condition.span, source)
    at = expressions.events.at(child, condition.span, source)
    return ChildRows(child.name, by, at, expressions.events.on_child(condition, child, source))


def _history(condition: ast.Expr, expressions: Expressions, table: TableColumns, source: Source) -> TableColumns:
    names = expressions.names
    children = [t for t in names.tables.values() if t.link_to(table.name) is not None and t.known(AT)]
    words = list(_words(condition, expressions, table.name))
    found = [c for c in children if all(_tells(c, w) for w in words)]
    named = [c for c in found if all(c.named(w.parts[-1]) for w in words)]
    if len(found) > 1 and len(named) == 1:
        found = named
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
