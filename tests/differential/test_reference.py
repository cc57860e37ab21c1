"""The compiled evaluation agrees with the slow reference, instance by instance, on random policies and tables."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.comparing import compare
from tests.support.strategies import Scenario, scenarios

# A scenario is long to print, and still the best there is to look into a failure.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

# No shrinking: it takes minutes, and is asked for by whoever looks into a failure.
RANDOM = settings(
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SOAK = int(os.environ.get("SLA_SOAK", "5000"))
"""How many scenarios the long run of the default engine takes; another one takes a tenth of them."""


@settings(RANDOM, max_examples=150)
@given(scenario=scenarios())
def test_the_default_engine_agrees_with_the_reference(scenario: Scenario) -> None:
    compare(scenario, "polars")


@pytest.mark.soak
def test_every_engine_agrees_with_the_reference_for_long(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes: Counter[str] = Counter()

    @settings(RANDOM, max_examples=SOAK if engine == "polars" else SOAK // 10)
    @given(scenario=scenarios())
    def run(scenario: Scenario) -> None:
        outcomes[compare(scenario, engine)] += 1

    try:
        run()
    finally:
        with capsys.disabled():
            print(f"\n{engine}: {outcomes.total():,} scenarios agree, {dict(outcomes)}")
    assert outcomes["compared"] > outcomes.total() / 2
