"""The composition root: files and tables in, a report out. Every room is called here, and nothing is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import polars as pl

from sla_dsl._version import __version__
from sla_dsl.bases import names
from sla_dsl.bind.names import said
from sla_dsl.compile.kit import FIRST_US, LAST_US, Kit
from sla_dsl.compile.parents import followed
from sla_dsl.compile.plan import TablePlan, latest, prefix, table_plan, unread
from sla_dsl.compile.touches import BULK, SEARCHED, nameless, touch_plans
from sla_dsl.compile.zone import EPOCH, to_instant, zone
from sla_dsl.data.shapes import COPY
from sla_dsl.data.tables import Need, PreparedTable, RawTable, ReadOptions, digest, open_table, prepare
from sla_dsl.engines.base import Engine, Frame, PassResult, Progress
from sla_dsl.findings.assemble import Collected, Reach, assemble, span
from sla_dsl.findings.evidence import Behind, Key, keys_of, with_rows
from sla_dsl.findings.health import duplicate_note, health_notes, link_note, touch_notes, unlinked_note
from sla_dsl.findings.instances import (
    UNMET,
    WORDS,
    rested_columns,
    settled,
    subject_row,
    subjects,
    with_rested,
)
from sla_dsl.findings.models import Place, Run, TableRef
from sla_dsl.findings.report import Report
from sla_dsl.lang import ast
from sla_dsl.model.choices import MAX_EVIDENCE, ON_DUPLICATES
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import PeriodForm
from sla_dsl.model.halves import halves
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy, ColumnUse, TableUse
from sla_dsl.model.schema import AT, CREATED, OWNER, Header, Schema, TableSchema
from sla_dsl.policy import bound, policy_digest
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.sets import not_one_of
from sla_dsl.text.spell import nearest

AsOf = str | date | datetime
"""An aware instant; or a local time, a day (its first moment) or an ISO 8601 text of either, in the policy's zone."""

_MICROSECOND = timedelta(microseconds=1)


def _silent(stage: str, done: int = 0, total: int = 0, unit: str = "rows") -> None:
    """Progress that nobody watches."""


@record
class Options:
    """What the caller says aloud.

    `as_of` is an instant, or its text; None takes the latest one in the data. `only` are clause ids (empty: all);
    `digests` says whether the report is to hold a digest of every table, which reads its columns once more;
    `show` are columns of the subjects, by their canonical names or headers, that findings are to have as evidence;
    `lines` says whether they are to tell where their rows stand;
    `on_duplicates` is `error`, `first` or `last`; `read` says how text files are to be read.
    """

    as_of: AsOf | None = None
    only: Sequence[str] = ()
    max_evidence: int = MAX_EVIDENCE
    on_duplicates: str = "error"
    engine: str = "polars"
    digests: bool = True
    show: Sequence[str] = ()
    lines: bool = False
    read: ReadOptions = field(default_factory=ReadOptions)
    progress: Progress = _silent


@record
class Prepared:
    """A policy bound to its data, and the data scanned, ready to run. `measured` is what the data told of amounts."""

    policy: CheckedPolicy
    diagnostics: tuple[Diagnostic, ...]
    engine: Engine
    tables: Mapping[str, PreparedTable]
    frames: Mapping[str, Frame]
    as_of: int
    as_of_source: str
    notes: tuple[HealthNote, ...]
    raws: Mapping[str, RawTable]
    measured: Mapping[str, Measurement] = field(default_factory=dict)


def get_ready(files: Sequence[ast.File], given: Mapping[str, object], options: Options) -> Prepared:
    """Opens the tables, binds the policy to them, reads what it needs and settles the as-of.

    Raises `PolicyError`, `DataError` and `UsageError`.
    """
    raws = opened(given, options)
    return prepared(lambda told: bound(files, schema_of(raws), options.only, told), raws, options)


Binding = Callable[[Mapping[str, Measurement] | None], tuple[CheckedPolicy, tuple[Diagnostic, ...]]]
"""Binds a policy to the data at hand, with what these have told of measured amounts (None: nothing yet)."""


