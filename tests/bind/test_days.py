"""A date without a time of day stands for its whole local day, in the policy's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sla_dsl.model import expr as m
from sla_dsl.model.forms import Duty
from tests.support.diagnose import bound


def condition(text: str, zone: str = "UTC") -> m.Expr:
    policy, found = bound(f'agreement "a"\n  timezone "{zone}"\nsales first-touch within 4h for {text}')
    assert found == ()
    (form,) = policy.forms
    assert isinstance(form, Duty)
    assert form.population.scope is not None
    return form.population.scope


def holds(e: m.Expr, at: datetime) -> bool:
    """The truth of a condition on one known instant."""
    us = (at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000
    match e:
        case m.Test(op=op, right=m.Const(value=value)):
            assert isinstance(value, int)
            return {"<": us < value, "<=": us <= value, ">": us > value, ">=": us >= value, "=": us == value}[op]
        case m.Both(items):
            return all(holds(i, at) for i in items)
        case m.Either(items):
            return any(holds(i, at) for i in items)
        case m.Negation(operand):
            return not holds(operand, at)
    raise AssertionError(e)


# 2026-07-31 in New York, four hours behind UTC: from 04:00 UTC to 04:00 UTC of the next day
BEFORE = datetime(2026, 7, 31, 3, 59, 59, 999_999, tzinfo=UTC)
FIRST = datetime(2026, 7, 31, 4, tzinfo=UTC)
LAST = datetime(2026, 8, 1, 3, 59, 59, 999_999, tzinfo=UTC)
AFTER = datetime(2026, 8, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("created_at < 2026-07-31", [True, False, False, False]),
        ("created_at <= 2026-07-31", [True, True, True, False]),
        ("created_at > 2026-07-31", [False, False, False, True]),
        ("created_at >= 2026-07-31", [False, True, True, True]),
        ("created_at = 2026-07-31", [False, True, True, False]),
        ("created_at != 2026-07-31", [True, False, False, True]),
        ("2026-07-31 >= created_at", [True, True, True, False]),
        ("2026-07-31 < created_at", [False, False, False, True]),
        ("created_at between 2026-07-30 and 2026-07-31", [True, True, True, False]),
        ("created_at in (2026-07-31, 2026-08-02)", [False, True, True, False]),
        ("created_at not in (2026-07-31, 2026-08-02)", [True, False, False, True]),
        ("created_at <= 2026-07-31 00:00", [True, True, False, False]),
        ("created_at > 2026-07-31T04:00Z", [False, False, True, True]),
    ],
)
def test_day_in_new_york(text: str, held: list[bool]) -> None:
    found = condition(text, "America/New_York")
    assert [holds(found, at) for at in (BEFORE, FIRST, LAST, AFTER)] == held


def test_day_of_a_change_of_the_clock_has_25_hours() -> None:
    """Berlin goes back on 2026-10-25: the day runs from 22:00 UTC of the day before to 23:00 UTC."""
    found = condition("created_at = 2026-10-25", "Europe/Berlin")
    assert holds(found, datetime(2026, 10, 24, 22, tzinfo=UTC))
    assert holds(found, datetime(2026, 10, 25, 22, 59, tzinfo=UTC))
    assert not holds(found, datetime(2026, 10, 25, 23, tzinfo=UTC))
