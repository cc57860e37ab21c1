"""Typed expressions over one row of a table: names resolved, units checked, constants folded to exact numbers.

A closed set. Conditions are three-valued (true, false, unknown); every other expression may be null, which is
"not known". Instants and durations are integers: microseconds since the epoch (UTC), and microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.model.forms import Plain

ConstValue = int | Fraction | str | bool


@record
class Column:
    """A column of the row's own table, by its canonical name."""

    name: str
    kind: Kind


@record
class Link:
    """The step from a row to the row of `table` that it belongs to: the one whose key equals the row's column `by`."""

    table: str
    by: str


@record
class ParentColumn:
    """A column of a row that the row belongs to, over the links of `path` (`leads.source` seen from a touch)."""

    name: str
    kind: Kind
    path: tuple[Link, ...]


def parent_column(e: ParentColumn) -> str:
    """The name under which a parent's column stands in a frame; no name of a policy has a backquote."""
    return "`".join(("parent", *(link.table for link in e.path), e.name))


@record
class ParentValue:
    """An expression on the row that a row belongs to, which takes something from other rows: worked out there first."""

    value: Expr


@record
class Const:
    """A value: exact number, text, truth, instant or duration in microseconds."""

    value: ConstValue
    kind: Kind


@record
class ChildPick:
    """The first, last or n-th instant among the child rows for which `where` is true.

    `table` is the child table, `by` its column that holds the parent's key, `instant` the picked column.
    Rows with a null instant do not count. Ties count as several rows.
    """

    table: str
    by: str
    instant: Expr
    where: Expr | None
    which: Literal["first", "last", "nth"]
    nth: int = 1


@record
class ChildCount:
    """How many child rows there are for which `where` is true; 0 for a parent without any."""

    table: str
    by: str
    where: Expr | None


@record
class ChildSpread:
    """The first instant by which the child rows for which `where` is true have `nth` different values in `column`.

    Without a column (None) it is their instants' local days that differ. Rows with a null instant or a null value do
    not count.
    """

    table: str
    by: str
    instant: Expr
    column: str | None
    where: Expr | None
    nth: int


@record
class PausedTime:
    """How long the clock of a limit was stopped (microseconds on that clock), by the states of the child rows.

    A row's state holds from `instant` to the next row's; it stops the clock where `where` is true. `start` is where the
    limit starts, as the child sees it; `most` is the most that the pauses of a row can come to.
    """

    table: str
    by: str
    instant: Expr
    where: Expr
    start: Expr
    limit: Plain
    most: int | None


@record
class ValueAt:
    """What the last child row that is not later than `at` says in `column`; `instant` says when each row began to hold.

    `at` is an instant of the row itself. Not known where that row says nothing, or several at one instant disagree.
    """

    table: str
    by: str
    instant: Column
    column: Column
    at: Expr


@record
class ChildGap:
    """An instant of the first child row that comes too long, or too soon, after the one before it on a limit's clock.

    Only rows with an instant count, and for which `where` is true. The first one comes after `start`, as the child sees
    it, or after nothing (None). `end` picks the row's own instant (`until`) or that of the one before it (`since`).
    """

    table: str
    by: str
    instant: Expr
    where: Expr | None
    start: Expr | None
    limit: Plain
    too: Literal["long", "soon"]
    end: Literal["since", "until"]


FromChildren = ChildPick | ChildCount | ChildSpread | PausedTime | ChildGap | ValueAt


@record
class Repeated:
    """Whether an earlier row of the same table has the same value; not known when the value is not.

    Rows are in the order of `created`, unknown ones last, and then of `key`.
    """

    operand: Expr
    created: Expr | None
    key: Column


Function = Literal[
    "lower", "trim", "domain", "day", "month", "hour", "weekday", "ceil", "floor", "round", "abs", "min", "max"
]  # fmt: skip

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""What `weekday` gives."""


@record
class Call:
    """A function of some values; not known when one of them is not."""

    function: Function
    arguments: tuple[Expr, ...]


@record
class Choice:
    """The value where the condition is true, the other one where it is false; not known where it is not."""

    condition: Expr
    value: Expr
    other: Expr


@record
class Math:
    """`left op right` on numbers, durations, or an instant and a duration. Division by zero is not known."""

    op: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr


@record
class Test:
    """`left op right`; not known when a side is not."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


@record
class OneOf:
    """`operand in (...)`; not known when the operand is not."""

    operand: Expr
    items: tuple[ConstValue, ...]


@record
class IsKnown:
    """Two-valued: whether the operand has a value."""

    operand: Expr


@record
class Both:
    """All conditions hold (Kleene)."""

    items: tuple[Expr, ...]


@record
class Either:
    """At least one condition holds (Kleene)."""

    items: tuple[Expr, ...]


@record
class Negation:
    """Holds where the condition does not (Kleene)."""

    operand: Expr


@record
class CountTrue:
    """At least `count` of the conditions hold; not known when it depends on unknown ones."""

    count: int
    items: tuple[Expr, ...]


