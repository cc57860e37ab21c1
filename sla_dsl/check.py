"""The composition root: a policy and its data in, a report out. Every room is called here, and nothing is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from sla_dsl._version import __version__
from sla_dsl.bases import names
from sla_dsl.compile.kit import Kit
from sla_dsl.compile.parents import followed
from sla_dsl.compile.plan import TablePlan, as_read, beyond, table_plan, unread
from sla_dsl.compile.touches import BULK, SEARCHED, nameless, touch_plans
from sla_dsl.compile.zone import to_instant, zone
from sla_dsl.data.shapes import COPY
from sla_dsl.data.tables import digest
from sla_dsl.engines.base import Frame, PassResult
from sla_dsl.findings.assemble import Collected, Reach, assemble, span
from sla_dsl.findings.health import column_notes, health_notes, link_note, touch_notes, unlinked_note
from sla_dsl.findings.models import Place, Run, TableRef
from sla_dsl.findings.report import Report
from sla_dsl.lang import ast
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import PeriodForm
from sla_dsl.model.halves import halves
from sla_dsl.model.health import HealthNote
from sla_dsl.model.schema import AT, CREATED, OWNER
from sla_dsl.policy import policy_digest
from sla_dsl.ready import (
    Options,
    Prepared,
    get_ready,
    header_of,
    unique,
)


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
            unique(ready.engine, ready.frames[name], ready.policy.tables[name], ready.tables[name], options)
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
        notes = [
            *ready.notes,
            *health_notes(policy, told),
            *_alone(ready),
            *_touches(ready, results),
            *_asked(ready, results),
        ]
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
    from sla_dsl.findings.evidence import Behind, Key, keys_of, with_rows

    keys = {n: tuple(k for k in u.key if k in ready.tables[n].columns) for n, u in ready.policy.tables.items()}
    rows: dict[str, dict[Key, Behind]] = {}
    for name in dict.fromkeys(f.table for f in report.findings):
        raw, wanted = ready.raws[name], keys_of(report, name, keys[name])
        shown = {f: h for f in options.show if (h := header_of(f, ready.policy.tables[name], raw)) is not None}
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
        use = ready.policy.tables[plan.table]
        if use.name not in results:  # else its own pass has counted them; rows that name nothing are told below
            found += [n for n in column_notes(use, done) if n.column not in {link.by for link in use.links}]
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


def _asked(ready: Prepared, results: Mapping[Rows, PassResult]) -> list[HealthNote]:
    """What is missing in the tables that no clause judges and rows only look things up in."""
    kit, found = _kit(ready), list[HealthNote]()
    told = {*results, *(plan.table for plan in touch_plans(kit, ready.policy))}
    for name, use in ready.policy.tables.items():
        if name not in told and name in ready.frames:
            found += column_notes(
                use, ready.engine.totals(ready.frames[name], {**as_read(kit, use), **beyond(kit, use)})
            )
    return found


def instances_of(
    ready: Prepared, results: Mapping[Rows, PassResult], *, unmet: bool = False, rested: bool = False
) -> dict[str, pl.LazyFrame]:
    """Every instance of every clause, by its id, with the columns of `sla_dsl.findings.frame.SCHEMA`.

    With `unmet` only those that findings speak of. With `rested` a further column `RESTED` has what the verdict of a
    row rests on and no other column says, as JSON: the values that the condition of an invariant reads.
    """
    from sla_dsl.findings.instances import UNMET, WORDS, rested_columns, settled, subject_row, subjects, with_rested

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
