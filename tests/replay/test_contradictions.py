"""A review that the replay contradicts: what it rules out is told as a mistake of ours."""

from __future__ import annotations

import pytest

from sla_dsl.replay.contradictions import contradictions
from sla_dsl.replay.models import Replay
from sla_dsl.review.models import Change, Direction
from tests.engines.judging import leads
from tests.replay.replaying import Turn, replayed

ROWS = leads(created_at=["2026-07-01 09:00"], first_touch_at=["2026-07-01 12:00"])
TEXT = "clause fast: sales first-touch within {}\n"


def change(
    direction: Direction, clause: str | None = "fast", area: str = "limit", reaches: tuple[str, ...] = ()
) -> Change:
    return Change(f"{area}-changed", area, "changed", direction, clause, reaches=reaches)


@pytest.fixture(scope="module")
def worse() -> Replay:
    """Met within four hours, late within two."""
    return replayed(TEXT.format("4h"), TEXT.format("2h"), {"leads": ROWS})


@pytest.mark.parametrize(
    ("direction", "ruled_out"),
    [
        (Direction.TIGHTENED, False),
        (Direction.LOOSENED, True),
        (Direction.EQUIVALENT, True),
        (Direction.BOTH, False),
        (Direction.UNDETERMINED, False),
    ],
)
def test_what_a_direction_rules_out(worse: Replay, direction: Direction, ruled_out: bool) -> None:
    found = contradictions(worse, [change(direction)])
    assert [(c.clause, c.change, c.turn, c.count) for c in found] == [("fast", 0, Turn.WORSE, 1)] * ruled_out


def test_the_way_back_is_ruled_out_by_what_is_tightened() -> None:
    better = replayed(TEXT.format("2h"), TEXT.format("4h"), {"leads": ROWS})
    assert contradictions(better, [change(Direction.LOOSENED)]) == ()
    assert [c.turn for c in contradictions(better, [change(Direction.TIGHTENED)])] == [Turn.BETTER]


def test_a_flip_without_any_change_is_ruled_out(worse: Replay) -> None:
    for changes in ([], [change(Direction.TIGHTENED, "other")], [change(Direction.LOOSENED, area="words")]):
        (found,) = contradictions(worse, changes)
        assert (found.change, found.turn) == (None, Turn.WORSE)


def test_several_changes_together_may_do_what_none_does(worse: Replay) -> None:
    several = [change(Direction.LOOSENED), change(Direction.EQUIVALENT, "other", reaches=("fast",))]
    assert contradictions(worse, several) == ()


def test_a_definition_and_the_whole_policy_reach_clauses(worse: Replay) -> None:
    for one in (change(Direction.LOOSENED, None, "definition", ("fast",)), change(Direction.LOOSENED, None, "time")):
        assert [c.change for c in contradictions(worse, [one])] == [0]
