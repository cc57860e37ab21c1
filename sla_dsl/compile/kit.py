"""What compiled expressions are made with: a namespace that speaks the polars API, a look-up, the zone and the as-of.

The compiler is written once, against the part of the polars API that narwhals speaks too. Two things differ inside an
expression: how a row finds its slot in a small table, which polars gathers and other engines join, and how an aggregate
leaves rows out; so they are asked for here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any

import polars as pl

from sla_dsl.compile.zone import Zone
from sla_dsl.model.expr import FromChildren, ParentValue, Repeated
from sla_dsl.text.record import record

Expr = Any
"""An expression of the kit's namespace: `pl.Expr`, or a narwhals one."""

FIRST_US = 0
LAST_US = 4_102_444_800_000_000 - 1
"""Plausible instants: 1970-01-01 up to the last microsecond of 2099, UTC (fine print 3)."""


def _as_it_stands(x: Expr) -> Expr:
    return x


def filtered(x: pl.Expr, where: pl.Expr) -> pl.Expr:
    """`x` without the other rows, in a polars frame: where they are few, little is left to be worked out."""
    return x.filter(where)


@record
class LookUp:
    """A small table over equal slots of an integer line.

    Slot `k` holds `values[k]` for `base + k * step <= x < base + (k + 1) * step`; with `codes` it holds
    `values[codes[k]]`: a million slots of a handful of values fit into the caches then, and are made in no time.
    `values` are integers and looked up as Int64, `codes` are unsigned; the slots cover every plausible instant, so no
    index is out of range.
    """

    name: str
    values: pl.Series
    base: int
    step: int
    codes: pl.Series | None = None

    def slots(self) -> pl.Series:
        """What every slot holds, in their order (Int64)."""
        return (self.values if self.codes is None else self.values.gather(self.codes)).cast(pl.Int64)


@record
class Kit:
    """`xp` is the namespace, `look(table, x)` the value of a table at `x`; `as_of` is in microseconds UTC.

    `picks` names the column that holds what is taken from other rows, once the engine has joined it. `another` makes
    the look-up of another frame, where an engine joins what was looked up; None is "the same one".
    `once` makes what is read more than once a column of its own, where the engine would work it out each time; it is
    made of the columns of the table. `among(x, where)` is `x` where a Boolean is true, to be aggregated: of other rows
    it is null, or not there.
    """

    xp: Any
    look: Callable[[LookUp, Expr], Expr]
    zone: Zone
    as_of: int
    picks: Mapping[FromChildren | ParentValue | Repeated, str] = field(default_factory=dict)
    another: Callable[[], Callable[[LookUp, Expr], Expr]] | None = None
    once: Callable[[Expr], Expr] = field(default=_as_it_stands)
    among: Callable[[Expr, Expr], Expr] = field(default=filtered)

    def elsewhere(self) -> Kit:
        """The kit for the rows of another frame."""
        return replace(self, look=self.look if self.another is None else self.another(), once=_as_it_stands)


def gather(table: LookUp, x: Expr) -> pl.Expr:
    """The table's value at `x` in a polars frame: about two nanoseconds a row whatever the zone.

    The index is cast to unsigned first: a negative one would count from the end and be wrong in silence. Wrapped, it is
    out of range; that none is too large is not looked for, since `x` is plausible.
    """
    along = x - table.base if table.base else x
    slot = (along if table.step == 1 else along // table.step).cast(pl.UInt32, wrap_numerical=True)
    if table.codes is None:
        found = pl.lit(table.values).gather(slot)
    else:
        found = pl.lit(table.values).gather(pl.lit(table.codes).gather(slot).cast(pl.UInt32))
    return found if table.values.dtype == pl.Int64 else found.cast(pl.Int64)
