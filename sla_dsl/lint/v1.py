"""The published JSON of lint, version 1: its models, its writer and its JSON Schema.

Other programs rely on these names. Within version 1 keys may be added, never renamed or removed; readers must ignore
keys they do not know.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import WithJsonSchema

from sla_dsl._version import __version__
from sla_dsl.findings.exact import dumps
from sla_dsl.lint.base import GROUPS
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import Linted, Told
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.published import Published, json_schema_of

GroupWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(GROUPS)})]
LevelWord = Annotated[str, WithJsonSchema({"type": "string", "enum": list(Level)})]


class RemarkV1(Published):
    """What a rule says of a place: lines and columns count from 1, and the end is the place behind the last character.

    `mendable` says whether `sla lint --fix` would mend it.
    """

    rule: str
    group: GroupWord
    level: LevelWord
    message: str
    hint: str | None
    notes: list[str]
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    mendable: bool


class NotLookedAtV1(Published):
    """A rule that could not look: it needs `as of` or `data`."""

    rule: str
    needs: str


class LintV1(Published):
    """All that there is to say of a policy. `rules` is the rule set that was asked for; `ignored` are the remarks that
    comments keep back."""

    schema_version: str
    tool: str
    rules: str | None
    remarks: list[RemarkV1]
    ignored: int
    not_looked_at: list[NotLookedAtV1]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of version 1."""
    return json_schema_of(LintV1, "lint", "lint")


def to_json(found: Linted, rule_set: str | None) -> str:
    """The remarks as JSON in one line."""
    out = LintV1(
        schema_version="1",
        tool=f"sla {__version__}",
        rules=rule_set,
        remarks=[_remark(one) for one in found.told],
        ignored=found.ignored,
        not_looked_at=[NotLookedAtV1(rule=rule, needs=need) for rule, need in found.unasked],
    )
    return dumps(out.model_dump()) + "\n"


_GROUPS = {rule.id: rule.group for rule in RULES}


def _remark(one: Told) -> RemarkV1:
    d = one.diagnostic
    assert d.source is not None, "a remark is about a place"
    (line, column), (end_line, end_column) = d.source.position(d.span.start), d.source.position(d.span.end)
    return RemarkV1(
        rule=d.code, group=_GROUPS[d.code], level=d.level.value, message=d.message, hint=d.hint, notes=list(d.notes),
        file=d.source.name, line=line, column=column, end_line=end_line, end_column=end_column, mendable=bool(one.fix),
    )  # fmt: skip
