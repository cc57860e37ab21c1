"""The compiled evaluation agrees with the slow reference, instance by instance, on random policies and tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sla_dsl.engines.registry import ENGINES
from tests.differential import soak
from tests.support import comparing
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


@settings(RANDOM, max_examples=150)
@given(scenario=scenarios())
def test_the_default_engine_agrees_with_the_reference(scenario: Scenario) -> None:
    comparing.compare(scenario, "polars")


def test_a_mistake_inside_the_reference_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("a mistake of the reference")

    monkeypatch.setattr(comparing, "judge", stumble)
    row = {"lead_id": "L0", "created_at": datetime(2026, 3, 8, tzinfo=UTC)}
    scenario = Scenario("sales first-touch within 4h\n", {"leads": [row]}, None)
    with pytest.raises(KeyError, match="a mistake of the reference"):
        comparing.compare(scenario, "polars")
    told = soak.compared([scenario], soak.Chunk("polars", 1, 1))
    assert told.outcomes == {"wrong": 1}
    (program,) = told.programs
    assert "a mistake of the reference" in program.text
    compile(program.text, program.name, "exec")


def test_a_chunk_holds_the_same_scenarios_whenever_it_is_drawn() -> None:
    chunk = soak.Chunk("polars", 5, 3)
    assert soak.drawn(chunk) == soak.drawn(chunk)
    assert soak.drawn(chunk) != soak.drawn(soak.Chunk("polars", 6, 3))


def test_no_two_chunks_have_one_seed() -> None:
    seeds = [c.seed for first in (1, 2) for engine in ENGINES for c in soak.chunks_of(engine, first, 950)]
    assert len(seeds) == len(set(seeds)) == 40
