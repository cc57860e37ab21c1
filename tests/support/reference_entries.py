"""What holds of the rows of a period, whatever is chosen of what is not known, in the reference evaluator (rule 45)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_targets import Target

Measure = ast.Conversion | ast.Share | ast.Statistic | ast.TimeStatistic
FOR_EVER = Fraction(10**15)
"""More than any value; its negative is less than any."""


@dataclass(frozen=True)
class Entry:
    """A row of a period and group: what it is worth, whether it is a part, and what of it is not known.

    For a share or a conversion `worth` is its weight and `yes` whether it belongs to the part; for a statistic `worth`
    is the value. None is not known. `waits`: the value can still grow.
    """

    worth: Fraction | None
    sure: bool
    yes: bool | None = True
    waits: bool = False


Value = Callable[[list[Entry]], tuple[Fraction, Fraction] | None]
"""Numerator and denominator over entries of which everything is known; None where there is nothing."""


# ------------------------------------------------------------------------------------------------------------ verdicts


def decided(measure: Measure, value: Value, entries: list[Entry], target: Target) -> str:
    """What holds whichever choice is made of what is not known."""
    by_amount = isinstance(measure, ast.Share) and measure.amount is not None
    averaged = not isinstance(measure, ast.Conversion | ast.Share) and measure.function == "average"
    if (by_amount or averaged) and any(e.worth is None for e in entries):
        return "unknown"
    if by_amount and any(e.worth is not None and e.worth < 0 and (not e.sure or e.yes is None) for e in entries):
        return "unknown"
    if by_amount and value([e for e in entries if e.sure]) is None:
        most = sum(e.worth for e in entries if e.worth is not None and (e.sure or e.worth > 0))
        return "unknown" if most > 0 else "not_applicable"
    found = [v[0] / v[1] for some in _choices(entries) if (v := value(some)) is not None]
    if all(target.fits(v) for v in found):
        return "met"
    if any(all(not side.fits(v) for v in found) for side in sides(target)):
        return "breached"
    if averaged:
        return "pending" if any(e.waits for e in entries) else "unknown"
    within = [e for e in entries if e.waits and any(_within(side, e.worth) for side in sides(target))]
    return "pending" if within else "unknown"


def sides(target: Target) -> list[Target]:
    """The ends of a target: a band has two, and so has one value."""
    if target.high is not None or target.op == "=":
        high = target.low if target.high is None else target.high
        return [Target(">=", target.low), Target("<=", high)]
    return [target]


def _within(side: Target, worth: Fraction | None) -> bool:
    """Whether a time so far is one that a bound still allows to lie on both of its sides."""
    assert worth is not None
    return worth < side.low or (worth == side.low and side.op in ("<=", ">"))


def _choices(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The choices that give the least and the greatest value: of the rows that may count, the lowest or the highest."""
    for end in (-1, 1):
        known = [_settled(e, end) for e in entries]
        loose = sorted(
            (e for e in known if not e.sure), key=lambda e: end * (e.worth if e.yes else -FOR_EVER), reverse=True
        )
        yield from ([e for e in known if e.sure] + loose[:n] for n in range(len(loose) + 1))


def _settled(entry: Entry, end: int) -> Entry:
    """An entry with all that is not known at one end: a part or not, the least or the greatest value."""
    worth = end * FOR_EVER if entry.worth is None else FOR_EVER if entry.waits and end > 0 else entry.worth
    return replace(entry, worth=worth, yes=end > 0 if entry.yes is None else entry.yes)


# -------------------------------------------------------------------------------------------------------------- values


def value_of(measure: Measure) -> Value:
    if isinstance(measure, ast.Conversion | ast.Share):
        return _ratio
    function = measure.function

    def found(entries: list[Entry]) -> tuple[Fraction, Fraction] | None:
        values = [e.worth for e in entries if e.worth is not None]
        return (statistic(function, values), Fraction(1)) if values else None

    return found


def _ratio(entries: list[Entry]) -> tuple[Fraction, Fraction] | None:
    whole = sum((e.worth for e in entries if e.worth is not None), Fraction(0))
    part = sum((e.worth for e in entries if e.worth is not None and e.yes), Fraction(0))
    return (part, whole) if whole > 0 else None


def statistic(function: str, values: list[Fraction]) -> Fraction:
    """A statistic of at least one value; `pNN` is the least value that NN % of the values do not exceed."""
    ordered = sorted(values)
    match function:
        case "average":
            return sum(ordered, Fraction(0)) / len(ordered)
        case "min" | "max":
            return ordered[0 if function == "min" else -1]
        case _:
            percent = Fraction(50) if function == "median" else Fraction(function.removeprefix("p"))
            return next(v for n, v in enumerate(ordered, 1) if 100 * n >= percent * len(ordered))
