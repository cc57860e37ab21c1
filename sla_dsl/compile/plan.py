"""All clauses of a table as one pass: what every row says, what is summed, rolled up and kept as evidence.

No clause gets a frame of its own. Row verdicts are columns side by side, counters are sums over them, and periods are
made later from one roll-up by local day and group; clauses that share a start and groups share the roll-up too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from sla_dsl.compile.cases import place
from sla_dsl.compile.children import ChildPlan, child_plans
from sla_dsl.compile.clock import local_day
from sla_dsl.compile.cycles import EntryPlan, entry_plan
from sla_dsl.compile.expr import compile_expr, told_column
from sla_dsl.compile.happened import guard
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.compile.measure import MeasureRow, measure_row
from sla_dsl.compile.naming import day_source, group_column, key_column, prefix, rollup_name, sources, values_name
from sla_dsl.compile.parents import ParentPlan, parent_plans
from sla_dsl.compile.population import in_force, window
from sla_dsl.compile.relief import EXCUSED, WAIVED, breach
from sla_dsl.compile.repeats import RepeatPlan, repeat_plan
from sla_dsl.compile.rows import Columns, SubjectRow, verdict
from sla_dsl.compile.tiers import place_of
from sla_dsl.compile.told import told_of
from sla_dsl.compile.verdicts import Verdicts
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
        raw=as_read(kit, use),
        beyond=beyond(kit, use),
        guards={n: guard(kit, n) for n in instants(use)},
        parents=parent_plans(kit, policy, [*seen_by([f for _, f in mine]), *_of_groups(policy, use, rows)]),
        children=child_plans(kit, policy, use, [f for _, f in mine], wanted, entry=not isinstance(rows, str)),
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


def as_read(kit: Kit, use: TableUse) -> Columns:
    """Data health, counted on the columns as read, of which the data may lack some."""
    xp = kit.xp
    out: Columns = {"rows": xp.len()}
    for c in (c for c in use.columns if c.read and c.header is not None):
        out[f"{c.name}.nulls"] = xp.col(c.name).null_count()
    return out


def beyond(kit: Kit, use: TableUse) -> Columns:
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


def _parts(row: MeasureRow) -> Columns:
    parts = {
        "delivered": row.delivered, "unknown": row.unknown, "excluded": row.excluded, EXCUSED: row.excused,
        "unpriced": row.unpriced,
        "value": row.value, "more": row.more, "less": row.less,
    }  # fmt: skip
    return {word: part for word, part in parts.items() if part is not None}
