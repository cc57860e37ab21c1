"""Paces in the reference evaluator: shares of a period by its weeks or days, and even paces (rules 13 and 142)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Member
from tests.support.reference_targets import Target, agreed
from tests.support.reference_time import DAYS, ONE_DAY, day_start, whole
from tests.support.reference_windows import Window


@dataclass(frozen=True)
class Delivery:
    """What some rows deliver: how many, their total, whether an amount is unknown, and the total by sub-period."""

    rows: int
    total: Fraction
    holes: bool
    paces: tuple[Fraction, ...]


def amount_of(case: Case, promise: ast.Delivers, member: Member) -> Fraction | None:
    """What a row adds: one, or the amount that is summed; null where that is not known."""
    if promise.amount is None:
        return Fraction(1)
    return case.worth(promise.amount, member)


Span = tuple[date, date]


def parts_of(case: Case, window: Window) -> list[Span]:
    """The sub-periods of a pace, clipped to a period: weeks or days of it, or so many days in a row (rule 13)."""
    paced = case.option(ast.Paced)
    if paced is None:
        return []
    days = [window.first + n * ONE_DAY for n in range((window.after - window.first).days)]
    if paced.period.rolling is None:
        return sorted({case.policy.aligned.holding(day, paced.period) for day in days})
    length = whole(Fraction(paced.period.rolling.amount)) * DAYS[paced.period.rolling.unit] * ONE_DAY
    return [(day, day + length) for day in days if day + length <= window.after] or [(window.first, window.after)]


def delivery_of(case: Case, promise: ast.Delivers, members: list[Member], parts: list[Span]) -> Delivery:
    """What these rows deliver."""
    amounts = [(m.day, amount_of(case, promise, m)) for m in members]
    known = [(day, a) for day, a in amounts if a is not None and day is not None]
    paces = [sum((a for day, a in known if low <= day < after), Fraction(0)) for low, after in parts]
    return Delivery(len(members), sum((a for _, a in known), Fraction(0)), len(known) < len(amounts), tuple(paces))


def choices_of(sure: list[Member], loose: list[Member], parts: list[Span]) -> list[list[Member]]:
    """The rows that count, for every choice of those that may or may not (rule 11).

    Beyond eight of these, the choices that can matter: growing runs of them, and those of each sub-period alone or
    left out.
    """
    if len(loose) <= 8:
        return [sure + [m for i, m in enumerate(loose) if choice >> i & 1] for choice in range(2 ** len(loose))]
    runs = [sure + loose[:n] for n in range(len(loose) + 1)]
    inside = [[m for m in loose if m.day is not None and low <= m.day < after] for low, after in parts]
    outside = [[m for m in loose if m not in some] for some in inside]
    return runs + [sure + some for some in (*inside, *outside)]


# ------------------------------------------------------------------------------------------------- shares of a period


def agreed_pace(verdicts: list[str], is_open: bool) -> str:
    """As `agreed`, but a choice that delivers nothing keeps every pace."""
    judged = [v for v in verdicts if v != "not_applicable"]
    return agreed(verdicts if "breached" in judged or not judged else judged, is_open=is_open)


def one_is_broken(case: Case, choices: list[Delivery]) -> bool:
    """Whether one and the same sub-period holds too much, whichever rows count (rule 180)."""
    paced = case.option(ast.Paced)
    assert paced is not None
    share = case.share(paced.share, Fraction(1))
    return any(
        all(value > share * choice.total for value, choice in zip(values, choices, strict=True))
        for values in zip(*(c.paces for c in choices), strict=True)
    )


def pace(case: Case, target: Target | None, delivery: Delivery, is_open: bool) -> str:
    """`paced <= P%`: no sub-period holds more than that of what the period delivered, or of its target."""
    paced = case.option(ast.Paced)
    assert paced is not None
    share = case.share(paced.share, Fraction(1))
    if delivery.total == 0 and not delivery.holes:
        return "not_applicable"
    if paced.of_target:
        assert target is not None
        if any(value > share * target.low for value in delivery.paces):
            return "breached"
        return "pending" if is_open else "unknown" if delivery.holes else "met"
    if is_open:
        return "pending"
    if delivery.holes:
        return "unknown"
    return "breached" if any(value > share * delivery.total for value in delivery.paces) else "met"


def pace_at_risk(case: Case, target: Target | None, delivery: Delivery) -> bool:
    """Whether a sub-period holds more than its share of the greater of target and what is delivered so far."""
    paced = case.option(ast.Paced)
    assert paced is not None
    base = max(delivery.total, target.low if target is not None else Fraction(0))
    return any(value > case.share(paced.share, Fraction(1)) * base for value in delivery.paces)


# -------------------------------------------------------------------------------------------------------- even paces


def even_pace(
    case: Case, promise: ast.Delivers, window: Window, target: Target, members: tuple[list[Member], list[Member]],
    is_open: bool,
) -> str:  # fmt: skip
    """`paced evenly`: at the end of every day, or part, as much of the target as there are days of it."""
    paced = case.option(ast.PacedEvenly)
    assert paced is not None
    near = 1 - case.share(paced.behind, Fraction(0))
    days = [window.low + n * ONE_DAY for n in range((window.high - window.low).days + 1)]
    counted = [d for d in days if not paced.business or _works(case, d)]
    could_fail = False
    for last in (d for d in days if _ends(case, paced.period, d, window)):
        gone = sum(d <= last for d in counted)
        line = near * target.low * gone / len(counted) if counted else Fraction(0)
        least, most = _between(case, promise, [[m for m in some if m.day and m.day <= last] for some in members])
        if day_start(case.zone, last + ONE_DAY) <= case.as_of and most is not None and most < line:
            return "breached"
        could_fail = could_fail or least < line
    return "pending" if is_open else "unknown" if could_fail else "met"


def _works(case: Case, day: date) -> bool:
    return bool(case.office.hours(day)) if case.office else day.weekday() < 5


def _ends(case: Case, period: ast.Period, day: date, window: Window) -> bool:
    """Whether a sub-period ends with this day; the last one ends with the period."""
    _, after = case.policy.aligned.holding(day, period)
    return day in (after - ONE_DAY, window.high)


def _between(case: Case, promise: ast.Delivers, members: list[list[Member]]) -> tuple[Fraction, Fraction | None]:
    """The least and the most that may be delivered; None is without end, since an amount is not known."""
    sure, loose = ([amount_of(case, promise, m) for m in some] for some in members)
    known = sum((a for a in sure if a is not None), Fraction(0))
    least = known + sum((a for a in loose if a is not None and a < 0), Fraction(0))
    most = known + sum((a for a in loose if a is not None and a > 0), Fraction(0))
    return least, None if None in [*sure, *loose] else most
