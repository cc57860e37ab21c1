"""What a child table's rows say of one another: columns that are made one after the other, before parents take some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.text.record import record

Aggregate = Literal["min", "max", "sum"]
"""What becomes of the rows of one parent."""


@record
class Window:
    """Of the rows that are alike in the columns `within`: the value of the column `of` that the `next` row has in the
    order of the column `order`, or the one `before` (null where there is none), the `running` sum of it up to the row
    itself, or the `least` or `greatest`."""

    of: str
    how: Literal["next", "before", "running", "least", "greatest"]
    within: tuple[str, ...]
    order: str | None = None


@record
class Step:
    """Columns of a row, made with `kit`, and then windows over what is there by then."""

    kit: Kit
    columns: Mapping[str, Expr]
    windows: Mapping[str, Window] = field(default_factory=dict)


def window(xp: Any, of: Window, stored: Callable[[str], str]) -> Expr:
    """The expression of a window; `stored` is the name under which the frame holds a column."""
    column, within = xp.col(of.of), [stored(n) for n in of.within]
    match of.how:
        case "next":
            return column.shift(-1).over(within, order_by=stored(of.order or ""))
        case "before":
            return column.shift(1).over(within, order_by=stored(of.order or ""))
        case "running":
            return column.cum_sum().over(within, order_by=stored(of.order or ""))
        case "least":
            return column.min().over(within)
        case "greatest":
            return column.max().over(within)
