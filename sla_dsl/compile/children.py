"""What a pass takes from child tables: one aggregation a table, and one each for pauses, gaps and histories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from sla_dsl.compile.clock import local_day
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.gaps import gaps
from sla_dsl.compile.happened import guard, later, there
from sla_dsl.compile.histories import history
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.parents import ParentPlan, name_there, parent_plans
from sla_dsl.compile.rows import Columns
from sla_dsl.compile.steps import Aggregate, Step
from sla_dsl.compile.told import in_turn, told
from sla_dsl.compile.wanted import of_interest, until
from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE
from sla_dsl.model.forms import Form
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import CheckedPolicy, TableUse
from sla_dsl.text.record import record


@record
class ChildPlan:
    """What is taken from the rows of a child table, one value a parent: `values` are aggregated over `by`.

    `within` are names of `seen` that with that key tell one subject from another: of an entry, its number.
    `happened` holds for rows that are there at the as-of, of which `guards` replace later instants. `seen` maps the
    names under which they see columns of the subject to those that these have there, `asked` is what they see beside
    these; `parents` is what else they belong to. `steps` come first; `days` are columns to add, the local days of
    instants; then `firsts`, the instants that are the first of their parent's with that value in a column. Then
    `ranked` are instants of which only the one with that rank among its parent's counts. `kit` is what all but `steps`
    and `asked` was made with. An engine may leave out the subjects for which `wanted` is false, and, where verdicts
    are counted only, give any instant up to `until` (of the subject) for a pick that is not later.
    """

    kit: Kit
    table: str
    by: str
    parent_key: str
    within: tuple[str, ...]
    seen: Mapping[str, str]
    parents: tuple[ParentPlan, ...]
    happened: Expr | None
    guards: Columns
    days: Columns
    firsts: Mapping[str, tuple[Expr, str]]
    ranked: Mapping[str, tuple[Expr, int]]
    values: Mapping[str, tuple[Expr, Aggregate]]
    steps: tuple[Step, ...] = ()
    asked: Step | None = None
    wanted: Expr | None = None
    until: Columns = field(default_factory=dict)

    @property
    def one_parent(self) -> tuple[str, ...]:
        """The columns of the child's rows that are alike for the rows of one parent."""
        return (self.by, *self.within)

    @property
    def subject(self) -> tuple[str, ...]:
        """The subject's columns that have the same values."""
        return (self.parent_key, *(self.seen[name] for name in self.within))


def child_plans(
    kit: Kit, policy: CheckedPolicy, use: TableUse, forms: Sequence[Form], wanted: Sequence[m.FromChildren],
    *, entry: bool,
) -> tuple[ChildPlan, ...]:  # fmt: skip
    """The aggregations of child tables that give all that is wanted, in the order in which they are to be joined."""
    return tuple(
        _spared(child, kit, policy, forms, wanted)
        for turn in in_turn(wanted)
        for child in _at_once(kit, policy, use, turn, entry)
    )


def _at_once(
    kit: Kit, policy: CheckedPolicy, use: TableUse, wanted: Sequence[m.FromChildren], entry: bool
) -> tuple[ChildPlan, ...]:
    stopped = [p for p in wanted if isinstance(p, m.PausedTime)]
    taken = [p for p in wanted if not isinstance(p, m.PausedTime | m.ChildGap | m.ValueAt)]
    at = [p for p in wanted if isinstance(p, m.ValueAt)]
    apart: dict[object, list[m.ChildGap]] = {}
    for p in wanted:
        if isinstance(p, m.ChildGap):
            apart.setdefault((p.table, p.by, p.instant, p.where, p.start), []).append(p)
    return (
        *(
            _child(kit, policy, policy.tables[name], use, [p for p in taken if p.table == name], entry)
            for name in dict.fromkeys(p.table for p in taken)
        ),
        *(_pauses(kit, policy, policy.tables[p.table], use, p, entry) for p in stopped),
        *(_gaps(kit, policy, policy.tables[g[0].table], use, g, entry) for g in apart.values()),
        *(
            _history(kit, policy, policy.tables[name], use, [p for p in at if p.table == name], entry)
            for name in dict.fromkeys(p.table for p in at)
        ),
    )


def _history(
    kit: Kit, policy: CheckedPolicy, child: TableUse, use: TableUse, wanted: Sequence[m.ValueAt], entry: bool
) -> ChildPlan:
    """An aggregation of its own for what was in force at instants of the subject, once these are known."""
    within, seen, others = _sees(kit, policy, use, wanted, entry)
    found = history(kit, wanted, within)
    return ChildPlan(
        kit.elsewhere(), child.name, wanted[0].by, use.key[0], within, seen, others, there(kit, child),
        _guards(kit, child), {}, {}, {}, found.values, found.steps, found.asked,
    )  # fmt: skip


