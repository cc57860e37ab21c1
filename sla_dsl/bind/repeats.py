"""`repeated(x)`: whether an earlier row of the same table has the same value, and what makes a row an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.bind.columns import Missing, TableColumns
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.schema import AT, CREATED
from sla_dsl.model.types import BOOLEAN, INSTANT, Sort
from sla_dsl.promises.base import Refused, Typed
from sla_dsl.text.source import Source, Span

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


def repeated(expressions: Expressions, e: ast.Call, row: Row, source: Source) -> Typed:
    """Whether a row repeats a value. Refuses a value that rows of other tables tell."""
    operand = expressions.value(e.arguments[0], row, source).expr
    if m.of_other_rows(operand):
        text = expression(e.arguments[0])
        message = f"`{text}` asks other rows, and `{e.function}` asks all rows of `{row.table.name}` for it"
        hint = "give it columns of the row and of the rows that it belongs to"
        raise expressions.names.refuse(source, "SLA136", e.span, message, hint)
    key = _key(expressions, row.table, e.span, source)
    return Typed(m.Repeated(operand, _created(expressions, row.table, e.span, source), key), BOOLEAN)


def _key(expressions: Expressions, table: TableColumns, span: Span, source: Source) -> m.Column:
    if len(table.key) != 1:
        raise _no_key(expressions, table, span, source)
    return expressions.names.column(ast.Name(table.key, span=span), table, source, None, firm=False)


def _no_key(expressions: Expressions, table: TableColumns, span: Span, source: Source) -> Refused:
    message = (
        f"`{table.name}` has no single column as its key, so nothing says which of two equal rows is the first one"
    )
    hint = f"name it: `table {table.name}` with `key COLUMN`"
    return expressions.names.refuse(source, "SLA136", span, message, hint)


def _created(expressions: Expressions, table: TableColumns, span: Span, source: Source) -> m.Expr | None:
    """Since when a row is there: the event `created` of leads, else a column that says so; None where none does."""
    names = expressions.names
    try:
        if table.name == names.subject:
            found = expressions.events.event(ast.Ref(ast.Name(("created",), span=span), span=span), table, source)
            return None if m.of_other_rows(found) else found
        for column in (CREATED, AT):
            there = table.named(column) or (table.schema is not None and table.known(column))
            at = expressions.column(ast.Name((column,), span=span), table, source, Wanted(INSTANT)) if there else None
            if at is not None and at.type.sort is Sort.INSTANT:
                return None if m.of_other_rows(at.expr) else at.expr
    except Missing:
        pass
    return None
