"""What a form with an instance a row says of it: one Boolean a verdict word, and the times behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.text.record import record

Columns = dict[str, Expr]
"""Expressions by the name of the column that they make."""
Rests = Callable[[object, Callable[[], Expr]], Expr]
"""Makes an expression a column of its own, one for all clauses that name it alike, and gives what reads it."""
BREACHES = ("missed", "late", "breached")


@record
class SubjectRow:
    """What a clause says of a row. `masks` has one Boolean a verdict word (null counts as false); they are disjoint.

    `start`, `done` and `due` are microseconds UTC; `overdue` is how far beyond the promise a breach is (us);
    `before_start` counts rows done before their start; `at_risk` marks pending ones whose window has mostly passed, and
    `waiting` are totals over the pending ones, which it is given. Only a duty has the times but `start`, and `start` is
    None where all rows are meant. `paused` is how long its clock stood still (us on that clock), where it can; `way` is
    a number for how a row is breached where there are several ways.
    """

    masks: Mapping[str, Expr]
    start: Expr | None
    done: Expr | None = None
    due: Expr | None = None
    overdue: Expr | None = None
    before_start: Expr | None = None
    at_risk: Expr | None = None
    waiting: Callable[[Expr], Columns] | None = None
    paused: Expr | None = None
    way: Expr | None = None


def verdict(kit: Kit, masks: Mapping[str, Expr]) -> Expr:
    """The verdict word of a row (String); null where the row is no instance."""
    xp = kit.xp
    out = None
    for word, mask in masks.items():
        then = xp.when(mask).then(xp.lit(word))
        out = then if out is None else then.otherwise(out)
    return out
