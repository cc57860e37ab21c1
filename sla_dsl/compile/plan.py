"""All clauses of a table as one pass: what every row says, what is summed, rolled up and kept as evidence.

No clause gets a frame of its own. Row verdicts are columns side by side, counters are sums over them, and periods are
made later from one roll-up by local day and group; clauses that share a start and groups share the roll-up too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from sla_dsl.compile.cases import place
from sla_dsl.compile.clock import local_day
from sla_dsl.compile.cycles import EntryPlan, entry_plan
from sla_dsl.compile.expr import compile_expr, told_column
from sla_dsl.compile.gaps import gaps
from sla_dsl.compile.happened import guard, later, there
from sla_dsl.compile.histories import history
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.compile.measure import MeasureRow, measure_row
from sla_dsl.compile.parents import ParentPlan, name_there, parent_plans
from sla_dsl.compile.population import in_force, window
from sla_dsl.compile.relief import EXCUSED, WAIVED, breach
from sla_dsl.compile.repeats import RepeatPlan, repeat_plan
from sla_dsl.compile.rows import Columns, SubjectRow, verdict
from sla_dsl.compile.steps import Aggregate, Step
from sla_dsl.compile.tiers import place_of
from sla_dsl.compile.told import in_turn, told, told_of
from sla_dsl.compile.verdicts import Verdicts
from sla_dsl.compile.wanted import of_interest, until
from sla_dsl.model import expr as m
from sla_dsl.model.cases import calendar_columns
from sla_dsl.model.cycles import BEGINS, CYCLE, ENDS, Entries, Rows
from sla_dsl.model.forms import (
    TIER,
    ByCalendar,
    ByCase,
    Duty,
    Form,
    Limit,
    Measure,
    PeriodForm,
    Quotient,
    SubjectForm,
    row_expressions,
    tiers_of,
)
from sla_dsl.model.halves import halves
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import CheckedPolicy, TableUse
from sla_dsl.text.record import record


@record
class Rollup:
    """Sums by local day and group: `keys` are the day and the group columns; rows without a day do not count.

    Without `sums` every row for which `where` is true is kept as it is: sorted later, it tells a quantile.
    """

    name: str
    keys: Columns
    sums: Columns
    where: Expr | None = None


@record
class Evidence:
    """Rows for which `where` is true, as `columns`, in the `order` of some of these (column, descending); no ties."""

    name: str
    where: Expr
    columns: Columns
    order: tuple[tuple[str, bool], ...]


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


@record
class TablePlan:
    """What one pass over a table, or over the `entries` of its rows, computes.

    `key` are the key columns that the data has, `reads` the columns it needs. `raw` and `beyond` are totals over the
    columns as read; then `guards` replace the instants that have not happened; then `parents`, `repeats` and
    `children` are joined; then the stages of the `footing` of verdicts are added, then those of `masks`, each
    reading those before it; then totals, roll-ups, groups and evidence are taken. `kit` is what all was made with.
    `beside` are totals over the rows of child tables as read, by table: an engine that reads these rows anyway may take
    them on its way.
    """

    kit: Kit
    table: str
    key: tuple[str, ...]
    reads: tuple[str, ...]
    raw: Columns
    beyond: Columns
    guards: Columns
    parents: tuple[ParentPlan, ...]
    children: tuple[ChildPlan, ...]
    footing: tuple[Columns, ...] = ()
    masks: tuple[Columns, ...] = ()
    totals: Columns = field(default_factory=dict)
    rollups: tuple[Rollup, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    entries: EntryPlan | None = None
    repeats: tuple[RepeatPlan, ...] = ()
    beside: Mapping[str, Columns] = field(default_factory=dict)


def prefix(index: int, side: int = 0) -> str:
    """What the columns of the policy's `index`-th clause begin with; `side` counts the sides of a quotient."""
    return f"c{index}{'over' * side}."


def key_column(name: str) -> str:
    """The name under which a key column stands in a result, apart from the result's own columns."""
    return f"k.{name}"


def group_column(name: str) -> str:
    """The name under which a group column stands in a result, apart from the result's own columns."""
    return f"g.{name}"


