"""What a policy text is told: its syntax, and then its names, types and meaning, with or without a header of data."""

from __future__ import annotations

import pytest

from sla_dsl.bases import gather
from sla_dsl.bind.policy import bind
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.model.schema import Header, Schema, TableSchema
from sla_dsl.policy import parse_all
from sla_dsl.text.diagnostic import Diagnostic, PolicyError
from sla_dsl.text.source import Source


def header_of(line: str, origin: str = "leads.csv") -> Schema:
    """The schema of a table `leads` from the first line of a CSV file: nothing is known but the names."""
    names = [name.strip() for name in line.strip().split("\n")[0].split(",")]
    return {"leads": TableSchema(origin, {name: Header(Kind.TEXT, typed=False) for name in names})}


def bound(text: str, schema: Schema | None = None) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
    """The checked policy of a text that has no mistake of syntax, and everything that is said about it."""
    files, mistakes = gather([Source("policy.sla", text)])
    assert not mistakes, [(d.code, d.message) for d in mistakes]
    return bind(files, schema)


def diagnose(source: Source, schema: Schema | None = None) -> tuple[Diagnostic, ...]:
    """All diagnostics: with mistakes of the syntax or of `use` those that a check tells, else those of binding."""
    files, mistakes = gather([source])
    if mistakes:
        with pytest.raises(PolicyError) as refused:
            parse_all([source], lambda: schema)
        return refused.value.diagnostics
    return bind(files, schema)[1]
