"""The parts of a form in plain English: limits, targets, periods, shares and calendars as a change names them."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.findings.exact import visible
from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    ByCalendar,
    ByCase,
    ByDay,
    CalendarDays,
    CalendarMonths,
    Case,
    Elapsed,
    Evenly,
    Form,
    Limit,
    Pace,
    Per,
    Plain,
    Target,
    tiers_of,
)
from sla_dsl.model.times import HOUR_US, MINUTE_US, SECOND_US
from sla_dsl.review.say.conditions import condition
from sla_dsl.review.say.numbers import grouped, length, share, some

_SIGNS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly"}
_TIMES = {"seconds": "", "business_seconds": "business "}


def plain(limit: Plain | None) -> str:
    """`4 hours`, `4 business hours on office`, `2 days`, `10:00 of the next business day`."""
    match limit:
        case None:
            return "no limit"
        case Elapsed(us):
            return length(us)
        case CalendarDays(n):
            return some(n, "day")
        case CalendarMonths(n):
            return some(n, "month")
        case BusinessTime(us, calendar):
            hours = Fraction(us, HOUR_US)
            said = some(Fraction(us, MINUTE_US), "business minute") if hours < 1 else some(hours, "business hour")
            return f"{said} ({visible(calendar.name)})"
        case BusinessDays(n, calendar):
            return f"{some(n, 'business day')} ({visible(calendar.name)})"
        case ByDay(days, minute, calendar):
            word = "business day" if calendar is not None else "day"
            day = f"the same {word}" if not days else f"the next {word}" if days == 1 else f"{days} {word}s later"
            end = "the end" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"
            return f"{end} of {day}" + ("" if calendar is None else f" ({visible(calendar.name)})")


def limit(of: Limit | None) -> str:
    """A limit, with what it is by tier and by date."""
    match of:
        case ByCase(cases):
            return ", ".join(_case(c, alone=len(cases) == 1) for c in cases if c.limit is not None)
        case ByCalendar(limits=limits):
            return ", ".join(dict.fromkeys(limit(one) for _, one in limits))
        case _:
            return plain(of)


def _case(of: Case, *, alone: bool) -> str:
    """One of several limits with what it is for: the rows of a tier, or starts from a day on."""
    said = limit(of.limit)
    if of.tier is not None and (of.when is not None or not alone):
        said += " for all others" if of.when is None else f" where {condition(of.when)}"
    return said + (f" from {of.since} on" if of.since is not None else "")


def target(of: Target) -> str:
    """`at least 100 MQL`, `at most 40%`, `between 2 hours and 4 hours`."""
    unit = "" if of.unit in ("", "share", *_TIMES) else f" {visible(of.unit)}"
    if of.previous:
        unit = " of the period before"
    low = amount(of.value, of)
    if of.high is not None:
        return f"between {low} and {amount(of.high, of)}{unit}"
    return f"{_SIGNS[of.op]} {low}{unit}"


def amount(value: Fraction, of: Target) -> str:
    """One end of a target without its noun."""
    if of.unit in _TIMES:
        said = length(int(value * SECOND_US))
        return said if of.unit == "seconds" else f"{said} of open time"
    if of.unit == "share" or of.previous:
        return share(value)
    return grouped(value)


def per(of: Per | None) -> str:
    """`per month`, `per fiscal quarter`, `per rolling 30 days`, `over the whole term`."""
    if of is None:
        return "over the whole time"
    return f"per rolling {of.days} days" if of.kind == "rolling" else f"per {of.kind.replace('_', ' ')}"


def pace(of: Pace | None) -> str:
    """`no more than 40% per week`."""
    if of is None:
        return "no pacing"
    return f"no more than {share(of.share)}{' of the target' if of.of_target else ''} {per(of.per)}"


def evenly(of: Evenly | None) -> str:
    """`evenly, no more than 10% behind, looked at per week`."""
    if of is None:
        return "no even pace"
    days = "days" if of.calendar is None else "business days"
    return f"evenly over {days}, no more than {share(of.behind)} behind, looked at {per(of.per)}"


def tiers(of: Form) -> str:
    """What the tiers of a form are called: `source web; source event`."""
    there = tiers_of(of)
    if there is None:
        return "no tiers"
    return visible("; ".join(", ".join(v if f == "tier" else f"{f} {v}" for f, v in group) for group in there.groups))