@record
class Earliest:
    """The earliest known of several instants; not known when none is."""

    items: tuple[Expr, ...]


@record
class Latest:
    """The latest of several instants; known only when all are."""

    items: tuple[Expr, ...]


@record
class FirstTrue:
    """The place, from 0, of the first condition that holds; not known where one before it is not, or none holds."""

    items: tuple[Expr, ...]


@record
class Where:
    """The value where the condition is true, else not known."""

    value: Expr
    condition: Expr


@record
class Happened:
    """A computed instant that has come by the as-of, else not known; columns are guarded where they are read."""

    value: Expr


Expr = (
    Column | ParentColumn | ParentValue | Const | ChildPick | ChildCount | ChildSpread | PausedTime | ChildGap | ValueAt
    | Repeated | Call | Math | Test | OneOf | IsKnown | Both | Either | Negation | CountTrue | Earliest | Latest | Where
    | Happened | FirstTrue | Choice
)  # fmt: skip


def children(e: Expr) -> tuple[Expr, ...]:
    """The sub-expressions that are evaluated on the same row; of a child pick, what its child rows are told of it."""
    match e:
        case Math(left=a, right=b) | Test(left=a, right=b):
            return a, b
        case OneOf(operand=a) | IsKnown(operand=a) | Negation(operand=a) | Happened(value=a):
            return (a,)
        case (
            Call(arguments=items)
            | Both(items)
            | Either(items)
            | CountTrue(items=items)
            | Earliest(items)
            | Latest(items)
            | FirstTrue(items)
        ):
            return items
        case Where(value=a, condition=b):
            return a, b
        case Choice(condition=a, value=b, other=c):
            return a, b, c
        case ValueAt(at=a):
            return (a,)
        case ChildPick() | ChildCount() | ChildSpread() | PausedTime() | ChildGap():
            return tuple(told.value for told in child_told(e))
        case Repeated(operand=a, created=created, key=key):
            return (a, key) if created is None else (a, key, created)
        case _:
            return ()


def walk(e: Expr) -> Iterator[Expr]:
    """The expression and everything in it on the same row, outermost first."""
    yield e
    for c in children(e):
        yield from walk(c)


def of_other_rows(e: Expr) -> bool:
    """Whether more than the row and the rows that it belongs to must be seen."""
    return any(isinstance(part, FromChildren | Repeated) for part in walk(e))


def both(*items: Expr | None) -> Expr | None:
    """The conjunction of those that are there; None stands for "no condition"."""
    there = tuple(i for i in items if i is not None)
    return None if not there else there[0] if len(there) == 1 else Both(there)


def either(*items: Expr | None) -> Expr | None:
    """The disjunction of those that are there; None stands for "no condition"."""
    there = tuple(i for i in items if i is not None)
    return None if not there else there[0] if len(there) == 1 else Either(there)


def on_child_rows(e: FromChildren) -> tuple[Expr, ...]:
    """What is evaluated on the child rows."""
    match e:
        case ValueAt(instant=instant, column=column):
            return (instant, column)
        case PausedTime(instant=instant, where=where, start=start):
            return (instant, where, start)
        case ChildGap(instant=instant, where=condition, start=start):
            return tuple(part for part in (instant, condition, start) if part is not None)
        case ChildCount(where=condition):
            return () if condition is None else (condition,)
        case _:
            return (e.instant,) if e.where is None else (e.instant, e.where)


def parent_columns(e: Expr, table: str) -> Iterator[ParentColumn]:
    """The columns that a row of `table` sees of rows it belongs to, and those that its child rows see through it."""
    for part in walk(e):
        if isinstance(part, ParentColumn):
            yield part
        elif isinstance(part, FromChildren):
            through = (p for p in child_sees(part) if p.path[0] == Link(table, part.by))
            yield from (replace(p, path=p.path[1:]) for p in through if len(p.path) > 1)


def child_sees(e: FromChildren) -> list[ParentColumn]:
    """The columns that child rows see of the rows they belong to."""
    return [p for top in on_child_rows(e) for p in walk(top) if isinstance(p, ParentColumn)]


def child_told(e: FromChildren) -> list[ParentValue]:
    """What child rows are told of their parent beside its columns."""
    return [p for top in on_child_rows(e) for p in walk(top) if isinstance(p, ParentValue)]


def seen_from_child(e: Expr, link: Link) -> Expr:
    """An expression on a row as a child of that row sees it over `link`."""
    if of_other_rows(e):
        return ParentValue(e)
    if isinstance(e, Column):
        return ParentColumn(e.name, e.kind, (link,))
    if isinstance(e, ParentColumn):
        return replace(e, path=(link, *e.path))
    changes: dict[str, Any] = {f.name: _seen(getattr(e, f.name), link) for f in fields(e)}
    return replace(e, **changes)


def _seen(part: object, link: Link) -> object:
    if isinstance(part, tuple):
        return tuple(_seen(p, link) for p in part)
    return seen_from_child(part, link) if isinstance(part, Expr) else part
