"""Expressions in the reference evaluator: three-valued, exact, one row at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_logic import all_of, any_of, arithmetic, called, compare, is_day, negate
from tests.support.reference_policy import Policy, Row, Value, key_columns
from tests.support.reference_time import Limit, at_local, day_start


class UnknownName(LookupError):
    """A name that neither the policy, nor the prelude, nor the table has."""


class Reader:
    """Reads the value, the truth or the instant of an expression for a row (None where no row is needed).

    With a `time`, from an instant until before another one, only what lies in it has happened; conditions are about
    the row as it stands all the same (rule 111).
    """

    def __init__(
        self, policy: Policy, as_of: datetime, tables: dict[str, list[Row]],
        time: tuple[datetime, datetime] | None = None, cycle: int | None = None,
    ) -> None:  # fmt: skip
        self.policy, self.as_of, self.tables, self.time, self.cycle = policy, as_of, tables, time, cycle
        self.day: date | None = None
        self.standing = self if time is None else Reader(policy, as_of, tables, cycle=cycle)

    def amount(self, amount: ast.Amount, row: Row | None, day: date | None) -> Value:
        """A target or a limit on a day: of schedules the last step that has begun, null before the first (rule 74)."""
        before, self.day = self.day, day
        try:
            if not isinstance(amount, ast.Dated):
                return self.value(amount, row)
            begun = [step for step, since in amount.steps if since is None or (day is not None and since.day <= day)]
            return self.value(begun[-1], row) if begun else None
        finally:
            self.day = before

    # -------------------------------------------------------------------------------------------------- conditions

    def holds(self, expr: ast.Expr | None, row: Row) -> bool | None:
        """The truth of a condition; no condition is true."""
        if self.time is not None:
            return self.standing.holds(expr, row)
        if expr is None:
            return True
        if isinstance(expr, ast.And):
            return all_of(self.holds(e, row) for e in expr.items)
        if isinstance(expr, ast.Or):
            return any_of(self.holds(e, row) for e in expr.items)
        if isinstance(expr, ast.Ref):
            found = self._named(expr.name, row)
            if isinstance(found, ast.Stage):
                return self._stage_holds(found, row)
            if isinstance(found, ast.Event):
                return self.instant(expr, row) is not None
            if isinstance(found, ast.Define):
                return self.holds(found.definition, row)
        truth = self.value(expr, row)
        if truth is None or isinstance(truth, bool):
            return truth
        raise TypeError(f"not a condition: {expr}")

    def _stage_holds(self, stage: ast.Stage, row: Row) -> bool | None:
        return all_of((self.instant(stage.at, row) is not None, self.holds(stage.when, row)))

    # -------------------------------------------------------------------------------------------------- instants

    def instant(self, expr: ast.Expr, row: Row) -> datetime | None:
        """The instant of an event, a stage (where its condition holds) or a column."""
        if isinstance(expr, ast.Or):
            known = [t for t in (self.instant(e, row) for e in expr.items) if t is not None]
            return min(known, default=None)
        if isinstance(expr, ast.And):
            instants = [self.instant(e, row) for e in expr.items]
            known = [t for t in instants if t is not None]
            return max(known) if len(known) == len(instants) else None
        if isinstance(expr, ast.Pick):
            return self._pick(expr, row)
        if isinstance(expr, ast.Ref):
            found = self._named(expr.name, row)
            if (
                isinstance(found, ast.Event | ast.Stage)
                and found.table is not None
                and found.table.text in row.children
            ):
                return self._entered(found, found.table.text, row)
            if isinstance(found, ast.Event | ast.Define):
                return self.instant(found.definition, row)
            if isinstance(found, ast.Stage):
                return self.instant(found.at, row) if self._stage_holds(found, row) else None
        value = self.standing.value(expr, row)
        if is_day(value):
            return day_start(self.policy.zone, value)  # type: ignore[arg-type]
        if value is None or isinstance(value, datetime):
            return value if self._in_time(value) else None
        raise TypeError(f"not an instant: {expr}")

    def _in_time(self, t: datetime | None) -> bool:
        """Whether it has happened: a computed one may lie after `as of` (rule 89)."""
        return t is not None and t <= self.as_of and (self.time is None or self.time[0] <= t < self.time[1])

    def _entered(self, named: ast.Event | ast.Stage, table: str, row: Row) -> datetime | None:
        """When a row first enters a stage of its child rows, in the time of its own entry (rule 110)."""
        instants = (self.standing.instant(ast.Ref(named.name), child) for child in row.children[table])
        return min((t for t in instants if self._in_time(t)), default=None)  # type: ignore[type-var]

    def _pick(self, pick: ast.Pick, row: Row) -> datetime | None:
        table, column = pick.column.parts
        rows = [c for c in self.children(table, row) if self.holds(pick.where, c) is True]
        instants = sorted(t for t in (c.values.get(column) for c in rows) if isinstance(t, datetime))
        instants = [t for t in instants if self._in_time(t)]
        place = {"first": 0, "last": len(instants) - 1, "nth": (pick.nth or 1) - 1}[pick.which]
        return instants[place] if 0 <= place < len(instants) else None

    def children(self, table: str, row: Row) -> list[Row]:
        """The rows of a table that belong to the row, else to the nearest one that the row belongs to."""
        return next((r.children[table] for r in _upwards(row) if table in r.children), [])

    # -------------------------------------------------------------------------------------------------- values

    def value(self, expr: ast.Expr, row: Row | None) -> Value:
        """The value of an expression; null where something it needs is null."""
        match expr:
            case ast.Lit():
                return self._literal(expr.value)
            case ast.Ref():
                return self._ref(expr, row)
            case ast.Arith():
                return arithmetic(expr.op, self.value(expr.left, row), self.value(expr.right, row), self.policy.zone)
            case ast.Neg():
                return arithmetic("-", Fraction(0), self.value(expr.operand, row), self.policy.zone)
            case ast.Compare():
                return self.compare(expr.op, self.value(expr.left, row), self.value(expr.right, row))
            case ast.Between():
                operand = self.value(expr.operand, row)
                return all_of((self.compare(">=", operand, self.value(expr.low, row)),
                               self.compare("<=", operand, self.value(expr.high, row))))  # fmt: skip
            case ast.In():
                operand = self.value(expr.operand, row)
                among = any_of(self.compare("=", operand, self.value(item, row)) for item in expr.items)
                return negate(among) if expr.negated else among
            case ast.Call("if", (condition, one, other)):
                held = self.holds(condition, need(row))
                return None if held is None else self.value(one if held else other, row)
            case ast.Call(function="repeated"):
                return self._repeated(expr.arguments[0], need(row))
            case ast.Call():
                return called(expr.function, [self.value(a, row) for a in expr.arguments], self.policy.zone)
            case ast.Pick():
                return self.instant(expr, need(row))
            case _:
                return self._condition_or_count(expr, need(row))

    def compare(self, op: str, left: Value, right: Value) -> bool | None:
        """The truth of a comparison; unknown when a side is null."""
        return compare(op, left, right, self.policy.zone)

    def _condition_or_count(self, expr: ast.Expr, row: Row) -> Value:
        match expr:
            case ast.And() | ast.Or():
                return self.holds(expr, row)
            case ast.Known():
                value = self._truth_or_value(expr.operand, row)
                named = expr.operand.name if isinstance(expr.operand, ast.Ref) else None
                stage = named is not None and isinstance(self._named(named, row), ast.Stage)
                return (value is True if stage else value is not None) == expr.known
            case ast.Not():
                return negate(self.holds(expr.operand, row))
            case ast.AtLeastOf():
                truths = [self.holds(item, row) for item in expr.items]
                if truths.count(True) >= expr.count.value:
                    return True
                return False if len(truths) - truths.count(False) < expr.count.value else None
            case ast.CountOf():
                counted = [self.holds(expr.where, child) for child in self.children(expr.table.text, row)]
                return Fraction(counted.count(True))
            case ast.At():
                return self._in_force(expr, row)
            case _:
                raise NotImplementedError(str(expr))

    def _truth_or_value(self, expr: ast.Expr, row: Row) -> Value:
        """A stage is a condition, and its truth may be known (rule 22)."""
        is_stage = isinstance(expr, ast.Ref) and isinstance(self._named(expr.name, row), ast.Stage)
        return self.holds(expr, row) if is_stage else self.value(expr, row)

    def _repeated(self, expr: ast.Expr, row: Row) -> bool | None:
        """Whether another row of the table comes first with the same value (rule 102)."""
        own = self.value(expr, row)
        same = [r for r in self.tables[row.table] if self.value(expr, r) == own]
        return None if own is None else min(same, key=self._creation) is not row

    def _creation(self, row: Row) -> tuple[bool, datetime, list[str]]:
        """By creation, what is not known of it last; then by key."""
        column = "created_at" if row.table == "leads" or "created_at" in row.values else "at"
        at = self.instant(ast.Ref(ast.Name(("created",))), row) if row.table == "leads" else row.values.get(column)
        key = [str(row.values[c]) for c in key_columns(self.policy, row.table)]
        return (True, self.as_of, key) if not isinstance(at, datetime) else (False, at, key)

    def _in_force(self, expr: ast.At, row: Row) -> Value:
        """`score at MQL` (rule 100): what the rows of the last instant by the event's say, where they agree."""
        assert isinstance(expr.operand, ast.Ref)
        *table, column = expr.operand.name.parts
        by = self.instant(expr.event, row)
        history = [
            (at, child.values[column])
            for name, children in row.children.items()
            for child in children
            if name in (table or [name]) and column in child.values
            if isinstance(at := child.values.get("at"), datetime) and by is not None and at <= by
        ]
        latest = max((at for at, _ in history), default=None)
        said = {value for at, value in history if at == latest}
        return said.pop() if len(said) == 1 else None

    def _literal(self, value: ast.Value) -> Value:
        match value:
            case ast.Number():
                return Fraction(value.value)
            case ast.Percent():
                return Fraction(value.value) / 100
            case ast.Money():
                return Fraction(value.amount)
            case ast.Duration():
                return Limit(Fraction(value.amount), value.unit, value.business)
            case ast.Text() | ast.Bool():
                return value.value
            case ast.Date(time=None):
                return value.day
            case ast.Date():
                assert value.time is not None
                wall = datetime.combine(value.day, value.time)
                return wall.astimezone(UTC) if wall.tzinfo else at_local(self.policy.zone, wall)

    # -------------------------------------------------------------------------------------------------- names

    def _named(self, name: ast.Name, row: Row | None) -> object:
        """What a bare name means: the policy's own, then a column, then the prelude's; a column is None."""
        if (
            row is not None
            and name.text not in self.policy.own_names
            and name.text in self.policy.made.get(row.table, {})
        ):
            return None
        if name.text in self.policy.own_names or row is None or name.text not in row.values:
            return self.policy.names.get(name.text) or self.policy.names.get(name.text + "s")  # a verb may drop its `s`
        return None

    def _ref(self, ref: ast.Ref, row: Row | None) -> Value:
        found = self._named(ref.name, row)
        match found:
            case ast.Let(value=ast.Measured()):
                return self.policy.measured[found.name.text]()
            case ast.Let():
                return self.amount(found.value, None, self.day)
            case ast.Define():
                return self.value(found.definition, need(row))
            case ast.Event() | ast.Stage():
                return self.instant(ref, need(row))
        if row is None:
            raise UnknownName(ref.name.text)
        *table, column = ref.name.parts
        if ref.name.parts == ("cycle",) and self.cycle is not None:
            return Fraction(self.cycle)
        seen = [row] if not table else [r for r in _upwards(row) if r.table == table[0]]
        if not seen and self._belongs(row, table[0]):
            return None
        for holder in seen:
            made = self.policy.made.get(holder.table, {}).get(column)
            if made is not None:
                return self._made(made, holder)
            if column in holder.values:
                return holder.values[column]
        raise UnknownName(ref.name.text)

    def _made(self, made: ast.Expr, row: Row) -> Value:
        """A column that is made of others: a condition's truth, or a value."""
        is_condition = isinstance(made, ast.Ref | ast.And | ast.Or | ast.Not | ast.AtLeastOf)
        return self.standing.holds(made, row) if is_condition else self.standing.value(made, row)

    def _belongs(self, row: Row, table: str) -> bool:
        """Whether rows of its table belong to rows of another one, directly or by way of others."""
        links = self.policy.tables[row.table].links if row.table in self.policy.tables else ()
        above = [link.parent.text for link in links]
        return table in above or any(self._belongs(Row(name, {}), table) for name in above)


def _upwards(row: Row) -> Iterator[Row]:
    """The row, then the rows it belongs to, the nearest first (rule 101)."""
    level = [row]
    while level:
        yield from level
        level = [parent for r in level for parent in r.parents.values() if parent is not None]


def need(row: Row | None) -> Row:
    """A row that must be there."""
    if row is None:
        raise TypeError("a row is needed here")
    return row
