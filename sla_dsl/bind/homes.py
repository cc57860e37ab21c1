"""Whose event it is: a child table's or its parent's, by the words and the columns that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.bind.columns import NoHeader, Several, TableColumns
from sla_dsl.bind.expressions import Expressions
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.text.source import Source


def home_of(
    event: ast.Expr, child: TableColumns, parent: TableColumns, expressions: Expressions, source: Source, flagged: bool
) -> str:
    """The table that an event is about. What says nothing of the parent is the child's.

    Its words say it (`event NAME in TABLE`, a pick), else its columns: the table that alone has them. Where both have,
    it is a mistake, unless `flagged` says that the parent is meant, as it does where neither is known to have them.
    """
    said = expressions.events.home(event)
    if said is not None:
        return said
    columns = list(_columns(event, expressions, set()))
    parents, children = (all(_has(t, n) for n in columns) for t in (parent, child))
    if columns and parents and children and not flagged:
        shared = ", ".join(f"`{n}`" for n in dict.fromkeys(n.parts[-1] for n in columns))
        text = expression(event)
        message = f"`{text}` could be an event of `{parent.name}` or of `{child.name}`: both have {shared}"
        hint = f"say which: `event NAME in {parent.name} = {columns[0].parts[-1]}`, or add `each`"
        raise expressions.names.refuse(source, "SLA359", event.span, message, hint)
    if columns and parents:
        return parent.name
    if columns and not children and (flagged or any(_has(parent, n) or parent.named(n.text) for n in columns)):
        return parent.name
    return child.name


def _has(table: TableColumns, name: ast.Name) -> bool:
    """Whether a column is there: in the data, or while none is known among those of the language and the policy."""
    if len(name.parts) > 1:
        return name.parts[0] == table.name
    if name.text in table.made:
        return True
    if table.schema is None:
        return table.named(name.text)
    try:
        return table.header(name.text) is not None
    except (Several, NoHeader):
        return True


def _columns(e: ast.Expr, expressions: Expressions, seen: set[str]) -> Iterator[ast.Name]:
    """The columns that an event is made of, also behind the words that name it."""
    match e:
        case ast.Ref(name):
            entry = expressions.names.event_word(name.text)
            match entry.node if entry is not None and name.text not in seen else None:
                case ast.Event(definition=inner) | ast.Define(definition=inner):
                    yield from _columns(inner, expressions, seen | {name.text})
                case ast.Stage(at=inner):
                    yield from _columns(inner, expressions, seen | {name.text})
                case None if entry is None:
                    yield name
                case _:
                    pass
        case ast.Or(items) | ast.And(items):
            for item in items:
                yield from _columns(item, expressions, seen)
        case ast.Arith(left=left, right=right):
            yield from _columns(left, expressions, seen)
            yield from _columns(right, expressions, seen)
        case _:
            pass
