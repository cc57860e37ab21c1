"""What to look for in a table of touches before believing it: times that no clock wrote, rows logged otherwise."""

from __future__ import annotations

from sla_dsl.compile.kit import Kit
from sla_dsl.compile.plan import as_read, beyond
from sla_dsl.compile.rows import Columns
from sla_dsl.model.expr import Link
from sla_dsl.model.policy import CheckedPolicy, TableUse
from sla_dsl.model.schema import AT, CREATED, LOGGED, OWNER
from sla_dsl.model.times import DAY_US, HOUR_US
from sla_dsl.text.record import record

BULK = 5
"""So many rows of one owner at one instant nobody logs one by one."""

SEARCHED = 1_000_000
"""Rows of a table that are compared with one another; a larger one is not searched for a hint."""


@record
class TouchPlan:
    """One table of touches: what one pass counts of it, and what takes its rows together.

    `totals` are what data health counts of any table, the rows with a time (`known`), those `full_hours`, and those
    `late` where there is a time of logging. `owned` tells whether there is a column of owners. `parents` are the tables
    that its rows belong to and that say when their own rows came about, each with its key; `judged` those of which
    clauses judge the rows: of their links `totals` count the rows that name `none`.
    """

    table: str
    totals: Columns
    owned: bool
    parents: tuple[tuple[Link, str], ...]
    judged: tuple[tuple[Link, str], ...]


def touch_plans(kit: Kit, policy: CheckedPolicy) -> tuple[TouchPlan, ...]:
    """A plan for every child table whose rows have a time."""
    return tuple(_plan(kit, policy, use) for use in policy.tables.values() if use.links and AT in use.instants)


def _plan(kit: Kit, policy: CheckedPolicy, use: TableUse) -> TouchPlan:
    col = kit.xp.col
    there = {c.name for c in use.columns if c.header is not None}
    local = col(AT) + kit.zone.offset(kit.as_of) % HOUR_US  # what differs between the seasons are whole hours
    totals: dict[str, object] = {
        **as_read(kit, use),
        **beyond(kit, use),
        "known": col(AT).count(),
        "full_hours": (local - local // HOUR_US * HOUR_US == 0).sum(),
    }
    if LOGGED in there:
        totals["late"] = (col(LOGGED) - col(AT) > DAY_US).sum()
    above = [(link, policy.tables[link.table]) for link in use.links if link.table in policy.tables]
    keyed = [(link, parent, parent.key[0]) for link, parent in above if link.by in there and _keyed(parent)]
    subjects = {form.population.table for form in policy.forms}
    judged = tuple((link, key) for link, parent, key in keyed if parent.name in subjects)
    return TouchPlan(
        table=use.name,
        totals=totals | {nameless(link): col(link.by).is_null().sum() for link, _ in judged},
        owned=OWNER in there,
        parents=tuple((link, key) for link, parent, key in keyed if _dated(parent)),
        judged=judged,
    )


def nameless(link: Link) -> str:
    """What the total of rows is called in which a link names nothing."""
    return f"{link.by}.none"


def _keyed(parent: TableUse) -> bool:
    return len(parent.key) == 1 and parent.key[0] in {c.name for c in parent.columns if c.header is not None}


def _dated(parent: TableUse) -> bool:
    return CREATED in parent.instants and CREATED in {c.name for c in parent.columns if c.header is not None}
