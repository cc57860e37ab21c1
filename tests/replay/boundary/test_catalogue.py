"""Every sort of change that touches verdicts is shown by a boundary case, or it is said why it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sla_dsl.replay.boundary.cases import cases, text
from sla_dsl.review.catalogue import CATALOGUE, NO_VERDICTS, SORTS
from sla_dsl.review.models import Direction
from tests.replay.boundary.showing import bound_of, held
from tests.review import pairs, pairs_fine

UNSHOWN = {
    "clause-added": "only clauses that both policies have are shown",
    "clause-removed": "only clauses that both policies have are shown",
    "clause-renamed": "it says the same",
    "proration-added": "no period of those pairs is cut; test_delivers.py shows one that is",
    "proration-removed": "no period of those pairs is cut; test_delivers.py shows one that is",
}


def policies(id: str) -> Iterator[tuple[str, str, list[str]]]:
    """The old and the new policies that differ in a change of that sort, and the clauses it touches."""
    for pair in (*pairs.PAIRS, *pairs_fine.PAIRS):
        old, new = pair.head + pair.old, pair.head + pair.new
        told = {sort: (direction, names.split()) for sort, direction, names in pair.expected}
        if id in told and told[id][0] is not Direction.EQUIVALENT:
            yield old, new, told[id][1]
        elif (back := SORTS[id].mirror) in told and told[back][0] is not Direction.EQUIVALENT:
            yield new, old, told[back][1]


@pytest.mark.parametrize("id", [s.id for s in CATALOGUE if s.area not in NO_VERDICTS and s.id not in UNSHOWN])
def test_it_is_shown_where_two_policies_part(id: str) -> None:
    for old, new, names in policies(id):
        found = cases(bound_of(old), bound_of(new), names)
        if any(case.shown for case in found):
            blocks = text(found)
            assert all(all(one) for one in held(new, blocks))
            assert not any(all(one) for one in held(old, blocks))
            return
    pytest.fail(f"{id} has no boundary case")


@pytest.mark.parametrize("id", sorted(UNSHOWN))
def test_what_is_not_shown_has_its_reason(id: str) -> None:
    """A line of the list that became untrue is taken out of it."""
    for old, new, names in policies(id):
        assert not any(case.shown for case in cases(bound_of(old), bound_of(new), names))
