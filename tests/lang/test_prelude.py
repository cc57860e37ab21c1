"""The standard vocabulary says what section 2 of the language page promises."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude

CANONICAL = """
lead_id email company source owner country score created_at assigned_at first_touch_at mql_at accepted_at rejected_at
rejection_reason sql_at opportunity_at won_at lost_at recycled_at amount
"""
COLUMNS = frozenset(CANONICAL.split())


def test_words_of_the_vocabulary_are_there() -> None:
    events = {s.name.text for s in prelude().statements if isinstance(s, ast.Event)}
    stages = {s.name.text for s in prelude().statements if isinstance(s, ast.Stage)}
    assert events >= {"created", "assigned", "first-touch", "accepts", "rejects"}
    assert stages == {
        "lead", "MQL", "SAL", "SQL", "opportunity", "won", "lost", "rejected", "recycled", "disqualified",
    }  # fmt: skip
    assert len(prelude().statements) == len(events) + len(stages)


def test_it_stands_on_canonical_columns_alone() -> None:
    for statement in prelude().statements:
        assert isinstance(statement, ast.Event | ast.Stage)
        at = statement.definition if isinstance(statement, ast.Event) else statement.at
        assert isinstance(at, ast.Ref)
        assert at.name.text in COLUMNS
