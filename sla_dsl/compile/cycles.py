"""The entries of a table's rows into a stage, as a frame of their own (fine print 110)."""

from __future__ import annotations

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.happened import there
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.compile.parents import ParentPlan, parent_plans
from sla_dsl.model.cycles import Entries
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record


@record
class EntryPlan:
    """How the rows of a child table become entries of their parents.

    Of the child rows for which `happened` holds, beside which `parents` are joined, `begins` is the instant of the
    entry (us), null where there is none. Its distinct values per parent are numbered in their order; the entry ends
    where the next one begins, and of `first_only` only the first is left, without an end. `kit` is what all was made
    with.
    """

    kit: Kit
    child: str
    by: str
    parent_key: str
    happened: Expr | None
    parents: tuple[ParentPlan, ...]
    begins: Expr
    first_only: bool


def entry_plan(kit: Kit, policy: CheckedPolicy, entries: Entries) -> EntryPlan:
    """The plan of the entries; an instant that lies after the as-of, or is implausible, has not happened."""
    kit = kit.elsewhere()
    at = compile_expr(kit, entries.instant)
    enters = (at >= FIRST_US) & (at <= min(kit.as_of, LAST_US))
    if entries.where is not None:
        enters = enters & compile_expr(kit, entries.where)
    return EntryPlan(
        kit=kit,
        child=entries.child,
        by=entries.by,
        parent_key=policy.tables[entries.table].key[0],
        happened=there(kit, policy.tables[entries.child]),
        parents=parent_plans(kit, policy, entries.sees()),
        begins=kit.xp.when(enters).then(at),
        first_only=entries.first_only,
    )
