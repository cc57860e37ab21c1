"""The random policies parse, the reference judges them, and it gives the same whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla_dsl.policy import bound
from sla_dsl.text.diagnostic import PolicyError
from tests.support.comparing import read
from tests.support.reference import ClauseResult, evaluate
from tests.support.strategies import Scenario, scenarios

DUTY = {"met", "late", "missed", "breached", "pending", "unknown", "excluded", "excused", "waived"}
PERIOD = {"met", "breached", "pending", "unknown", "not_applicable", "waived"}


def said(results: dict[str, ClauseResult]) -> dict[str, tuple[str, Counter[str], Counter[str]]]:
    return {
        name: (r.verdict, Counter(map(repr, r.instances)), Counter(map(repr, r.shares))) for name, r in results.items()
    }


@settings(
    max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_count(scenario: Scenario, random: Random) -> None:
    file, files = read(scenario)
    try:
        bound(files)
    except PolicyError:
        return  # what the product refuses may rest on itself: a median of the rows that the median leaves out
    found = evaluate(file, scenario.tables, scenario.as_of)
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in scenario.tables.items()}
    assert said(evaluate(file, shuffled, scenario.as_of)) == said(found)
    for result in found.values():
        assert {i.verdict for i in result.instances} <= (
            DUTY if result.instances[:1] and result.instances[0].key else PERIOD
        )
        assert {i.verdict for i in result.shares} <= PERIOD
