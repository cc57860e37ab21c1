"""Tiers of promises that are judged by periods: the line of a row as a group, also where it is not known (rule 168).

A row of which the line is not known may belong to each line that could be its own. Its group is then -1 less a number
with a bit for every such line, so that what is rolled up can still be held against each of them.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.population import Members
from sla_dsl.model.expr import FirstTrue
from sla_dsl.model.forms import Tiers

_BITS = 61
"""Lines from this one on share a bit: 64 bits have no more, and nobody writes so many."""
_ONCE = ("excluded", "excused")
"""Rows that count for no line, whichever theirs is, and are counted where theirs is not known."""


def place_of(kit: Kit, tiers: Tiers) -> Expr:
    """The line of a row, from 0; below 0 where it is not known, or none holds."""
    xp = kit.xp
    assert isinstance(tiers.place, FirstTrue)
    place, marks = compile_expr(kit, tiers.place), xp.lit(0)
    taken = last = xp.lit(False)
    for n, item in enumerate(tiers.place.items):
        holds = compile_expr(kit, item)
        could = holds.fill_null(True) & ~taken
        taken = taken | holds.fill_null(False)
        if n < _BITS:
            marks = marks + xp.when(could).then(xp.lit(2**n)).otherwise(xp.lit(0))
        else:
            last = last | could
    if len(tiers.place.items) > _BITS:
        marks = marks + xp.when(last).then(xp.lit(2**_BITS)).otherwise(xp.lit(0))
    return xp.when(~place.is_null()).then(place).otherwise(xp.lit(-1) - marks)


def doubted(kit: Kit, who: Members, tiers: Tiers | None) -> Members:
    """The members of a clause with a table: whether a row of unknown line belongs to a tier is not known."""
    if tiers is None:
        return who
    unplaced = compile_expr(kit, tiers.place).is_null()
    unknown = who.judged & unplaced
    if who.unknown is not None:
        unknown = unknown.fill_null(False) | who.unknown.fill_null(False)
    return replace(who, judged=who.judged & ~unplaced, unknown=unknown)


def of_line(daily: pl.DataFrame, column: str, line: int, *, beside: bool = False) -> pl.DataFrame:
    """The daily rows of one line, and those that could be its own; `beside` others where these are counted, too."""
    bit, place = 2 ** min(line, _BITS), pl.col(column)
    perhaps = daily.filter((place < 0) & ((-1 - place) // bit % 2 == 1))
    once = (*_ONCE, "unknown", "unpriced") if beside else _ONCE
    nothing = [pl.lit(0, dtype=daily.schema[c]).alias(c) for c in once if c in daily.columns]
    moved = perhaps.with_columns(pl.lit(line, dtype=daily.schema[column]).alias(column), *nothing)
    return pl.concat([daily.filter(place == line), moved])


def of_no_line(daily: pl.DataFrame, column: str) -> pl.DataFrame:
    """The daily rows of which the line is not known, as the null group."""
    rows = daily.filter((pl.col(column) < 0) | pl.col(column).is_null())
    return rows.with_columns(pl.lit(None, dtype=daily.schema[column]).alias(column))
