"""A duration as a limit on a clock: elapsed for minutes and hours, the calendar's for days and longer, open time."""

from __future__ import annotations

from collections.abc import Callable

from sla_dsl.bind.constants import UNIT_US
from sla_dsl.bind.expressions import Expressions
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.model import forms
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.types import Sort, articled
from sla_dsl.promises.base import Refused
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_TWENTY_YEARS = 20 * 366


def limit_of(e: ast.Time, expressions: Expressions, source: Source, calendar: Callable[[], Calendar]) -> forms.Plain:
    """The limit a duration, or a `let` that holds one, or a time of a day sets; `calendar` is asked for when it is
    business time.

    Raises `Refused` for anything else.
    """
    if isinstance(e, ast.ByDay):
        return _by_day(e, expressions, source, calendar)
    node, home = _literal(e, expressions, source)
    if node is None:
        return _computed(e, expressions, source)
    if node.amount <= 0:
        raise _too_short(node.span, expressions, home)
    if node.business:
        return _business(node, expressions, home, calendar)
    if node.unit in UNIT_US and node.unit not in _DAYS:
        us = node.amount * UNIT_US[node.unit]
        if us > _TWENTY_YEARS * UNIT_US["day"]:
            raise _too_long(node, expressions, home)
        return forms.Elapsed(int(us))
    return _by_calendar(node, expressions, home)


def _by_day(e: ast.ByDay, expressions: Expressions, source: Source, calendar: Callable[[], Calendar]) -> forms.Plain:
    after, refuse = e.after, expressions.names.refuse
    if after.unit != "day" or after.amount != int(after.amount):
        said = amount(ast.Lit(after))
        message = f"`{said}` names no day, and `{amount(e)}` asks for the end of one"
        if e.time is not None:
            message = f"`{said}` names no day, and `{amount(e)}` asks for a time of one"
        raise refuse(source, "SLA364", after.span, message, "write `by end of next day` or `by end of 3 business days`")
    if after.amount > _TWENTY_YEARS:
        raise _too_long(after, expressions, source)
    minute = None if e.time is None else e.time.hour * 60 + e.time.minute
    return forms.ByDay(int(after.amount), minute, calendar() if after.business else None)


def _business(
    node: ast.Duration, expressions: Expressions, source: Source, calendar: Callable[[], Calendar]
) -> forms.Plain:
    refuse, said = expressions.names.refuse, amount(ast.Lit(node))
    if node.unit in _MONTHS or node.unit == "week":
        message = f"`{said}` does not say how many working days"
        raise refuse(source, "SLA225", node.span, message, "count them, as in `5 business days`")
    if node.unit == "day":
        if node.amount != int(node.amount):
            message = f"`{said}` is not a whole number of business days"
            raise refuse(source, "SLA218", node.span, message, "write parts of a day in business hours")
        if node.amount > _TWENTY_YEARS:
            raise _too_long(node, expressions, source)
        return forms.BusinessDays(int(node.amount), calendar())
    us = int(node.amount * UNIT_US[node.unit])
    if us < 1:
        raise _too_short(node.span, expressions, source)
    if us > _TWENTY_YEARS * UNIT_US["day"]:
        raise _too_long(node, expressions, source)
    return forms.BusinessTime(us, calendar())


def _by_calendar(node: ast.Duration, expressions: Expressions, source: Source) -> forms.Plain:
    if node.amount != int(node.amount):
        message = f"`{amount(ast.Lit(node))}` is not a whole number of {node.unit}s"
        hint = "days and longer count by the calendar; write hours for parts of a day, as in `36h`"
        raise expressions.names.refuse(source, "SLA218", node.span, message, hint)
    count = int(node.amount)
    if count * _DAYS.get(node.unit, 0) > _TWENTY_YEARS or count * _MONTHS.get(node.unit, 0) > 240:
        raise _too_long(node, expressions, source)
    if node.unit in _DAYS:
        return forms.CalendarDays(count * _DAYS[node.unit])
    return forms.CalendarMonths(count * _MONTHS[node.unit])


def _too_long(node: ast.Duration, expressions: Expressions, source: Source) -> Refused:
    message = f"`{amount(ast.Lit(node))}` is longer than 20 years"
    return expressions.names.refuse(source, "SLA219", node.span, message, "write a limit that somebody can break")


def _too_short(span: Span, expressions: Expressions, source: Source) -> Refused:
    message = "this limit leaves no time at all"
    return expressions.names.refuse(source, "SLA217", span, message, "write a limit longer than nothing, such as `4h`")


def _literal(e: ast.Amount, expressions: Expressions, source: Source) -> tuple[ast.Duration | None, Source]:
    """The duration as written, also behind the name of a `let`, so that its unit is kept."""
    seen: set[str] = set()
    schedules = expressions.folder.schedules
    e = schedules.in_force(e, source)
    while isinstance(e, ast.Ref) and e.name.text not in seen:
        seen.add(e.name.text)
        entry = expressions.names.word(e.name.text)
        if entry is None or not isinstance(entry.node, ast.Let):
            break
        expressions.names.bound.add(e.name.text)
        if isinstance(entry.node.value, ast.Dated) and schedules.day is None:
            raise schedules.one_amount(e.name.text, e.span, source)
        e, source = schedules.in_force(entry.node.value, entry.source), entry.source
    found = e.value if isinstance(e, ast.Lit) and isinstance(e.value, ast.Duration) else None
    return found, source


def _computed(e: ast.Amount, expressions: Expressions, source: Source) -> forms.Plain:
    exact = expressions.folder.fold(e, source)
    names, text = expressions.names, amount(e)
    if exact is None:
        lets = names.vocabulary.of(ast.Let)
        meant = nearest(e.name.text, lets) if isinstance(e, ast.Ref) else None
        hint = f"did you mean `{meant}`?" if meant else "write a duration such as `4h` or `2 days`"
        raise names.refuse(source, "SLA204", e.span, f"`{text}` can not be computed from the policy alone", hint)
    if exact.type.sort is not Sort.DURATION:
        message = f"a limit asks for a duration, and `{text}` is {articled(exact.type)}"
        hint = "say the unit of time: `4h`, `30 min`, `2 days`"
        raise names.refuse(source, "SLA220", e.span, message, hint)
    if exact.value < 1:
        raise _too_short(e.span, expressions, source)
    if exact.value > _TWENTY_YEARS * UNIT_US["day"]:
        message = f"`{text}` is longer than 20 years"
        raise names.refuse(source, "SLA219", e.span, message, "write a limit that somebody can break")
    return forms.Elapsed(int(exact.value))
