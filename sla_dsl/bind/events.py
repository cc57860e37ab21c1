"""Events and stages: named instants of a subject, from its own columns and from its child rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.links import usable
from sla_dsl.bind.problems import line_of
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.bind.vocabulary import Entry
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.schema import AT
from sla_dsl.model.types import INSTANT, Sort, Type, articled
from sla_dsl.promises.base import Moment, Refused
from sla_dsl.text.source import Source, Span

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


class Events:
    """Binds what happens at an instant; conditions and values are the expressions' business."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions, self.names = expressions, expressions.names

    def stage(self, name: ast.Name, entry: Entry, source: Source) -> Moment:
        """A stage's table, instant and condition; `name` is where it is used."""
        node, home = entry.node, entry.source
        assert isinstance(node, ast.Stage)
        self.names.enter(name, entry, source)
        try:
            table = self._table(node.table, self._home(node.at, set()), node.span, home)
            at = self.event(node.at, table, home)
            condition = None if node.when is None else self.expressions.condition(node.when, Row(table), home)
        finally:
            self.names.leave()
        return Moment(table.name, node.name.text, at, condition)

    def named(self, name: ast.Name, entry: Entry, table: TableColumns, source: Source) -> m.Expr:
        """An event by its name, for rows of `table`."""
        node = entry.node
        assert isinstance(node, ast.Event)
        if node.table is not None:
            self.names.table(node.table.text, node.table.span, entry.source)
            self.expressions.check_table(name, node.table.text, table, source)
        self.names.enter(name, entry, source)
        try:
            return self.event(node.definition, table, entry.source)
        finally:
            self.names.leave()

    def moment(self, e: ast.Expr, table: str | None, source: Source) -> Moment:
        """An event expression of a subject; its table is that of its first named event, leads otherwise."""
        home = table or self._home(e, set()) or self.names.subject
        columns = self.names.table(home, e.span, source)
        if isinstance(e, ast.Ref):
            entry = self.names.event_word(e.name.text)
            if entry is not None and isinstance(entry.node, ast.Stage):
                stage = self.stage(e.name, entry, source)
                self.expressions.check_table(e.name, stage.table, columns, source)
                return stage
        return Moment(home, expression(e), self.event(e, columns, source))

    def home(self, e: ast.Expr) -> str | None:
        """The table that the words of an event expression are about; None when they do not say."""
        return self._home(e, set())

    def _table(self, said: ast.Name | None, home: str | None, span: Span, source: Source) -> TableColumns:
        if said is not None:
            return self.names.table(said.text, said.span, source)
        return self.names.table(home or self.names.subject, span, source)

    def _home(self, e: ast.Expr, seen: set[str]) -> str | None:
        """The table that the words of an event expression are about; None when they do not say."""
        match e:
            case ast.Ref(name):
                entry = self.names.event_word(name.text)
                if entry is None or not isinstance(entry.node, ast.Event | ast.Stage) or name.text in seen:
                    return None
                if entry.node.table is not None:
                    return entry.node.table.text
                inner = entry.node.definition if isinstance(entry.node, ast.Event) else entry.node.at
                return self._home(inner, seen | {name.text})
            case ast.Or(items) | ast.And(items):
                return next((h for i in items if (h := self._home(i, seen)) is not None), None)
            case ast.Pick(column=column):
                child = self.names.tables.get(column.parts[0])
                parents = [] if child is None else [link.parent.text for link in child.links]
                return self.names.subject if self.names.subject in parents else next(iter(parents), None)
            case _:
                return None

    def event(self, e: ast.Expr, table: TableColumns, source: Source) -> m.Expr:
        """An instant: a column, a picked or computed one, the earlier of some, the later of some."""
        match e:
            case ast.Or(items):
                return m.Earliest(tuple(self.event(i, table, source) for i in items))
            case ast.And(items):
                return m.Latest(tuple(self.event(i, table, source) for i in items))
            case ast.Pick():
                return self.pick(e, table, source)
            case ast.Ref(name) if len(name.parts) == 1 and self.names.word(name.text) is None:
                entry = self.names.event_word(name.text)
                if entry is not None and not table.named(name.text):
                    return self.named(name, entry, table, source)
                if not table.known(name.text):
                    raise self.names.unknown_event(name, table, source)
        found = self.expressions.value(e, Row(table), source, Wanted(INSTANT))
        if found.type.sort is not Sort.INSTANT:
            raise self._no_event(e, found.type, table, source)
        return m.Happened(found.expr) if self._planned(found.expr, table) else _happened(found.expr)

    def _no_event(self, e: ast.Expr, found: Type, table: TableColumns, source: Source) -> Refused:
        """What is no point in time. Of a word of another file (the prelude's `event created = created_at`) it is said
        where the column was made into something else."""
        span, message = e.span, f"`{expression(e)}` is {articled(found)}, not an event"
        hint = "name an event, a stage or a column that holds points in time"
        column = table.made.get(e.name.text) if isinstance(e, ast.Ref) else None
        if column is not None:
            home = table.source_of(column.name.text) or self.names.vocabulary.tables[table.name].source
            if home.name != source.name:
                hint = f"{line_of(source, span, home)} takes it for one: give what you make another name"
                source, span = home, column.span
        return self.names.refuse(source, "SLA210", span, message, hint)

    def _planned(self, e: m.Expr, table: TableColumns) -> bool:
        """Whether this is a column whose instants are plans, of this table or of one that its rows belong to."""
        match e:
            case m.Column(name):
                return name in table.planned
            case m.ParentColumn(name, path=path):
                return name in self.names.tables[path[-1].table].planned
            case _:
                return False

    # ------------------------------------------------------------------------------------------ child rows

    def pick(self, e: ast.Pick, table: TableColumns, source: Source) -> m.ChildPick:
        """A pick from a child table of `table`."""
        if len(e.column.parts) != 2:
            message = f"`{e.column.text}` does not name a table and a column of it"
            raise self.names.refuse(
                source, "SLA108", e.column.span, message, f"write for example `{_word(e)} touches.at`"
            )
        child, by = self.child(e.column.parts[0], table, e.column.span, source)
        column = ast.Name(e.column.parts[1:], span=e.column.span)
        at = self.expressions.column(column, child, source, Wanted(INSTANT))
        if at.type.sort is not Sort.INSTANT:
            message = f"`{e.column.text}` is {articled(at.type)}, not a point in time"
            hint = f"pick a column that says when: `{_word(e)} {child.name}.at`"
            raise self.names.refuse(source, "SLA210", e.column.span, message, hint)
        self.check_alone(e.column.text, at.expr, child, e.column.span, source)
        where = None if e.where is None else self.on_child(e.where, child, source)
        instant = m.Happened(at.expr) if self._planned(at.expr, child) else _happened(at.expr)
        return m.ChildPick(child.name, by, instant, where, e.which, e.nth or 1)

    def count(self, e: ast.CountOf, table: TableColumns, source: Source) -> m.ChildCount:
        """A count over a child table of `table`."""
        child, by = self.child(e.table.text, table, e.table.span, source)
        where = None if e.where is None else self.on_child(e.where, child, source)
        return m.ChildCount(child.name, by, where)

    def at(self, child: TableColumns, span: Span, source: Source) -> m.Expr:
        """When a row of a child table happened: its column `at`."""
        if not child.known(AT):
            message = f"nothing says when the rows of `{child.name}` happened"
            hint = f'name the column: `table {child.name}` with `{AT} = "Header"`'
            raise self.names.refuse(source, "SLA125", span, message, hint)
        found = self.expressions.column(ast.Name((AT,), span=span), child, source, Wanted(INSTANT))
        if found.type.sort is not Sort.INSTANT:
            message = f"`{AT}` of `{child.name}` is {articled(found.type)}, not a point in time"
            hint = f'name the column that says when: `table {child.name}` with `{AT} = "Header"`'
            raise self.names.refuse(source, "SLA210", span, message, hint)
        self.check_alone(f"{child.name}.{AT}", found.expr, child, span, source)
        return _happened(found.expr)

    def child(self, name: str, table: TableColumns, span: Span, source: Source) -> tuple[TableColumns, str]:
        """A child table of `table`, and its column that holds the parent's key."""
        child = self.names.table(name, span, source)
        link = child.link_to(table.name)
        if link is None:
            message = f"`{child.name}` is not a child table of `{table.name}`"
            key = table.key[0] if table.key else "lead_id"
            hint = f"declare it: `table {child.name} of {table.name} by {key}`"
            raise self.names.refuse(source, "SLA109", span, message, hint)
        return child, usable(self.names, child, link)

    def on_child(self, e: ast.Expr, child: TableColumns, source: Source) -> m.Expr:
        """A condition on the rows of a child table; what such a row is told by tables below it is out of reach."""
        found = self.expressions.condition(e, Row(child), source)
        self.check_alone(expression(e), found, child, e.span, source)
        return found

    def check_alone(self, text: str, found: m.Expr | None, child: TableColumns, span: Span, source: Source) -> None:
        """Refuses a question about a child row that yet other rows would have to answer."""
        if found is not None and m.of_other_rows(found):
            message = f"`{text}` asks other rows about every single row of `{child.name}`"
            hint = f"ask for columns of `{child.name}` and of the rows that its rows belong to"
            raise self.names.refuse(source, "SLA135", span, message, hint)


def _happened(at: m.Expr) -> m.Expr:
    """An instant of which it is known that it has come by the as-of: columns are guarded where they are read."""
    return m.Happened(at) if isinstance(at, m.Math | m.Call | m.Choice | m.Const) else at


def _word(e: ast.Pick) -> str:
    return e.which if e.nth is None else "first"
