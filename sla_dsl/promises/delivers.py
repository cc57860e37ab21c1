"""`delivers TARGET STAGE`: a party hands over a number, or an amount, in every period."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount as spell_amount
from sla_dsl.lang.printer import expression
from sla_dsl.lang.printer import period as spell_period
from sla_dsl.model import forms
from sla_dsl.model.types import Sort
from sla_dsl.promises.base import Room, Typed, Words, only
from sla_dsl.promises.plain import how_often, options_in_english, party_in_english, target_in_english
from sla_dsl.promises.scope import groups, minimum, period, population, prorated, warn


def lower(words: Words, clause: ast.Clause, promise: ast.Delivers) -> forms.Measure:
    """The measure: rows of the stage counted, or an amount summed, by the period of the stage's instant."""
    assert promise.target is not None, "a clause without a target has a table of tiers, and is not lowered"
    stage = words.stage(promise.stage)
    amount = None if promise.amount is None else _amount(words, promise.amount, stage.table)
    per = period(words, clause)
    _check_using(words, clause)
    return forms.Measure(
        meta=words.meta(clause, english(clause)),
        population=population(words, clause, stage.table, stage),
        noun=promise.stage.text,
        amount=None if amount is None else amount.expr,
        amount_name=None if promise.amount is None else expression(promise.amount),
        target=_target(words, promise.target, promise.stage.text, amount),
        per=per,
        by=groups(words, clause, stage.table),
        pace=_pace(words, clause, per),
        prorated=prorated(words, clause),
        minimum=minimum(words, clause),
        warn=warn(words, clause),
    )


def _amount(words: Words, e: ast.Expr, table: str) -> Typed:
    found = words.sum_of(e, table)
    if found.type.sort not in (Sort.NUMBER, Sort.MONEY):
        message = f"`{expression(e)}` is a {found.type}, and only numbers and amounts of money are added up"
        raise words.refuse("SLA201", e.span, message, "name a column of numbers, such as `amount`")
    return found


def _target(words: Words, target: ast.Bound, noun: str, amount: Typed | None) -> forms.Target:
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
        message = f"`{text}` is {_articled(side)}, and `{noun}` are counted"
        raise words.refuse("SLA201", node.span, message, hint)
    if side.type.sort not in (Sort.NUMBER, Sort.MONEY):
        message = f"`{text}` is {_articled(side)}, and a sum is compared with a number or an amount of money"
        raise words.refuse("SLA201", node.span, message, "write an amount such as `$250k`")
    return side, side.const


def _articled(side: Typed) -> str:
    return f"an {side.type}" if side.type.sort is Sort.MONEY else f"a {side.type}"


_LENGTH = {
    "day": 1, "week": 7, "month": 30, "fiscal_month": 30, "quarter": 91, "fiscal_quarter": 91,
    "half": 182, "fiscal_half": 182,
}  # fmt: skip


def _length(per: forms.Per | None) -> int:
    return 10_000 if per is None else per.days if per.kind == "rolling" else _LENGTH.get(per.kind, 365)


def _check_using(words: Words, clause: ast.Clause) -> None:
    """A calendar changes nothing where no working days are counted."""
    using: ast.Using | None = only(clause, ast.Using)
    if using is not None and not any(isinstance(o, ast.Flag) for o in clause.options):
        message = "no working days are counted here, so a calendar changes nothing"
        with words.attempt():
            raise words.refuse("SLA307", using.span, message, "leave the calendar out, or add `prorated`")


def _pace(words: Words, clause: ast.Clause, per: forms.Per | None) -> forms.Pace | None:
    paced: ast.Paced | None = only(clause, ast.Paced)
    if paced is None:
        return None
    sub = words.per(paced.period)
    if sub.kind == "rolling":
        raise words.not_yet("a rolling pace", paced.period.span)
    if _length(sub) >= _length(per):
        whole: ast.Per | None = only(clause, ast.Per)
        own = "term" if whole is None else spell_period(whole.period)
        message = f"a pace per {spell_period(paced.period)} does not divide a {own}"
        hint = "pace by something shorter than the promise's period: `per month paced <= 40% per week`"
        raise words.refuse("SLA305", paced.span, message, hint)
    return forms.Pace(words.share(paced.share, "`paced`"), sub, paced.of_target)


def english(clause: ast.Clause) -> str:
    """`Marketing must deliver at least 100 MQL per month, with no more than 40% of them in any one week`."""
    promise = clause.promise
    assert isinstance(promise, ast.Delivers)
    target = "" if promise.target is None else f"{target_in_english(promise.target)} "
    what = promise.stage.text
    if promise.amount is not None:
        what = f"{'of ' if target else ''}{expression(promise.amount)} in {what}"
    often = how_often(clause)
    pace = _pace_in_english(clause)
    return f"{party_in_english(clause)} must deliver {target}{what}{often}{options_in_english(clause)}{pace}"


def _pace_in_english(clause: ast.Clause) -> str:
    paced: ast.Paced | None = only(clause, ast.Paced)
    if paced is None:
        return ""
    promise = clause.promise
    assert isinstance(promise, ast.Delivers)
    base = "the target" if paced.of_target else "them" if promise.amount is None else "it"
    return f", with no more than {expression(paced.share)} of {base} in any one {spell_period(paced.period)}"


ROOM = Room(
    verb="delivers",
    form="measure",
    node=ast.Delivers,
    lower=lower,
    english=english,
    options=(ast.Per, ast.By, ast.MinSize, ast.Paced, ast.Using),
    flags=("prorated",),
    examples=(
        "marketing delivers >= 100 MQL per month paced <= 40% per week",
        "marketing delivers between 100 and 130 MQL per month",
        "marketing delivers >= $250k of amount in MQL per quarter",
        "marketing delivers <= 25 MQL per day by owner",
    ),
)