def opened(given: Mapping[str, object], options: Options) -> dict[str, RawTable]:
    """The tables by name, looked at and not yet read. Raises `DataError` and `UsageError`."""
    from sla_dsl.engines.registry import ENGINES

    for what, word, words in (
        ("engine", options.engine, ENGINES),
        ("way with duplicates", options.on_duplicates, ON_DUPLICATES),
    ):
        if word not in words:
            raise UsageError(not_one_of(what, word, words))
    raws = {}
    for name, source in given.items():
        options.progress(f"opening {name}")
        raws[name] = open_table(name, source, options.read)
    return raws


def prepared(bind: Binding, raws: Mapping[str, RawTable], options: Options) -> Prepared:
    """The policy that `bind` gives, with what it reads of the tables scanned. Raises what `get_ready` does."""
    from sla_dsl.engines.registry import engine_of

    policy, diagnostics = bind(None)
    _refuse_unknown(options.show, policy, raws)
    engine = engine_of(options.engine)
    tables = _prepare(policy, raws, options)
    frames: dict[str, Frame] = {n: engine.scan(t) for n, t in tables.items()}
    as_of, source = _as_of(policy, engine, frames, raws, options)
    notes = [n for t in tables.values() for n in t.notes]
    for name, use in policy.tables.items():
        if name in _unique_before(policy, options):
            frames[name], found = _unique(engine, frames[name], use, tables[name], options)
            notes.extend(found)
    told: Mapping[str, Measurement] = {}
    if policy.measured:
        told = _measured(policy, engine, frames, as_of)
        policy, diagnostics = bind(told)
    return Prepared(policy, diagnostics, engine, tables, frames, as_of, source, tuple(notes), raws, told)


def _measured(policy: CheckedPolicy, engine: Engine, frames: Mapping[str, Frame], as_of: int) -> dict[str, Measurement]:
    """What the data tell of the amounts that are measured: one more pass over the tables that tell it."""
    from sla_dsl.compile import measured

    own = measured.policy_of(policy)
    found = measured.unmeasured(policy)
    for rows in measured.tables_of(own):
        kit = engine.kit(zone(policy.timezone), as_of)  # of each pass its own: a look-up reads columns of the rows
        plan = measured.measuring(table_plan(kit, own, rows), own, rows)
        result = engine.run(frames[plan.table], plan, frames, 0, _silent)
        quantiles = {name: rollup["value"].sort().to_list() for name, rollup in result.rollups.items()}
        for index, (one, form) in enumerate(zip(measured.texts(policy), own.forms, strict=True)):
            if form.population.rows == rows:
                name = prefix(index)
                words = {k.removeprefix(name): v for k, v in result.totals.items() if k.startswith(name)}
                found[one.text] = measured.measurement(form, words, quantiles.get(name, []))
    return found


def _unique_before(policy: CheckedPolicy, options: Options) -> set[str]:
    """The tables whose keys are looked at before the pass: others' parents, and what a pass is not to see twice."""
    subjects = {half.population.table for f in policy.forms for half in halves(f)}
    parents = {link.table for _, link in followed(policy)}
    if options.on_duplicates == "error":
        return parents
    return parents | subjects | {u.table for u in policy.unjudged}


def schema_of(raws: Mapping[str, RawTable]) -> Schema:
    """What the tables are known to hold."""
    return {
        n: TableSchema(r.origin, {c.name: Header(c.kind, c.typed) for c in r.columns}) for n, r in raws.items()
    }  # fmt: skip


def _prepare(policy: CheckedPolicy, raws: Mapping[str, RawTable], options: Options) -> dict[str, PreparedTable]:
    """Every table the policy reads, with the columns it reads. A table that nobody gave is a usage error."""
    missing = [_not_given(n, raws) for n in policy.tables if n not in raws]
    if missing:
        raise UsageError(*missing)
    out: dict[str, PreparedTable] = {}
    for name, use in sorted(policy.tables.items(), key=lambda t: _depth(t[1], policy)):
        out[name] = _read(raws[name], use, policy, out, options)
    _tell_apart(policy, raws)
    return out


def _read(
    raw: RawTable, use: TableUse, policy: CheckedPolicy, parents: Mapping[str, PreparedTable], options: Options
) -> PreparedTable:
    """One table with the columns in use; `parents` are those read before it."""
    options.progress(f"reading {use.name}", 0, raw.size, "bytes")
    there = [c for c in use.columns if c.header is not None]
    needs = [Need(c.name, c.header or "", _kind(c, use, policy, parents), c.share, c.separator) for c in there]
    out = prepare(raw, needs, policy.timezone, replace(options.read, nulls=(*options.read.nulls, *use.nulls)))
    linked = [(by, parent, key) for by, parent, key in _keys(use, policy, parents) if by in out.kinds]
    if linked:
        from sla_dsl.data.links import aligned
        from sla_dsl.data.suffixes import alike

        for by, parent, key in linked:
            suffixed = any(c.name == by and c.suffixed for c in use.columns)
            out = alike(out, by, parent, key) if suffixed else aligned(out, by, parent, key)
    return out


