"""Rows that enter a stage many times: what an entry is, and what of a row happens in the time of one."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.model.expr import (
    ChildGap,
    ChildPick,
    ChildSpread,
    Column,
    Earliest,
    Either,
    Expr,
    IsKnown,
    Latest,
    Link,
    Negation,
    ParentColumn,
    Test,
    Where,
    both,
    walk,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record

CYCLE, BEGINS, ENDS = "cycle.number", "cycle.begins", "cycle.ends"
"""The columns of an entry beside those of its row: its number from 1, its instant, and that of the next one or null."""


@record
class Entries:
    """The entries of the rows of `table` into a stage, which their child rows tell; each entry is a row of its own.

    A row of `child`, where `by` holds the parent's key, enters at `instant` if `where` is true (None: always); several
    at one instant are one entry. An entry's time lasts until the next one. With `first_only` there is no next one.
    """

    table: str
    child: str
    by: str
    instant: Expr
    where: Expr | None
    first_only: bool

    def sees(self) -> list[ParentColumn]:
        """The columns that the child rows see of rows they belong to."""
        tops = [e for e in (self.instant, self.where) if e is not None]
        return [e for top in tops for e in walk(top) if isinstance(e, ParentColumn)]


Rows = str | Entries
"""What the instances of a form are made of: the rows of a table, or their entries."""


def begins() -> Expr:
    """The instant of an entry."""
    return Column(BEGINS, Kind.INSTANT)


def ends() -> Expr:
    """The instant at which the time of an entry ends; not known of the last one."""
    return Column(ENDS, Kind.INSTANT)


def in_cycle(e: Expr, table: str) -> Expr:
    """An instant of a row of `table` as it is in the time of one entry: not known where it lies outside.

    Picks take the child rows of that time. Conditions stay as they are.
    """
    match e:
        case Earliest(items):
            return Earliest(tuple(in_cycle(i, table) for i in items))
        case Latest(items):
            return Latest(tuple(in_cycle(i, table) for i in items))
        case Where(value, condition):
            return Where(in_cycle(value, table), condition)
        case ChildPick() | ChildSpread() | ChildGap():
            link = (Link(table, e.by),)
            time = ParentColumn(BEGINS, Kind.INSTANT, link), ParentColumn(ENDS, Kind.INSTANT, link)
            return replace(e, where=both(_within(e.instant, *time), e.where))
        case _:
            return Where(e, _within(e, begins(), ends()))


def _within(at: Expr, first: Expr, last: Expr) -> Expr:
    """Whether an instant lies in the time of an entry."""
    inside = both(Test(">=", at, first), Either((Negation(IsKnown(last)), Test("<", at, last))))
    assert inside is not None
    return inside
