"""Which header holds which column, and which kind it is of."""

from __future__ import annotations

import pytest

from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import ColumnUse
from sla_dsl.model.schema import Header, Schema, TableSchema
from tests.support.diagnose import bound, header_of

CLAUSE = 'sales first-touch within 4h for source = "web"'


def schema(**headers: tuple[Kind, bool]) -> Schema:
    base = {"lead_id": (Kind.TEXT, False), "created_at": (Kind.INSTANT, False), "first_touch_at": (Kind.INSTANT, False)}
    return {"leads": TableSchema("leads.csv", {n: Header(k, t) for n, (k, t) in (base | headers).items()})}


def used(text: str, data: Schema) -> dict[str, ColumnUse]:
    policy, found = bound(text, data)
    assert [d.message for d in found] == []
    return {c.name: c for c in policy.tables["leads"].columns}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("source", "source"),
        ("Source", "Source"),
        ("SOURCE ", "SOURCE"),
        ("source, Source", "source"),
    ],
)
def test_header_of_a_standard_column(headers: str, found: str) -> None:
    columns = used(CLAUSE, header_of(f"lead_id, Created At, first-touch-at, {headers}"))
    assert columns["source"].header == found
    assert columns["created_at"].header == "Created At"
    assert columns["first_touch_at"].header == "first-touch-at"


def test_two_headers_are_not_guessed_between() -> None:
    _, found = bound(CLAUSE, header_of("lead_id,created_at,first_touch_at,Source,SOURCE"))
    assert [d.code for d in found] == ["SLA111"]


@pytest.mark.parametrize("mapped", ['"Lead Source"', "`Lead Source`"])
def test_declared_header_wins(mapped: str) -> None:
    text = f"table leads\n  source = {mapped}\n{CLAUSE}"
    assert (
        used(text, header_of("lead_id,created_at,first_touch_at,source,Lead Source"))["source"].header == "Lead Source"
    )


def test_declared_header_is_matched_to_the_letter() -> None:
    _, found = bound(
        f'table leads\n  source = "lead source"\n{CLAUSE}', header_of("lead_id,created_at,first_touch_at,Lead Source")
    )
    assert [(d.code, d.hint) for d in found] == [("SLA119", "did you mean `Lead Source`?")]


def test_quoted_name_is_a_header() -> None:
    columns = used(
        'sales first-touch within 4h for `Lead Source` = "web"',
        header_of("lead_id,created_at,first_touch_at,Lead Source"),
    )
    assert columns["Lead Source"].header == "Lead Source"


@pytest.mark.parametrize(
    ("text", "guess", "kind"),
    [
        ('for zip = "0123"', Kind.NUMBER, Kind.TEXT),
        ("for zip > 5", Kind.TEXT, Kind.NUMBER),
        ("for zip is known", Kind.NUMBER, Kind.NUMBER),
        ("for zip", Kind.TEXT, Kind.BOOLEAN),
        ("for zip < 2026-07-01", Kind.TEXT, Kind.INSTANT),
        ("for zip - created_at < 4h", Kind.TEXT, Kind.INSTANT),
        ("for created_at - zip < 4h", Kind.TEXT, Kind.INSTANT),
        ("for zip + 2 days < created_at", Kind.TEXT, Kind.INSTANT),
        ("for zip * 2 < 4", Kind.TEXT, Kind.NUMBER),
        ("for zip = score", Kind.TEXT, Kind.NUMBER),
        ("for score < zip + 1", Kind.TEXT, Kind.NUMBER),
        ("of zip", Kind.TEXT, Kind.INSTANT),
        ("by zip", Kind.NUMBER, Kind.NUMBER),
        ('by zip for zip = "0123"', Kind.NUMBER, Kind.TEXT),
    ],
)
def test_use_tells_the_kind_of_a_column_of_a_text_file(text: str, guess: Kind, kind: Kind) -> None:
    columns = used(f"sales first-touch within 4h {text}", schema(zip=(guess, False), score=(Kind.NUMBER, False)))
    assert columns["zip"].kind is kind


def test_typed_column_is_what_the_file_says() -> None:
    _, found = bound("sales first-touch within 4h for zip > 5", schema(zip=(Kind.TEXT, True)))
    assert [d.code for d in found] == ["SLA201"]


def test_standard_column_is_what_the_language_says() -> None:
    _, found = bound('sales first-touch within 4h for score = "x"', schema(score=(Kind.TEXT, True)))
    assert [d.code for d in found] == ["SLA201"]


def test_later_use_tells_the_kind_for_an_earlier_one() -> None:
    """A group is read before the clause that says what the column holds; both clauses then read it as text."""
    text = 'sales first-touch within 4h by zip\nsales first-touch within 8h for zip = "0123"'
    assert used(text, schema(zip=(Kind.NUMBER, False)))["zip"].kind is Kind.TEXT


def test_two_unknown_columns_take_the_better_guess() -> None:
    """An empty column is guessed to hold text; beside a number it is read as one."""
    data = schema(budget=(Kind.NUMBER, False), spent=(Kind.TEXT, False))
    columns = used("sales first-touch within 4h for spent < budget", data)
    assert {columns["budget"].kind, columns["spent"].kind} == {Kind.NUMBER}


def test_column_of_two_kinds_is_said_once_with_both_places() -> None:
    text = 'sales first-touch within 4h for size > 3\nsales first-touch within 8h for size = "large"'
    _, found = bound(text)
    assert [(d.code, d.message) for d in found] == [
        ("SLA222", "`size` is used as a text here and as a number in line 1")
    ]
