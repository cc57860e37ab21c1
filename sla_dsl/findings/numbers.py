"""Fractions and integers of microseconds as the records' numbers and instants."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from sla_dsl.compile.millionths import SCALE
from sla_dsl.compile.zone import to_instant
from sla_dsl.findings.models import Limit, Number, Target
from sla_dsl.model import forms
from sla_dsl.model.times import SECOND_US

_DIGITS = 6

# Targets and limits are the same for all findings of a clause: those are made once.


def exact(value: Fraction) -> Number:
    """The fraction as an int or a Decimal; one without an end is rounded to 12 digits behind the point."""
    if value.denominator == 1:
        return value.numerator
    with localcontext() as context:
        context.prec = 40
        found = Decimal(value.numerator) / Decimal(value.denominator)
    return found if Fraction(found) == value else round(found, 12)


def ratio(part: int, of: int) -> Number | None:
    """`part / of` rounded to six digits; None when `of` is zero. The exact numbers stand beside it in a finding."""
    return None if of == 0 else exact(Fraction(round(Fraction(part, of) * 10**_DIGITS), 10**_DIGITS))


def amount(value: int | None, *, summed: bool) -> Number | None:
    """A measure's value: a count as it is, a sum back from millionths."""
    if value is None:
        return None
    return exact(Fraction(value, SCALE)) if summed else int(value)


def moment(us: int | None) -> datetime | None:
    """The instant of microseconds; None stays None."""
    return None if us is None else to_instant(int(us))


@lru_cache(maxsize=64)
def target(of: forms.Target) -> Target:
    """The record of a target."""
    unit = "previous" if of.previous else of.unit
    return Target(of.op, exact(of.value), unit, None if of.high is None else exact(of.high))


@lru_cache(maxsize=64)
def share_target(share: Fraction) -> Target:
    """The target of a duty: a share of its subjects."""
    return Target(">=", exact(share), "share")


@lru_cache(maxsize=64)
def limit(of: forms.Plain, low: forms.Plain | None) -> Limit:
    """The record of a limit; seconds for elapsed, days or months for the calendar."""
    value, clock = _limit(of)
    if isinstance(of, forms.ByDay) and of.minute is not None:
        return Limit(value, clock, time=f"{of.minute // 60:02}:{of.minute % 60:02}")
    return Limit(value, clock) if low is None else Limit(value, clock, *_limit(low))


def _limit(of: forms.Plain) -> tuple[Number, str]:
    match of:
        case forms.Elapsed(us):
            return exact(Fraction(us, SECOND_US)), "elapsed"
        case forms.CalendarDays(days):
            return days, "calendar_days"
        case forms.CalendarMonths(months):
            return months, "calendar_months"
        case forms.BusinessTime(us=us):
            return exact(Fraction(us, SECOND_US)), "business_time"
        case forms.BusinessDays(days=days):
            return days, "business_days"
        case forms.ByDay(days, minute, calendar):
            return days, f"{'business_' if calendar else ''}day_{'end' if minute is None else 'time'}"
