"""One clause before its verdicts in the reference evaluator: who belongs to it, and which periods and groups it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeVar

from sla_dsl.lang import ast
from tests.support.reference_logic import all_of, any_of, number
from tests.support.reference_policy import AFTER_LAST_INSTANT, Policy, Row, Value, key_columns
from tests.support.reference_tables import Tables
from tests.support.reference_tiers import Place, Tier, possible, said, tier_of
from tests.support.reference_time import Limit, Office, day_of
from tests.support.reference_values import Reader

BREACHED = frozenset({"late", "missed", "breached"})
TOO_LARGE = 10**18
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2099, 12, 31)
Option = TypeVar("Option", bound=ast.Option)
Group = tuple[Value, ...]
Subject = tuple[tuple[Value, ...], int]
ENTRY = ast.Ref(ast.Name(("an entry",)))
"""Stands for the instants at which rows enter a stage of their child rows (rule 110)."""


@dataclass
class Instance:
    """One verdict: of a subject (`key`), or of a period and group; instants are UTC, days are local.

    `period` is the first local day and the day after the last; `state` is closed, open or partial.
    """

    clause: str
    verdict: str
    key: tuple[Value, ...] | None = None
    period: tuple[date, date] | None = None
    state: str | None = None
    group: Group = ()
    observed: Fraction | int | None = None
    numerator: Fraction | int | None = None
    denominator: Fraction | int | None = None
    start: datetime | None = None
    done: datetime | None = None
    due: datetime | None = None
    at_risk: bool = False
    cycle: int = 1
    parts: dict[str, str] = field(default_factory=dict)


@dataclass
class ClauseResult:
    """The verdict of a clause, its instances, and its instances of shares where it promises a share."""

    id: str
    verdict: str
    counts: dict[str, int]
    instances: list[Instance]
    shares: list[Instance]


@dataclass(frozen=True)
class Member:
    """A row of the population with its start: `state` is judged, excluded, excused or unknown.

    An entry of the row into a stage has its number and its time (rule 111).
    """

    row: Row
    start: datetime | None
    day: date | None
    state: str
    cycle: int = 1
    time: tuple[datetime, datetime] | None = None
    tier: Tier | None = None

    def reader(self, case: Case) -> Reader:
        """Reads instants in the time of the entry."""
        return case.reader if self.time is None else case.reader_of(self.cycle, self.time)


@dataclass(frozen=True)
class Entered:
    """When a row starts; of an entry also its number, and its time until the next one."""

    at: datetime | None
    cycle: int = 1
    time: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Excuses:
    """The rows or entries that are breached, and those that are unknown, in the clauses that excuse (rule 83): by
    their keys and numbers."""

    breached: frozenset[Subject] = frozenset()
    unknown: frozenset[Subject] = frozenset()

    def doubt(self, case: Case, member: Member) -> bool:
        """Whether nobody knows if a member is excused."""
        return (case.key(member.row), member.cycle) in self.unknown


class Case:
    """A clause with everything it is judged against."""

    def __init__(
        self, policy: Policy, loaded: Tables, as_of: datetime, clause: ast.Clause, name: str, table: str,
        excuses: Excuses = Excuses(), entered: ast.Stage | ast.Event | None = None,
    ) -> None:  # fmt: skip
        self.policy, self.reader, self.zone = policy, Reader(policy, as_of, loaded), policy.zone
        self.as_of, self.clause, self.name, self.table, self.excuses = as_of, clause, name, table, excuses
        self.rows, self.entered = loaded.get(table, []), entered
        term = policy.agreement.term
        spans = [(d.start.day, d.end.day if d.end else None) for d in self.options(ast.InForce)]
        self.has_term = term is not None
        if term is not None:
            spans.append((term[0].day, term[1].day if term[1] else None))
        self.low = max((low for low, _ in spans), default=FIRST_DAY)
        self.high = min((high for _, high in spans if high), default=LAST_DAY)
        using = self.option(ast.Using)
        self.office = None if using and using.column else policy.office(using.calendar if using else None)

    def options(self, kind: type[Option]) -> list[Option]:
        """The clause's options of a kind, as written."""
        return [o for o in self.clause.options if isinstance(o, kind)]

    def option(self, kind: type[Option]) -> Option | None:
        """The one option of a kind, if it is there."""
        return next(iter(self.options(kind)), None)

    def share(self, expr: ast.Expr | None, default: Fraction) -> Fraction:
        """A percentage as a fraction of one."""
        return default if expr is None else number(self.reader.value(expr, None))

    def worth(self, amount: ast.Expr, member: Member) -> Fraction | None:
        """What a row brings to a sum or a statistic; null where it is not known, or too large a number (rule 231)."""
        found = self.reader.value(amount, member.row)
        return None if found is None or abs(worth := number(found)) >= TOO_LARGE else worth

    def key(self, row: Row) -> tuple[Value, ...]:
        """The key of a row; its place in the table where the table has no key."""
        columns = key_columns(self.policy, self.table)
        return tuple(row.values.get(c) for c in columns) or (Fraction(self.rows.index(row)),)

    def group(self, row: Row) -> Group:
        """The values of the clause's `by` fields; of `tier`, and where each tier is a group, what it is called."""
        if self.tiers is None:
            return tuple(self.reader.value(ast.Ref(ast.Name(tuple(f.split(".")))), row) for f in self.fields)
        tier = tier_of(self.reader, self.tiers, row).tier
        if self.by_periods or self.fields == ["tier"]:
            return self.group_of(tier)
        return tuple(
            (None if tier is None else tier.label)
            if f == "tier"
            else self.reader.value(ast.Ref(ast.Name(tuple(f.split(".")))), row)
            for f in self.fields
        )

    def may_be_of(self, row: Row, group: Group) -> bool:
        """Whether a row is of a group, or of a tier that may be its own (rule 168)."""
        if self.group(row) == group:
            return True
        if self.tiers is None or tier_of(self.reader, self.tiers, row).known is not None:
            return False
        return any(self.group_of(tier) == group for tier in possible(self.reader, self.tiers, row))

    def group_of(self, tier: Tier | None) -> Group:
        """What a tier is called by the fields of `by`: by its label, or by the texts of its cells (rules 72 and 73)."""
        if tier is None:
            return (None,) * len(self.fields)
        return tuple(tier.label if f == "tier" else said(tier.cells[f]) for f in self.fields)

    @property
    def fields(self) -> list[str]:
        """The names behind `by`, and `tier` where it is meant."""
        by = self.option(ast.By)
        fields = [n.text for n in by.fields] if by else []
        if self.tiers is None or "tier" in fields:
            return fields
        own = "on" in (n.text for n in self.tiers.header)
        return [*fields, "tier"] if own or (self.by_periods and not fields) else fields

    @property
    def by_periods(self) -> bool:
        """Whether the promise is judged by periods only."""
        return isinstance(self.clause.promise, ast.Delivers | ast.Keeps)

    @property
    def tiers(self) -> ast.Tiers | None:
        """The table of the clause."""
        return self.clause.tiers

    def office_of(self, row: Row) -> Office | None:
        """The calendar that a row's limit runs on: the clause's, or the one that its column names (rule 75)."""
        using = self.option(ast.Using)
        if using is None or using.column is None:
            return self.office
        name = self.reader.value(ast.Ref(using.column), row)
        return self.policy.office(ast.Name((name,))) if isinstance(name, str) and name in self.policy.offices else None

    # ------------------------------------------------------------------------------------------- population

    def anchor(self, named: ast.Stage | ast.Event) -> tuple[ast.Expr, list[ast.Expr | None]]:
        """The instant that a stage or an event places a row at, and the condition it adds to the scope."""
        if named is self.entered:
            return ENTRY, []
        return (named.definition, []) if isinstance(named, ast.Event) else (named.at, [named.when])

    def members(self, start: ast.Expr | None, *conditions: ast.Expr | None) -> list[Member]:
        """The rows, or their entries, whose start is known and in force and whose scope is not false (rule 6).

        Without a `start` every row has a place, whatever its instants.
        """
        places = [(row, place) for row in self.rows for place in self._places(row, start)]
        return [m for row, place in places if (m := self._member(row, start, place, conditions)) is not None]

    def _places(self, row: Row, start: ast.Expr | None) -> list[Entered]:
        if start is None:
            return [Entered(None)]
        if start is ENTRY:
            return self._entries(row)
        return [Entered(self.reader.instant(start, row))]

    def _entries(self, row: Row) -> list[Entered]:
        """The times from one entry of the row to the next one; the last one, or an only one, has no end."""
        begun = sorted(set(self._instants(row)))
        if any(flag.word == "first only" for flag in self.options(ast.Flag)):
            begun = begun[:1]
        ends = [*begun[1:], AFTER_LAST_INSTANT][: len(begun)]
        return [Entered(at, n, (at, end)) for n, (at, end) in enumerate(zip(begun, ends, strict=True), 1)]

    def _instants(self, row: Row) -> list[datetime]:
        """When its child rows entered the stage."""
        named = self.entered
        assert named is not None
        assert named.table is not None
        at, when = (named.definition, None) if isinstance(named, ast.Event) else (named.at, named.when)
        children = [c for c in row.children[named.table.text] if self.reader.holds(when, c) is True]
        return [t for c in children if (t := self.reader.instant(at, c)) is not None]

    def reader_of(self, cycle: int, time: tuple[datetime, datetime]) -> Reader:
        """Reads instants in a time, and knows the number of the entry."""
        return Reader(self.policy, self.as_of, self.reader.tables, time, cycle)

    def _member(
        self, row: Row, start: ast.Expr | None, place: Entered, conditions: Iterable[ast.Expr | None]
    ) -> Member | None:
        begin = place.at
        day = day_of(self.zone, begin) if begin is not None else None
        if start is not None and (day is None or not self.low <= day <= self.high):
            return None
        reader = self.reader if place.time is None else self.reader_of(place.cycle, place.time)
        tier = Place(True) if self.tiers is None else tier_of(reader, self.tiers, row)
        scoped = (*conditions, *(o.condition for o in self.options(ast.For)))
        scope = all_of((tier.known, *(reader.holds(c, row) for c in scoped)))
        if scope is False:
            return None
        out = any_of([self.excluded(e, row) for e in self.policy.excludes]
                     + [reader.holds(o.condition, row) for o in self.options(ast.Unless)])  # fmt: skip
        if out is True:
            state = "excluded"
        elif (self.key(row), place.cycle) in self.excuses.breached:
            state = "excused"
        else:
            state = "unknown" if scope is None or out is None else "judged"
        return Member(row, begin, day, state, place.cycle, place.time, tier.tier)

    def excluded(self, exclude: ast.Exclude, row: Row) -> bool | None:
        """An `exclude` is about the rows of `leads` (rule 176)."""
        return self.reader.holds(exclude.condition, row) if self.table == "leads" else False

    def starts(self, start: ast.Expr) -> list[datetime]:
        """The known starts of all rows, before any condition."""
        if start is ENTRY:
            return [e.at for row in self.rows for e in self._entries(row) if e.at is not None]
        return [t for row in self.rows if (t := self.reader.instant(start, row)) is not None]

    def data_days(self) -> tuple[date, date] | None:
        """The local days of the first and the last instant in the table's mapped instant columns."""
        columns = self.policy.mapped_instants(self.table, {c for row in self.rows for c in row.values})
        seen = [t for row in self.rows for c in columns if isinstance(t := row.values[c], datetime)]
        return (day_of(self.zone, min(seen)), day_of(self.zone, max(seen))) if seen else None


def limit_of(value: Value) -> Limit | None:
    """A value that must be a length of time, or null."""
    if value is None or isinstance(value, Limit):
        return value
    raise TypeError(f"not a length of time: {value!r}")


def elapsed_us(start: datetime, end: datetime) -> int:
    """Whole microseconds from one instant to another."""
    return (end - start) // timedelta(microseconds=1)


def verdict_of(verdicts: Iterable[str]) -> str:
    """The verdict of a clause from those of its instances (rule 21)."""
    seen = set(verdicts)
    if seen & BREACHED:
        return "breached"
    return next((v for v in ("met", "unknown", "pending") if v in seen), "not_applicable")
