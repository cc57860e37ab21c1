"""What a clause is about in the reference evaluator: the rows of a table, or their entries into a stage (rule 110)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sla_dsl.lang import ast
from tests.support.reference_policy import Policy
from tests.support.reference_tables import Tables

Named = ast.Stage | ast.Event


def table_of(policy: Policy, clause: ast.Clause) -> str:
    """The subject: the table of the first stage or event the promise or its options name, else leads."""
    said = () if isinstance(clause.promise, ast.Makes) else (clause.promise,)  # the nouns of `makes` are of child rows
    for part in (*said, *(o for o in clause.options if isinstance(o, ast.On | ast.Of))):
        for name in _names(part):
            found = policy.names.get(name.text)
            if isinstance(found, ast.Stage | ast.Event | ast.Define) and found.table is not None:
                return found.table.text
    return "leads"


def entered_by(policy: Policy, tables: Tables, clause: ast.Clause) -> Named | None:
    """The stage or event of a child table that the clause is about as entered by the row that the child belongs to."""
    start = policy.named(_start(clause))
    if start is None or start.table is None or isinstance(_instant_of(start), ast.Pick):
        return None
    child = start.table.text
    links = policy.tables[child].links
    if not links:
        return None
    told = any(isinstance(o, ast.Flag) and o.word in ("each", "first only") for o in clause.options)
    if told or _is_of_entries(policy, tables, clause, start, child, links[0].parent.text):
        return start
    return None


def _is_of_entries(
    policy: Policy, tables: Tables, clause: ast.Clause, start: Named, child: str, parent: str
) -> bool:  # fmt: skip
    match clause.promise:
        case ast.Makes():
            return not any(link.parent.text == child for t in policy.tables.values() for link in t.links)
        case ast.Within(event=other):
            pass
        case ast.Keeps(measure=ast.Conversion(goal=name)):
            other = ast.Ref(name)
        case ast.Keeps(measure=ast.TimeStatistic(end=other)):
            pass
        case _:
            return False
    about = _about(policy, tables, other, (child, parent))
    named = policy.named(other)
    same_history = named is not None and _instant_of(named) == _instant_of(start) and named is not start
    return about == parent or (about == child and same_history)


def _start(clause: ast.Clause) -> ast.Expr | ast.Name | None:
    """What the clock starts at, or what is counted."""
    of = next((o.event for o in clause.options if isinstance(o, ast.Of)), None)
    match clause.promise:
        case ast.Within(stage=stage):
            return of or stage
        case ast.Makes():
            return of
        case ast.Delivers(stage=stage):
            return stage
        case ast.Keeps(measure=ast.Conversion(origin=origin)):
            return origin
        case ast.Keeps(measure=ast.TimeStatistic(start=start)):
            return start
        case ast.Keeps(measure=ast.Share(stage=stage) | ast.Statistic(stage=stage)):
            return stage
        case _:
            return None


def _instant_of(named: Named) -> ast.Expr:
    return named.definition if isinstance(named, ast.Event) else named.at


def _about(policy: Policy, tables: Tables, expr: ast.Expr, among: tuple[str, str]) -> str:
    """The table that an event's words name, else the one of the two that alone has its columns."""
    columns = set(_columns(policy, expr))
    said = {word.removesuffix(".") for word in columns if word.endswith(".")}
    if said:
        (table,) = said
        return table
    having = [t for t in among if columns <= {c for row in tables[t] for c in row.values}]
    (table,) = having or [t for t in among if not tables[t]][-1:]  # a table without rows shows no columns
    return table


def _columns(policy: Policy, expr: ast.Expr) -> Iterator[str]:
    """The columns of an event, and, with a point behind them, the tables that its words name."""
    if isinstance(expr, ast.Pick):
        picked = policy.tables[expr.column.parts[0]]
        yield f"{picked.links[0].parent.text}."
        return
    for name in _names(expr):
        named = policy.named(name)
        if named is None:
            yield name.text
        elif named.table is not None:
            yield f"{named.table.text}."
        else:
            yield from _columns(policy, _instant_of(named))


def _names(node: object) -> list[ast.Name]:
    if isinstance(node, ast.Name):
        return [node]
    if isinstance(node, tuple):
        return [n for part in node for n in _names(part)]
    return [n for f in fields(node) for n in _names(getattr(node, f.name))] if isinstance(node, ast.Node) else []
