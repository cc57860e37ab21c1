"""Definitions and tables that no clause used: their mistakes are said all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from sla_dsl.bind.columns import Missing, TableColumns
from sla_dsl.bind.constants import Exact, Folder
from sla_dsl.bind.expressions import Expressions
from sla_dsl.bind.layers import Override
from sla_dsl.bind.links import check_links
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import Problems
from sla_dsl.bind.rows import Row
from sla_dsl.bind.vocabulary import Entry
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.mappings.registry import MAPPINGS
from sla_dsl.model.schema import AT
from sla_dsl.model.types import Sort, articled
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest


def check_unused(
    expressions: Expressions,
    problems: Problems,
    excludes: Iterable[tuple[ast.Exclude, Source]],
    bases: Collection[str],
) -> None:
    """Binds what no clause has bound, once, so that its mistakes are said; what it reads is not kept.

    What a base says for others is not held against these data.
    """
    names = expressions.names
    kept = {t: (dict(c.used), set(c.asked), c.stale, set(c.shares), set(c.plain)) for t, c in names.tables.items()}
    for entry in list(names.vocabulary.words.values()):
        of_others = entry.prelude or (entry.source.name in bases and names.data_known())
        if not of_others and entry.node.name.text not in names.bound:
            with problems.attempt(), suppress(Missing):
                _bind(expressions, entry)
    for table, entry in names.vocabulary.tables.items():
        if not (entry.source.name in bases and names.data_known()):
            _check_made(expressions, problems, names.tables[table], entry.source)
    for node, source in excludes:
        with problems.attempt(), suppress(Missing):
            expressions.condition(node.condition, Row(names.tables[names.subject]), source)
    for t, (used, asked, stale, shares, plain) in kept.items():
        home = names.tables[t]
        home.used, home.asked, home.stale, home.shares, home.plain = used, asked, stale, shares, plain


def _check_made(expressions: Expressions, problems: Problems, table: TableColumns, source: Source) -> None:
    for name, column in table.made.items():
        if f"{table.name}.{name}" not in expressions.names.bound and table.source_of(name) is None:
            with problems.attempt(), suppress(Missing):
                expressions.column(column.name, table, source, None)


def check_overrides(expressions: Expressions, problems: Problems, overrides: Iterable[Override]) -> None:
    """What is said anew of a base's `let` has the unit that the base counts on; else the base's own value stands."""
    folder, names = expressions.folder, expressions.names
    for o in overrides:
        with problems.attempt():
            new, old = _first(folder, o.node.value, o.source), _first(folder, o.base.value, o.home)
            if new is None or old is None or new.type == old.type or {new.type.sort, old.type.sort} <= _PLAIN:
                continue
            name = o.node.name.text
            names.vocabulary.words[name] = Entry(o.base, o.home, False)
            message = f"`{name}` is {articled(old.type)} in `{o.home.name}`, and `{amount(o.node.value)}` is not"
            hint = f"write {articled(old.type)}: there it is `{amount(o.base.value)}`"
            raise names.refuse(o.source, "SLA326", o.node.value.span, message, hint)


def _first(folder: Folder, said: ast.Amount, source: Source) -> Exact | None:
    """An amount on the first day on which it is there."""
    first, *_ = folder.schedules.changes(said)
    with folder.schedules.on(first):
        return folder.fold(said, source)


_PLAIN = {Sort.NUMBER, Sort.SHARE}


def _bind(expressions: Expressions, entry: Entry) -> None:
    names, node, source = expressions.names, entry.node, entry.source
    match node:
        case ast.Event(name=name, table=table):
            ref = ast.Ref(name, span=name.span)
            expressions.events.moment(ref, None if table is None else table.text, source)
        case ast.Stage(name=name):
            expressions.events.stage(name, entry, source)
        case ast.Define(name=name, table=table):
            home = names.table(names.subject if table is None else table.text, (table or name).span, source)
            expressions.value(ast.Ref(name, span=name.span), Row(home), source)
        case ast.Let():
            expressions.folder.check_let(node, source)
        case _:
            pass


def check_tables(expressions: Expressions, problems: Problems) -> None:
    """The declarations of tables: what they stand under, their mappings, and that the data has their keys."""
    names = expressions.names
    for entry in names.vocabulary.tables.values():
        node = entry.node
        assert isinstance(node, ast.Table)
        with problems.attempt():
            check_links(names, node, entry.source)
        with problems.attempt():
            if node.mapping is not None and node.mapping.text not in MAPPINGS:
                meant = nearest(node.mapping.text, MAPPINGS)
                hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(f'`{m}`' for m in MAPPINGS)}"
                message = f"there is no mapping `{node.mapping.text}`"
                raise names.refuse(entry.source, "SLA430", node.mapping.span, message, hint)
        table = names.tables[node.name.text]
        for name, column in table.made.items():
            with problems.attempt():
                if name in (*table.key, *(k.by.text for k in table.links if k.by is not None)):
                    raise names.not_of_data(name, table, entry.source, column.name.span)
        with problems.attempt():
            _check_planned(names, problems, node, entry.source)


def _check_planned(names: Names, problems: Problems, node: ast.Table, source: Source) -> None:
    """What is planned is no column that says when a row came about or what was done with it."""
    table = names.tables[node.name.text]
    for column in node.planned:
        if column.text in table.made:
            message = f"`{column.text}` is made of other columns, and only columns of the data are planned"
            hint = "write `planned` for the columns that it is made of"
            raise names.refuse(source, "SLA351", column.span, message, hint)
        if column.text == AT or column.text in table.canonical:
            message = f"`{column.text}` of `{table.name}` says what has happened, and can not be planned"
            hint = "leave it out, and name columns that say what is to come: `planned close_date`"
            raise names.refuse(source, "SLA395", column.span, message, hint)
        if table.schema is not None and not table.known(column.text):
            warning = names.unknown(column, table, source).diagnostic
            problems.add(replace(warning, level=Level.WARNING))
