"""What a statistic is compared with: the bounds of `keeps` as shares, as numbers or money, or as lengths of time."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount as spelled
from sla_dsl.model import forms
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.times import SECOND_US
from sla_dsl.model.types import Sort, articled
from sla_dsl.promises.base import Moment, Typed, Words, only

_DAY = 86_400
_NUMBERS = (Sort.NUMBER, Sort.MONEY)


def check_previous(words: Words, clause: ast.Clause, target: ast.Bound | None) -> None:
    """Refuses `of previous` where no periods of the calendar follow one another."""
    if target is None or not target.previous:
        return
    per: ast.Per | None = only(clause, ast.Per)
    if per is None or per.period.rolling is not None:
        message = "there is no period before this one to compare with"
        hint = "count by the calendar: `per month`, `per quarter`"
        raise words.refuse("SLA372", target.span, message, hint)


def previous_target(words: Words, target: ast.Bound, unit: str) -> forms.Target:
    """A target as shares of the value of the period before, which has a unit of its own."""

    def exact(side: ast.Amount) -> Fraction:
        found = words.constant(side)
        if found.const is None or found.type.sort not in (Sort.SHARE, Sort.NUMBER) or found.const < 0:
            message = (
                f"`{spelled(side)}` is {articled(found.type)}, and the period before is compared with by a percentage"
            )
            raise words.refuse("SLA201", side.span, message, "write `>= 110% of previous`")
        return found.const

    low, high = _sides(words, target, exact)
    return forms.Target(target.op, low, high, unit, previous=True)


def share_target(words: Words, target: ast.Bound) -> forms.Target:
    """A target that is a percentage."""
    if target.previous:
        return previous_target(words, target, "share")
    return _target(words, target, "share", lambda side: words.share(side, "`keeps`"))


def amount_target(words: Words, target: ast.Bound, value: Typed, table: str) -> forms.Target:
    """A target in the unit of a value of a table's rows: a number, or an amount of money."""
    currency = value.type.currency or ""
    if target.previous:
        return previous_target(words, target, currency)

    def exact(side: ast.Amount) -> Fraction:
        nonlocal currency
        found = words.constant(side)
        if found.const is None or found.type.sort not in (*_NUMBERS, Sort.SHARE):
            message = f"`{spelled(side)}` is {articled(found.type)}, and it is compared with {articled(value.type)}"
            raise words.refuse("SLA201", side.span, message, "write a number, or an amount of money such as `$250k`")
        words.compared(value, table, found)
        currency = currency or found.type.currency or ""
        return found.const

    low, high = _sides(words, target, exact)
    return forms.Target(target.op, low, high, currency)


def count_target(words: Words, target: ast.Bound, noun: str) -> forms.Target:
    """A target that is a number of rows."""
    if target.previous:
        return previous_target(words, target, noun)

    def exact(side: ast.Amount) -> Fraction:
        found = words.constant(side)
        if found.const is None or found.type.sort is not Sort.NUMBER:
            message = f"`{spelled(side)}` is {articled(found.type)}, and `{noun}` are counted"
            raise words.refuse("SLA201", side.span, message, "write a number")
        return found.const

    return _target(words, target, noun, exact)


Clock = Calendar | forms.CalendarOf | None
"""On whose open time a statistic of times runs; None for day and night."""


def time_target(words: Words, target: ast.Bound, using: ast.Using | None, start: Moment) -> tuple[forms.Target, Clock]:
    """A target that is a length of time from `start`, in seconds, with the clock it runs on.

    A day counts 24 hours, a week seven days.
    """
    if target.previous:
        clock = None if using is None else words.calendar_of(using, start)
        unit = "seconds" if clock is None else "business_seconds"
        return previous_target(words, target, unit), clock
    clocks: list[Clock] = []

    def seconds(side: ast.Amount) -> Fraction:
        match words.limits(side, using)[0]:
            case forms.Elapsed(us):
                clocks.append(None)
                return Fraction(us, SECOND_US)
            case forms.CalendarDays(days):
                clocks.append(None)
                return Fraction(days * _DAY)
            case forms.BusinessTime(us, calendar):
                clocks.append(calendar if using is None else words.calendar_of(using, start))
                return Fraction(us, SECOND_US)
            case _:
                message = f"`{spelled(side)}` has no fixed length, and a statistic of times is compared with one"
                raise words.refuse("SLA223", side.span, message, "write hours, business hours or days")

    low, high = _sides(words, target, seconds)
    if len(set(clocks)) > 1:
        message = "the two ends of this band run on different clocks"
        raise words.refuse("SLA201", target.span, message, "write both in hours, or both in business hours")
    clock = clocks[0]
    if using is not None and clock is None:
        message = f"`{spelled(target.value)}` runs day and night, so a calendar changes nothing"
        with words.attempt():
            raise words.refuse("SLA307", using.span, message, "ask for business time, or leave the calendar out")
    return forms.Target(target.op, low, high, "seconds" if clock is None else "business_seconds"), clock


def _target(words: Words, target: ast.Bound, unit: str, exact: Callable[[ast.Amount], Fraction]) -> forms.Target:
    low, high = _sides(words, target, exact)
    return forms.Target(target.op, low, high, unit)


def _sides(
    words: Words, target: ast.Bound, exact: Callable[[ast.Amount], Fraction]
) -> tuple[Fraction, Fraction | None]:
    low = exact(target.value)
    high = None if target.high is None else exact(target.high)
    if high is not None and high < low:
        message = "the lower end of this band is above its upper end"
        raise words.refuse("SLA304", target.span, message, "write the smaller one first")
    return low, high
