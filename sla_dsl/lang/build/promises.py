"""The promises: one rule a verb, from `delivers` to `never`."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any, cast

from sla_dsl.lang import ast
from sla_dsl.lang.build.expressions import Expressions, chain_mistake
from sla_dsl.lang.build.units import percent, schedule, shared, timed
from sla_dsl.lang.build.values import day_of, duration, time_of_day
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.shapes import last_of, without_last
from sla_dsl.lang.words import statistic
from sla_dsl.text.source import Span

_NO_EVENTS = ("must", "shall", "will", "should", "always", "team")
"""Words before what has to be done that are read as its name, and the noun behind them as a stage."""


class Promises(Expressions):
    """Rules of promises."""

    def whole(self, promise: ast.Promise, options: tuple[ast.Option, ...]) -> ast.Promise:
        """A promise without a table must say its own target or limit."""
        match promise:
            case ast.Delivers(target=None):
                raise _incomplete(promise, "how much is delivered", "delivers >= 100 MQL")
            case ast.Within(event=ast.Ref(name=verb), stage=ast.Name()) if verb.text in _NO_EVENTS:
                said = f"`{verb.text}` is not how the language says it"
                raise Mistake("SLA012", said, verb.span, f"leave `{verb.text}` out")
            case ast.Within(event=ast.Ref(name=verb), stage=ast.Name() as noun) if verb.text == "first" and (
                noun.text in ("touch", "touches")
            ):
                said = f"`first {noun.text}` is not how the language says it"
                raise Mistake("SLA012", said, verb.span.to(noun.span), "write `first-touch`")
            case ast.Within(limit=None) if not any(isinstance(o, ast.Before) for o in options):
                raise _incomplete(promise, "in what time", "first-touch within 4h")
            case ast.Keeps(measure=ast.Share() as share, target=None):
                return self._bare_share(promise, share, [])
            case ast.Keeps(measure=ast.Balance()):
                return promise
            case ast.Keeps(target=None):
                raise _incomplete(promise, "what target is kept", "keeps ... >= 30%")
        return promise

    def on_delivers(self, kids: list[Any], span: Span) -> ast.Delivers:
        *target, stage = kids
        return ast.Delivers(target[0] if target else None, stage, span=span)

    def on_delivers_amount(self, kids: list[Any], span: Span) -> ast.Delivers:
        *target, amount, stage = kids
        return ast.Delivers(target[0] if target else None, stage, amount, span=span)

    def on_at_least(self, kids: list[Any], span: Span) -> ast.Bound:
        return ast.Bound(">=", ast.Lit(self.value(kids[0]), span=span), span=span)

    def on_untimed(self, kids: list[Any], span: Span) -> ast.Within:
        event, *stage = kids
        return ast.Within(event, stage[0] if stage else None, None, span=span)

    def on_within(self, kids: list[Any], span: Span) -> ast.Within:
        event, *stage, limit = kids
        return ast.Within(event, stage[0] if stage else None, timed(limit), span=span)

    def on_by_day(self, kids: list[Any], span: Span) -> ast.ByDay:
        clock, day = kids
        return ast.ByDay(clock, day, span=span)

    def on_time_of_day(self, kids: list[Any], span: Span) -> time | None:
        return time_of_day(kids[0]) if kids[0].kind == "CLOCK" else None

    def on_which_day(self, kids: list[Any], span: Span) -> ast.Duration:
        if kids[0].kind == "DURATION":
            return duration(kids[0].text, span)
        said = [kid.text for kid in kids]
        return ast.Duration(Decimal("next" in said), "day", "business" in said, span=span)

    def on_window(self, kids: list[Any], span: Span) -> ast.Within:
        event, *stage, low, high = kids
        return ast.Within(event, stage[0] if stage else None, timed(high), timed(low), span=span)

    def on_event_words(self, kids: list[Any], span: Span) -> ast.Expr:
        return kids[0] if len(kids) == 1 else ast.Or(tuple(kids), span=span)

    def on_both_events(self, kids: list[Any], span: Span) -> ast.Expr:
        refs = tuple(ast.Ref(name, span=name.span) for name in kids)
        return refs[0] if len(refs) == 1 else ast.And(refs, span=span)

    def on_makes(self, kids: list[Any], span: Span) -> ast.Makes:
        needs = [kid for kid in kids if isinstance(kid, ast.Need)]
        across = next((kid[0] for kid in kids if isinstance(kid, tuple)), None)
        last = kids[-1]
        if isinstance(last, list):
            return ast.Makes(tuple(needs), across, None, timed(last[0]), span=span)
        limit = None if isinstance(last, ast.Need | tuple) else timed(last)
        return ast.Makes(tuple(needs), across, limit, span=span)

    def on_every(self, kids: list[Any], span: Span) -> list[ast.Expr]:
        return kids

    def on_need(self, kids: list[Any], span: Span) -> ast.Need:
        if isinstance(kids[0], ast.Bound):
            bound, noun = kids
            return ast.Need(">=", bound.value, noun, span=span)
        sign, count, noun = kids
        return ast.Need(cast(Any, _ordered(sign)), count, noun, span=span)

    def on_across(self, kids: list[Any], span: Span) -> tuple[ast.Need]:
        return (kids[0],)

    def on_across_days(self, kids: list[Any], span: Span) -> tuple[ast.Need]:
        *sign, token = kids
        length = duration(token.text, token.span)
        noun = ast.Name((f"{'business ' if length.business else ''}{length.unit}s",), span=token.span)
        count = ast.Lit(ast.Number(length.amount, span=token.span), span=token.span)
        return (ast.Need(cast(Any, _ordered(sign[0]) if sign else ">="), count, noun, span=span),)

    def on_keeps_conversion(self, kids: list[Any], span: Span) -> ast.Keeps:
        origin, goal, *rest = kids
        target = rest.pop() if rest and isinstance(rest[-1], ast.Bound) else None
        measure = ast.Conversion(origin, goal, timed(rest[0]) if rest else None, span=span)
        return ast.Keeps(measure, shared(target), span=span)

    def on_keeps_share(self, kids: list[Any], span: Span) -> ast.Keeps:
        stage, where, *later = kids
        return self._share(None, stage, where, later, span)

    def on_keeps_share_amount(self, kids: list[Any], span: Span) -> ast.Keeps:
        amount, stage, where, *later = kids
        return self._share(amount, stage, where, later, span)

    def _share(
        self, amount: ast.Expr | None, stage: ast.Name, where: ast.Expr, later: list[Any], span: Span
    ) -> ast.Keeps:
        # the grammar takes the target for a last comparison of the condition: `source in ("web") >= 40%`
        chained, self.chained = self.chained, None
        if chained is None:
            share = ast.Share(amount, stage, where, span=span)
            bare = ast.Keeps(share, None, span=span)
            return self._bare_share(bare, share, later) if later else bare
        condition = without_last(where, chained)
        if condition is None:
            raise chain_mistake(chained)
        target = _with_steps(target_of(chained), later)
        return ast.Keeps(ast.Share(amount, stage, condition, span=span), shared(target), span=span)

    def _bare_share(self, promise: ast.Keeps, share: ast.Share, later: list[Any]) -> ast.Keeps:
        """`share of won where is_web >= 40%`: the condition is a bare name, so the one comparison is the target."""
        last = last_of(share.where)
        if isinstance(last, ast.Compare | ast.Between) and self._is_target(last):
            condition = without_last(share.where, last)
            if condition is not None:
                target = _with_steps(target_of(last), later)
                return replace(promise, measure=replace(share, where=condition), target=shared(target))
        if isinstance(last, ast.Compare) and isinstance(last.right, ast.Ref):
            message = "this promise does not say what share is kept: its last comparison belongs to the condition"
            hint = "put the condition in brackets, so that the target stands apart: `where (hot) >= goal`"
            raise Mistake("SLA028", message, last.span, hint)
        raise _incomplete(promise, "what share is kept", 'keeps share of won where source = "web" >= 40%')

    def _is_target(self, last: ast.Compare | ast.Between) -> bool:
        said, left = (last.right, last.left) if isinstance(last, ast.Compare) else (last.low, last.operand)
        return self.bracketed(left) or (isinstance(said, ast.Lit) and isinstance(said.value, ast.Percent))

    def on_later_previous(self, kids: list[Any], span: Span) -> tuple[Any, ...]:
        return ()

    def on_keeps_part(self, kids: list[Any], span: Span) -> ast.Keeps:
        stage, *target = kids
        return ast.Keeps(
            ast.PartOfAll(self.on_counted([stage], span), span=span), shared(target[0] if target else None), span=span
        )

    def on_keeps_part_amount(self, kids: list[Any], span: Span) -> ast.Keeps:
        amount, stage, *target = kids
        of = self.on_counted_amount([amount, stage], span)
        return ast.Keeps(ast.PartOfAll(of, span=span), shared(target[0] if target else None), span=span)

    def on_keeps_balance(self, kids: list[Any], span: Span) -> ast.Keeps:
        of, within = kids
        return ast.Keeps(ast.Balance(of, percent(within), span=span), None, span=span)

    def on_keeps_ratio(self, kids: list[Any], span: Span) -> ast.Keeps:
        of, to, *target = kids
        return ast.Keeps(ast.QuotientOf(of, to, span=span), target[0] if target else None, span=span)

    def on_counted(self, kids: list[Any], span: Span) -> ast.Counted:
        return ast.Counted(kids[0], span=span)

    def on_counted_amount(self, kids: list[Any], span: Span) -> ast.Counted:
        amount, stage = kids
        return ast.Counted(stage, amount, span=span)

    def on_later(self, kids: list[Any], span: Span) -> tuple[Any, ...]:
        return (day_of(kids[0]), *kids[1:])

    def on_later_undated(self, kids: list[Any], span: Span) -> tuple[Any, ...]:
        return (None, *kids)

    def on_keeps_statistic(self, kids: list[Any], span: Span) -> ast.Keeps:
        word, operand, stage, *target = kids
        measure = ast.Statistic(statistic(word.text, word.span), operand, stage, span=span)
        return ast.Keeps(measure, target[0] if target else None, span=span)

    def on_keeps_time(self, kids: list[Any], span: Span) -> ast.Keeps:
        word, start, end, *target = kids
        measure = ast.TimeStatistic(statistic(word.text, word.span), start, end, span=span)
        bound = target[0] if target else None
        if bound is not None:
            for side in (bound.value, bound.high):
                timed(side)
        return ast.Keeps(measure, bound, span=span)

    def on_fills(self, kids: list[Any], span: Span) -> ast.Fills:
        return ast.Fills(tuple(kids), span=span)

    def on_filled(self, kids: list[Any], span: Span) -> tuple[ast.Name, ...]:
        return tuple(kids)

    def on_ensures(self, kids: list[Any], span: Span) -> ast.Ensures:
        return ast.Ensures(kids[0], span=span)

    def on_never(self, kids: list[Any], span: Span) -> ast.Never:
        return ast.Never(kids[0], span=span)

    def on_target(self, kids: list[Any], span: Span) -> ast.Bound:
        return ast.Bound(cast(Any, _ordered(kids[0])), kids[1], previous=len(kids) > 2, span=span)

    def on_cell_bound_from_day(self, kids: list[Any], span: Span) -> ast.Bound:
        return self.on_target(kids, span)

    def on_target_between(self, kids: list[Any], span: Span) -> ast.Bound:
        return ast.Bound("between", kids[0], kids[1], previous=len(kids) > 2, span=span)

    def on_of_previous(self, kids: list[Any], span: Span) -> Span:
        return span


def _ordered(sign: Token) -> str:
    if sign.text == "!=":
        raise Mistake(
            "SLA038", "`!=` is no target", sign.span, "write `>=`, `<=`, `>`, `<`, `=` or `between ... and ...`"
        )
    return sign.text


def _incomplete(promise: ast.Promise, what: str, example: str) -> Mistake:
    return Mistake(
        "SLA028", f"this promise does not say {what}", promise.span, f"write `{example}`, or a table below it"
    )


def target_of(node: ast.Expr) -> ast.Bound:
    """The comparison that is a target, as one."""
    match node:
        case ast.Compare(op=op, right=right) if op != "!=":
            return ast.Bound(op, right, span=right.span)
        case ast.Between(low=low, high=high):
            return ast.Bound("between", low, high, span=low.span.to(high.span))
    raise chain_mistake(node)


def _with_steps(target: ast.Bound, later: list[Any]) -> ast.Bound:
    if not later:
        return target
    if not later[0]:
        return replace(target, previous=True)
    start, *steps = later[0]
    first = cast(ast.Expr, target.value)
    return replace(target, value=schedule(((first, start), *steps), first.span))
