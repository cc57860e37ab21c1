"""What differs between two conditions that must hold for every row, and in the share for which they must."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.logic.relations import Relation
from sla_dsl.model.expr import Negation
from sla_dsl.model.forms import Invariant
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.difference import Difference, named, sized
from sla_dsl.review.directions import E, L, T, U, by_true, together
from sla_dsl.review.say.conditions import apart
from sla_dsl.review.say.numbers import share


def differences(old: Invariant, new: Invariant) -> Iterator[Difference]:
    """Everything in which two invariants differ beside their population, their groups and their words."""
    if old.condition != new.condition:
        # breached is a row for which the condition is false
        direction = by_true(related(Negation(old.condition), Negation(new.condition)), L)
        if old.grouped or new.grouped:  # and met, in a share, is one for which it is true
            held = related(old.condition, new.condition)
            direction = together((direction, by_true(held, T)))
            if (old.minimum or new.minimum) and held.unknown is not Relation.EQUAL:
                direction = together((direction, U))  # whoever is unknown is none of those of whom there are enough
        if direction is not E:
            yield named("condition", direction, *apart(old.condition, new.condition))
    if old.share != new.share:
        more = new.share > old.share
        said = share(old.share), share(new.share)
        yield sized("share", more, ("raised", "lowered"), T if more else L, *said)
