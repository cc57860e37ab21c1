"""Consequences: what happens when a clause is breached, how often it must be, and what a missed period passes on."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.model.consequences import Action, Consequence
from sla_dsl.model.times import SECOND_US
from sla_dsl.model.types import Sort
from sla_dsl.promises.base import Typed

CARRY = "carry over"
_UNITS = {Sort.SHARE: "share", Sort.DURATION: "seconds"}


def consequence(words: ClauseWords, when: ast.When, form: forms.Form) -> Consequence:
    """The consequence of a breach of a form. Raises `Refused` when it asks for periods that the form does not have."""
    line, column = words.source.position(when.span.start)
    per = None if when.period is None else _per(words, when, when.period, form)
    for action in when.actions:
        if action.verb == CARRY:
            _check_carry(words, when, action, form)
    actions = tuple(_action(words, a) for a in when.actions)
    return Consequence(form.meta.id, actions, when.times, when.of_last, per, words.source.name, line, column)


def carries(found: Consequence) -> bool:
    """Whether a consequence passes on what a period misses."""
    return any(action.kind == CARRY for action in found.actions)


def _action(words: ClauseWords, action: ast.Action) -> Action:
    text = None if action.role is None else action.role.value
    to = None if action.to is None else action.to.text
    if action.amount is None:
        return Action(action.verb, text, to, None, None)
    credit = _credit(words, action.amount, action.of)
    assert credit.const is not None
    unit = credit.type.currency or _UNITS.get(credit.type.sort, "")
    value = credit.const / SECOND_US if credit.type.sort is Sort.DURATION else credit.const
    return Action(action.verb, text, to, value, unit)


def _credit(words: ClauseWords, amount: ast.Amount, of: ast.Expr | None) -> Typed:
    """What is credited: an amount, or a share of one."""
    if of is None or isinstance(amount, ast.Dated):
        return words.constant(amount)
    words.share(amount, "`credit`")
    words.constant(of)
    return words.constant(ast.Arith("*", amount, of, span=amount.span.to(of.span)))


def _per(words: ClauseWords, when: ast.When, period: ast.Period, form: forms.Form) -> forms.Per:
    """The periods that are counted: the form's own ones, or those in which its single subjects start."""
    name, unit = form.meta.id, str(period.unit)
    if isinstance(form, forms.PeriodForm) or form.grouped:
        if form.per is not None and form.per.kind.removeprefix("fiscal_") == unit:
            return form.per
        said = "over all of its time" if form.per is None else f"by the {_unit(form.per)}"
        hint = f"count {_unit(form.per)}s" if form.per is not None and form.per.kind != "rolling" else None
        message = f"`{name}` is judged {said}, so it has no {unit}s to count"
        raise words.refuse("SLA345", when.span, message, hint or f"judge it `per {unit}`")
    if form.population.start is None:
        message = f"nothing says when a row of `{name}` begins, so it has no {unit}s to count"
        raise words.refuse("SLA345", when.span, message, f"judge it `per {unit}`")
    return words.per(period)


def _unit(per: forms.Per) -> str:
    return "rolling window" if per.kind == "rolling" else per.kind.replace("_", " ")


def _check_carry(words: ClauseWords, when: ast.When, action: ast.Action, form: forms.Form) -> None:
    """What is carried over is an amount that is short of a target at the end of a period."""
    if when.times is not None:
        message = f"`{CARRY}` moves what each period misses to the next one, however many have missed"
        hint = f"write `when {form.meta.id} breached then {CARRY}`"
        raise words.refuse("SLA346", action.span, message, hint)
    short = isinstance(form, forms.Measure) and _carries(form.target)
    if isinstance(form, forms.Measure):
        short = short and all(_carries(v.form.target) for v in form.variants if isinstance(v.form, forms.Measure))
    if not short or not isinstance(form, forms.Measure) or form.per is None or form.per.kind == "rolling":
        message = f"`{form.meta.id}` has no number that one period could miss and the next one deliver"
        hint = "carry over goes with `delivers >= ... per month`, or another period of the calendar"
        raise words.refuse("SLA346", action.span, message, hint)


def _carries(target: forms.Target) -> bool:
    """Whether a period can fall short of a target by a number."""
    return target.op == ">=" and not target.previous


def carrying(form: forms.Measure) -> forms.Measure:
    """A form of which every period owes what the one before has missed, for every tier by itself."""

    def steps(tier: int | None) -> tuple[forms.Step, ...]:
        mine = [(v.since, v.form) for v in form.variants if v.tier == tier] or [(None, form)]
        return tuple(forms.Step(s, f.target.value if isinstance(f, forms.Measure) else None) for s, f in mine)

    variants = [
        replace(v, form=replace(v.form, carried=steps(v.tier))) if isinstance(v.form, forms.Measure) else v
        for v in form.variants
    ]
    return replace(form, carried=steps(None), variants=tuple(variants))