def _depth(use: TableUse, policy: CheckedPolicy) -> int:
    """How many links there are above a table: what its rows belong to is read before them."""
    above = (policy.tables[link.table] for link in use.links if link.table in policy.tables)
    return max((1 + _depth(parent, policy) for parent in above), default=0)


def _keys(
    use: TableUse, policy: CheckedPolicy, parents: Mapping[str, PreparedTable]
) -> list[tuple[str, PreparedTable, str]]:
    """The columns of a table that hold keys of tables read before it, with these tables and their key columns."""
    there = [
        (link.by, parents[link.table], policy.tables[link.table].key) for link in use.links if link.table in parents
    ]
    return [(by, parent, key[0]) for by, parent, key in there if key and key[0] in parent.kinds]


def _kind(column: ColumnUse, use: TableUse, policy: CheckedPolicy, parents: Mapping[str, PreparedTable]) -> Kind | None:
    """The kind to read a column as: one that holds a parent's key is read as that key is, and such a key as the
    clauses take the columns that hold it."""
    held = [parent.kinds[key] for by, parent, key in _keys(use, policy, parents) if by == column.name]
    if held:
        if column.kind not in (None, held[0]):
            raise DataError(_unlike(column, use, policy, held[0]))
        return held[0]
    if column.kind is not None or use.key != (column.name,):
        return column.kind
    children = [(t, link.by) for t in policy.tables.values() for link in t.links if link.table == use.name]
    asked = [c.kind for t, by in children for c in t.columns if c.name == by and c.kind is not None]
    return next(iter(asked), None)


def _unlike(column: ColumnUse, use: TableUse, policy: CheckedPolicy, kind: Kind) -> Diagnostic:
    parent, key = next((k.table, policy.tables[k.table].key[0]) for k in use.links if k.by == column.name)
    message = (
        f"`{column.name}` of `{use.name}` holds {said(column.kind)} and `{key}` of `{parent}` holds {said(kind)}, "
        "so no row of one names a row of the other"
    )
    hint = f'name the column that holds the same as the other: `table {parent}` with `{key} = "Header"`'
    return Diagnostic("SLA423", message, hint=hint)


def _tell_apart(policy: CheckedPolicy, raws: Mapping[str, RawTable]) -> None:
    """A duty speaks of single rows, so its table needs its key. Raises `DataError` where the data has none."""
    subjects = [f.population.table for f in policy.forms if not isinstance(f, PeriodForm)]
    for name in dict.fromkeys([*subjects, *(link.table for _, link in followed(policy))]):
        use = policy.tables[name]
        there = {c.name for c in use.columns if c.header is not None}
        missing = [k for k in use.key if k not in there]
        if missing or not use.key:
            wanted = ", ".join(f"`{k}`" for k in missing) or "a key"
            message = f"{raws[name].origin} has no column for {wanted}, so the rows of `{name}` can not be told apart"
            hint = f"name the key in the policy: `table {name}` with `key COLUMN`"
            headers = ", ".join(f"`{c.name}`" for c in raws[name].columns[:20])
            raise DataError(Diagnostic("SLA422", message, hint=hint, notes=(f"its columns: {headers}",)))


def _not_given(table: str, given: Mapping[str, object]) -> Diagnostic:
    meant = nearest(table, given)
    hint = f"`{meant}` was given: is it `{table}` that is meant?" if meant else f"give it: `--data {table}=FILE`"
    return Diagnostic("SLA511", f"the policy speaks of the table `{table}`, and no data was given for it", hint=hint)


