"""Two policies in the library: what changed, and what flips on tables at hand."""

from __future__ import annotations

import json

import jsonschema
import pytest

import sla_dsl
from sla_dsl import DataError, UsageError
from sla_dsl.review.v1 import json_schema

OLD = sla_dsl.Policy.from_text("clause fast: sales first-touch within 4h\n", "old.sla")
NEW = sla_dsl.Policy.from_text("clause fast: sales first-touch within 2h\n", "new.sla")
LEADS = [
    {"lead_id": 1, "created_at": "2026-07-01 09:00", "first_touch_at": "2026-07-01 10:00"},
    {"lead_id": 2, "created_at": "2026-07-01 09:00", "first_touch_at": "2026-07-01 12:00"},
    {"lead_id": 3, "created_at": "2026-07-01 09:00", "first_touch_at": "2026-07-01 12:30"},
]


def test_a_diff_tells_the_changes() -> None:
    found = OLD.diff(NEW)
    (change,) = found.changes
    assert (change.id, change.direction, change.retroactive) == ("limit-tightened", "tightened", False)
    assert (found.equal_in_meaning, found.equal_in_text, found.replay) == (False, False, None)
    assert found.remarks == ("1 change tightens a promise, and the agreement has no version",)
    assert "4 hours -> 2 hours" in found.to_text()
    assert "4 hours → 2 hours" in found.to_markdown()
    content = json.loads(found.to_json())
    jsonschema.validate(content, json_schema())
    assert content["replay"] is None


def test_the_same_policy_is_equal() -> None:
    found = OLD.diff(OLD)
    assert (found.changes, found.equal_in_meaning, found.equal_in_text) == ((), True, True)


def test_an_as_of_says_what_has_begun() -> None:
    (change,) = OLD.diff(NEW, as_of="2026-07-02").changes
    assert (change.retroactive, change.begun) == (True, "all that has begun")


def test_with_tables_it_tells_what_flips() -> None:
    """Three hours and three and a half are more than two, and less than four."""
    found = OLD.diff(NEW, {"leads": LEADS}, as_of="2026-07-02", max_flips=1)
    assert found.replay is not None
    (fast,) = found.replay.clauses
    assert (dict(fast.subjects.counts), fast.flips) == ({("met", "late"): 2}, 2)
    assert [flip.key for flip in fast.subjects.shown] == [{"lead_id": 2}]
    assert found.contradictions == ()
    assert "2 verdicts flip" in found.to_text()
    assert all(len(line) <= 60 for line in found.to_text(width=60).splitlines())
    assert json.loads(found.to_json())["replay"]["flips"] == 2


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(UsageError, match="does not say which table"):
        OLD.diff(NEW, LEADS)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="it is the new policy that asks"):
        OLD.diff(
            sla_dsl.Policy.from_text("table leads\n  key id\nclause c: sales first-touch within 4h\n"), {"leads": LEADS}
        )
