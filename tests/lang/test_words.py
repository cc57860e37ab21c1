"""What is known of words outside of the grammar is what the grammar says."""

from __future__ import annotations

from sla_dsl.lang.grammar import tables
from sla_dsl.lang.words import NAME


def test_a_name_is_what_the_grammar_takes_for_one() -> None:
    assert dict(tables().patterns)["NAME"].split("|", 1)[0] == NAME
