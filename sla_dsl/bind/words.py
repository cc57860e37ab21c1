"""The vocabulary as one clause sees it: what the promise rooms ask, answered for the file the clause stands in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sla_dsl.bind import percents
from sla_dsl.bind.calendars import Calendars
from sla_dsl.bind.cases import column_of, limit_from
from sla_dsl.bind.expressions import Expressions
from sla_dsl.bind.homes import home_of
from sla_dsl.bind.limits import limit_of
from sla_dsl.bind.links import usable
from sla_dsl.bind.meta import MetaMaker
from sla_dsl.bind.problems import Problems
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.bind.told import N, Told
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression
from sla_dsl.model import forms
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.expr import Column, Expr, ParentColumn, either
from sla_dsl.model.types import NUMBER, Sort, articled
from sla_dsl.promises.base import ChildRows, English, Moment, Refused, Typed
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest


@record
class ClauseWords:
    """Implements `promises.base.Words`."""

    expressions: Expressions
    source: Source
    problems: Problems
    excludes: tuple[tuple[ast.Exclude, Source], ...]
    metas: MetaMaker
    calendars: Calendars

    def attempt(self) -> AbstractContextManager[None]:
        return self.problems.attempt()

    def refuse(self, code: str, span: Span, message: str, hint: str | None = None) -> Refused:
        return self.expressions.names.refuse(self.source, code, span, message, hint)

    @property
    def has_term(self) -> bool:
        return self.metas.term[1] is not None

    @property
    def currency(self) -> str | None:
        return self.expressions.folder.currency

    def stage(self, name: ast.Name) -> Moment:
        entry = self.expressions.names.word(name.text)
        if entry is None or not isinstance(entry.node, ast.Stage):
            raise self.expressions.names.unknown_stage(name, self.source)
        return self.expressions.events.stage(name, entry, self.source)

    def moment(self, event: ast.Expr, table: str | None) -> Moment:
        return self.expressions.events.moment(event, table, self.source)

    def child_rows(self, noun: ast.Name, table: str) -> ChildRows:
        from sla_dsl.bind.nouns import Nouns

        return Nouns(self.expressions, self.source).rows(
            noun, self.expressions.names.table(table, noun.span, self.source)
        )

    def states(self, condition: ast.Expr, table: str) -> ChildRows:
        from sla_dsl.bind.histories import states

        return states(
            condition, self.expressions, self.expressions.names.table(table, condition.span, self.source), self.source
        )

    def child_column(self, noun: ast.Name, child: str) -> str:
        from sla_dsl.bind.nouns import Nouns

        return Nouns(self.expressions, self.source).column(noun, child)

    def parent(self, table: str) -> str | None:
        names = self.expressions.names
        links = names.tables[table].links
        return links[0].parent.text if links and table != names.subject else None

    def link(self, table: str) -> str:
        names = self.expressions.names
        return usable(names, names.tables[table], names.tables[table].links[0])

    def has_children(self, table: str) -> bool:
        return any(t.link_to(table) is not None for t in self.expressions.names.tables.values())

    def home(self, event: ast.Expr, child: str, flagged: bool) -> str:
        names = self.expressions.names
        columns = names.table(child, event.span, self.source)
        parent = names.table(columns.links[0].parent.text, event.span, self.source)
        return home_of(event, columns, parent, self.expressions, self.source, flagged)

    def condition(self, e: ast.Expr, table: str, *, entry: bool = False) -> Expr:
        return self.expressions.condition(e, replace(self.row(table, e.span), entry=entry), self.source)

    def value(self, e: ast.Expr, table: str) -> Typed:
        return self.expressions.value(e, self.row(table, e.span), self.source)

    def sum_of(self, e: ast.Expr, table: str) -> Typed:
        return self.expressions.value(e, self.row(table, e.span), self.source, Wanted(NUMBER))

    def compared(self, value: Typed, table: str, other: Typed) -> None:
        names = self.expressions.names
        percents.compared(names, names.tables[table], value.expr, other)

    def row(self, table: str, span: Span) -> Row:
        """A row of a table."""
        return Row(self.expressions.names.table(table, span, self.source))

    def constant(self, e: ast.Amount) -> Typed:
        exact = self.expressions.folder.fold(e, self.source)
        if exact is None:
            raise self._not_constant(e)
        return exact.typed()

    def _not_constant(self, e: ast.Amount) -> Refused:
        lets = self.expressions.names.vocabulary.of(ast.Let)
        meant = nearest(e.name.text, lets) if isinstance(e, ast.Ref) else None
        hint = f"did you mean `{meant}`?" if meant else "write a number, or a `let` that is made of numbers"
        message = f"`{amount(e)}` can not be computed from the policy alone"
        return self.refuse("SLA204", e.span, message, hint)

    def limit_from(self, e: ast.Time, using: ast.Using | None, start: Moment) -> forms.Limit:
        return limit_from(self, e, using, start)

    def limit(self, e: ast.Time, using: ast.Using | None = None) -> forms.Plain:
        return limit_of(e, self.expressions, self.source, lambda: self.calendar(using, e, amount(e)))

    def limits(self, e: ast.Time, using: ast.Using | None) -> tuple[forms.Plain, ...]:
        if using is None or using.column is None or not self.calendars.bound:
            return (limit_of(e, self.expressions, self.source, lambda: self._chosen(using, e, amount(e))),)
        each = (
            limit_of(e, self.expressions, self.source, lambda c=c: c)  # type: ignore[misc]
            for c in self.calendars.bound.values()
        )
        return tuple(dict.fromkeys(each))

    def calendar_of(self, using: ast.Using, start: Moment) -> Calendar | forms.CalendarOf:
        if using.column is None or not self.calendars.bound:
            return self._chosen(using, using, "using")
        return forms.CalendarOf(column_of(self, using.column, start.table), tuple(self.calendars.bound.items()))

    @property
    def has_calendars(self) -> bool:
        return bool(self.calendars.bound)

    def calendar(self, using: ast.Using | None, asked: ast.Node, text: str) -> Calendar:
        if using is not None and using.column is not None:
            said = f"using calendar of {using.column.text}"
            message = f"`{text}` is the same for all rows, and `{said}` gives each a calendar of its own"
            hint = "name one calendar" + next((f": `using {name}`" for name in self.calendars.bound), "")
            raise self.refuse("SLA348", using.span, message, hint)
        return self._chosen(using, asked, text)

    def _chosen(self, using: ast.Using | None, asked: ast.Node, text: str) -> Calendar:
        return self.calendars.chosen(text, asked.span, using, self.source)

    def changes(self, *amounts: ast.Amount) -> tuple[date | None, ...]:
        return self.expressions.folder.schedules.changes(*amounts)

    def on(self, day: date | None) -> AbstractContextManager[None]:
        return self.expressions.folder.schedules.on(day)

    def share(self, e: ast.Amount, what: str) -> Fraction:
        found, text = self.constant(e), amount(e)
        assert found.const is not None
        if found.type.sort is not Sort.SHARE and not (found.type.sort is Sort.NUMBER and 0 <= found.const <= 1):
            hint = "write a percentage such as `40%`"
            message = f"{what} asks for a percentage, and `{text}` is {articled(found.type)}"
            raise self.refuse("SLA212", e.span, message, hint)
        if not 0 <= found.const <= 1:
            message = f"{what} asks for a share of a whole, and `{text}` is not between 0% and 100%"
            raise self.refuse("SLA213", e.span, message, "write a percentage up to 100%")
        return found.const

    def whole(self, e: ast.Amount, what: str) -> int:
        found = self.constant(e)
        if found.const is None or found.type.sort is not Sort.NUMBER or found.const.denominator != 1 or found.const < 0:
            message = f"{what} asks for a whole number, and `{amount(e)}` is none"
            raise self.refuse("SLA214", e.span, message, f"write for example {what.rstrip('`')} 10`")
        return int(found.const)

    def per(self, period: ast.Period) -> forms.Per:
        if period.rolling is not None:
            return self._rolling(period.rolling, period.span)
        kind = period.unit or "day"
        if not period.fiscal:
            return forms.Per(kind)
        match kind:
            case "month":
                return forms.Per("fiscal_month")
            case "quarter":
                return forms.Per("fiscal_quarter")
            case "half":
                return forms.Per("fiscal_half")
            case "year":
                return forms.Per("fiscal_year")
        hint = f"write `per {kind}`; fiscal are `month`, `quarter`, `half` and `year`"
        raise self.refuse("SLA215", period.span, f"there is no fiscal {kind}", hint)

    def _rolling(self, length: ast.Duration, span: Span) -> forms.Per:
        days = length.amount * (7 if length.unit == "week" else 1)
        whole = days == int(days) and days >= 1
        if length.unit not in ("day", "week") or length.business or not whole:
            message = f"`{expression(ast.Lit(length))}` is not a whole number of days or weeks"
            raise self.refuse("SLA215", span, message, "write `per rolling 30 days`")
        return forms.Per("rolling", int(days))

    def group(self, field: ast.Name, table: str) -> Column | ParentColumn:
        columns = self.expressions.names.table(table, field.span, self.source)
        found = self.expressions.value(ast.Ref(field, span=field.span), Row(columns), self.source)
        if not isinstance(found.expr, Column | ParentColumn):
            message = f"`{field.text}` is not a column of the data, and groups are the values of one"
            raise self.refuse("SLA216", field.span, message, f"name a column of `{table}`")
        return found.expr

    def meta(self, clause: ast.Clause, english: English) -> forms.Meta:
        return self.metas.make(clause, english(Told(self.expressions.folder, self.source)(clause)), self.source)

    def told(self, node: N) -> N:
        return Told(self.expressions.folder, self.source, measured=False)(node)

    def excluded(self, table: str) -> Expr | None:
        found: list[Expr | None] = []
        for node, source in self.excludes:
            with self.attempt():
                if table == self.expressions.names.subject:
                    found.append(self.expressions.condition(node.condition, self.row(table, node.span), source))
        return either(*found)
