"""What the nouns of `makes` count: the rows of a child table, all of them or those of a definition or a kind."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.expressions import Expressions
from sla_dsl.bind.rows import Wanted
from sla_dsl.lang import ast
from sla_dsl.model import expr as m
from sla_dsl.model.types import TEXT, Sort, articled
from sla_dsl.promises.base import ChildRows, Refused
from sla_dsl.promises.plain import singular
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

_KIND = "kind"


class Nouns:
    """Reads the nouns of one clause."""

    def __init__(self, expressions: Expressions, source: Source) -> None:
        self.expressions, self.names, self.source = expressions, expressions.names, source

    def rows(self, noun: ast.Name, table: TableColumns) -> ChildRows:
        """A child table of `table` by name, a stage, a definition or a made column of one, else a kind of its rows."""
        children = [t for t in self.names.tables.values() if t.link_to(table.name) is not None]
        for child in children:
            if singular(child.name) == singular(noun.text):
                return self._all(child, table, noun.span)
        entry = self.names.word(noun.text)
        match entry.node if entry is not None else None:
            case ast.Stage() if entry is not None:
                stage = self.expressions.events.stage(noun, entry, self.source)
                child, by = self._child(noun, stage.table, table)
                for asked in (stage.at, stage.condition):
                    self.expressions.events.check_alone(noun.text, asked, child, noun.span, self.source)
                return ChildRows(child.name, by, stage.at, stage.condition)
            case ast.Define(table=home):
                child, by = self._child(noun, None if home is None else home.text, table)
                where = self.expressions.events.on_child(ast.Ref(noun, span=noun.span), child, self.source)
                return ChildRows(child.name, by, self.expressions.events.at(child, noun.span, self.source), where)
            case ast.Event() | ast.Let() if entry is not None and not entry.prelude:
                what = "an event" if isinstance(entry.node, ast.Event) else "an amount"
                raise self._no_rows(noun, f"`{noun.text}` is {what}, and `makes` counts rows of a child table", table)
        made = [(c, name) for c in children for name in (noun.text, singular(noun.text)) if name in c.made]
        if made:
            return self._of_made(noun, {c.name: name for c, name in made}, table)
        return self._of_kind(noun, children, table)

    def column(self, noun: ast.Name, child: str) -> str:
        """The column of a child table that a noun names, as it stands or in its singular."""
        columns = self.names.table(child, noun.span, self.source)
        there = columns.named(noun.text) or (columns.schema is not None and bool(columns.schema.matches(noun.text)))
        name = ast.Name((noun.text if there else singular(noun.text),), span=noun.span)
        return self.names.column(name, columns, self.source, None, firm=False).name

    def _all(self, child: TableColumns, table: TableColumns, span: Span) -> ChildRows:
        child, by = self.expressions.events.child(child.name, table, span, self.source)
        return ChildRows(child.name, by, self.expressions.events.at(child, span, self.source))

    def _child(self, noun: ast.Name, home: str | None, table: TableColumns) -> tuple[TableColumns, str]:
        """The child table that a word is about; one that does not say is about the only one there is."""
        children = [t.name for t in self.names.tables.values() if t.link_to(table.name) is not None]
        if home is None and len(children) > 1:
            raise self._several(noun, children)
        if home not in (None, *children) or not children:
            about = f"`{noun.text}` is about `{home or table.name}`"
            raise self._no_rows(noun, f"{about}, and `makes` counts rows of a child table of `{table.name}`", table)
        return self.expressions.events.child(home or children[0], table, noun.span, self.source)

    def _of_made(self, noun: ast.Name, made: Mapping[str, str], table: TableColumns) -> ChildRows:
        """The rows for which a column that is made of others holds; `made` are the tables that have it, by its name."""
        if len(made) > 1:
            raise self._several(noun, list(made))
        child, by = self._child(noun, next(iter(made)), table)
        column = ast.Ref(ast.Name((made[child.name],), span=noun.span), span=noun.span)
        where = self.expressions.events.on_child(column, child, self.source)
        return ChildRows(child.name, by, self.expressions.events.at(child, noun.span, self.source), where)

    def _of_kind(self, noun: ast.Name, children: list[TableColumns], table: TableColumns) -> ChildRows:
        words = [n for n, e in self.names.vocabulary.words.items() if isinstance(e.node, ast.Define)]
        meant = nearest(noun.text, [*(c.name for c in children), *words])
        kinds = [c for c in children if c.named(_KIND)] or [c for c in children if c.known(_KIND)]
        if not children:
            raise self._no_rows(noun, f"`{table.name}` has no child table whose rows could be `{noun.text}`", table)
        if meant is None and not kinds:
            message = f"no column of `{children[0].name}` tells which of its rows are `{noun.text}`"
            hint = f'name it: `table {children[0].name}` with `{_KIND} = "Header"`'
            raise self._refuse("SLA124", noun.span, message, hint)
        if meant is not None:
            raise self._no_rows(noun, f"there is nothing called `{noun.text}` to count", table, meant)
        if len(kinds) > 1:
            raise self._several(noun, [c.name for c in kinds])
        child, by = self.expressions.events.child(kinds[0].name, table, noun.span, self.source)
        kind = self.expressions.column(ast.Name((_KIND,), span=noun.span), child, self.source, Wanted(TEXT))
        if kind.type.sort is not Sort.TEXT:
            message = f"`kind` of `{child.name}` is {articled(kind.type)}, and `{noun.text}` is looked up among texts"
            raise self._refuse("SLA201", noun.span, message, self._defined(noun.text, child.name))
        self.expressions.events.check_alone(f"{child.name}.{_KIND}", kind.expr, child, noun.span, self.source)
        values = tuple(dict.fromkeys((noun.text, singular(noun.text))))
        return ChildRows(
            child.name, by, self.expressions.events.at(child, noun.span, self.source), m.OneOf(kind.expr, values)
        )

    # ------------------------------------------------------------------------------------------ refusals

    def _refuse(self, code: str, span: Span, message: str, hint: str) -> Refused:
        return self.names.refuse(self.source, code, span, message, hint)

    def _defined(self, noun: str, child: str) -> str:
        return f'define it: `define {noun} in {child} = kind = "{singular(noun)}"`'

    def _no_rows(self, noun: ast.Name, message: str, table: TableColumns, meant: str | None = None) -> Refused:
        children = [t for t in self.names.tables.values() if t.link_to(table.name) is not None]
        name = noun.text if noun.text in self.names.tables else "touches"
        key = table.key[0] if table.key else "KEY"
        hint = f"declare the table of what is counted: `table {name} of {table.name} by {key}`"
        if meant is not None:
            hint = f"did you mean `{meant}`?"
        elif children:
            hint = f"define it: `define NAME in {children[0].name} = CONDITION`"
        return self._refuse("SLA124", noun.span, message, hint)

    def _several(self, noun: ast.Name, children: list[str]) -> Refused:
        *others, last = (f"`{c}`" for c in children)
        message = f"`{noun.text}` could be rows of {', '.join(others)} or {last}"
        hint = self._defined(noun.text, children[0]).removeprefix("define it")
        return self._refuse("SLA126", noun.span, message, f"say which{hint}")
