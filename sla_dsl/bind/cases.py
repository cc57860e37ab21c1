"""Limits that are not the same for all rows: one a date on which the amount changes, one a calendar of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.bind.days import local_instant
from sla_dsl.bind.limits import limit_of
from sla_dsl.bind.rows import Wanted
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.model import expr as m
from sla_dsl.model import forms
from sla_dsl.model.types import TEXT, Sort, articled
from sla_dsl.promises.base import Moment

if TYPE_CHECKING:
    from sla_dsl.bind.words import ClauseWords


def limit_from(words: ClauseWords, e: ast.Time, using: ast.Using | None, start: Moment) -> forms.Limit:
    """The limit of a row that begins at `start`: the one in force on the local day of its start, on its calendar."""
    schedules = words.expressions.folder.schedules
    if schedules.day is not None or isinstance(e, ast.ByDay):
        return _on_calendars(words, e, using, start)
    days = schedules.changes(e)
    if days == (None,):
        return _on_calendars(words, e, using, start)
    cases = []
    for day in reversed(days):
        with schedules.on(day):
            limit = _on_calendars(words, e, using, start)
        begun = None
        if day is not None:
            begun = m.Test(">=", start.at, local_instant(ast.Date(day), words.expressions.zone))
        cases.append(forms.Case(begun, limit, since=day))
    return forms.ByCase(tuple(cases))


def _on_calendars(words: ClauseWords, e: ast.Time, using: ast.Using | None, start: Moment) -> forms.Limit:
    calendars = words.calendars
    if using is None or using.column is None:
        return limit_of(
            e, words.expressions, words.source, lambda: calendars.chosen(amount(e), e.span, using, words.source)
        )
    if not calendars.bound:
        plain = limit_of(
            e, words.expressions, words.source, lambda: calendars.chosen(amount(e), e.span, None, words.source)
        )
        return plain  # not in business time, so that no calendar is asked for
    column = column_of(words, using.column, start.table)
    limits = []
    for name, calendar in calendars.bound.items():
        found = limit_of(e, words.expressions, words.source, lambda calendar=calendar: calendar)  # type: ignore[misc]
        if forms.calendar_of(found) is None:
            return found
        limits.append((name, found))
    return forms.ByCalendar(column, tuple(limits))


def column_of(words: ClauseWords, name: ast.Name, table: str) -> m.Column | m.ParentColumn:
    """The column that names a calendar."""
    ref = ast.Ref(name, span=name.span)
    found = words.expressions.value(ref, words.row(table, name.span), words.source, Wanted(TEXT))
    if found.type.sort is not Sort.TEXT or not isinstance(found.expr, m.Column | m.ParentColumn):
        what = articled(found.type) if found.type.sort is not Sort.TEXT else "no column"
        message = f"`{amount(ref)}` is {what}, and a column of texts names the calendars"
        raise words.refuse("SLA230", name.span, message, "name a column of texts, such as `using calendar of region`")
    return found.expr
