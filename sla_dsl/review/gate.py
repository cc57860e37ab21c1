"""The gate: which changes fail a run, once those that were accepted have been let pass."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sla_dsl.review.accepted import Accepted, covering
from sla_dsl.review.catalogue import WORDING
from sla_dsl.review.models import Change, Direction
from sla_dsl.text.record import record

FAIL_ON = ("loosened", "tightened", "retroactive", "any")
"""What a gate can look for."""
_UNSURE = frozenset({Direction.BOTH, Direction.UNDETERMINED})


@record
class Gate:
    """What a gate found: the places of the changes that fail, those that were accepted with what accepted them, and
    what was accepted and is not there."""

    failed: tuple[int, ...]
    accepted: tuple[tuple[int, Accepted], ...]
    unused: tuple[Accepted, ...]


def gate(changes: Sequence[Change], fail_on: Collection[str], accepted: Sequence[Accepted] = ()) -> Gate:
    """Looks for changes of the kinds named; what may go either way, or is not known, is of both directions."""
    found = {i: covering(c, accepted) for i, c in enumerate(changes)}
    passed = tuple((i, one) for i, one in found.items() if one is not None)
    failed = tuple(i for i, c in enumerate(changes) if found[i] is None and any(_is(c, kind) for kind in fail_on))
    return Gate(failed, passed, tuple(one for one in accepted if all(one is not used for _, used in passed)))


def _is(change: Change, kind: str) -> bool:
    match kind:
        case "any":
            return change.area not in WORDING
        case "retroactive":
            return change.retroactive
        case _:
            return change.direction == kind or change.direction in _UNSURE
