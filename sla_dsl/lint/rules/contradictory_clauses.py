"""The rule contradictory-clauses: two promises that can not both be kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, line_of, name_span, rows_of
from sla_dsl.lint.populations import alike, days_of, meet, overlap, within
from sla_dsl.lint.targets import above, same_measure, shorter
from sla_dsl.logic.relations import satisfiable
from sla_dsl.model.expr import both
from sla_dsl.model.forms import Duty, Invariant, Measure, Quotient, Ratio, Statistic
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for one, other in combinations(context.clauses, 2):
        first, second = (other, one) if one.own and not other.own else (one, other)
        if second.own and overlap(days_of(context, one.form), days_of(context, other.form)) and _apart(one, other):
            where = line_of(first.source, first.node.span, second.source)
            message = f"this and `{first.id}` in {where} can not both be kept"
            hint = "let one of them say more narrowly whom it is about, or take one out"
            yield Remark(second.source, name_span(second.node), message, hint)


def _apart(one: ClauseAt, other: ClauseAt) -> bool:
    match one.form, other.form:
        case Measure(variants=()) as a, Measure(variants=()) as b:
            apart = (_more(a, b) and within(one, other)) or (_more(b, a) and within(other, one))
            # Of amounts, which may be negative, fewer rows do not mean less.
            return apart and (a.amount is None or (within(one, other) and within(other, one)))
        case (Ratio() | Statistic() | Quotient()) as a, (Ratio() | Statistic() | Quotient()) as b:
            return same_measure(a, b) and (above(a.target, b.target) or above(b.target, a.target))
        case Duty(variants=()) as a, Duty(variants=()) as b:
            return _times(a, b) or _times(b, a)
        case Invariant() as a, Invariant() as b:
            return _conditions(one, a, other, b)
    return False


def _more(one: Measure, other: Measure) -> bool:
    """Whether the one asks for more than the other allows."""
    return (one.amount, one.per, one.by) == (other.amount, other.per, other.by) and above(one.target, other.target)


def _times(one: Duty, other: Duty) -> bool:
    """Whether what the other one calls in time is too early for the one; of shares nobody knows whose they are."""
    if (one.done, one.paused, one.rhythm) != (other.done, other.paused, other.rhythm) or one.low is None:
        return False
    whole = one.share == other.share == 1
    return whole and shorter(other.limit, one.low) is True and meet(one.population, other.population)


def _conditions(one: ClauseAt, a: Invariant, other: ClauseAt, b: Invariant) -> bool:
    """Whether no row can satisfy both, of those that both are about."""
    if not (alike(a.population, b.population) and a.share == b.share == 1) or one.rows.apart(other.rows):
        return False
    if one.kept.meet(other.kept):  # a row that may be there ends it: mostly at once
        return False
    rows = both(rows_of(a.population), rows_of(b.population))
    return satisfiable(both(rows, a.condition)) is True and satisfiable(both(rows, b.condition)) is True


RULE = Rule(
    id="contradictory-clauses",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="two promises that can not both be kept",
    why=(
        "One of both is breached whatever anybody does. Often two people wrote one each, or a cap was meant for some "
        "of the leads only."
    ),
    bad="""clause volume: marketing delivers >= 120 MQL per month
clause cap: marketing delivers <= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 120 MQL per month
clause cap: marketing delivers <= 150 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
