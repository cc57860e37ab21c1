"""The rows that a row belongs to: what has to be joined so that their columns stand beside the row's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sla_dsl.compile.happened import guard
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.model import expr as m
from sla_dsl.model.forms import row_expressions
from sla_dsl.model.halves import halves
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record


@record
class ParentPlan:
    """What rows see of the row of `table` whose `key` equals their column `by`.

    `columns` maps the names under which they see its columns to those that these have there, after `guards` have
    replaced the table's instants that have not happened and its own `parents` were joined.
    """

    table: str
    by: str
    key: str
    columns: Mapping[str, str]
    guards: dict[str, Expr]
    parents: tuple[ParentPlan, ...]


def parent_plans(kit: Kit, policy: CheckedPolicy, seen: Iterable[m.ParentColumn]) -> tuple[ParentPlan, ...]:
    """One plan for every table that is seen directly, each with the plans of what is seen through it."""
    seen = sorted(set(seen), key=m.parent_column)
    return tuple(
        _plan(kit, policy, link, [e for e in seen if e.path[0] == link])
        for link in dict.fromkeys(e.path[0] for e in seen)
    )


def _plan(kit: Kit, policy: CheckedPolicy, link: m.Link, seen: list[m.ParentColumn]) -> ParentPlan:
    use = policy.tables[link.table]
    own = {e.name for e in seen if len(e.path) == 1}
    return ParentPlan(
        table=link.table,
        by=link.by,
        key=use.key[0],
        columns={m.parent_column(e): name_there(e) for e in seen},
        guards={n: guard(kit, n) for n in use.instants if n in own},
        parents=parent_plans(kit, policy, [replace(e, path=e.path[1:]) for e in seen if len(e.path) > 1]),
    )


def name_there(e: m.ParentColumn) -> str:
    """The name that a seen column has one link further on."""
    return e.name if len(e.path) == 1 else m.parent_column(replace(e, path=e.path[1:]))


def followed(policy: CheckedPolicy) -> list[tuple[str, m.Link]]:
    """The links, each with the table it begins at, over which clauses see columns; those of child rows to the subject
    itself are not among them."""
    found: dict[tuple[str, m.Link], None] = {}

    def walked(table: str, path: tuple[m.Link, ...]) -> None:
        for link in path:
            found[table, link] = None
            table = link.table

    def from_child(table: str, child: str, by: str, seen: Iterable[m.ParentColumn]) -> None:
        for e in seen:
            if e.path[0] == m.Link(table, by):
                walked(table, e.path[1:])
            else:
                walked(child, e.path)

    for form in (half for whole in policy.forms for half in halves(whole)):
        table, entries = form.population.table, form.population.entries
        if entries is not None:
            from_child(table, entries.child, entries.by, entries.sees())
        for e in (part for top in row_expressions(form) for part in m.walk(top)):
            if isinstance(e, m.ParentColumn):
                walked(table, e.path)
            elif isinstance(e, m.FromChildren):
                from_child(table, e.table, e.by, m.child_sees(e))
    return list(found)
