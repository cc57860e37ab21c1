"""Exact arithmetic: fractions of the decimals as written, units kept, nothing by floating point."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.model.forms import Measure
from tests.support.diagnose import bound


def target(text: str, lets: str = "") -> Fraction:
    policy, diagnostics = bound(f"{lets}\nmarketing delivers >= {text} MQL per month")
    assert diagnostics == ()
    (form,) = policy.forms
    assert isinstance(form, Measure)
    return form.target.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ceil(21 / 35%)", 60),
        ("floor(21 / 35%)", 60),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 / 3 * 3", 1),
        ("ceil(0.1 * 3 / 0.3)", 1),
        ("1_000 - 1", 999),
        ("1.5k + 100", 1600),
        ("40% * 100", 40),
        ("10 * (2 + 3)", 50),
        ("-5 + 10", 5),
        ("round(2.5)", 3),
        ("round(3.5)", 4),
        ("round(-2.5) + 10", 7),
        ("round(2.4)", 2),
        ("abs(3 - 8)", 5),
        ("min(7, 3, 5)", 3),
        ("max(7, 3, 5)", 7),
        ("2 days / 6h", 8),
        ("$10k / $2.5k", 4),
    ],
)
def test_value_of_a_target(text: str, value: Fraction) -> None:
    assert target(text) == value


def test_goal_computed_from_rates() -> None:
    """1.2M at 30k a deal are 40 deals; a quarter of the SQL close and 40 % of the MQL become SQL: 400 MQL."""
    lets = """
let revenue_goal = $1.2M
let average_sale = $30k
let opportunity_to_won = 25%
let mql_to_opportunity = 40%
let mql_target = ceil(revenue_goal / (average_sale * opportunity_to_won * mql_to_opportunity))
"""
    assert target("mql_target", lets) == 400


def test_let_may_stand_below_its_use() -> None:
    policy, diagnostics = bound("marketing delivers >= goal MQL per month\nlet goal = half * 2\nlet half = 50")
    assert diagnostics == ()
    assert [f.target.value for f in policy.forms if isinstance(f, Measure)] == [100]


def test_let_used_many_times_is_computed_once() -> None:
    lets = "let x0 = 1\n" + "".join(f"let x{n} = x{n - 1} + x{n - 1}\n" for n in range(1, 64))
    assert target("x63", lets) == 2**63


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("marketing delivers >= 5 MQL per month", "MQL"),
        ("marketing delivers >= $5 of amount in won per month", "USD"),
        ("marketing delivers >= 5_000 EUR of amount in won per month", "EUR"),
        ("agreement \"a\"\n  currency CAD\nmarketing delivers >= $5 of amount in won per month", "CAD"),
        ("agreement \"a\"\n  currency GBP\nmarketing delivers >= 5 of amount in won per month", "GBP"),
        ("marketing delivers >= 5 of amount in won per month", ""),
    ],
)  # fmt: skip
def test_unit_of_a_target(text: str, unit: str) -> None:
    policy, diagnostics = bound(text)
    assert diagnostics == ()
    assert [f.target.unit for f in policy.forms if isinstance(f, Measure)] == [unit]
