"""The options of a clause: scope, periods, groups, shares, pacing and the rest, in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from sla_dsl.lang import ast
from sla_dsl.lang.build.units import in_order, percent, timed
from sla_dsl.lang.build.values import day_of, duration, name_of, text_of
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.words import SEVERITIES, PeriodUnit, one_of, period_unit
from sla_dsl.text.source import Span

REPEATABLE = (ast.For, ast.Unless, ast.ExcusedBy, ast.Flag)

_ASKS = {
    ">": "leaves out the share itself, and a share that is promised is enough",
    "!=": "asks for any share but one",
}
"""What is wrong with a comparison behind `on`."""


class Options:
    """Rules of options."""

    def on_for(self, kids: list[Any], span: Span) -> ast.For:
        return ast.For(kids[0], span=span)

    def on_unless(self, kids: list[Any], span: Span) -> ast.Unless:
        return ast.Unless(kids[0], span=span)

    def on_per(self, kids: list[Any], span: Span) -> ast.Per:
        return ast.Per(kids[0], span=span)

    def on_by(self, kids: list[Any], span: Span) -> ast.By:
        return ast.By(tuple(kids), span=span)

    def on_on(self, kids: list[Any], span: Span) -> ast.On:
        sign = kids[0] if isinstance(kids[0], Token) else None
        if sign is not None and sign.text not in (">=", "="):
            asks = _ASKS.get(sign.text, "asks for a share of at most that much")
            raise Mistake("SLA038", f"`on {sign.text}` {asks}", sign.span, "write `on >= 90%`")
        return ast.On("=" if sign is not None and sign.text == "=" else ">=", percent(kids[-1]), span=span)

    def on_min_size(self, kids: list[Any], span: Span) -> ast.MinSize:
        return ast.MinSize(kids[0], span=span)

    def on_of(self, kids: list[Any], span: Span) -> ast.Of:
        return ast.Of(kids[0], span=span)

    def on_using(self, kids: list[Any], span: Span) -> ast.Using:
        return ast.Using(calendar=kids[0], span=span)

    def on_using_column(self, kids: list[Any], span: Span) -> ast.Using:
        return ast.Using(column=kids[0], span=span)

    def on_paced(self, kids: list[Any], span: Span) -> ast.Paced:
        sign, share, period = kids
        if sign.text != "<=":
            raise Mistake("SLA038", f"`paced {sign.text}` is no pace", sign.span, "write `paced <= 40% per week`")
        return ast.Paced(percent(share), period, span=span)

    def on_paced_target(self, kids: list[Any], span: Span) -> ast.Paced:
        return replace(self.on_paced(kids, span), of_target=True)

    def on_paced_evenly(self, kids: list[Any], span: Span) -> ast.PacedEvenly:
        found: dict[str, Any] = {}
        for kid in kids:
            found |= kid
        return ast.PacedEvenly(ast.Period("day"), **found, span=span)

    def on_over_business(self, kids: list[Any], span: Span) -> dict[str, Any]:
        return {"business": True}

    def on_behind(self, kids: list[Any], span: Span) -> dict[str, Any]:
        return {"behind": percent(kids[0])}

    def on_spaced(self, kids: list[Any], span: Span) -> ast.Spaced:
        for side in (kids[0].value, kids[0].high):
            timed(side)
        return ast.Spaced(kids[0], span=span)

    def on_maturing(self, kids: list[Any], span: Span) -> ast.Maturing:
        return ast.Maturing(cast(ast.Expr, timed(kids[0])), span=span)

    def on_excused_by(self, kids: list[Any], span: Span) -> ast.ExcusedBy:
        return ast.ExcusedBy(kids[0], span=span)

    def on_warn_at(self, kids: list[Any], span: Span) -> ast.WarnAt:
        return ast.WarnAt(percent(kids[0]), span=span)

    def on_severity(self, kids: list[Any], span: Span) -> ast.SeverityOption:
        word = one_of(kids[0].text, SEVERITIES, "severity", kids[0].span)
        return ast.SeverityOption(cast(Any, word), span=span)

    def on_to(self, kids: list[Any], span: Span) -> ast.To:
        return ast.To(name_of(kids[0]), span=span)

    def on_owner(self, kids: list[Any], span: Span) -> ast.Owner:
        return ast.Owner(text_of(kids[0]), span=span)

    def on_because(self, kids: list[Any], span: Span) -> ast.Because:
        return ast.Because(text_of(kids[0]), span=span)

    def on_in_force(self, kids: list[Any], span: Span) -> ast.InForce:
        start, *end = map(day_of, kids)
        return ast.InForce(*in_order(start, end[0] if end else None), span=span)

    def on_before(self, kids: list[Any], span: Span) -> ast.Before:
        return ast.Before(kids[0], span=span)

    def on_paused(self, kids: list[Any], span: Span) -> ast.Paused:
        condition, *most = (kid for kid in kids if not isinstance(kid, Token))
        return ast.Paused(condition, cast(ast.Expr, timed(most[0])) if most else None, span=span)

    def on_flag(self, kids: list[Any], span: Span) -> ast.Flag:
        return ast.Flag(cast(Any, " ".join(token.text for token in kids)), span=span)

    def on_period(self, kids: list[Any], span: Span) -> ast.Period:
        return ast.Period(cast(PeriodUnit, period_unit(kids[0].text, kids[0].span)), span=span)

    def on_fiscal_period(self, kids: list[Any], span: Span) -> ast.Period:
        return replace(self.on_period(kids, span), fiscal=True)

    def on_rolling_period(self, kids: list[Any], span: Span) -> ast.Period:
        return ast.Period(rolling=duration(kids[0].text, kids[0].span), span=span)


def merged(options: list[ast.Option]) -> tuple[ast.Option, ...]:
    """`on >= 98% of MQL`: the `of` right behind an `on` names what the share is of, not where a clock starts.

    So does the `per` right behind `paced evenly` belong to the pace.
    """
    merged: list[ast.Option] = []
    for before, option in zip([None, *options], options, strict=False):
        if isinstance(option, ast.Per) and isinstance(before, ast.PacedEvenly):
            merged[-1] = replace(before, period=option.period, span=before.span.to(option.span))
            continue
        last = merged[-1] if merged else None
        if (
            isinstance(option, ast.Of)
            and isinstance(last, ast.On)
            and last.of is None
            and isinstance(option.event, ast.Ref)
        ):
            merged[-1] = replace(last, of=option.event.name, span=last.span.to(option.span))
        else:
            merged.append(option)
    return tuple(merged)


def once(options: tuple[ast.Option, ...]) -> None:
    seen: set[type] = set()
    for option in options:
        if type(option) in seen and not isinstance(option, REPEATABLE):
            raise Mistake("SLA026", "this option is already given", option.span, "keep one of the two")
        seen.add(type(option))
