"""What two promises ask for, compared: targets as ranges of values, limits as lengths on one clock."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    CalendarDays,
    CalendarMonths,
    Elapsed,
    Limit,
    Quotient,
    Ratio,
    Statistic,
    Target,
)

Rated = Ratio | Statistic | Quotient
"""The forms whose value is neither a count nor a sum of rows."""


End = tuple[Fraction, bool]
"""An end of the values that meet a target, and whether it is one of them."""


def above(one: Target, other: Target) -> bool:
    """Whether the least that the one asks for is more than the most that the other allows."""
    low, high = _low(one), _high(other)
    if low is None or high is None or one.unit != other.unit:
        return False
    return low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1]))


def inside(one: Target, other: Target) -> bool:
    """Whether each value that meets the one meets the other."""
    if one.unit != other.unit or one.previous or other.previous:
        return one == other
    low, least, high, most = _low(one), _low(other), _high(one), _high(other)
    lows = least is None or (low is not None and (low[0] > least[0] or (low[0] == least[0] and low[1] <= least[1])))
    highs = most is None or (high is not None and (high[0] < most[0] or (high[0] == most[0] and high[1] <= most[1])))
    return lows and highs


def _low(target: Target) -> End | None:
    return None if target.previous or target.op in ("<=", "<") else (target.value, target.op != ">")


def _high(target: Target) -> End | None:
    if target.previous or target.op in (">=", ">"):
        return None
    return (target.value if target.high is None else target.high), target.op != "<"


def same_measure(one: Rated, other: Rated) -> bool:
    """Whether two clauses that are the same for all rows measure the same, whatever their targets are."""
    if one.variants or other.variants:
        return False
    return replace(one, meta=other.meta, target=other.target, warn=other.warn) == other


def shorter(one: Limit | None, other: Limit | None) -> bool | None:
    """Whether a limit is shorter than another one on the same clock; None where they are equal, or can not be told."""
    match one, other:
        case (Elapsed(us=a), Elapsed(us=b)) | (CalendarDays(days=a), CalendarDays(days=b)):
            pass
        case CalendarMonths(months=a), CalendarMonths(months=b):
            pass
        case (BusinessTime(us=a, calendar=x), BusinessTime(us=b, calendar=y)) if x == y:
            pass
        case (BusinessDays(days=a, calendar=x), BusinessDays(days=b, calendar=y)) if x == y:
            pass
        case _:
            return None
    return None if a == b else a < b
