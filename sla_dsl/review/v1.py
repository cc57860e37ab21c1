"""The published JSON of a diff, version 1: its models, its writer and its JSON Schema.

Other programs rely on these names. Within version 1 keys may be added, never renamed or removed; readers must ignore
keys they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import WithJsonSchema

from sla_dsl.findings.exact import dumps
from sla_dsl.review.gate import Gate
from sla_dsl.review.models import Change, Direction, Edit, PolicyDiff, PolicyRef, Side, Stated
from sla_dsl.review.sides import side
from sla_dsl.review.v1_replay import ReplayV1
from sla_dsl.text.published import Published, json_schema_of

DirectionWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(Direction)})]


class PolicyV1(Published):
    """Which policy was compared."""

    ref: str
    title: str | None
    version: str | None
    digest: str
    files: list[str]


class SideV1(Published):
    """Where a statement stands (line and column from 1), as written and in plain English."""

    file: str
    line: int
    column: int
    text: str
    english: str


class ChangeV1(Published):
    """One difference in meaning; `id` is a row of the catalogue. `edits` are places in `edits`, from 0."""

    id: str
    area: str
    kind: str
    direction: DirectionWord
    clause: str | None
    parties: list[str]
    reaches: list[str]
    burden: list[str]
    protected: list[str]
    old_said: str | None
    new_said: str | None
    old: SideV1 | None
    new: SideV1 | None
    retroactive: bool
    begun: str | None
    note: str | None
    edits: list[int]
    accepted: str | None
    failed: bool


class EditV1(Published):
    """One statement that is not the same: by its kind and name, with its two sides."""

    kind: str
    name: str
    old: SideV1 | None
    new: SideV1 | None


class RemarkV1(Published):
    """What the changes as a whole lack; `changes` are places in `changes`, from 0."""

    id: str
    message: str
    changes: list[int]


class DiffV1(Published):
    """A whole diff; `replay` is what came out of both policies on the same data, null where none were given."""

    schema_version: Literal["1"]
    old: PolicyV1
    new: PolicyV1
    as_of: date | None
    equal_in_text: bool
    equal_in_meaning: bool
    changes: list[ChangeV1]
    edits: list[EditV1]
    remarks: list[RemarkV1]
    replay: ReplayV1 | None = None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of version 1."""
    return json_schema_of(DiffV1, "diff", "diff")


def to_json(found: PolicyDiff, gate: Gate | None = None, replay: Mapping[str, object] | None = None) -> str:
    """The diff as JSON in one line, with what a replay tells in plain values."""
    return dumps({**to_v1(found, gate).model_dump(), "replay": replay}) + "\n"


def to_v1(found: PolicyDiff, gate: Gate | None = None) -> DiffV1:
    """The diff in the published shape, without a replay."""
    accepted = {} if gate is None else {i: one.because for i, one in gate.accepted}
    failed = () if gate is None else gate.failed
    return DiffV1(
        schema_version="1",
        old=_policy(found.old),
        new=_policy(found.new),
        as_of=found.as_of,
        equal_in_text=found.equal_in_text,
        equal_in_meaning=found.equal_in_meaning,
        changes=[_change(c, accepted.get(i), i in failed) for i, c in enumerate(found.changes)],
        edits=[_edit(e) for e in found.edits],
        remarks=[RemarkV1(id=r.id, message=r.message, changes=list(r.changes)) for r in found.remarks],
    )


def _policy(of: PolicyRef) -> PolicyV1:
    return PolicyV1(ref=of.ref, title=of.title, version=of.version, digest=of.digest, files=list(of.files))


def _change(change: Change, accepted: str | None, failed: bool) -> ChangeV1:
    return ChangeV1(
        id=change.id,
        area=change.area,
        kind=change.kind,
        direction=change.direction.value,
        clause=change.clause,
        parties=list(change.parties),
        reaches=list(change.reaches),
        burden=list(change.burden),
        protected=list(change.protected),
        old_said=change.old_said,
        new_said=change.new_said,
        old=_side(change.old),
        new=_side(change.new),
        retroactive=change.retroactive,
        begun=change.begun,
        note=change.note,
        edits=list(change.edits),
        accepted=accepted,
        failed=failed,
    )


def _edit(edit: Edit) -> EditV1:
    return EditV1(kind=edit.kind, name=edit.name, old=_stated(edit.old), new=_stated(edit.new))


def _stated(of: Stated | None) -> SideV1 | None:
    return _side(side(of))


def _side(of: Side | None) -> SideV1 | None:
    if of is None:
        return None
    return SideV1(file=of.file, line=of.line, column=of.column, text=of.text, english=of.english)
