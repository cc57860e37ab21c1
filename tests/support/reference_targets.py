"""Targets and groups of the measures in the reference evaluator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group
from tests.support.reference_logic import COMPARE, number
from tests.support.reference_policy import Value
from tests.support.reference_tiers import lines
from tests.support.reference_time import DAYS, Limit
from tests.support.reference_windows import Window


@dataclass(frozen=True)
class Target:
    """A bound with its numbers on a day."""

    op: str
    low: Fraction
    high: Fraction | None = None
    business: bool = False

    def fits(self, value: Fraction) -> bool:
        """Whether a value is within the bound."""
        if self.high is not None:
            return self.low <= value <= self.high
        return COMPARE[self.op](value, self.low)

    def exceeded(self, value: Fraction) -> bool:
        """Whether the value is already too much, whatever else comes."""
        if self.op in (">=", ">"):
            return False
        if self.op == "=":
            return value > self.low
        return value > self.high if self.high is not None else not self.fits(value)

    def scaled(self, share: Fraction) -> Target:
        """The bound for a part of its period."""
        return Target(self.op, self.low * share, None if self.high is None else self.high * share)

    def raised(self, owed: Fraction) -> Target:
        """The bound with what is carried over to it."""
        return Target(self.op, self.low + owed, self.high)


def groups_of(case: Case) -> list[Group]:
    """Every combination of group values in the table, or every tier; without `by` one group, of everything."""
    if case.tiers is not None:
        return [*(case.group_of(tier) for tier in lines(case.tiers)), case.group_of(None)]
    return sorted({case.group(row) for row in case.rows}, key=repr) if case.fields else [()]


def target_of(case: Case, bound: ast.Bound | None, window: Window, group: Group) -> Target | None:
    """The target in force on the first day of a period, for a group where a tier table carries it."""
    tiers = case.clause.tiers
    if tiers is not None:
        bound = _tier_bound(case, tiers, group)
    if bound is None:
        return None
    low = case.reader.amount(bound.value, None, window.first)
    high = case.reader.amount(bound.high, None, window.first) if bound.high is not None else None
    business = isinstance(low, Limit) and low.business
    return None if low is None else Target(bound.op, _plain(low), None if high is None else _plain(high), business)


def _plain(value: Value) -> Fraction:
    """A number as it is, a length of time in seconds (a day is 24 hours)."""
    if isinstance(value, Limit):
        return value.amount * DAYS[value.unit] * 86_400 if value.unit in DAYS else value.seconds()
    return number(value)


def _tier_bound(case: Case, tiers: ast.Tiers, group: Group) -> ast.Bound | None:
    """What the tier of that name is promised; a plain number is to be reached."""
    cell = next((t.cells["target"] for t in lines(tiers) if case.group_of(t) == group), None)
    if cell is None:
        return None
    return cell.bound or ast.Bound(">=", cell.values[0])


def agreed(verdicts: Iterable[str], *, is_open: bool = False) -> str:
    """The verdict of every choice of the unknown rows, when all give the same (rule 11)."""
    found = set(verdicts)
    return found.pop() if len(found) == 1 else "pending" if is_open else "unknown"
