"""Rule sets: an upgrade alone never fails a policy, and nothing is switched without a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_dsl.lint.registry import RULES
from sla_dsl.lint.rules import no_zone, two_units
from sla_dsl.lint.sets import chosen
from sla_dsl.text.diagnostic import Level, UsageError

SETS = ("2026.1", "2026.2")
OLD = two_units.RULE  # an error
NEW = replace(no_zone.RULE, since="2026.2")  # a warning


def levels(**kwargs: object) -> dict[str, Level]:
    return {c.rule.id: c.level for c in chosen((OLD, NEW), sets=SETS, **kwargs)}  # type: ignore[arg-type]


def test_without_a_named_set_what_is_new_is_advice() -> None:
    assert levels() == {"two-units": Level.ERROR, "no-zone": Level.ADVICE}


def test_a_named_set_has_its_rules_at_their_own_levels() -> None:
    assert levels(named="2026.1") == {"two-units": Level.ERROR}
    assert levels(named="2026.2") == {"two-units": Level.ERROR, "no-zone": Level.WARNING}


def test_a_rule_is_switched_on_and_off_with_a_reason() -> None:
    assert levels(named="2026.1", on={"no-zone": "we sell in three zones"})["no-zone"] is Level.WARNING
    assert levels(on={"no-zone": "we sell in three zones"})["no-zone"] is Level.WARNING
    assert levels(off={"two-units": "the column really holds both"}) == {"no-zone": Level.ADVICE}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"named": "2026.3"}, "SLA550"),
        ({"off": {"no-zone": " "}}, "SLA551"),
        ({"off": {"no-zone": "a"}, "on": {"no-zone": "b"}}, "SLA551"),
        ({"off": {"no-zoen": "a"}}, "SLA506"),
    ],
)
def test_what_can_not_be_chosen_is_refused(said: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        levels(**said)
    assert [d.code for d in refused.value.diagnostics] == [code]


def test_every_rule_of_the_first_set_keeps_its_level() -> None:
    assert {c.rule.id: c.level for c in chosen(RULES, "2026.1")} == {
        rule.id: rule.level for rule in RULES if rule.since == "2026.1"
    }
