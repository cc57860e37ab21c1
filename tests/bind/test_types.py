"""What compares with what: one row a pair of sorts, in both directions."""

from __future__ import annotations

import itertools

import pytest

from tests.support.diagnose import bound

VALUES = {
    "number": ("score", "70"),
    "percentage": ("40%", "40%"),
    "money": ("$5", "$5"),
    "duration": ("first_touch_at - created_at", "4h"),
    "instant": ("created_at", "2026-07-01 09:00"),
    "text": ("source", '"web"'),
    "condition": ("(score > 1)", "true"),
}
COMPARABLE = {
    frozenset({"number", "percentage"}),
    frozenset({"number", "money"}),
    *(frozenset({sort}) for sort in VALUES),
}


@pytest.mark.parametrize(("left", "right"), list(itertools.product(VALUES, VALUES)))
def test_what_has_an_equality(left: str, right: str) -> None:
    _, found = bound(f"sales first-touch within 4h for {VALUES[left][0]} = {VALUES[right][1]}")
    expected = [] if frozenset({left, right}) in COMPARABLE else ["SLA201"]
    assert [d.code for d in found] == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("created_at + 2 days < accepted_at", []),
        ("accepted_at - created_at <= 4h", []),
        ("(accepted_at - created_at) * 2 <= 4h", []),
        ("2 * (accepted_at - created_at) <= 4h", []),
        ("(accepted_at - created_at) / 1h > 4", []),
        ("amount * 2 > $5", []),
        ("amount + $5 > $10", []),
        ("score / amount > 1", []),
        ("created_at + 2 > accepted_at", ["SLA202"]),
        ("created_at + accepted_at > 2026-07-01 09:00", ["SLA202"]),
        ("source + 1 > 2", ["SLA202"]),
        ("$5 * amount * $5 > 1", ["SLA202"]),
        ("4h - 5 < 1h", ["SLA202"]),
    ],
)
def test_what_combines(text: str, codes: list[str]) -> None:
    _, found = bound(f"sales first-touch within 4h for {text}")
    assert [d.code for d in found] == codes


def test_two_sides_of_a_list_are_compared_one_by_one() -> None:
    _, found = bound('sales first-touch within 4h for score in (1, 2, "3")')
    assert [(d.code, d.source.text[d.span.start : d.span.end]) for d in found if d.source] == [("SLA201", '"3"')]
