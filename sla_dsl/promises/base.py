"""What a promise room is given and what it gives back; binding fills it in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cycles import Entries
from sla_dsl.model.expr import Column, Expr, ParentColumn
from sla_dsl.model.types import Type
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.record import record
from sla_dsl.text.source import Span

N = TypeVar("N")


class Refused(Exception):
    """One mistake in a piece of a statement; caught where the piece begins, so that the next piece is still read."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@record
class Typed:
    """A bound expression with its type; `const` is its exact value when it is a constant number."""

    expr: Expr
    type: Type
    const: Fraction | None = None


@record
class Moment:
    """An event or a stage as a named instant of a table: rows without `condition` true do not enter (None: all do).

    With `entries` it is the instant of each of a row's entries into a stage.
    """

    table: str
    name: str
    at: Expr
    condition: Expr | None = None
    entries: Entries | None = None


@record
class ChildRows:
    """The rows of a child table that a noun counts: those for which `where` is true (None: all), each at `at`.

    `by` is the table's column that holds the parent's key.
    """

    table: str
    by: str
    at: Expr
    where: Expr | None = None


class Words(Protocol):
    """The vocabulary as seen from one clause. Every method raises `Refused` with a diagnostic about its argument."""

    def attempt(self) -> AbstractContextManager[None]:
        """Records a refusal inside the block and goes on after it."""

    def refuse(self, code: str, span: Span, message: str, hint: str | None = None) -> Refused:
        """The refusal to raise."""

    def stage(self, name: ast.Name) -> Moment:
        """A noun."""

    def moment(self, event: ast.Expr, table: str | None) -> Moment:
        """An event expression; `table` is the subject's, None where it is still open."""

    def child_rows(self, noun: ast.Name, table: str) -> ChildRows:
        """What a noun counts among the child rows of a table."""

    def states(self, condition: ast.Expr, table: str) -> ChildRows:
        """The rows of the child table that tells the states of a condition, and when each begins."""

    def child_column(self, noun: ast.Name, child: str) -> str:
        """The column of a child table of which a noun counts the different values."""

    def parent(self, table: str) -> str | None:
        """The table whose child a table is, the first one of several; the table of leads counts as nobody's."""

    def link(self, table: str) -> str:
        """The column of a child table that holds the key of that parent."""

    def has_children(self, table: str) -> bool:
        """Whether the policy declares child tables of a table."""

    def home(self, event: ast.Expr, child: str, flagged: bool) -> str:
        """The table that an event is about, a child table or its parent; with `flagged` the parent if both could be."""

    def condition(self, e: ast.Expr, table: str, *, entry: bool = False) -> Expr:
        """A condition on a row, or on one entry of a row into a stage."""

    def value(self, e: ast.Expr, table: str) -> Typed:
        """Any expression on a row."""

    def sum_of(self, e: ast.Expr, table: str) -> Typed:
        """An expression on a row that is added up: a column of no known kind holds numbers."""

    def compared(self, value: Typed, table: str, other: Typed) -> None:
        """Notes what a value of a table's rows is compared with: beside a percentage its columns hold shares."""

    def constant(self, e: ast.Amount) -> Typed:
        """An exact constant: a number, a share, an amount of money or a duration."""

    def limit(self, e: ast.Time, using: ast.Using | None = None) -> forms.Plain:
        """A duration, or a time of a day, as a limit on a clock that is the same for every row.

        Business time runs on the calendar of `using`, or the policy's only one.
        """

    def limits(self, e: ast.Time, using: ast.Using | None) -> tuple[forms.Plain, ...]:
        """The same limit on every calendar of the policy where `using` leaves it to a column; else the one limit."""

    def calendar_of(self, using: ast.Using, start: Moment) -> Calendar | forms.CalendarOf:
        """The calendar that `using` names, or leaves to a column of the rows that enter at `start`."""

    def limit_from(self, e: ast.Time, using: ast.Using | None, start: Moment) -> forms.Limit:
        """The limit of a row that enters at `start`: it may change on dates, and its calendar may stand in a column."""

    def calendar(self, using: ast.Using | None, asked: ast.Node, text: str) -> Calendar:
        """The calendar that is meant for all rows, of `using` or the policy's only one; `text` asks for it."""

    @property
    def has_calendars(self) -> bool:
        """Whether the policy has a calendar."""

    def changes(self, *amounts: ast.Amount) -> tuple[date | None, ...]:
        """The days on which some amounts change, in order; on the first one all are there (None: since ever)."""

    def on(self, day: date | None) -> AbstractContextManager[None]:
        """Inside the block amounts are those in force on a day (None: since ever)."""

    def share(self, e: ast.Amount, what: str) -> Fraction:
        """A percentage from 0 % to 100 %, as a fraction of 1."""

    def whole(self, e: ast.Amount, what: str) -> int:
        """A whole number, 0 or more."""

    def per(self, period: ast.Period) -> forms.Per:
        """A period."""

    def group(self, field: ast.Name, table: str) -> Column | ParentColumn:
        """A column to group by: of the table, or of a row that its rows belong to."""

    def told(self, node: N) -> N:
        """A piece of a policy with values in the place of its amounts, of those that the data do not change."""

    def meta(self, clause: ast.Clause, english: English) -> forms.Meta:
        """What every clause has; `english` tells it with the values of its amounts in place."""

    def excluded(self, table: str) -> Expr | None:
        """What the policy excludes from every clause about that table."""

    @property
    def has_term(self) -> bool:
        """Whether the agreement has a term with an end."""

    @property
    def currency(self) -> str | None:
        """The agreement's currency."""


def only(clause: ast.Clause, kind: type[Any]) -> Any:
    """The clause's one option of a kind, or None; the last one when several were refused already."""
    found = [o for o in clause.options if isinstance(o, kind)]
    return found[-1] if found else None


English = Callable[[ast.Clause], str]
"""A clause in plain English."""
Lower = Callable[[Words, ast.Clause, Any], forms.Form]


@record
class Room:
    """One verb: the form it becomes, and the options it takes beside `EVERY_CLAUSE`.

    `flags` are the bare words it takes, `tiered` says whether a table of tiers may stand below it.
    """

    verb: str
    form: str
    lower: Lower
    english: English
    options: tuple[type[Any], ...]
    examples: tuple[str, ...]
    flags: tuple[str, ...] = ()
    tiered: bool = False


EVERY_CLAUSE: tuple[type[Any], ...] = (
    ast.For, ast.Unless, ast.WarnAt, ast.SeverityOption, ast.To, ast.Owner, ast.Because, ast.InForce,
)  # fmt: skip
"""The options that every promise takes."""
