"""The statements around the clauses: agreement, calendars, tables, events, waivers, consequences, tests."""

from __future__ import annotations

from typing import Any, cast

from sla_dsl.lang import ast
from sla_dsl.lang.build.clauses import Clauses
from sla_dsl.lang.build.units import in_order, timed
from sla_dsl.lang.build.values import bare, date_of, day_of, duration, hours_of, name_of, text_of
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.words import (
    ACTIONS,
    MONTHS,
    PERIODS,
    VERDICTS,
    WEEKDAYS,
    WEEKS_OF_MONTHS,
    PeriodUnit,
    one_of,
    statistic,
    weekdays,
)
from sla_dsl.text.source import NOWHERE, Span
from sla_dsl.text.spell import nearest

Line = tuple[str, Any, Span]
"""One line of a statement of lines: which attribute it sets, the value, the place."""


class Statements(Clauses):
    """Rules of all statements."""

    def on_statement(self, kids: list[Any], span: Span) -> ast.Statement:
        return cast(ast.Statement, kids[0])

    # ------------------------------------------------------------------------------------------------ agreement

    def on_agreement(self, kids: list[Any], span: Span) -> ast.Agreement:
        title = text_of(kids.pop(0)) if kids and isinstance(kids[0], Token) else None
        acceptances = tuple(value for key, value, _ in kids if key == "acceptance")
        lines = _lines([line for line in kids if line[0] != "acceptance"])
        return ast.Agreement(title, acceptances=acceptances, span=span, **lines)

    def on_version(self, kids: list[Any], span: Span) -> Line:
        return "version", text_of(kids[0]), span

    def on_between_parties(self, kids: list[Any], span: Span) -> Line:
        return "parties", tuple(map(name_of, kids)), span

    def on_purpose(self, kids: list[Any], span: Span) -> Line:
        return "purpose", text_of(kids[0]), span

    def on_term(self, kids: list[Any], span: Span) -> Line:
        start, *end = map(day_of, kids)
        return "term", in_order(start, end[0] if end else None), span

    def on_review(self, kids: list[Any], span: Span) -> Line:
        return "review", kids[0], span

    def on_timezone(self, kids: list[Any], span: Span) -> Line:
        return "timezone", text_of(kids[0]), span

    def on_currency(self, kids: list[Any], span: Span) -> Line:
        word = bare(kids[0])
        if not (len(word) == 3 and word.isascii() and word.isupper()):
            raise Mistake(
                "SLA015", f"`{word}` is no currency", span, "write its code of three capitals: `currency USD`"
            )
        return "currency", name_of(kids[0]), span

    def on_fiscal_start(self, kids: list[Any], span: Span) -> Line:
        one_of(kids[0].text, MONTHS, "month", kids[0].span)
        return "fiscal_start", name_of(kids[0]), span

    def on_fiscal_weeks(self, kids: list[Any], span: Span) -> Line:
        said = one_of(kids[0].text, WEEKS_OF_MONTHS, "way to cut a quarter of 13 weeks", kids[0].span)
        first, second, third = map(int, said.split("-"))
        return "fiscal_weeks", ast.FiscalWeeks((first, second, third), span=span), span

    def on_weeks_start(self, kids: list[Any], span: Span) -> Line:
        one_of(kids[0].text, WEEKDAYS, "weekday", kids[0].span)
        return "weeks_start", name_of(kids[0]), span

    def on_acceptance(self, kids: list[Any], span: Span) -> Line:
        party, role, on = kids
        return "acceptance", ast.Acceptance(name_of(party), text_of(role), day_of(on), span=span), span

    def on_use(self, kids: list[Any], span: Span) -> ast.Use:
        path, *overrides = kids
        return ast.Use(text_of(path), tuple(overrides), span=span)

    def on_override(self, kids: list[Any], span: Span) -> tuple[ast.Name, ast.Expr]:
        return name_of(kids[0]), kids[1]

    # ------------------------------------------------------------------------------------------------ calendar

    def on_calendar(self, kids: list[Any], span: Span) -> ast.Calendar:
        name, *lines = kids
        found: dict[str, list[Any]] = {"opening": [], "holidays": [], "closure": []}
        for key, value, _ in lines:
            if key in found:
                found[key].append(value)
        zone = _lines([line for line in lines if line[0] == "timezone"])
        holidays = tuple(code for codes in found["holidays"] for code in codes)
        place = next((span for key, _, span in lines if key == "holidays"), NOWHERE)
        return ast.Calendar(
            name_of(name),
            tuple(found["opening"]),
            holidays,
            tuple(found["closure"]),
            holidays_span=place,
            span=span,
            **zone,
        )

    def on_weekdays(self, kids: list[Any], span: Span) -> tuple[int, ...]:
        return weekdays([(token.text, token.span) for token in kids])

    def on_hours(self, kids: list[Any], span: Span) -> tuple[Any, ...]:
        return tuple(map(hours_of, kids))

    def on_opening(self, kids: list[Any], span: Span) -> Line:
        return "opening", ast.Opening(kids[0], kids[1], span=span), span

    def on_half_day(self, kids: list[Any], span: Span) -> Line:
        *days, hours = kids
        start, *end = map(day_of, days)
        start, until = in_order(start, end[0] if end else None)
        return "closure", ast.Closure(start, until, hours=hours, span=span), span

    def on_closure(self, kids: list[Any], span: Span) -> Line:
        reason = text_of(kids.pop()) if kids[-1].kind == "STRING" else None
        start, *end = map(day_of, kids)
        start, until = in_order(start, end[0] if end else None)
        return "closure", ast.Closure(start, until, reason, span=span), span

    def on_holidays(self, kids: list[Any], span: Span) -> Line:
        return "holidays", tuple(map(bare, kids)), span

    # ------------------------------------------------------------------------------------------------ tables

    def on_table(self, kids: list[Any], span: Span) -> ast.Table:
        name, *parts = kids
        columns = tuple(part for part in parts if isinstance(part, ast.ColumnMap))
        links = tuple(part for part in parts if isinstance(part, ast.Link))
        lines = _lines([part for part in parts if not isinstance(part, ast.ColumnMap | ast.Link)])
        return ast.Table(name_of(name), links=links, columns=columns, span=span, **lines)

    def on_mapping(self, kids: list[Any], span: Span) -> Line:
        return "mapping", self.on_name(kids, Span(kids[0].start, kids[-1].end)), span

    def on_link(self, kids: list[Any], span: Span) -> ast.Link:
        parent, *by = map(name_of, kids)
        return ast.Link(parent, by[0] if by else None, span=span)

    def on_key(self, kids: list[Any], span: Span) -> Line:
        return "key", tuple(map(name_of, kids)), span

    def on_nulls(self, kids: list[Any], span: Span) -> Line:
        return "nulls", tuple(map(text_of, kids)), span

    def on_planned(self, kids: list[Any], span: Span) -> Line:
        return "planned", tuple(map(name_of, kids)), span

    def on_column(self, kids: list[Any], span: Span) -> ast.ColumnMap:
        return ast.ColumnMap(name_of(kids[0]), kids[1], span=span)

    # ------------------------------------------------------------------------------------------------ vocabulary

    def on_in_table(self, kids: list[Any], span: Span) -> list[ast.Name]:
        return [name_of(kids[0])]

    def on_event(self, kids: list[Any], span: Span) -> ast.Event:
        name, table, (definition,) = _named(kids)
        return ast.Event(name, definition, table, span=span)

    def on_stage(self, kids: list[Any], span: Span) -> ast.Stage:
        name, table, (at, *when) = _named(kids)
        return ast.Stage(name, at, when[0] if when else None, table, span=span)

    def on_define(self, kids: list[Any], span: Span) -> ast.Define:
        name, table, (definition,) = _named(kids)
        return ast.Define(name, definition, table, span=span)

    def on_let(self, kids: list[Any], span: Span) -> ast.Let:
        name, value = kids
        counted = isinstance(value, ast.CountOf)
        return ast.Let(name_of(name), ast.Measured(value, span=value.span) if counted else value, span=span)

    def on_measured_conversion(self, kids: list[Any], span: Span) -> ast.Measured:
        origin, goal, *within = kids
        of = ast.Conversion(origin, goal, timed(within[0]) if within else None, span=span)
        return ast.Measured(of, span=span)

    def on_measured_statistic(self, kids: list[Any], span: Span) -> ast.Measured:
        word, operand, stage = kids
        of = ast.Ref(operand, span=operand.span)
        return ast.Measured(ast.Statistic(statistic(word.text, word.span), of, stage, span=span), span=span)

    def on_exclude(self, kids: list[Any], span: Span) -> ast.Exclude:
        return ast.Exclude(kids[0], kids[1].reason if len(kids) > 1 else None, span=span)

    # ------------------------------------------------------------------------------------------------ consequences

    def on_when(self, kids: list[Any], span: Span) -> ast.When:
        clause, *rest = kids
        actions = tuple(kid for kid in rest if isinstance(kid, ast.Action))
        times, of_last, period = next((kid for kid in rest if isinstance(kid, tuple)), (None, None, None))
        return ast.When(clause, actions, times, of_last, period, span=span)

    def on_consecutive(self, kids: list[Any], span: Span) -> tuple[int, None, ast.Period]:
        count, word = kids
        return _whole(self.value(count)), None, _period(word.text, word.span)

    def on_of_last(self, kids: list[Any], span: Span) -> tuple[int, int, ast.Period]:
        count, window = kids
        span_of = duration(window.text, window.span)
        times, of_last = _whole(self.value(count)), _whole(ast.Number(span_of.amount, window.text, span=window.span))
        if times > of_last or span_of.business:
            raise Mistake(
                "SLA039", f"`{times} of the last {window.text}` can not be", span, "write `in 2 of the last 6 months`"
            )
        return times, of_last, _period(span_of.unit, window.span)

    def on_action(self, kids: list[Any], span: Span) -> ast.Action:
        verb, *rest = kids
        if nearest(verb.text, ACTIONS) is not None:  # a word of its own is the agreement's business, a slip is not
            one_of(verb.text, ACTIONS, "consequence", verb.span)
        if verb.text in ("carry", "credit"):
            raise Mistake(
                "SLA009",
                f"`{verb.text}` is not finished",
                verb.span,
                "write `carry over` or `credit 5% of target to sales`",
            )
        role = next((text_of(token) for token in rest if token.kind == "STRING"), None)
        to = next((name_of(token) for token in rest if token.kind == "NAME"), None)
        return ast.Action(verb.text, role, to=to, span=span)

    def on_credit(self, kids: list[Any], span: Span) -> ast.Action:
        to = name_of(kids.pop()) if isinstance(kids[-1], Token) else None
        amount, *of = kids
        return ast.Action("credit", amount=amount, of=of[0] if of else None, to=to, span=span)

    def on_carry_over(self, kids: list[Any], span: Span) -> ast.Action:
        return ast.Action("carry over", to=name_of(kids[0]) if kids else None, span=span)

    def on_waive(self, kids: list[Any], span: Span) -> ast.Waive:
        clause, *parts = kids
        lines: dict[str, Any] = {}
        for part in parts:
            key = type(part).__name__ if not isinstance(part, tuple) else "approved"
            if key in lines:
                place = part[1] if isinstance(part, tuple) else part.span
                raise Mistake("SLA026", "this is already given", place, "keep one of the two")
            lines[key] = part
        if "InForce" not in lines:
            raise Mistake(
                "SLA009",
                f"the waiver of `{clause.text}` does not say when it holds",
                span,
                "write `from 2026-08-01 to 2026-08-14`",
            )
        force, because = lines["InForce"], lines.get("Because")
        condition = lines["For"].condition if "For" in lines else None
        approved = lines["approved"][0] if "approved" in lines else None
        return ast.Waive(
            clause, condition, force.start, force.end, because.reason if because else None, approved, span=span
        )

    def on_approved_by(self, kids: list[Any], span: Span) -> tuple[ast.Text, Span]:
        return text_of(kids[0]), span

    # ------------------------------------------------------------------------------------------------ tests

    def on_test(self, kids: list[Any], span: Span) -> ast.Test:
        name, *parts = kids
        given = tuple(part for part in parts if isinstance(part, ast.Given))
        expects = tuple(part for part in parts if isinstance(part, ast.Expect))
        lines = _lines([part for part in parts if isinstance(part, tuple)])
        return ast.Test(text_of(name), given, lines.get("as_of"), expects, span=span)

    def on_given(self, kids: list[Any], span: Span) -> ast.Given:
        return ast.Given(kids[0], self.rows(kids[1:]), span=span)

    def on_as_of(self, kids: list[Any], span: Span) -> Line:
        return "as_of", date_of(kids[0]), span

    def on_expect(self, kids: list[Any], span: Span) -> ast.Expect:
        clause, verdict, *subjects = kids
        one_of(verdict.text, VERDICTS, "verdict", verdict.span)
        values = tuple(s if isinstance(s, ast.Text) else self.value(s) for s in subjects)
        return ast.Expect(clause, verdict.text, values, span=span)

    def on_bare_subject(self, kids: list[Any], span: Span) -> ast.Text:
        return ast.Text(bare(kids[0]), span=span)

    def on_cell_value(self, kids: list[Any], span: Span) -> ast.Lit:
        return self.on_literal(kids, span)


def _named(kids: list[Any]) -> tuple[ast.Name, ast.Name | None, list[Any]]:
    name, *rest = kids
    table = rest.pop(0)[0] if isinstance(rest[0], list) else None
    return name_of(name), table, rest


def _lines(lines: list[Line]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value, span in lines:
        if key in found:
            raise Mistake("SLA026", f"`{key.replace('_', ' ')}` is already given", span, "keep one of the two")
        found[key] = value
    return found


def _whole(value: Any) -> int:
    number = value.value
    if number != number.to_integral_value() or not 1 <= number <= 1000:
        raise Mistake("SLA039", f"`{value.text}` counts no periods", value.span, "write a whole number from 1")
    return int(number)


def _period(word: str, span: Span) -> ast.Period:
    unit = one_of(word if word == "half" else word.removesuffix("s"), PERIODS, "period", span, "SLA024")
    return ast.Period(cast(PeriodUnit, unit), span=span)
