"""Columns of percentages: whether a policy takes the number in a cell such as `5%` for a share (fine print 174)."""

from __future__ import annotations

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.names import Names
from sla_dsl.model.expr import Column, Expr, Math, ParentColumn
from sla_dsl.model.kinds import Kind
from sla_dsl.model.types import Sort
from sla_dsl.promises.base import Typed


def compared(names: Names, table: TableColumns, value: Expr, other: Typed) -> None:
    """Notes what the columns of a value are compared with: a percentage, or a plain number that is none."""
    if other.type.sort is Sort.SHARE:
        shares(names, table, value)
    elif other.type.sort is Sort.NUMBER and other.const is not None and abs(other.const) > 1:
        for home, name in _columns(names, table, value):
            home.plain.add(name)


def shares(names: Names, table: TableColumns, value: Expr) -> None:
    """Notes that the columns of a value may be shares: of what they are a factor of, or beside a percentage."""
    for home, name in _columns(names, table, value):
        home.shares.add(name)


def _columns(names: Names, table: TableColumns, value: Expr) -> list[tuple[TableColumns, str]]:
    match value:
        case Column(name=name, kind=Kind.NUMBER):
            return [(table, name)]
        case ParentColumn(name=name, kind=Kind.NUMBER, path=path):
            return [(names.tables[path[-1].table], name)]
        case Math(left=left, right=right):
            return [*_columns(names, table, left), *_columns(names, table, right)]
        case _:
            return []
