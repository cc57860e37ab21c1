"""The published JSON of an inspection, version 1: its models, its writer and its JSON Schema.

Other programs rely on these names. Within version 1 keys may be added, never renamed or removed; readers must ignore
keys they do not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from sla_dsl.adopt.inspect import Inspection
from sla_dsl.data.profile import ColumnProfile
from sla_dsl.findings.exact import dumps
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.published import Published, json_schema_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

KindWord = Annotated[str, WithJsonSchema({"type": "string", "enum": [kind.value for kind in Kind]})]


class ErrorV1(Published):
    """What kept a file, or a column of it, from being read as asked."""

    code: str
    message: str
    hint: str | None


class NoteV1(Published):
    """What reading a file brought to light, or how it was read; `kind` is a stable word."""

    kind: str
    message: str


class ColumnNoteV1(NoteV1):
    """The same of a column; `count` is a number of cells where there is one."""

    count: int | None


class ValueV1(Published):
    """One value of a column, and in how many rows it stands."""

    value: str
    count: int


class ColumnV1(Published):
    """One column, by its header in the file."""

    header: str
    column: str | None = Field(description="The column of the language that it holds.")
    kind: KindWord
    filled: int = Field(description="The cells that say something.")
    distinct: int
    low: str | int | float | None = Field(description="The least number, or the first instant (ISO 8601, UTC).")
    high: str | int | float | None
    values: list[ValueV1] = Field(description="All values, the most frequent first, where there are few.")
    zoned: bool | None = Field(description="Whether instants name their zone.")
    hours: list[int] | None = Field(description="The local hours of the day between which nine of ten instants lie.")
    notes: list[ColumnNoteV1]
    errors: list[ErrorV1] = Field(description="Why it was read as text instead, or not at all.")


class DecisionV1(Published):
    """Something that only a person can say, and what to write."""

    about: str
    write: str


class FileV1(Published):
    """One file; one that could not be read has `errors`, no `rows` and no columns."""

    file: str
    table: str = Field(description="What a policy would call it.")
    format: str
    rows: int | None
    mapping: str | None = Field(description="The mapping that explains the headers, by `evidence`.")
    evidence: list[str]
    rivals: list[str] = Field(description="Mappings of which several explain the headers.")
    notes: list[NoteV1]
    columns: list[ColumnV1]
    decisions: list[DecisionV1]
    policy: str = Field(description="The table as a policy declares it.")
    errors: list[ErrorV1]


class InspectV1(Published):
    """All files that were asked for, in that order; `timezone` is the zone of the hours."""

    schema_version: str
    timezone: str
    files: list[FileV1]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of version 1."""
    return json_schema_of(InspectV1, "inspect", "inspection")


def to_json(inspections: Sequence[Inspection], zone: str) -> str:
    """The inspections as JSON in one line."""
    out = InspectV1(schema_version="1", timezone=zone, files=[_file(there) for there in inspections])
    return dumps(out.model_dump()) + "\n"


def _file(there: Inspection) -> FileV1:
    found = there.found
    return FileV1(
        file=there.origin,
        table=there.table,
        format=there.called,
        rows=None if found is None else found.rows,
        mapping=None if there.mapping is None else there.mapping.name,
        evidence=list(there.evidence),
        rivals=list(there.rivals),
        notes=[] if found is None else [NoteV1(kind=n.kind, message=n.message) for n in found.notes],
        columns=[] if found is None else [_column(there, c) for c in found.columns],
        decisions=[DecisionV1(about=d.about, write=d.write) for d in there.decisions],
        policy=there.write,
        errors=[_error(d) for d in there.errors],
    )


def _column(there: Inspection, c: ColumnProfile) -> ColumnV1:
    low, high = (_instant(end) if c.kind is Kind.INSTANT else end for end in (c.low, c.high))
    return ColumnV1(
        header=c.header,
        column=there.columns.get(c.header),
        kind=c.kind.value,
        filled=c.filled,
        distinct=c.distinct,
        low=low,
        high=high,
        values=[ValueV1(value=v, count=n) for v, n in c.values],
        zoned=c.zoned,
        hours=None if c.hours is None else list(c.hours),
        notes=[ColumnNoteV1(kind=n.kind, count=n.count, message=n.message) for n in c.notes],
        errors=[_error(d) for d in c.wrong],
    )


def _instant(us: float | int | None) -> str | None:
    """An instant (us) to the minute, in UTC."""
    return None if us is None else (_EPOCH + timedelta(microseconds=int(us))).strftime("%Y-%m-%dT%H:%MZ")


def _error(d: Diagnostic) -> ErrorV1:
    return ErrorV1(code=d.code, message=d.message, hint=d.hint)
