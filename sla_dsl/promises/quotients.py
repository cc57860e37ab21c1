"""`keeps share of won`, `keeps balance of won`, `keeps ratio of A to B`: one count or sum over another."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount as spelled
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.expr import Expr, both
from sla_dsl.model.types import Sort, articled
from sla_dsl.promises.base import Moment, Typed, Words, only
from sla_dsl.promises.by_tier import Tiered, promises, tiered
from sla_dsl.promises.scope import linked
from sla_dsl.promises.targets import previous_target, share_target
from sla_dsl.promises.variants import Promised, varied
from sla_dsl.text.nouns import several

_NUMBERS = (Sort.NUMBER, Sort.MONEY)


def part_of_all(
    words: Words,
    clause: ast.Clause,
    of: ast.Counted,
    target: ast.Bound | None,
    stage: Moment,
    by_tier: Tiered,
    shared: dict[str, Any],
) -> forms.Quotient:
    """What a group, or a tier, holds of what all groups or tiers of the period hold."""
    each = promises(words, clause, target, by_tier.lines, lambda bound: {"target": share_target(words, bound)})
    parts = {"tiers": by_tier.tiers, **shared}
    return varied(words, each, lambda own: _of_groups(words, clause, of, "all", own["target"], stage, parts))


def balance(
    words: Words, clause: ast.Clause, measure: ast.Balance, stage: Moment, shared: dict[str, Any]
) -> forms.Quotient:
    """What a group holds against the median of the groups."""

    def band() -> dict[str, Any]:
        near = words.share(measure.within, "`within`")
        return {"target": forms.Target("between", 1 - near, 1 + near, "share")}

    each = [Promised(None, (measure.within,), band)]
    return varied(
        words, each, lambda own: _of_groups(words, clause, measure.of, "median", own["target"], stage, shared)
    )


def _of_groups(
    words: Words,
    clause: ast.Clause,
    of: ast.Counted,
    below: Literal["all", "median"],
    target: forms.Target,
    stage: Moment,
    shared: dict[str, Any],
) -> forms.Quotient:
    if only(clause, ast.By) is None and clause.tiers is None:
        message = "this promise compares groups, and no groups are named"
        hint = "say whose: `by owner`"
        if below == "all":
            hint = 'say whose: `by owner`; or which part is meant: `where source = "web"`'
        raise words.refuse("SLA371", clause.promise.span, message, hint)
    return forms.Quotient(
        noun=of.stage.text, amount=_amount(words, of, stage.table)[0], value_name=said(of), below=below, target=target,
        **shared,
    )  # fmt: skip


def ratio(
    words: Words,
    clause: ast.Clause,
    measure: ast.QuotientOf,
    target: ast.Bound | None,
    stage: Moment,
    by_tier: Tiered,
    shared: dict[str, Any],
) -> forms.Quotient:
    """One count or sum over another, in the same periods and groups; scope options are about the first one."""
    other = words.stage(measure.to.stage)
    by: ast.By | None = only(clause, ast.By)
    for field in () if by is None or clause.tiers is not None else by.fields:
        if words.group(field, other.table) != words.group(field, stage.table):
            message = f"`{field.text}` is not one column in `{stage.table}` and `{other.table}`"
            raise words.refuse("SLA216", field.span, message, "name a column that both tables have")
    amount, unit = _amount(words, measure.of, stage.table)
    below, below_unit = _amount(words, measure.to, other.table)
    below_by_tier = tiered(words, clause, other)
    condition = both(other.condition, below_by_tier.covered)
    own = linked(words, clause, other.table)
    population = forms.Population(other.table, other.at, condition, words.excluded(other.table), linked=own)
    each = promises(
        words, clause, target, by_tier.lines, lambda bound: {"target": _number(words, bound, unit, below_unit)}
    )
    return varied(
        words,
        each,
        lambda own: forms.Quotient(
            noun=measure.of.stage.text,
            amount=amount,
            value_name=f"ratio of {said(measure.of)} to {said(measure.to)}",
            below=forms.Below(population, measure.to.stage.text, below, below_by_tier.tiers),
            tiers=by_tier.tiers,
            **shared,
            **own,
        ),
    )


def _number(words: Words, target: ast.Bound, above: Typed | None, below: Typed | None) -> forms.Target:
    """A plain number; an amount of money where money is divided by a number, or a column by rows that are counted
    (rule 224); and a percentage stays one."""
    if target.previous:
        return previous_target(words, target, "")
    if above is not None and below is None:
        money = above.type.sort in (Sort.MONEY, Sort.NUMBER)
    else:
        money = above is not None and above.type.sort is Sort.MONEY and not (below and below.type.sort is Sort.MONEY)
    sides = [words.constant(side) for side in (target.value, target.high) if side is not None]
    for side, node in zip(sides, (target.value, target.high), strict=False):
        wrong = side.const is None or side.type.sort not in (*_NUMBERS, Sort.SHARE)
        if wrong or (side.type.sort is Sort.MONEY and not money) or (side.const is not None and side.const < 0):
            assert node is not None
            message = f"`{spelled(node)}` is {articled(side.type)}, and a ratio is compared with a number from 0 on"
            raise words.refuse("SLA201", node.span, message, "write a number such as `6`, or a percentage")
    low, *high = [side.const or Fraction(0) for side in sides]
    if high and high[0] < low:
        message = "the lower end of this band is above its upper end"
        raise words.refuse("SLA304", target.span, message, "write the smaller one first")
    currency = next((s.type.currency for s in sides if s.type.sort is Sort.MONEY and s.type.currency), "")
    unit = "share" if all(s.type.sort is Sort.SHARE for s in sides) else currency
    return forms.Target(target.op, low, high[0] if high else None, unit)


def _amount(words: Words, of: ast.Counted, table: str) -> tuple[Expr | None, Typed | None]:
    """What is summed, None for a count."""
    if of.amount is None:
        return None, None
    found = words.sum_of(of.amount, table)
    if found.type.sort not in _NUMBERS:
        message = (
            f"`{expression(of.amount)}` is {articled(found.type)}, and only numbers and amounts of money are added up"
        )
        raise words.refuse("SLA201", of.amount.span, message, "name a column of numbers, such as `amount`")
    return found.expr, found


def said(of: ast.Counted) -> str:
    """`won`, `amount in won`."""
    return of.stage.text if of.amount is None else f"{expression(of.amount)} in {of.stage.text}"


def counted(of: ast.Counted) -> str:
    """`won`, `leads`, `amount in won`: what is counted as it is said of several."""
    return several(of.stage.text) if of.amount is None else said(of)
