"""Data health that the pass counts: what a reader must know about the rows before believing the verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import instants
from sla_dsl.compile.touches import BULK
from sla_dsl.findings.clauses import plural
from sla_dsl.model.expr import Link
from sla_dsl.model.forms import Duty
from sla_dsl.model.health import EMPTY, MANY_UNLINKED, HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import CheckedPolicy, TableUse
from sla_dsl.model.schema import AT, LOGGED

FULL_HOURS_SHARE = 10
"""By chance one time in sixty is on the full hour, written to the minute; one in ten and more is told."""
FULL_HOURS_LEAST = 5

_STRAYS = ".strays"

UNLINKED_SHARE = 20
"""Of rows that belong to no subject one in twenty is usual in an export; more of them stand out."""


def health_notes(policy: CheckedPolicy, totals: Mapping[str, Mapping[str, Any]]) -> list[HealthNote]:
    """The notes of every table that was passed over, from the totals of its plan, and what was said of all tables."""
    remarks = [(use.name, remark) for use in policy.tables.values() for remark in use.remarks]
    notes = [HealthNote(table, r.column, r.kind, None, r.message) for table, r in remarks]
    for table, seen in totals.items():
        use = policy.tables[table]
        notes.append(HealthNote(table, None, "rows", int(seen["rows"]), plural(int(seen["rows"]), "row")))
        notes.extend(column_notes(use, seen))
        counted = {key.removesuffix(_STRAYS): int(rows or 0) for key, rows in seen.items() if key.endswith(_STRAYS)}
        strays = {
            key.removeprefix(prefix(index)): rows
            for index, form in enumerate(policy.forms if counted else ())
            if form.population.table == table
            for key, rows in counted.items()
            if key.startswith(prefix(index))
        }
        for column, rows in strays.items():
            said = f"of which `{column}` names a calendar that the policy does not have; not judged"
            notes += _counted(table, column, "no_calendar", rows, said)
        for index, form in enumerate(policy.forms):
            if isinstance(form, Duty) and form.population.table == table:
                notes.extend(_before_start(form, int(seen.get(f"{prefix(index)}before_start") or 0)))
    return notes


def _before_start(duty: Duty, early: int) -> list[HealthNote]:
    said = f"where {duty.done_name} lies before {duty.start_name}; counted as done at once"
    return _counted(duty.population.table, duty.meta.id, "before_start", early, said)


def column_notes(use: TableUse, seen: Mapping[str, Any]) -> list[HealthNote]:
    """What is not there, or not to be counted, in the columns of a table that clauses read."""
    notes, rows = [], int(seen["rows"] or 0)
    for c in use.columns:
        nulls = int(seen.get(f"{c.name}.nulls") or 0)
        notes += _counted(use.name, c.name, "nulls", nulls, f"without `{c.name}`")
        if c.kind is Kind.INSTANT and 0 < nulls == rows:
            said = f"`{c.name}` is empty in all {plural(rows, 'row')}: nothing of it happened, or the export lacks it"
            notes.append(HealthNote(use.name, c.name, EMPTY, rows, said))
    for name in instants(use):
        after, outside = int(seen[f"{name}.after"] or 0), int(seen[f"{name}.outside"] or 0)
        said = f"with `{name}` after the as-of instant; counted as not happened"
        notes += _counted(use.name, name, "after_as_of", after, said)
        said = f"with `{name}` before 1970 or after 2099; counted as not known"
        notes += _counted(use.name, name, "out_of_range", outside, said)
    return notes


def _counted(table: str, column: str, kind: str, rows: int, said: str) -> list[HealthNote]:
    """The note of how many rows are as `said`; none when no row is."""
    return [HealthNote(table, column, kind, rows, f"{plural(rows, 'row')} {said}")] if rows else []


def touch_notes(
    table: str, totals: Mapping[str, Any], bulk: tuple[int, int], early: Mapping[str, int], *, clock: bool
) -> list[HealthNote]:
    """What a table of touches is known for. `bulk` are times and rows logged at once, `early` the rows before the row
    that they belong to, by its table; without a `clock` the times are days, and say nothing of how they came about."""
    notes: list[HealthNote] = []
    full, known = int(totals["full_hours"] or 0), int(totals["known"])
    if clock and full >= FULL_HOURS_LEAST and full * FULL_HOURS_SHARE >= known:
        said = f"{plural(full, 'row')} of {known:,} on the full hour: a time that somebody chose, or that was rounded"
        notes.append(HealthNote(table, AT, "full_hours", full, said))
    times, rows = bulk
    if clock and rows:
        said = f"{plural(rows, 'row')} logged in bulk: {plural(times, 'time')} at which one owner has {BULK} or more"
        notes.append(HealthNote(table, AT, "bulk_logged", rows, said))
    notes += _counted(table, LOGGED, "late_logged", int(totals.get("late") or 0), "logged more than a day later")
    for parent, before in early.items():
        said = f"with `{AT}` before the row of `{parent}` was created"
        notes += _counted(table, AT, "before_creation", before, said)
    return notes


def link_note(table: str, link: Link, rows: int) -> list[HealthNote]:
    """Rows that name a row of another table that is not there."""
    return _counted(table, link.by, "no_parent", rows, f"whose `{link.by}` names no row of `{link.table}`")


def unlinked_note(table: str, link: Link, rows: int, none: int, strange: int) -> list[HealthNote]:
    """Of the `rows` of a table of touches those that belong to no subject: with no key (`none`), or a `strange` one."""
    alone = none + strange
    if not alone:
        return []
    parts = [f"{none:,} without a `{link.by}` that can be read"] if none else []
    parts += [f"{strange:,} with one that is not there"] if strange else []
    said = (
        f"{plural(alone, 'row')} of {rows:,} count for nobody: they name no row of `{link.table}` ({', '.join(parts)})"
    )
    if alone * UNLINKED_SHARE <= rows:
        return [HealthNote(table, link.by, "unlinked", alone, said)]
    said += f"; who was touched in them may come out as late or missed: write one key of `{link.table}` into each cell"
    return [HealthNote(table, link.by, MANY_UNLINKED, alone, said)]


def duplicate_note(use: TableUse, keys: int, members: int) -> HealthNote:
    """Keys that stand more than once: how many keys, how many rows they have, how many of these are surplus."""
    key = ", ".join(f"`{k}`" for k in use.key)
    message = f"{plural(keys, 'value')} of {key} more than once: {plural(members, 'row')}, {members - keys:,} surplus"
    return HealthNote(use.name, use.key[0], "duplicate_keys", keys, message)
