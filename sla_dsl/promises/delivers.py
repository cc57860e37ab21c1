"""`delivers TARGET STAGE`: a party hands over a number, or an amount, in every period."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount as spell_amount
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.types import Sort, articled
from sla_dsl.promises.base import Room, Typed, Words, only
from sla_dsl.promises.by_tier import promises, tiered
from sla_dsl.promises.cycles import FLAGS, entered
from sla_dsl.promises.pace import check_using, evenly, pace, pace_in_english
from sla_dsl.promises.plain import (
    amount_in_english,
    how_often,
    options_in_english,
    party_in_english,
    target_cell_in_english,
    target_in_english,
)
from sla_dsl.promises.scope import minimum, period, population, prorated, warn
from sla_dsl.promises.targets import previous_target
from sla_dsl.promises.tiers import english as tiers_in_english
from sla_dsl.promises.variants import varied
from sla_dsl.text.nouns import several


def lower(words: Words, clause: ast.Clause, promise: ast.Delivers) -> forms.Measure:
    """The measure: rows of the stage counted, or an amount summed, by the period of the stage's instant."""
    stage = entered(words, clause, words.stage(promise.stage))
    amount = None if promise.amount is None else _amount(words, promise.amount, stage.table)
    per = period(words, clause)
    check_using(words, clause)
    by_tier = tiered(words, clause, stage)
    paced: ast.Paced | None = only(clause, ast.Paced)

    def fields(bound: ast.Bound) -> dict[str, Any]:
        return {
            "target": _target(words, bound, promise.stage.text, amount),
            "pace": pace(words, clause, per),
            "evenly": evenly(words, clause, per, bound),
        }

    def form(own: dict[str, Any]) -> forms.Measure:
        return forms.Measure(
            meta=words.meta(clause, english),
            population=population(words, clause, stage.table, stage, covered=(by_tier.covered,)),
            noun=promise.stage.text,
            amount=None if amount is None else amount.expr,
            amount_name=None if promise.amount is None else expression(promise.amount),
            per=per,
            by=by_tier.by,
            prorated=prorated(words, clause),
            minimum=minimum(words, clause),
            warn=warn(words, clause),
            tiers=by_tier.tiers,
            **own,
        )

    shares = () if paced is None else (paced.share,)
    return varied(words, promises(words, clause, promise.target, by_tier.lines, fields, *shares, bare=True), form)


def _amount(words: Words, e: ast.Expr, table: str) -> Typed:
    found = words.sum_of(e, table)
    if found.type.sort not in (Sort.NUMBER, Sort.MONEY):
        message = f"`{expression(e)}` is {articled(found.type)}, and only numbers and amounts of money are added up"
        raise words.refuse("SLA201", e.span, message, "name a column of numbers, such as `amount`")
    return found


def _target(words: Words, target: ast.Bound, noun: str, amount: Typed | None) -> forms.Target:
    if target.previous:
        return previous_target(words, target, noun if amount is None else amount.type.currency or "")
    low, low_value = _side(words, target.value, amount, noun)
    high_value = None if target.high is None else _side(words, target.high, amount, noun)[1]
    if high_value is not None and high_value < low_value:
        message = "the lower end of this band is above its upper end"
        raise words.refuse("SLA304", target.span, message, "write the smaller number first")
    unit = noun if amount is None else low.type.currency or words.currency or ""
    return forms.Target(target.op, low_value, high_value, unit)


def _side(words: Words, node: ast.Amount, amount: Typed | None, noun: str) -> tuple[Typed, Fraction]:
    """One end of a target with its value: a number for a count, a number or an amount of money for a sum."""
    side, text = words.constant(node), spell_amount(node)
    assert side.const is not None
    if amount is None and side.type.sort is not Sort.NUMBER:
        hint = "write a number"
        if side.type.sort is Sort.MONEY:
            hint = f"say what is summed: `{text} of amount in {noun}`"
        message = f"`{text}` is {articled(side.type)}, and `{noun}` are counted"
        raise words.refuse("SLA201", node.span, message, hint)
    if side.type.sort not in (Sort.NUMBER, Sort.MONEY):
        message = f"`{text}` is {articled(side.type)}, and a sum is compared with a number or an amount of money"
        raise words.refuse("SLA201", node.span, message, "write an amount such as `$250k`")
    return side, side.const


def english(clause: ast.Clause) -> str:
    """`Marketing must deliver at least 100 MQL per month, with no more than 40% of them in any one week`."""
    promise = clause.promise
    assert isinstance(promise, ast.Delivers)
    one = promise.target is not None and promise.target.high is None and amount_in_english(promise.target.value) == "1"
    what = promise.stage.text if one or promise.amount is not None else several(promise.stage.text)
    if promise.amount is not None:
        what = f"{'' if promise.target is None else 'of '}{expression(promise.amount)} in {what}"
    promised = what if promise.target is None else target_in_english(promise.target, what=what)
    often = how_often(clause)
    paced = pace_in_english(clause)
    told = f"{party_in_english(clause)} must deliver {promised}{often}{options_in_english(clause)}{paced}"
    return f"{told}{tiers_in_english(clause, target_cell_in_english)}"


ROOM = Room(
    verb="delivers",
    form="measure",
    lower=lower,
    english=english,
    options=(ast.Per, ast.By, ast.MinSize, ast.Paced, ast.PacedEvenly, ast.Using),
    flags=("prorated", *FLAGS),
    tiered=True,
    examples=(
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers between 100 and 130 MQL per month",
        "marketing delivers >= $250k of amount in MQL per quarter",
        "marketing delivers <= 25 MQL per day by owner",
        "marketing delivers MQL per month by source\n  | source | target |\n  | web | >= 25 |\n  | event | >= 15 |",
    ),
)
