"""From files and tables to what can be judged: tables opened and read, the policy bound to them, the as-of settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, date, datetime, timedelta

from sla_dsl.bind.names import said
from sla_dsl.compile.kit import FIRST_US, LAST_US
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.parents import followed
from sla_dsl.compile.plan import latest, table_plan
from sla_dsl.compile.zone import EPOCH, zone
from sla_dsl.data.tables import Need, PreparedTable, RawTable, ReadOptions, open_table, prepare
from sla_dsl.engines.base import Engine, Frame, Progress
from sla_dsl.findings.health import duplicate_note
from sla_dsl.lang import ast
from sla_dsl.model.choices import MAX_EVIDENCE, ON_DUPLICATES
from sla_dsl.model.forms import PeriodForm
from sla_dsl.model.halves import halves
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy, ColumnUse, TableUse
from sla_dsl.model.schema import Schema, TableSchema
from sla_dsl.policy import bound
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
            frames[name], found = unique(engine, frames[name], use, tables[name], options)
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
        n: TableSchema(r.origin, {c.name: c for c in r.columns}) for n, r in raws.items()
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
    said = replace(options.read, nulls=(*options.read.nulls, *use.nulls), currency=policy.money)
    out = prepare(raw, needs, policy.timezone, said)
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


def unique(
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


def header_of(name: str, use: TableUse, raw: RawTable) -> str | None:
    """The header of a column that is named as the policy or as the data name it; None where there is none."""
    return dict(use.headers).get(name) or next((c.name for c in raw.columns if c.name == name), None)


def _refuse_unknown(show: Sequence[str], policy: CheckedPolicy, raws: Mapping[str, RawTable]) -> None:
    read = [(use, raws[n]) for n, use in policy.tables.items() if n in raws]
    for name in show:
        if read and all(header_of(name, use, raw) is None for use, raw in read):
            meant = nearest(name, [c.name for _, raw in read for c in raw.columns])
            hint = f"did you mean `{meant}`?" if meant else "name it as the header of the data does"
            raise UsageError(Diagnostic("SLA523", f"no table has a column `{name}`", hint=hint))


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
