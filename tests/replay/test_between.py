"""Policies between two that differ in numbers alone: made of the clauses of both, they say what they say when bound."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sla_dsl.model.policy import TableUse
from sla_dsl.policy import bound
from sla_dsl.replay.between import forms_between
from sla_dsl.replay.tries import clauses_of
from sla_dsl.replay.union import bare
from sla_dsl.review.edits import applied, edits
from tests.replay.replaying import HEAD, files

OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"
TOUCHES = "table touches of leads by lead_id\n"
TEXT = (
    f"{HEAD}{OFFICE}{TOUCHES}"
    "clause hot: sales first-touch within {}h for score >= {}\n"
    "clause open: sales first-touch within {} business hours for score >= 10 on {}% per month by owner\n"
    "clause often: sales makes >= {} touches within {} days of MQL for score >= 10\n"
    "clause known: marketing ensures country is known for score >= {}\n"
    "clause many: marketing delivers >= {} MQL per month paced <= {}% per week\n"
    "clause rate: marketing keeps conversion MQL -> SQL >= {}% per quarter\n"
)


def test_what_each_clause_says_is_what_a_policy_says_that_is_bound_with_it() -> None:
    old, new = files(TEXT.format(4, 50, 4, 90, 5, 10, 0, 1000, 40, 30)), files(
        TEXT.format(3, 60, 3, 95, 4, 9, 5, 1200, 35, 25)
    )  # fmt: skip
    found = edits(old, new)
    was, now = bound(old)[0], bound(new)[0]
    made = forms_between(was, now, found)
    assert made is not None
    assert sorted(made) == list(range(6))
    for place, form in made.items():
        between, _ = bound(applied(old, [found[place]]))
        there = {name: bare(f, between.term) for name, f in clauses_of(between).items()}  # type: ignore[type-var]
        own = {name: bare(f, was.term) for name, f in clauses_of(was).items()}  # type: ignore[type-var]
        assert there == {**own, found[place].name: bare(form, now.term)}
        assert there != own
        assert _reads(between.tables) == _reads(was.tables)


def _reads(tables: Mapping[str, TableUse]) -> dict[str, object]:
    """What is read of each table, in whichever order."""
    return {n: (frozenset(use.columns), frozenset(use.instants), use.links) for n, use in tables.items()}


FAST = "clause fast: sales first-touch within 4h for score >= 50\n"
OTHERWISE = {
    "another column": (FAST, FAST.replace("score >= 50", "revenue >= 50")),
    "another unit": (FAST + OFFICE, FAST.replace("4h", "4 business hours") + OFFICE),
    "another text": (FAST.replace("score >= 50", 'source = "web"'), FAST.replace("score >= 50", 'source = "ad"')),
    "another group": (FAST[:-1] + " on 90% per month\n", FAST[:-1] + " on 90% per month by owner\n"),
    "a definition": (f"define hot = score >= 50\n{FAST}", f"define hot = score >= 60\n{FAST}"),
    "a new clause": (FAST, f"{FAST}clause more: marketing ensures country is known\n"),
    "a renamed one": (FAST, FAST.replace("fast", "quick")),
    "a term": (FAST, HEAD + "  term 2026-01-01 to 2026-12-31\n" + FAST),
    "one that excuses": (
        f"clause known: marketing ensures score is known for revenue >= 5\n{FAST[:-1]} excused by known\n",
        f"clause known: marketing ensures score is known for revenue >= 6\n{FAST[:-1]} excused by known\n",
    ),
    "one that is excused": (
        f"clause known: marketing ensures score is known\n{FAST[:-1]} excused by known\n",
        f"clause known: marketing ensures score is known\n{FAST[:-1]} excused by known\n".replace("4h", "3h"),
    ),
}


@pytest.mark.parametrize(("old", "new"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_differs_otherwise_is_to_be_bound(old: str, new: str) -> None:
    one, other = files(old), files(new)
    found = edits(one, other)
    assert found
    assert forms_between(bound(one)[0], bound(other)[0], found) is None
