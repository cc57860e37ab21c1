"""Expressions on a row: every name resolved, every comparison between things that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from sla_dsl.bind import functions, made, percents
from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.constants import Folder
from sla_dsl.bind.days import compared_with_day, day_alone, local_instant
from sla_dsl.bind.events import Events
from sla_dsl.bind.links import path_to, ways
from sla_dsl.bind.names import Names
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.bind.units import FLIPPED, NUMERIC, combined, comparable, unlike_hint
from sla_dsl.bind.vocabulary import Entry
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE
from sla_dsl.model.kinds import Kind
from sla_dsl.model.types import BOOLEAN, INSTANT, NUMBER, TEXT, Sort, Type, articled, of_kind
from sla_dsl.promises.base import Refused, Typed
from sla_dsl.text.source import Source, Span

_CYCLE = "cycle"
"""The number of an entry, in a clause about entries."""


class Expressions:
    """Binds expressions; every definition is bound in the source it stands in."""

    def __init__(self, names: Names, folder: Folder, timezone: str) -> None:
        self.names, self.folder, self.zone = names, folder, ZoneInfo(timezone)
        self.events = Events(self)

    # ------------------------------------------------------------------------------------------ conditions

    def condition(self, e: ast.Expr, row: Row, source: Source) -> m.Expr:
        """A three-valued condition."""
        match e:
            case ast.And(items):
                return m.Both(tuple(self.condition(i, row, source) for i in items))
            case ast.Or(items):
                return m.Either(tuple(self.condition(i, row, source) for i in items))
            case ast.Not(operand):
                return m.Negation(self.condition(operand, row, source))
            case ast.Compare(op, left, right):
                return self._compare(op, left, right, row, source, e.span)
            case ast.Between(operand, low, high):
                at_least = self._compare(">=", operand, low, row, source, e.span)
                return m.Both((at_least, self._compare("<=", operand, high, row, source, e.span)))
            case ast.In():
                return self._one_of(e, row, source)
            case ast.Known(operand, known):
                there = self._known(operand, row, source)
                return there if known else m.Negation(there)
            case ast.AtLeastOf(count, items):
                return self._at_least(count, items, row, source)
            case _:
                found = self.value(e, row, source, Wanted(BOOLEAN))
                if found.type.sort is not Sort.BOOLEAN:
                    raise self._not_a_condition(e, found.type, source)
                return found.expr

    def _known(self, operand: ast.Expr, row: Row, source: Source) -> m.Expr:
        """Whether an event or a stage has happened; of anything else, whether it is known."""
        value = self.value(operand, row, source).expr
        entry = self.names.word(operand.name.text) if isinstance(operand, ast.Ref) else None
        if entry is not None and isinstance(entry.node, ast.Stage):
            value = m.Where(m.Const(True, Kind.BOOLEAN), value)
        return m.IsKnown(value)

    def _not_a_condition(self, e: ast.Expr, type_: Type, source: Source) -> Refused:
        text = expression(e)
        hint = f"compare it with something, as in `{text} = ...`"
        if type_.sort is Sort.INSTANT:
            hint = f"write `{text} is known`"
        if type_.sort is Sort.SHARE and isinstance(e, ast.Lit):
            hint = f"a share of cases is said by `on >= {text}`"
        return self.names.refuse(source, "SLA207", e.span, f"`{text}` is {articled(type_)}, not a condition", hint)

    def _at_least(self, count: ast.Number, items: Sequence[ast.Expr], row: Row, source: Source) -> m.Expr:
        if count.value != int(count.value) or not 0 < count.value <= len(items):
            message = f"of {len(items)} conditions not `{count.text or count.value}` can hold"
            hint = f"write a whole number from 1 to {len(items)}"
            raise self.names.refuse(source, "SLA208", count.span, message, hint)
        return m.CountTrue(int(count.value), tuple(self.condition(i, row, source) for i in items))

    def _one_of(self, e: ast.In, row: Row, source: Source) -> m.Expr:
        items = [self._item(i, source) for i in e.items]
        if any(day_alone(i) is not None for i in e.items):
            # a day stands for all its instants, so being one of some days is a question for each of them
            days = tuple(self._compare("=", e.operand, i, row, source, i.span) for i in e.items)
            return m.Negation(m.Either(days)) if e.negated else m.Either(days)
        operand = self.value(e.operand, row, source, Wanted(items[0].type))
        values: list[m.ConstValue] = []
        for node, item in zip(e.items, items, strict=True):
            self._check_comparable(operand, item, e.operand, node, source, node.span)
            percents.compared(self.names, row.table, operand.expr, item)
            assert isinstance(item.expr, m.Const)
            values.append(item.expr.value)
        found = m.OneOf(operand.expr, tuple(values))
        return m.Negation(found) if e.negated else found

    def _item(self, e: ast.Expr, source: Source) -> Typed:
        found = self._constant(e, source)
        if found is None:
            text = expression(e)
            hint = f'put text in quotes: `"{text}"`'
            raise self.names.refuse(source, "SLA209", e.span, f"`{text}` is not a value", hint)
        return found

    def _compare(
        self, op: ast.CompareOp, left: ast.Expr, right: ast.Expr, row: Row, source: Source, span: Span
    ) -> m.Expr:
        if (day := day_alone(right)) is not None:
            return self._compare_day(op, left, day, row, source)
        if (day := day_alone(left)) is not None:
            return self._compare_day(FLIPPED[op], right, day, row, source)
        a, b = self._sides(left, right, row, source)
        self._check_comparable(a, b, left, right, source, span)
        percents.compared(self.names, row.table, a.expr, b)
        percents.compared(self.names, row.table, b.expr, a)
        if op not in ("=", "!=") and Sort.BOOLEAN in (a.type.sort, b.type.sort):
            raise self.names.refuse(source, "SLA201", span, "conditions have no order", "compare them with `=` or `!=`")
        return m.Test(op, a.expr, b.expr)

    def _compare_day(self, op: ast.CompareOp, other: ast.Expr, day: ast.Date, row: Row, source: Source) -> m.Expr:
        at = self.value(other, row, source, Wanted(INSTANT))
        if at.type.sort is not Sort.INSTANT:
            message = (
                f"`{expression(other)}` is {articled(at.type)} and `{day.day}` is a date; they can not be compared"
            )
            hint = "a date is compared with a point in time, such as `created_at`"
            raise self.names.refuse(source, "SLA201", other.span, message, hint)
        return compared_with_day(op, at.expr, day, self.zone)

    def _sides(self, left: ast.Expr, right: ast.Expr, row: Row, source: Source) -> tuple[Typed, Typed]:
        """Both sides; the one whose type is plain from the text tells a column of the other side its kind."""
        constant = self._constant(right, source)
        if constant is not None:
            return self.value(left, row, source, Wanted(constant.type)), constant
        if not self.free(left, row):
            a = self.value(left, row, source)
            return a, self.value(right, row, source, Wanted(a.type))
        if not self.free(right, row):
            b = self.value(right, row, source)
            return self.value(left, row, source, Wanted(b.type)), b
        both = self._guess(left, right, row)
        return self.value(left, row, source, both), self.value(right, row, source, both)

    def _check_comparable(
        self, a: Typed, b: Typed, left: ast.Expr, right: ast.Expr, source: Source, span: Span
    ) -> None:
        functions.check_weekday(self.names, left, b, right, source)
        functions.check_weekday(self.names, right, a, left, source)
        one, two = a.type, b.type
        if comparable(one, two):
            return
        if one.sort is two.sort is Sort.MONEY:
            message = f"{one.currency} is compared with {two.currency}"
            raise self.names.refuse(source, "SLA203", span, message, "convert one of them first")
        says = f"`{expression(left)}` is {articled(one)} and `{expression(right)}` is {articled(two)}"
        hint = unlike_hint(one, two, expression(right))
        raise self.names.refuse(source, "SLA201", span, f"{says}; they can not be compared", hint)

    # ------------------------------------------------------------------------------------------ values

    def _constant(self, e: ast.Expr, source: Source) -> Typed | None:
        """A literal, or what folds to one number."""
        match e:
            case ast.Lit(ast.Text(value)):
                return Typed(m.Const(value, Kind.TEXT), TEXT)
            case ast.Lit(ast.Bool(value)):
                return Typed(m.Const(value, Kind.BOOLEAN), BOOLEAN)
            case ast.Lit(ast.Date() as date):
                return Typed(local_instant(date, self.zone), INSTANT)
        exact = self.folder.fold(e, source)
        return None if exact is None else exact.typed()

    def value(self, e: ast.Expr, row: Row, source: Source, wanted: Wanted | None = None) -> Typed:
        """Any expression; `wanted` is what its use asks of a column whose kind is not known otherwise."""
        constant = self._constant(e, source)
        if constant is not None:
            return constant
        match e:
            case ast.Ref(name):
                return self._ref(name, row, source, wanted)
            case ast.Arith():
                return self._arith(e, row, source, wanted)
            case ast.Neg(operand):
                return self._negative(e, operand, row, source)
            case ast.Pick():
                return Typed(self.events.pick(e, row.table, source), INSTANT)
            case ast.CountOf():
                return Typed(self.events.count(e, row.table, source), NUMBER)
            case ast.Call():
                return functions.call(self, e, row, source, wanted)
            case ast.At():
                from sla_dsl.bind import histories

                return histories.value_at(e, self, row.table, source, wanted)
            case ast.Lit(ast.Duration() as duration):
                raise self._no_length(duration, e, source)
            case ast.Lit():
                raise AssertionError("every other value is a constant")
            case _:
                return Typed(self.condition(e, row, source), BOOLEAN)

    def _no_length(self, duration: ast.Duration, e: ast.Expr, source: Source) -> Refused:
        text = expression(e)
        if duration.business:
            message = f"`{text}` has no length without a calendar and a start"
            return self.names.refuse(source, "SLA223", e.span, message, "write elapsed time, such as `4h` or `2 days`")
        message = f"`{text}` has no fixed length"
        return self.names.refuse(source, "SLA223", e.span, message, "write it in days: `30 days`")

    def _negative(self, e: ast.Expr, operand: ast.Expr, row: Row, source: Source) -> Typed:
        inner = self.value(operand, row, source, Wanted(NUMBER))
        if inner.type.sort not in NUMERIC | {Sort.DURATION}:
            message = f"`{expression(operand)}` is {articled(inner.type)}, and has no negative"
            raise self.names.refuse(source, "SLA202", e.span, message, "leave the `-` out")
        return Typed(m.Math("-", m.Const(Fraction(0), Kind.NUMBER), inner.expr), inner.type)

    def _arith(self, e: ast.Arith, row: Row, source: Source, wanted: Wanted | None) -> Typed:
        a, b = self._operands(e, row, source, wanted)
        type_ = combined(e.op, a.type, b.type)
        if type_ is None:
            left, right = expression(e.left), expression(e.right)
            message = (
                f"`{left}` is {articled(a.type)} and `{right}` is {articled(b.type)}; `{e.op}` does not combine them"
            )
            raise self.names.refuse(source, "SLA202", e.span, message, _arith_hint(a.type, b.type))
        if e.op in ("*", "/"):
            percents.shares(self.names, row.table, a.expr)
            percents.shares(self.names, row.table, b.expr)
        return Typed(m.Math(e.op, a.expr, b.expr), type_)

    def _operands(self, e: ast.Arith, row: Row, source: Source, wanted: Wanted | None) -> tuple[Typed, Typed]:
        """Both operands; a column of unknown kind is what makes sense beside the other one and in its place."""
        left, right = self.free(e.left, row), self.free(e.right, row)
        if left and right:
            kind = self._guess(e.left, e.right, row).type.kind
            if e.op == "-" and wanted is not None and wanted.type.sort is Sort.DURATION:
                kind = Kind.INSTANT
            pair = Wanted(INSTANT if e.op == "-" and kind is Kind.INSTANT else NUMBER, firm=False)
            return self.value(e.left, row, source, pair), self.value(e.right, row, source, pair)
        if left:
            b = self.value(e.right, row, source)
            return self.value(e.left, row, source, Wanted(_beside(e.op, b.type))), b
        a = self.value(e.left, row, source)
        instant = e.op == "-" and a.type.sort is Sort.INSTANT
        return a, self.value(e.right, row, source, Wanted(INSTANT if instant else NUMBER))

    # ------------------------------------------------------------------------------------------ free columns

    def free(self, e: ast.Expr, row: Row) -> bool:
        """Whether an expression is a column whose kind only its use can tell."""
        found = self._plain_column(e, row)
        return found is not None and found[0].fixed(found[1]) is None

    def _guess(self, left: ast.Expr, right: ast.Expr, row: Row) -> Wanted:
        """The kind of two columns of which neither tells the other's: what another use told of one, else a guess."""
        found = [f for e in (left, right) if (f := self._plain_column(e, row)) is not None]
        told = next((k for table, name in found if (k := table.firm(name)) is not None), None)
        if told is not None:
            return Wanted(of_kind(told))
        # a column without values is guessed to hold text, so the other one's guess is worth more
        kinds = [k for table, name in found if (k := table.guess(name)) not in (None, Kind.TEXT)]
        return Wanted(of_kind(kinds[0] or Kind.TEXT) if kinds else TEXT, firm=False)

    def _plain_column(self, e: ast.Expr, row: Row) -> tuple[TableColumns, str] | None:
        """The column that an expression is, also behind the name of a definition."""
        seen: set[str] = set()
        while isinstance(e, ast.Ref):
            parts = e.name.parts
            if len(parts) > 1:
                there = ways(self.names.tables, row.table.name, parts[0])
                table, column = self.names.tables.get(parts[0]), ".".join(parts[1:])
                return (table, column) if there and table is not None and column not in table.made else None
            entry = self._entry(e.name, row)
            if entry is None:
                of_data = row.table.known(e.name.text) and e.name.text not in row.table.made
                return (row.table, e.name.text) if of_data else None
            if not isinstance(entry.node, ast.Define) or e.name.text in seen:
                return None
            seen.add(e.name.text)
            e = entry.node.definition
        return None

    # ------------------------------------------------------------------------------------------ names

    def _entry(self, name: ast.Name, row: Row) -> Entry | None:
        """The word that a name means here; None when it means a column.

        A policy's own words come first, then what it makes of the table's columns and a header of exactly this name,
        then the prelude.
        """
        entry = self.names.word(name.text)
        if entry is None or not entry.prelude:
            return entry
        if name.text in row.table.made:
            return None
        schema = row.table.schema
        return None if schema is not None and name.text in schema.headers else entry

    def _ref(self, name: ast.Name, row: Row, source: Source, wanted: Wanted | None) -> Typed:
        if len(name.parts) > 1:
            return self._dotted(name, row, source, wanted)
        if row.entry and name.text == _CYCLE and self.names.word(_CYCLE) is None:
            return Typed(m.Column(CYCLE, Kind.NUMBER), NUMBER)
        entry = self._entry(name, row)
        if entry is None:
            return self.column(name, row.table, source, wanted)
        return self._word(name, entry, row, source, wanted)

    def _dotted(self, name: ast.Name, row: Row, source: Source, wanted: Wanted | None) -> Typed:
        table, column = name.parts[0], ast.Name(name.parts[1:], span=name.span)
        if table == row.table.name:
            return self.column(column, row.table, source, wanted)
        other = self.names.table(table, name.span, source)
        path = path_to(self.names, row.table, table, name.span, source)
        if path:
            return made.seen_over(self, self.column(column, other, source, wanted), path, name, source)
        hint = f"say to which row of it a row belongs: `table {row.table.name} of {table} by COLUMN`"
        if other.link_to(row.table.name) is not None:
            hint = f"a row has many of them; pick one: `first {name.text}`"
        message = f"a row of `{row.table.name}` does not see `{name.text}`"
        raise self.names.refuse(source, "SLA106", name.span, message, hint)

    def column(self, name: ast.Name, table: TableColumns, source: Source, wanted: Wanted | None) -> Typed:
        """A column of a table, of the data or made of others. Raises `Missing` when the data does not have it."""
        if name.text in table.made:
            return made.value(self, name, table, source, wanted)
        kind = None if wanted is None else wanted.type.kind
        found = self.names.column(name, table, source, kind, wanted is not None and wanted.firm)
        return Typed(found, of_kind(found.kind))

    def _word(self, name: ast.Name, entry: Entry, row: Row, source: Source, wanted: Wanted | None) -> Typed:
        match entry.node:
            case ast.Define(definition=definition, table=table):
                if table is not None:
                    self.names.table(table.text, table.span, entry.source)
                    self.check_table(name, table.text, row.table, source)
                self.names.enter(name, entry, source)
                try:
                    return self.value(definition, row, entry.source, wanted)
                finally:
                    self.names.leave()
            case ast.Stage():
                stage = self.events.stage(name, entry, source)
                self.check_table(name, stage.table, row.table, source)
                entered = m.both(m.IsKnown(stage.at), stage.condition)
                assert entered is not None
                if wanted is not None and wanted.type.sort is Sort.INSTANT:
                    return Typed(m.Where(stage.at, entered), INSTANT)
                return Typed(entered, BOOLEAN)
            case ast.Event():
                return Typed(self.events.named(name, entry, row.table, source), INSTANT)
            case _:
                raise AssertionError("tables and calendars are no words, and a `let` is a constant")

    def check_table(self, name: ast.Name, table: str, here: TableColumns, source: Source) -> None:
        """Refuses a word that is about another table than the one at hand."""
        if table != here.name:
            message = f"`{name.text}` is about `{table}`, and this is about `{here.name}`"
            hint = f"use a word about `{here.name}` here"
            raise self.names.refuse(source, "SLA107", name.span, message, hint)


def _beside(op: str, right: Type) -> Type:
    """What a column of unknown kind is, left of `op` and something of a known type."""
    if op == "-" and right.sort is Sort.INSTANT:
        return INSTANT
    return INSTANT if op in "+-" and right.sort is Sort.DURATION else NUMBER


def _arith_hint(a: Type, b: Type) -> str | None:
    sorts = {a.sort, b.sort}
    if sorts == {Sort.INSTANT, Sort.NUMBER} or sorts == {Sort.DURATION, Sort.NUMBER}:
        return "say the unit of time: `2 days`, `4h`"
    if sorts == {Sort.MONEY} and a.currency == b.currency:
        return "multiply an amount of money by a number or by a percentage"
    return "combine numbers with numbers, amounts with amounts, points in time with durations"