def _as_of(
    policy: CheckedPolicy, engine: Engine, frames: Mapping[str, Frame], raws: Mapping[str, RawTable], options: Options
) -> tuple[int, str]:
    """The instant said, or the latest one of all mapped columns: also of tables that no clause at hand reads."""
    if options.as_of is not None:
        return instant_of(options.as_of, policy.timezone), "option"
    others = {n: use for n, use in policy.others.items() if n in raws}
    scanned = {n: engine.scan(_read(raws[n], use, policy, {}, options)) for n, use in others.items()}
    seen: list[int] = []
    for name, use in {**policy.tables, **others}.items():
        columns = latest(engine.xp, use)
        frame = scanned.get(name, frames.get(name))
        if frame is not None and columns:
            seen.extend(v for v in engine.totals(frame, columns).values() if v is not None)
    if not seen and policy.unjudged:
        raise DataError(*(Diagnostic("SLA406", u.reason) for u in {u.reason: u for u in policy.unjudged}.values()))
    if not seen:
        raise DataError(
            Diagnostic(
                "SLA420",
                "no instant is found in the data, so nothing says at which point in time it is judged",
                hint="say it: `--as-of 2026-07-01`",
            )
        )
    return max(seen), "data"


def _unique(
    engine: Engine, frame: Frame, use: TableUse, table: PreparedTable, options: Options
) -> tuple[Frame, list[HealthNote]]:
    """The frame with unique keys, by what `on_duplicates` says. Raises `DataError` when duplicates are an error."""
    if not use.key or any(k not in table.columns for k in use.key):
        return frame, []
    options.progress(f"looking for keys that stand twice in {use.name}")
    keys, members = engine.duplicates(frame, use.key)
    if not keys:
        return frame, []
    note = duplicate_note(use, keys, members)
    if options.on_duplicates == "error":
        raise DataError(
            Diagnostic(
                "SLA421",
                f"{table.origin}: {note.message}",
                hint="mend the export, or say which row counts: `--on-duplicates first` or `last`",
            )
        )
    return engine.distinct(frame, use.key, options.on_duplicates), [note]


def check(files: Sequence[ast.File], given: Mapping[str, object], options: Options) -> Report:
    """Runs every clause over the tables and says what was found.

    `given` maps table names to paths or frames. Raises `PolicyError` (3), `DataError` (4), `UsageError` (2).
    """
    ready = get_ready(files, given, options)
    return report_of(files, ready, judged(ready, options), options)


def plans(ready: Prepared) -> dict[Rows, TablePlan]:
    """The plan of every table that is the subject of a clause, and behind it those of its entries into stages."""
    subjects: dict[Rows, None] = {}
    for half in (half for form in ready.policy.forms for half in halves(form)):
        subjects |= {half.population.table: None, half.population.rows: None}
    return {n: table_plan(_kit(ready), ready.policy, n) for n in subjects}


def _kit(ready: Prepared) -> Kit:
    return ready.engine.kit(zone(ready.policy.timezone), ready.as_of)


def judged(
    ready: Prepared, options: Options, planned: Mapping[Rows, TablePlan] | None = None
) -> dict[Rows, PassResult]:
    """One pass over every table that is the subject of a clause; `planned` are its `plans`, where they ask for more.

    Raises `DataError` for keys that stand twice.
    """
    shown, progress = options.max_evidence, options.progress
    beside = {t.table: t.totals for t in touch_plans(_kit(ready), ready.policy)}
    out: dict[Rows, PassResult] = {}
    for rows, made in (plans(ready) if planned is None else planned).items():
        name, plan = made.table, replace(made, beside=beside)
        out[rows] = ready.engine.run(ready.frames[name], plan, ready.frames, shown, progress)
        if rows == name and not out[rows].unique and options.on_duplicates == "error":
            _unique(ready.engine, ready.frames[name], ready.policy.tables[name], ready.tables[name], options)
    return out


def collected(ready: Prepared, results: Mapping[Rows, PassResult]) -> dict[Rows, Collected]:
    """What the passes gave, as periods are settled from it."""

    def reach(name: str) -> Callable[[], Reach]:
        columns, seen = unread(ready.policy.tables[name]), span(results[name].totals)
        return cache(
            lambda: ready.engine.reach(ready.tables[name], columns, seen, ready.as_of) if columns else (None, None)
        )

    out: dict[Rows, Collected] = {}
    for rows, r in results.items():
        name = rows if isinstance(rows, str) else rows.table
        whole = results[name]  # what the table tells of itself counts for its entries, too
        out[rows] = Collected({**r.totals, **whole.totals}, r.rollups, whole.groups, r.evidence, reach(name))
    return out


