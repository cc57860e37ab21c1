"""Amounts that the data tell: which differences of a clause rest on them, and so can not be told before.

Before there are data an amount counts as one. A difference stands where it is the same whatever was measured, which is
tried with several values for each amount; of any other one only that there is a difference is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form, Ratio
from sla_dsl.model.measured import Measured, Measurement
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.policy import bound
from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.compare.clauses import differences
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.difference import BARE, WORDS, Difference
from sla_dsl.review.models import Direction
from sla_dsl.text.diagnostic import PolicyError

Side = tuple[Sequence[ast.File], CheckedPolicy]
"""A policy as it is written, and as it is checked before there are data."""
_BY = WORDS | {"calendar", "exclude"}
_NOTE = "it rests on what is measured from the data"
_ENOUGH = 2


class Whatever:
    """Two policies, as they are for some values of all that they measure."""

    def __init__(self, old: Side, new: Side) -> None:
        self.plain = Context(old[1], new[1])
        self.measures = bool(old[1].measured or new[1].measured)
        there = dict.fromkeys(_amount(m) for side in (old, new) for m in side[1].measured)
        tries = (_supposed(there, n) for n in range(4)) if self.measures else ()
        pairs = ((_bound(old, values), _bound(new, values)) for values in tries)
        self.supposed = [Context(a, b) for a, b in pairs if a is not None and b is not None][:_ENOUGH]

    def differences(self, old: Form, new: Form) -> Iterator[Difference]:
        """Everything in which a clause differs, as `differences` of two forms tells it; undetermined where it rests on
        what is measured."""
        found = list(differences(old, new, self.plain))
        if not self.measures:
            yield from found
            return
        others = [list(differences(*_forms(c, old, new), c)) for c in self.supposed]
        firm = [d for d in found if len(others) >= _ENOUGH and all(d in told for told in others)]
        yield from firm
        loose = (d for told in (found, *others) for d in told if d not in firm)
        for id in dict.fromkeys(_called(d) for d in loose):
            yield Difference(id, Direction.UNDETERMINED, None, None, by=_BY, note=_NOTE)


def _called(d: Difference) -> str:
    changed = f"{d.id.rpartition('-')[0]}-changed"
    return changed if changed in SORTS else d.id


def _forms(context: Context, old: Form, new: Form) -> tuple[Form, Form]:
    """The same clauses of other policies."""
    (one,) = (f for f in context.old.forms if f.meta.id == old.meta.id)
    (other,) = (f for f in context.new.forms if f.meta.id == new.meta.id)
    return one, other


Amount = tuple[str, Form | None]


def _amount(of: Measured) -> Amount:
    """What tells measured amounts apart, whatever they are called and wherever they are asked for."""
    return of.text, None if of.form is None else replace(of.form, meta=BARE)


def _supposed(there: Mapping[Amount, object], n: int) -> dict[Amount, Fraction]:
    """Values for all amounts, each another one: shares below one, and else great numbers first."""
    out: dict[Amount, Fraction] = {}
    for place, amount in enumerate(there):
        share = Fraction(place + 2 + n, 3 * place + 11 + 4 * n)
        great = (50_021 + 131 * place, 1_009 + 97 * place, 3 + place, 17 + place)[n] + Fraction(1, 3 + n)
        out[amount] = share if isinstance(amount[1], Ratio) or (n > 1 and place % 2) else great
    return out


def _bound(side: Side, values: Mapping[Amount, Fraction]) -> CheckedPolicy | None:
    """The policy where this was measured; None where it has mistakes then, as a share of more than the whole."""
    files, policy = side
    told = {m.text: Measurement(values[_amount(m)], 1) for m in policy.measured}
    try:
        return bound(files, measured=told)[0]
    except PolicyError:
        return None