def _gaps(
    kit: Kit, policy: CheckedPolicy, child: TableUse, use: TableUse, wanted: Sequence[m.ChildGap], entry: bool
) -> ChildPlan:
    """An aggregation of its own for rows in the order of time that are told apart by one condition."""
    within, seen, others = _sees(kit, policy, use, wanted, entry)
    steps, values = gaps(kit, wanted, (wanted[0].by, *within))
    return ChildPlan(
        kit.elsewhere(), child.name, wanted[0].by, use.key[0], within, seen, others, there(kit, child),
        _guards(kit, child), {}, {}, {}, {name: (value, "min") for name, value in values.items()}, steps,
        told(kit, wanted),
    )  # fmt: skip


def _pauses(kit: Kit, policy: CheckedPolicy, child: TableUse, use: TableUse, p: m.PausedTime, entry: bool) -> ChildPlan:
    """An aggregation of its own for the pauses of one clause: their rows stand in the order of time."""
    from sla_dsl.compile.pauses import pauses

    within, seen, others = _sees(kit, policy, use, [p], entry)
    steps, value = pauses(kit, p, (p.by, *within))
    timed, happened = ~compile_expr(kit, p.instant).is_null(), there(kit, child)
    return ChildPlan(
        kit.elsewhere(), child.name, p.by, use.key[0], within, seen, others,
        timed if happened is None else happened & timed, _guards(kit, child), {}, {}, {},
        {kit.picks[p]: (value, "sum")}, steps, told(kit, [p]),
    )  # fmt: skip


def _guards(kit: Kit, child: TableUse) -> Columns:
    return {n: guard(kit, n) for n in later(child)}


def _sees(
    kit: Kit, policy: CheckedPolicy, use: TableUse, wanted: Sequence[m.FromChildren], entry: bool
) -> tuple[tuple[str, ...], dict[str, str], tuple[ParentPlan, ...]]:
    """What child rows see of the subject, the number of an entry first, and of what else they belong to."""
    read = sorted({e for p in wanted for e in m.child_sees(p)}, key=m.parent_column)
    own = m.Link(use.name, wanted[0].by)
    seen = {m.parent_column(e): name_there(e) for e in read if e.path[0] == own}
    within = (m.parent_column(m.ParentColumn(CYCLE, Kind.NUMBER, (own,))),) if entry else ()
    seen |= dict.fromkeys(within, CYCLE)
    return within, seen, parent_plans(kit, policy, [e for e in read if e.path[0] != own])


def _spared(
    child: ChildPlan, kit: Kit, policy: CheckedPolicy, forms: Sequence[Form], wanted: Sequence[m.FromChildren]
) -> ChildPlan:
    """The plan with what of it nobody asks for."""
    taken = [p for p in wanted if kit.picks[p] in child.values]
    apart = kit.elsewhere()
    return replace(child, wanted=of_interest(apart, policy, forms, taken), until=until(apart, forms, taken, kit.picks))


def _child(
    kit: Kit, policy: CheckedPolicy, child: TableUse, use: TableUse,
    wanted: Sequence[m.ChildPick | m.ChildCount | m.ChildSpread], entry: bool,
) -> ChildPlan:  # fmt: skip
    """One aggregation of a child table for everything that is taken from it."""
    kit = kit.elsewhere()
    days: Columns = {}
    firsts: dict[str, tuple[Expr, str]] = {}
    ranked: dict[str, tuple[Expr, int]] = {}
    values: dict[str, tuple[Expr, Aggregate]] = {}
    for p in wanted:
        column = kit.picks[p]
        where = None if p.where is None else compile_expr(kit, p.where)
        if isinstance(p, m.ChildCount):
            counted = (~kit.xp.col(p.by).is_null() if where is None else where.fill_null(False)).cast(kit.xp.Int64)
            values[column] = (counted, "sum")
            continue
        at = compile_expr(kit, p.instant)
        value = at if where is None else kit.xp.when(where).then(at)
        if isinstance(p, m.ChildSpread):
            first, of = f"first.{column}", p.column
            if of is None:
                of = f"day.{column}"
                days[of] = local_day(kit, at)
            firsts[first] = (kit.xp.when(~kit.xp.col(of).is_null()).then(value), of)
            value = kit.xp.col(first)
        if isinstance(p, m.ChildSpread) or p.which == "nth":
            ranked[column] = (value, p.nth)
        values[column] = (value, "max" if isinstance(p, m.ChildPick) and p.which == "last" else "min")
    return ChildPlan(
        kit, child.name, wanted[0].by, use.key[0], *_sees(kit, policy, use, wanted, entry), there(kit, child),
        _guards(kit, child), days, firsts, ranked, values, (), told(kit, wanted),
    )  # fmt: skip