def report_of(
    files: Sequence[ast.File], ready: Prepared, results: Mapping[Rows, PassResult], options: Options
) -> Report:
    """The report of a run."""
    from concurrent.futures import ThreadPoolExecutor

    policy = ready.policy
    with ThreadPoolExecutor(1) as aside:  # to hash the data leaves a core to those who put into words what was found
        digests = {n: aside.submit(digest, t) for n, t in ready.tables.items() if options.digests}
        clauses, findings, consequences = assemble(policy, collected(ready, results), ready.as_of, options.max_evidence)
        told = {n: r.totals for n, r in results.items() if isinstance(n, str)}
        notes = [*ready.notes, *health_notes(policy, told), *_alone(ready), *_touches(ready, results)]
    run = Run(
        tool=f"sla {__version__}",
        as_of=to_instant(ready.as_of),
        as_of_source=ready.as_of_source,
        timezone=policy.timezone,
        policy_title=policy.title,
        policy_version=policy.version,
        policy_digest=policy_digest(files),
        policy_files=names(files),
        data=tuple(
            TableRef(n, t.origin, rows_of(n, ready, results), digests[n].result() if n in digests else "")
            for n, t in ready.tables.items()
        ),
        health=tuple(sorted(notes, key=lambda n: (n.table, n.column or "", n.kind, n.message))),
    )
    return _with_rows(Report(run, clauses, findings, consequences, ready.diagnostics), ready, options)


def _with_rows(report: Report, ready: Prepared, options: Options) -> Report:
    """The report with the columns that were asked for, and the lines of the rows."""
    if not (options.show or options.lines):
        return report
    from sla_dsl.data.rows import given_rows

    keys = {n: tuple(k for k in u.key if k in ready.tables[n].columns) for n, u in ready.policy.tables.items()}
    rows: dict[str, dict[Key, Behind]] = {}
    for name in dict.fromkeys(f.table for f in report.findings):
        raw, wanted = ready.raws[name], keys_of(report, name, keys[name])
        shown = {f: h for f in options.show if (h := _header(f, ready.policy.tables[name], raw)) is not None}
        # One column may be asked for by both of its names.
        headers = list(dict.fromkeys(shown.values()))
        found = given_rows(raw, ready.tables[name], keys[name], wanted, headers, last=options.on_duplicates == "last")
        rows[name] = {
            key: Behind(
                {f: row.cells[headers.index(h)] for f, h in shown.items()},
                Place(raw.origin, row.line, 1) if options.lines and row.line is not None else None,
            )
            for key, row in found.items()
        }
    return with_rows(report, keys, rows)


def _header(name: str, use: TableUse, raw: RawTable) -> str | None:
    """The header of a column that is named as the policy or as the data name it; None where there is none."""
    return dict(use.headers).get(name) or next((c.name for c in raw.columns if c.name == name), None)


def _refuse_unknown(show: Sequence[str], policy: CheckedPolicy, raws: Mapping[str, RawTable]) -> None:
    read = [(use, raws[n]) for n, use in policy.tables.items() if n in raws]
    for name in show:
        if read and all(_header(name, use, raw) is None for use, raw in read):
            meant = nearest(name, [c.name for _, raw in read for c in raw.columns])
            hint = f"did you mean `{meant}`?" if meant else "name it as the header of the data does"
            raise UsageError(Diagnostic("SLA523", f"no table has a column `{name}`", hint=hint))


def key_names(ready: Prepared) -> dict[str, set[str]]:
    """What the columns of every table that hold keys, its own or those of another, are called in policy and data."""
    found = {}
    for name, use in ready.policy.tables.items():
        keys = {*use.key, *(link.by for link in use.links)}
        found[name] = {*keys, *(header for column, header in use.headers if column in keys)}
    return found


def _alone(ready: Prepared) -> list[HealthNote]:
    """How many rows name a row that is not there, for every link over which clauses see something."""
    frames, found = ready.frames, []
    for table, link in followed(ready.policy):
        key = ready.policy.tables[link.table].key[0]
        rows = ready.engine.unmatched(frames[table], link.by, frames[link.table], key)
        found += link_note(table, link, rows)
    return found


