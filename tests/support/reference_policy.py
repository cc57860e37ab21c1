"""The policy and the tables as the reference evaluator sees them: names by kind, rows with parents and children."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast
from tests.support.reference_time import MONTH_NAMES, WEEKDAYS, Aligned, Limit, Office

Value: TypeAlias = bool | str | Fraction | datetime | Limit | None

CANONICAL_INSTANTS = frozenset({
    "created_at", "assigned_at", "first_touch_at", "mql_at", "accepted_at", "rejected_at", "sql_at", "opportunity_at",
    "won_at", "lost_at", "recycled_at",
})  # fmt: skip
CANONICAL = CANONICAL_INSTANTS | {
    "lead_id", "email", "company", "source", "owner", "country", "score", "rejection_reason", "amount",
}  # fmt: skip
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
AFTER_LAST_INSTANT = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(eq=False)
class Row:
    """One row of a table with the rows it belongs to (None: there is no such row) and its children, by their tables."""

    table: str
    values: dict[str, Value]
    parents: dict[str, Row | None] = field(default_factory=dict)
    children: dict[str, list[Row]] = field(default_factory=dict)


def walk(node: object) -> Iterable[ast.Node]:
    """Every node in a tree, the root too."""
    if isinstance(node, ast.Node):
        yield node
    if is_dataclass(node):
        for part in fields(node):
            yield from walk(getattr(node, part.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from walk(part)


class Policy:
    """The statements of a policy by kind and name, above those of the prelude."""

    def __init__(self, statements: Sequence[ast.Statement], prelude: Sequence[ast.Statement]) -> None:
        self.own = tuple(statements)
        self.names: dict[str, ast.Event | ast.Stage | ast.Define | ast.Let] = {}
        self.tables: dict[str, ast.Table] = {}
        self.offices: dict[str, ast.Calendar] = {}
        self.agreement = ast.Agreement(title=None)
        for statement in (*prelude, *statements):
            if isinstance(statement, ast.Event | ast.Stage | ast.Define | ast.Let):
                self.names[statement.name.text] = statement
            elif isinstance(statement, ast.Table):
                self.tables[statement.name.text] = statement
            elif isinstance(statement, ast.Calendar):
                self.offices[statement.name.text] = statement
            elif isinstance(statement, ast.Agreement):
                self.agreement = statement
        self.measured: dict[str, Callable[[], Value]] = {}
        self.planned = {(t.name.text, n.text) for t in self.tables.values() for n in t.planned}
        self.made = {t.name.text: made_of(t) for t in self.tables.values()}
        self.own_names = {
            s.name.text for s in statements if isinstance(s, ast.Event | ast.Stage | ast.Define | ast.Let)
        }
        self.excludes = [s for s in statements if isinstance(s, ast.Exclude)]
        self.clauses = [s for s in statements if isinstance(s, ast.Clause)]
        self.waivers = [s for s in statements if isinstance(s, ast.Waive)]
        self.whens = [s for s in statements if isinstance(s, ast.When)]
        self.zone = ZoneInfo(self.agreement.timezone.value if self.agreement.timezone else "UTC")
        start, weekday = self.agreement.fiscal_start, self.agreement.weeks_start
        self.aligned = Aligned(
            WEEKDAYS.index(weekday.text.lower()) if weekday else 0,
            MONTH_NAMES.index(start.text.lower()) + 1 if start else 1,
            self.agreement.fiscal_weeks.months if self.agreement.fiscal_weeks else None,
        )

    def office(self, name: ast.Name | None) -> Office | None:
        """The calendar a clause uses: the one it names, or the only one there is."""
        if name is None and len(self.offices) != 1:
            return None
        found = self.offices[name.text] if name else next(iter(self.offices.values()))
        return Office(found, ZoneInfo(found.timezone.value) if found.timezone else self.zone)

    def named(self, expr: ast.Expr | ast.Name | None) -> ast.Stage | ast.Event | None:
        """The stage or event an expression or a noun names, if it is one."""
        name = expr.name if isinstance(expr, ast.Ref) else expr
        found = self.names.get(name.text) if isinstance(name, ast.Name) else None
        return found if isinstance(found, ast.Stage | ast.Event) else None

    def stage(self, expr: ast.Expr | ast.Name | None) -> ast.Stage | None:
        """The stage an expression or a noun names, if it is one."""
        found = self.named(expr)
        return found if isinstance(found, ast.Stage) else None

    def mapped_instants(self, table: str, columns: Iterable[str]) -> set[str]:
        """The columns of a table whose instants count: canonical ones, and those the policy maps or names, but no
        plans (rule 165)."""
        canonical = CANONICAL_INSTANTS if table == "leads" else frozenset()
        named = {c for c in columns if c in canonical or c in self.said or f"{table}.{c}" in self.said}
        return {c for c in named if (table, c) not in self.planned}

    @cached_property
    def said(self) -> set[str]:
        """Every name in the policy's own statements, but for its tests."""
        nodes = (n for s in self.own if not isinstance(s, ast.Test) for n in walk(s))
        return {n.text for n in nodes if isinstance(n, ast.Name)}


def made_of(table: ast.Table) -> dict[str, ast.Expr]:
    """The columns of a table that are made of others: a bare name or a text is a header (rule 76)."""
    headers = [c.source for c in table.columns if _is_header(c.source)]
    return {c.name.text: c.source for c in table.columns if c.source not in headers}


def _is_header(source: ast.Expr) -> bool:
    is_text = isinstance(source, ast.Lit) and isinstance(source.value, ast.Text)
    return is_text or (isinstance(source, ast.Ref) and len(source.name.parts) == 1)


def key_columns(policy: Policy, table: str) -> tuple[str, ...]:
    """The key of a table: as declared, else `lead_id` for leads."""
    declared = policy.tables.get(table)
    if declared is not None and declared.key:
        return tuple(n.text for n in declared.key)
    return ("lead_id",) if table == "leads" else ()
