"""Which table belongs to which: the ways from a row to the rows it belongs to, and what makes a link usable."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.bind.columns import TableColumns
from sla_dsl.bind.names import Names
from sla_dsl.lang import ast
from sla_dsl.model import expr as m
from sla_dsl.promises.base import Refused
from sla_dsl.text.source import Source, Span

Way = tuple[ast.Link, ...]


def ways(tables: Mapping[str, TableColumns], start: str, goal: str) -> list[Way]:
    """The shortest ways from a row of `start` to a row of `goal` that it belongs to; none when there is no way."""
    seen: set[str] = set()
    reached: list[tuple[str, Way]] = [(start, ())]
    while reached:
        found = [way for name, way in reached if name == goal]
        if found:
            return found
        seen |= {name for name, _ in reached}
        links = [(way, link) for name, way in reached if name in tables for link in tables[name].links]
        reached = [(link.parent.text, (*way, link)) for way, link in links if link.parent.text not in seen]
    return []


def path_to(names: Names, table: TableColumns, goal: str, span: Span, source: Source) -> tuple[m.Link, ...]:
    """The links from a row of `table` to the row of `goal` that it belongs to, noted as read; empty without a way."""
    found = ways(names.tables, table.name, goal)
    if len(found) > 1:
        *others, last = (_told(table.name, way) for way in found)
        message = f"a row of `{table.name}` belongs to `{goal}` in several ways: {', '.join(others)} and {last}"
        hint = f"declare which one is meant: `table {table.name} of {goal} by COLUMN`"
        raise names.refuse(source, "SLA133", span, message, hint)
    path = []
    for link in found[0] if found else ():
        path.append(m.Link(link.parent.text, usable(names, table, link)))
        table = names.tables[link.parent.text]
    return tuple(path)


def _told(table: str, way: Way) -> str:
    return " → ".join(f"`{name}`" for name in (table, *(link.parent.text for link in way)))


def usable(names: Names, table: TableColumns, link: ast.Link) -> str:
    """The column of a table that holds the key of the rows that `link` leads to, noted as read.

    Raises `Missing` when the data does not have it.
    """
    home = names.vocabulary.tables[table.name].source
    parent = names.table(link.parent.text, link.parent.span, home)
    if link.by is None:
        message = f"nothing says to which row of `{parent.name}` a row of `{table.name}` belongs"
        raise names.refuse(home, "SLA132", link.span, message, f"name the column: `of {parent.name} by COLUMN`")
    if len(parent.key) != 1:
        what = "no key" if not parent.key else "a key of several columns"
        message = f"`{parent.name}` has {what}, so `{link.by.text}` can not name one of its rows"
        raise names.refuse(
            home, "SLA132", link.span, message, f"name the column: `table {parent.name}` with `key COLUMN`"
        )
    return names.column(link.by, table, home, None, firm=False).name


def check_links(names: Names, node: ast.Table, source: Source) -> None:
    """Refuses links that can not be told apart or that lead back to where they began."""
    said: set[str] = set()
    for link in node.links:
        parent = link.parent.text
        names.table(parent, link.parent.span, source)
        if parent in said:
            message = f"`{node.name.text}` belongs to `{parent}` twice, so `{parent}.COLUMN` could mean either row"
            raise names.refuse(source, "SLA134", link.span, message, "keep one of the two")
        said.add(parent)
        for back in ways(names.tables, parent, node.name.text)[:1]:
            circle = {parent, *(step.parent.text for step in back)}
            if next(name for name in names.vocabulary.tables if name in circle) == node.name.text:
                raise _circle(names, node, (link, *back), source)


def _circle(names: Names, node: ast.Table, way: Way, source: Source) -> Refused:
    """A circle is said once, at the table of it that is declared first."""
    message = f"`{node.name.text}` belongs to itself" + (f": {_told(node.name.text, way)}" if len(way) > 1 else "")
    hint = "a row belongs to rows of other tables; leave this link out"
    return names.refuse(source, "SLA134", way[0].span, message, hint)