def sources(name: str, by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that hold the groups of the clause with that prefix: those of the data, and its own tier."""
    return tuple(name + "tier" if b == TIER else b for b in by)


def instants(use: TableUse) -> list[str]:
    """The table's instant columns that clauses read."""
    return [n for n in use.instants if n not in unread(use)]


def unread(use: TableUse) -> list[str]:
    """The mapped instant columns that no clause reads: they only tell how far the data reaches."""
    return [c.name for c in use.columns if not c.read and c.header is not None]


def latest(xp: object, use: TableUse) -> Columns:
    """The totals that find the default as-of: the latest plausible value of every instant column."""
    col = xp.col  # type: ignore[attr-defined]
    when = xp.when  # type: ignore[attr-defined]
    return {
        n: when((col(n) >= FIRST_US) & (col(n) <= LAST_US)).then(col(n)).max() for n in (*instants(use), *unread(use))
    }


def picks(forms: Sequence[Form]) -> list[m.FromChildren]:
    """Everything that the forms take from child tables, once each, in order."""
    found: dict[m.FromChildren, None] = {}
    for form in forms:
        for top in row_expressions(form):
            found.update({e: None for e in m.walk(top) if isinstance(e, m.FromChildren)})
    return list(found)


def repeats(forms: Sequence[Form]) -> list[m.Repeated]:
    """Every value of which the forms ask whether it is repeated, once each, in order."""
    found = [e for form in forms for top in row_expressions(form) for e in m.walk(top) if isinstance(e, m.Repeated)]
    return list(dict.fromkeys(found))


def table_plan(kit: Kit, policy: CheckedPolicy, rows: Rows) -> TablePlan:
    """The plan of one table, or of the entries of its rows, for all forms of the policy whose subjects these are."""
    use = policy.tables[rows if isinstance(rows, str) else rows.table]
    sides = [(prefix(i, n), half) for i, f in enumerate(policy.forms) for n, half in enumerate(halves(f))]
    mine = [(name, f) for name, f in sides if f.population.rows == rows]
    wanted = picks([f for _, f in mine])
    again = repeats([f for _, f in mine])
    taken: dict[m.FromChildren | m.ParentValue | m.Repeated, str]
    taken = {p: f"pick{n}" for n, p in enumerate([*wanted, *again])}
    taken |= {p: told_column(n) for n, p in enumerate(told_of(wanted))}
    kit = replace(kit, picks={**kit.picks, **taken})
    readable = tuple(c.name for c in use.columns if c.read and c.header is not None)
    plan = TablePlan(
        kit=kit,
        table=use.name,
        key=tuple(k for k in use.key if k in readable),
        reads=readable,
        raw=_raw(kit, use),
        beyond=_beyond(kit, use),
        guards={n: guard(kit, n) for n in instants(use)},
        parents=parent_plans(kit, policy, [*seen_by([f for _, f in mine]), *_of_groups(policy, use, rows)]),
        children=tuple(
            _spared(c, kit, policy, [f for _, f in mine], wanted)
            for turn in in_turn(wanted)
            for c in _children(kit, policy, use, turn, entry=not isinstance(rows, str))
        ),
        totals=_seen(kit, use),
        groups=_groups(policy, use),
        repeats=tuple(repeat_plan(kit, e) for e in again),
    )
    if not isinstance(rows, str):
        plan = _of_entries(plan, policy, rows)
    rollups: dict[tuple[str, tuple[str, ...]], Rollup] = {}
    verdicts = Verdicts(kit, policy, {f.meta.id: name for name, f in mine})
    for name, form in mine:
        plan = (
            _with_periods(kit, plan, rollups, name, form, verdicts)
            if isinstance(form, PeriodForm)
            else _with_subjects(kit, plan, rollups, name, form, verdicts, use)
        )
    return replace(plan, footing=verdicts.footing, masks=tuple(verdicts.stages), rollups=tuple(rollups.values()))


def seen_by(forms: Sequence[Form]) -> list[m.ParentColumn]:
    """What the subjects of some forms see of the rows they belong to."""
    return [e for f in forms for top in row_expressions(f) for e in m.parent_columns(top, f.population.table)]


def _of_entries(plan: TablePlan, policy: CheckedPolicy, entries: Entries) -> TablePlan:
    """The plan of a table made one of its entries; what the table itself tells is left to the table's own."""
    return replace(
        plan,
        reads=(*plan.reads, CYCLE, BEGINS, ENDS),
        raw={"rows": plan.kit.xp.len()},
        totals={},
        groups=(),
        entries=entry_plan(plan.kit, policy, entries),
    )


def _groups(policy: CheckedPolicy, use: TableUse) -> tuple[tuple[str, ...], ...]:
    """The groups of which all that the table knows are asked for."""
    return tuple(dict.fromkeys(f.by for f in _measures(policy, use) if f.by and TIER not in f.by))


def _of_groups(policy: CheckedPolicy, use: TableUse, rows: Rows) -> list[m.ParentColumn]:
    """The columns of linked tables that groups are, for the table's own plan: it tells them for entries as well."""
    return [c for f in _measures(policy, use) for c in f.population.linked] if isinstance(rows, str) else []


def _measures(policy: CheckedPolicy, use: TableUse) -> list[Measure]:
    sides = [half for f in policy.forms for half in halves(f)]
    return [f for f in sides if isinstance(f, Measure) and f.population.table == use.name]


def _raw(kit: Kit, use: TableUse) -> Columns:
    """Data health, counted on the columns as read."""
    xp = kit.xp
    out: Columns = {"rows": xp.len()}
    for c in (c for c in use.columns if c.read):
        out[f"{c.name}.nulls"] = xp.col(c.name).null_count()
    return out


def _beyond(kit: Kit, use: TableUse) -> Columns:
    """How many instants the guards take away: none of a table whose instants all have happened."""
    xp, out = kit.xp, Columns()
    for n in instants(use):
        out[f"{n}.after"] = ((xp.col(n) > kit.as_of) & (xp.col(n) <= LAST_US)).sum()
        out[f"{n}.outside"] = ((xp.col(n) < FIRST_US) | (xp.col(n) > LAST_US)).sum()
    return out


def _seen(kit: Kit, use: TableUse) -> Columns:
    """First and last instant of every instant column that is read."""
    col = kit.xp.col
    return {f"{n}.{end}": getattr(col(n), end)() for n in instants(use) for end in ("min", "max")}


def _children(
    kit: Kit, policy: CheckedPolicy, use: TableUse, wanted: Sequence[m.FromChildren], *, entry: bool
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


def _rollup(
    kit: Kit,
    rollups: dict[tuple[str, tuple[str, ...]], Rollup],
    day: str,
    start: Expr | None,
    name: str,
    by: tuple[str, ...],
    sums: Columns,
) -> None:
    """Adds sums to the roll-up of that day column and those groups; without a start there is one day, 0."""
    key = (day, sources(name, by))
    if key not in rollups:
        day_of = kit.xp.lit(0) if start is None else local_day(kit, start)
        keys: Columns = {"day": day_of, **_group_columns(kit, name, by)}
        rollups[key] = Rollup(rollup_name(*key), keys, {})
    rollups[key].sums.update(sums)


def _group_columns(kit: Kit, name: str, by: tuple[str, ...]) -> Columns:
    return {group_column(b): kit.xp.col(c) for b, c in zip(by, sources(name, by), strict=True)}


def _tier(kit: Kit, verdicts: Verdicts, name: str, form: Form) -> None:
    """Adds the column of a clause that has a table: the line of a row."""
    tiers = tiers_of(form)
    if tiers is not None:
        place = place_of(kit, tiers) if isinstance(form, PeriodForm) else compile_expr(kit, tiers.place)
        verdicts.column(name + "tier", place, 0)


def rollup_name(day: str, sources: tuple[str, ...]) -> str:
    """The name of the roll-up by a day column and the columns that hold the groups."""
    return "|".join((day, *sources))


def day_source(form: Form) -> str:
    """What distinguishes the start of one form from another's: equal starts share a roll-up."""
    return repr(form.population.start)


def counts_periods(policy: CheckedPolicy, form: Form) -> bool:
    """Whether a consequence of a clause counts the periods in which it is breached."""
    return any(c.times is not None for c in policy.consequences if c.clause == form.meta.id)


def _with_subjects(
    kit: Kit, plan: TablePlan, rollups: dict[tuple[str, tuple[str, ...]], Rollup], name: str, form: SubjectForm,
    verdicts: Verdicts, use: TableUse,
) -> TablePlan:  # fmt: skip
    judged = verdicts.of(form)
    row, column = judged.row, judged.masks
    _tier(kit, verdicts, name, form)
    sums: Columns = {name + w: c.sum() for w, c in column.items()}
    totals = {**sums, **{name + w: e for w, e in _times(kit, row, column).items()}, **_strays(kit, name, form)}
    if form.grouped:
        _rollup(kit, rollups, day_source(form), row.start, name, form.by, sums)
    elif counts_periods(verdicts.policy, form):
        _rollup(kit, rollups, day_source(form), row.start, name, (), sums)
    shown = {**subject_columns(kit, use, form, name, row, column), **judged.told}
    evidence = (*plan.evidence, *_evidence(name, use, column, shown, form.grouped))
    return replace(plan, totals={**plan.totals, **totals}, evidence=evidence)


def _times(kit: Kit, row: SubjectRow, column: Mapping[str, Expr]) -> Columns:
    """Totals over the times of a clause's rows."""
    out: Columns = {}
    if row.waiting is not None and row.before_start is not None:
        out = {**row.waiting(column["pending"]), "before_start": row.before_start}
    return out if row.start is None else {**out, "first": row.start.min(), "last": row.start.max()}


def _strays(kit: Kit, name: str, form: Form) -> Columns:
    """How many rows name a calendar that the policy does not have."""
    found: Columns = {}
    for column, names in calendar_columns(form):
        path = column.path if isinstance(column, m.ParentColumn) else ()
        word = ".".join([*(link.table for link in path[-1:]), column.name])
        found[f"{name}{word}.strays"] = (~compile_expr(kit, column).is_in(names)).sum()
    return found


def _evidence(name: str, use: TableUse, column: Mapping[str, Expr], shown: Columns, grouped: bool) -> list[Evidence]:
    """What is kept of the rows that are not met: the worst breaches, the unknown, the pending by when they fall due,
    and what waivers and excuses relieve. Of shares, what breaches stand behind them is all that is told."""
    ties = tuple((c, False) for c in (*map(key_column, use.key), "cycle") if c in shown)
    worst = (("overdue", True), *ties) if "overdue" in shown else ties
    orders = {"unknown": ties, "pending": (("due", False), *ties), WAIVED: worst, EXCUSED: ties}
    kept = {word: (column[word], order) for word, order in orders.items() if word in column and not grouped}
    return [
        Evidence(name + word, where, shown, order)
        for word, (where, order) in {"breach": (breach(column), worst), **kept}.items()
    ]


def subject_columns(
    kit: Kit, use: TableUse, form: SubjectForm, name: str, row: SubjectRow, masks: Mapping[str, Expr]
) -> Columns:
    """What is told of one subject: key and groups by name, the verdict, and the times (us) that the clause has.

    Where its limit is not the same for all rows: which of them it has (`limit`, `low`), and its `tier`.
    """
    col = kit.xp.col
    times = {
        "day": None if row.start is None else local_day(kit, row.start),
        "start": row.start, "done": row.done, "due": row.due, "overdue": row.overdue, "at_risk": row.at_risk,
        "paused": row.paused, "way": row.way,
    }  # fmt: skip
    return {
        **{key_column(k): col(k) for k in use.key},
        **({} if form.population.entries is None else {"cycle": col(CYCLE)}),
        **_group_columns(kit, name, form.by),
        "verdict": verdict(kit, masks),
        **{word: e for word, e in times.items() if e is not None},
        **(_limits(kit, form, name) if isinstance(form, Duty) else {}),
    }


def _limits(kit: Kit, duty: Duty, name: str) -> Columns:
    def varies(limit: Limit | None) -> bool:
        return isinstance(limit, ByCase | ByCalendar)

    found = {word: place(kit, x) for word, x in (("limit", duty.limit), ("low", duty.low)) if x and varies(x)}
    return found if duty.tiers is None else {**found, "tier": kit.xp.col(name + "tier")}


def _with_periods(
    kit: Kit, plan: TablePlan, rollups: dict[tuple[str, tuple[str, ...]], Rollup], name: str, form: PeriodForm,
    verdicts: Verdicts,
) -> TablePlan:  # fmt: skip
    bounds = window(kit.zone, in_force(verdicts.policy.term, form.meta))
    excuse = verdicts.excuse(form.meta.excuses, name)
    stage, hit = (0, None) if excuse is None else (excuse.stage + 1, excuse.breached)
    value = None
    assert not isinstance(form, Quotient), "a quotient is rolled up as its sides"
    if isinstance(form, Measure):
        measured = measure_row(kit, form, bounds, hit)
        start, parts = measured.start, _parts(measured)
    else:
        from sla_dsl.compile.rates import rate_row

        row = rate_row(kit, form, bounds, hit)
        start, parts, value = row.start, row.columns, row.value
    _tier(kit, verdicts, name, form)
    sums: Columns = {name + word: verdicts.column(name + word, part, stage).sum() for word, part in parts.items()}
    key = (day_source(form), sources(name, form.by))
    _rollup(kit, rollups, day_source(form), start, name, form.by, sums)
    if value is not None:
        kept = verdicts.column(name + "value", value, stage)
        keys = {**rollups[key].keys, name + "value": kept}
        rollups[(values_name(name), key[1])] = Rollup(values_name(name), keys, {}, ~kept.is_null())
    totals: Columns = {name + "first": start.min(), name + "last": start.max(), **_strays(kit, name, form)}
    totals |= {name + w: sums[name + w] for w in ("excluded", EXCUSED) if w in parts}
    return replace(plan, totals={**plan.totals, **totals})


def values_name(name: str) -> str:
    """The name of the roll-up that keeps the values of the clause with that prefix, for what was observed."""
    return f"{name}values"


def _parts(row: MeasureRow) -> Columns:
    parts = {
        "delivered": row.delivered, "unknown": row.unknown, "excluded": row.excluded, EXCUSED: row.excused,
        "unpriced": row.unpriced,
        "value": row.value, "more": row.more, "less": row.less,
    }  # fmt: skip
    return {word: part for word, part in parts.items() if part is not None}
