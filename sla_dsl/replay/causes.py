"""Which edits make a flip: every flip of the whole has one cause, and what edits make that the whole does not is told.

For every instance each try says whether it comes to the verdict of the whole: one bit a try, in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from sla_dsl.replay.models import Cause, Heading
from sla_dsl.text.record import record

MOST_UNITS = 24
MOST_PAIRS = 15
"""So many pairs of edits are tried for a clause; what is left out is said."""


@record
class Try:
    """Units that are tried together, one or two, and all edits that are made for them."""

    units: tuple[int, ...]
    edits: frozenset[int]


def pairs(units: Sequence[Try]) -> list[Try]:
    """Every two of some units of which none holds the other."""
    found: dict[frozenset[int], Try] = {}
    for a, b in combinations(units, 2):
        edits = a.edits | b.edits
        if edits not in (a.edits, b.edits):
            found.setdefault(edits, Try((*a.units, *b.units), edits))
    return list(found.values())


def cause(bits: int, tries: Sequence[Try], untried: int) -> Cause:
    """What makes a flip for which some tries come to the same as the whole."""
    made = [t for n, t in enumerate(tries) if bits >> n & 1]
    alone = _least(t for t in made if len(t.units) == 1)
    if alone:
        return Cause(Heading.ALONE if len(alone) == 1 else Heading.SEVERAL, tuple(t.units for t in alone))
    two = tuple(t.units for t in made)
    return Cause(Heading.PAIR, two) if two else Cause(Heading.OPEN if untried else Heading.MORE)


def cancelled(bits: int, tries: Sequence[Try]) -> list[int]:
    """The units that flip, alone, what the whole leaves as it was; `bits` are of those that leave it too."""
    flips = (t for n, t in enumerate(tries) if len(t.units) == 1 and not bits >> n & 1)
    return [t.units[0] for t in _least(flips)]


def _least(tries: Iterable[Try]) -> list[Try]:
    """Without those that make the edits of another one and more."""
    there = list(tries)
    return [t for t in there if not any(other.edits < t.edits for other in there)]
