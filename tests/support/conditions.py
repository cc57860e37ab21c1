"""Conditions of the tests, short to write, and their truths on real rows by the compiler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Kit, gather
from sla_dsl.compile.zone import zone
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind

HOUR = 3_600_000_000
SCORE, SIZE = m.Column("score", Kind.NUMBER), m.Column("size", Kind.NUMBER)
SOURCE, OWNER = m.Column("source", Kind.TEXT), m.Column("owner", Kind.TEXT)
CREATED, TOUCHED = m.Column("created_at", Kind.INSTANT), m.Column("first_touch_at", Kind.INSTANT)
ICP = m.Column("icp", Kind.BOOLEAN)


def number(value: Fraction | int | str) -> m.Const:
    return m.Const(Fraction(value), Kind.NUMBER)


def text(value: str) -> m.Const:
    return m.Const(value, Kind.TEXT)


def at(hours: int) -> m.Const:
    """An instant some hours after the epoch."""
    return m.Const(hours * HOUR, Kind.INSTANT)


def is_(left: m.Expr, op: Any, right: m.Expr | int | str) -> m.Test:
    """`left op right`; a bare number or text is a constant."""
    if isinstance(right, str):
        right = text(right)
    return m.Test(op, left, number(right) if isinstance(right, int) else right)


def all_(*items: m.Expr) -> m.Expr:
    return m.Both(items)


def any_(*items: m.Expr) -> m.Expr:
    return m.Either(items)


def not_(e: m.Expr) -> m.Expr:
    return m.Negation(e)


def truths_on(grid: Mapping[m.Column, Iterable[Any]], conditions: list[m.Expr]) -> list[tuple[bool | None, ...]]:
    """The truths of conditions on all rows that a grid of values makes, by the compiler."""
    rows = list(product(*(list(values) for values in grid.values())))
    types = {Kind.TEXT: pl.String, Kind.BOOLEAN: pl.Boolean, Kind.INSTANT: pl.Int64, Kind.NUMBER: pl.Float64}
    frame = pl.DataFrame(rows, schema={c.name: types[c.kind] for c in grid}, orient="row")
    kit = Kit(pl, gather, zone("UTC"), 10**15)
    named = [compile_expr(kit, e).cast(pl.Boolean).alias(f"c{n}") for n, e in enumerate(conditions)]
    return frame.with_columns(*named).select(f"c{n}" for n in range(len(conditions))).rows()
