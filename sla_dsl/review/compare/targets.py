"""How two targets compare: by the values that satisfy them, whole numbers where rows are counted."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from sla_dsl.model.forms import Target
from sla_dsl.review.directions import B, E, L, T, U
from sla_dsl.review.models import Direction
from sla_dsl.text.record import record

_DOWN, _UP = frozenset({"<=", "<"}), frozenset({">=", ">"})


@record
class Accepted:
    """The values from `low` to `high` (None: no end), with the ends in or out."""

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool

    def within(self, other: Accepted) -> bool:
        """Whether every value of these is one of the others."""
        return _reaches(other.low, other.low_in, self.low, self.low_in) and _reaches(
            _mirrored(other.high), other.high_in, _mirrored(self.high), self.high_in
        )


def accepted(of: Target, whole: bool) -> Accepted:
    """What satisfies a target; of whole numbers both ends are such, and in."""
    match of.op:
        case "between":
            found = Accepted(of.value, True, of.high, True)
        case ">=" | ">":
            found = Accepted(of.value, of.op == ">=", None, True)
        case "<=" | "<":
            found = Accepted(None, True, of.value, of.op == "<=")
        case "=":
            found = Accepted(of.value, True, of.value, True)
    if not whole:
        return found
    low, high = found.low, found.high
    if low is not None:
        low = Fraction(ceil(low) if found.low_in else floor(low) + 1)
        low = None if low <= 0 else low  # there are never fewer than none
    if high is not None:
        high = Fraction(floor(high) if found.high_in else ceil(high) - 1)
    return Accepted(low, True, high, True)


def target_direction(old: Target, new: Target, whole: bool, alike: bool = False) -> Direction:
    """Tightened where fewer values satisfy the new target; `alike` are numbers of two units that compare."""
    if old == new:
        return E
    if old.previous != new.previous:
        return B
    if old.unit != new.unit and not alike:
        return U
    a, b = accepted(old, whole and not old.previous), accepted(new, whole and not new.previous)
    inner, outer = b.within(a), a.within(b)
    return E if inner and outer else T if inner else L if outer else B


def raised(old: Target, new: Target) -> bool | None:
    """Whether the one number of a target went up or down, whatever that does; None where there are two, or none did."""
    one_way = any({old.op, new.op} <= signs for signs in (_UP, _DOWN, {"="}))
    if not one_way or old.unit != new.unit or old.previous != new.previous:
        return None
    key = (new.value, new.op in (">", "<=")) > (old.value, old.op in (">", "<="))
    return key if (new.value, new.op) != (old.value, old.op) else None


def widened(direction: Direction) -> bool | None:
    """Whether a band accepts more, or fewer values."""
    return {L: True, T: False}.get(direction)


def _mirrored(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _reaches(outer: Fraction | None, outer_in: bool, inner: Fraction | None, inner_in: bool) -> bool:
    """Whether a lower end lies as low as another one."""
    if outer is None or inner is None:
        return outer is None
    return outer < inner or (outer == inner and (outer_in or not inner_in))