def _touches(ready: Prepared, results: Mapping[Rows, PassResult]) -> list[HealthNote]:
    """What is to be known of the tables of touches; rows are compared with others as long as there are not too many."""
    engine, frames, found = ready.engine, ready.frames, []
    told = {table: totals for r in results.values() for table, totals in r.beside.items()}
    strangers = {where: rows for r in results.values() for where, rows in r.strangers.items()}
    for plan in touch_plans(_kit(ready), ready.policy):
        frame, daily = frames[plan.table], (plan.table, AT, "date_precision")
        clock = all((n.table, n.column, n.kind) != daily for n in ready.notes)
        totals = told.get(plan.table) or engine.totals(frame, plan.totals)
        once = _once(ready, plan.table)  # what was done once is told once, for how many leads it may have been
        done = totals if once is frame else engine.totals(once, plan.totals)
        bulk, early = (0, 0), dict[str, int]()
        if int(totals["rows"]) <= SEARCHED:
            bulk = engine.crowds(once, AT, OWNER, BULK) if plan.owned and clock else bulk
            above = ((link, frames[link.table], key) for link, key in plan.parents)
            early = {link.table: engine.earlier(frame, AT, link.by, rows, key, CREATED) for link, rows, key in above}
        found += touch_notes(plan.table, done, bulk, early, clock=clock)
        for link, key in plan.judged:
            strange = strangers.get((plan.table, link.by))
            if strange is None:
                strange = engine.unmatched(frame, link.by, frames[link.table], key)
            found += unlinked_note(plan.table, link, int(totals["rows"]), int(totals[nameless(link)] or 0), strange)
    return found


def instances_of(
    ready: Prepared, results: Mapping[Rows, PassResult], *, unmet: bool = False, rested: bool = False
) -> dict[str, pl.LazyFrame]:
    """Every instance of every clause, by its id, with the columns of `sla_dsl.findings.frame.SCHEMA`.

    With `unmet` only those that findings speak of. With `rested` a further column `RESTED` has what the verdict of a
    row rests on and no other column says, as JSON: the values that the condition of an invariant reads.
    """
    engine, there, tables = ready.engine, plans(ready), collected(ready, results)
    out: dict[str, pl.LazyFrame] = {}
    for index, form in enumerate(ready.policy.forms):
        table, mine = form.population.table, form.population.rows
        parts = [settled(ready.policy, form, index, tables, ready.as_of).lazy()]
        if not isinstance(form, PeriodForm) and not (unmet and form.grouped):
            rows = engine.rows(ready.frames[table], there[mine], ready.frames)
            more = rested_columns(form, ready.tables[table].columns) if rested else {}
            told = rows.select(**subject_row(there[mine], index), **{n: engine.xp.col(c) for n, c in more.items()})
            known = told.filter(engine.xp.col("verdict").is_in(list(UNMET if unmet else WORDS)))
            made = known if isinstance(known, pl.LazyFrame) else engine.collect(known).lazy()
            parts.append(with_rested(subjects(form, made), made) if rested else subjects(form, made))
        frame = pl.concat(parts, how="diagonal")
        out[form.meta.id] = frame.filter(pl.col("verdict").is_in(UNMET)) if unmet else frame
    return out


def rows_of(name: str, ready: Prepared, results: Mapping[Rows, PassResult]) -> int:
    """How many rows a table has, each of them once."""
    if name in results:
        return int(results[name].totals["rows"])
    return int(ready.engine.totals(_once(ready, name), {"rows": ready.engine.xp.len()})["rows"])


def _once(ready: Prepared, name: str) -> Frame:
    """The rows of a table without the copies of those that name several others."""
    frame: Frame = ready.frames[name]
    return frame.filter(~ready.engine.xp.col(COPY)) if ready.tables[name].copied else frame


def instant_of(said: AsOf, timezone: str) -> int:
    """The instant (us) that `said` means in the zone. Raises `UsageError` when it is none, or not of this century."""
    found = said
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found.strip())
        except ValueError:
            hint = "write a day or a local time: `2026-07-02` or `2026-07-02 09:00`"
            raise UsageError(Diagnostic("SLA504", f"`{said}` is not an instant", hint=hint)) from None
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day)
    us = (found.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND
    if found.tzinfo is not None:
        us -= (found.utcoffset() or timedelta()) // _MICROSECOND
    elif FIRST_US <= us <= LAST_US:
        us = zone(timezone).from_local(us)
    if not FIRST_US <= us <= LAST_US:
        raise UsageError(Diagnostic("SLA504", f"`{said}` lies outside the years 1970 to 2099"))
    return us
