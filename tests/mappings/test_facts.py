"""The files of facts: each is whole, says where it was found, and no header of one object stands for two columns."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.mappings.models import TableMapping
from sla_dsl.mappings.registry import MAPPINGS, mapping, mappings
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import AT, CANONICAL, CREATED, SUBJECT, squash
from sla_dsl.text.source import Source

ALL = pytest.mark.parametrize("told", mappings(), ids=MAPPINGS)


def test_every_file_is_registered() -> None:
    there = {p.name.removesuffix(".toml") for p in files("sla_dsl.mappings").iterdir() if p.name.endswith(".toml")}
    assert there == set(MAPPINGS)


@ALL
def test_a_mapping_says_where_and_when_it_was_found(told: TableMapping) -> None:
    assert told.title
    assert told.citations
    for citation in told.citations:
        assert citation.what
        assert citation.where
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", citation.date)


@ALL
def test_columns_that_are_spoken_of_are_there(told: TableMapping) -> None:
    assert {*told.required, *told.planned, *told.key, *(c for t in told.touches for c in t.reads)} <= set(told.columns)
    assert told.telling


@ALL
def test_a_header_stands_for_one_column(told: TableMapping) -> None:
    for column in told.columns.values():
        for header in column.headers:
            assert told.column_of(header.text) == column.name
            for prefix in told.prefixes:
                assert told.column_of(prefix + header.text) == column.name
    own = {squash(name): name for name in told.columns}
    for header in (h.text for c in told.columns.values() for h in c.headers):
        held = own.get(squash(header))  # a header that bears the name of another column would be that one
        assert held in (None, told.column_of(header)), header


@ALL
def test_kinds_are_those_of_the_language(told: TableMapping) -> None:
    for column in told.columns.values():
        if told.table == SUBJECT and CANONICAL.get(column.name) is not None:
            assert column.kind is CANONICAL[column.name]
        assert (column.kind is Kind.INSTANT) == (column.name.endswith(("_at", "_date")) or column.name == AT)
    assert not told.planned & {AT, CREATED}


@ALL
def test_what_counts_as_a_touch_reads_what_it_says(told: TableMapping) -> None:
    for touch in told.touches:
        text = touch.condition.replace("\n", "\n  ")
        file, mistakes = parse(Source("touch.sla", f"define qualifying-touch in touches = {text}\n"))
        assert mistakes == ()
        (node,) = file.statements
        assert isinstance(node, ast.Define)
        bare = re.sub(r'"[^"]*"', "", touch.condition)
        assert set(touch.reads) == {c for c in told.columns if re.search(rf"\b{c}\b", bare)}


@ALL
def test_of_the_conditions_the_strictest_comes_first(told: TableMapping) -> None:
    for stricter, looser in zip(told.touches, told.touches[1:], strict=False):
        assert set(looser.reads) < set(stricter.reads)


def test_caveats_that_are_easily_overlooked() -> None:
    contacts, leads, tasks = (mapping(n) for n in ("hubspot.contacts", "salesforce.leads", "salesforce.tasks"))
    assert "milliseconds" in " ".join(contacts.caveats("lead_response_ms", "Lead response time"))
    assert "current owner" in " ".join(contacts.caveats("lead_response_ms", "property_hs_time_to_first_engagement"))
    assert "current owner" in " ".join(contacts.caveats("first_touch_at", "Date of first engagement"))
    assert contacts.caveats("first_touch_at", "First outreach date") == ()
    assert leads.caveats("converted_at", "Converted Date") == ("a day without a time",)
    assert "not when it happened" in " ".join(tasks.caveats("due_at", "ActivityDate"))
    assert tasks.column_of("ActivityDate") not in (AT, None)
    assert "due_at" in tasks.planned
