"""Exact numbers, shares and lengths of time as a person writes them."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.findings.numbers import exact
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US, SECOND_US

_UNITS = ((DAY_US, "day"), (HOUR_US, "hour"), (MINUTE_US, "minute"), (SECOND_US, "second"))


def grouped(value: Fraction) -> str:
    """`1,000`, `12.5`; a fraction without an end to 12 digits behind the point."""
    text = f"{exact(value):,f}" if value.denominator != 1 else f"{value.numerator:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: Fraction) -> str:
    """`90%`, with all of its digits."""
    return f"{grouped(value * 100)}%"


def some(n: int | Fraction, word: str) -> str:
    """`1 day`, `2 days`."""
    return f"{grouped(Fraction(n))} {word}{'' if n == 1 else 's'}"


def length(us: int) -> str:
    """A length of time in the largest unit of which it is a whole number: `4 hours`, `90 minutes`, `24 hours`."""
    for size, word in _UNITS:
        if us % size == 0 and us >= (2 if word == "day" else 1) * size:
            return some(us // size, word)
    return some(Fraction(us, SECOND_US), "second")
