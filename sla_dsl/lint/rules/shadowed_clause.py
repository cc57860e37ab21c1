"""The rule shadowed-clause: a promise that another one contains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, line_of, name_span, rows_of
from sla_dsl.lint.populations import days_of, of_a_sort, within
from sla_dsl.lint.targets import inside, same_measure, shorter
from sla_dsl.logic.relations import proved
from sla_dsl.model.expr import both
from sla_dsl.model.forms import Duty, Invariant, Measure, Quotient, Ratio, Statistic
from sla_dsl.text.diagnostic import Level

_RANKS = ("info", "minor", "major", "critical")


def find(context: Context) -> Iterator[Remark]:
    shadowed: set[str] = set()
    spoken = {c.clause for c in context.policy.consequences}
    spoken |= {other.meta.id for clause in context.clauses for other in clause.form.meta.excuses}
    for over, under in of_a_sort(context.clauses):
        if under.id in shadowed | spoken or over.id in shadowed or not under.own:
            continue
        if _stands_over(context, over, under) and _contains(over, under):
            shadowed.add(under.id)
            where = line_of(over.source, over.node.span, under.source)
            message = f"whoever keeps `{over.id}` in {where} keeps this too, so it adds nothing"
            yield Remark(under.source, name_span(under.node), message, "take it out, or make it the stricter one")


def _stands_over(context: Context, over: ClauseAt, under: ClauseAt) -> bool:
    """Whether a breach of the one weighs as much as one of the other, at all times and for the same parties."""
    a, b = over.form.meta, under.form.meta
    days, inner = days_of(context, over.form), days_of(context, under.form)
    return (
        (a.parties, a.to, a.waivers, a.excuses) == (b.parties, b.to, b.waivers, b.excuses)
        and _RANKS.index(a.severity) >= _RANKS.index(b.severity)
        and days[0] <= inner[0]
        and inner[1] <= days[1]
    )


def _contains(one: ClauseAt, other: ClauseAt) -> bool:
    """Whether every breach of the second clause is one of the first."""
    match one.form, other.form:
        case Measure(variants=()) as over, Measure(variants=(), pace=None, evenly=None, prorated=None) as under:
            same = replace(over, meta=under.meta, target=under.target, pace=None, evenly=None, warn=under.warn) == under
            return same and inside(over.target, under.target)
        case (Ratio() | Statistic() | Quotient()) as over, (Ratio() | Statistic() | Quotient()) as under:
            return same_measure(over, under) and inside(over.target, under.target)
        case Duty(variants=(), tiers=None) as over, Duty(variants=(), tiers=None) as under:
            return _duties(over, under) and _shares(one, over, other, under)
        case Invariant() as over, Invariant() as under:
            if not _shares(one, over, other, under):
                return False
            return proved(both(rows_of(under.population), over.condition), under.condition)
    return False


def _duties(over: Duty, under: Duty) -> bool:
    same = (over.done, over.low, over.before, over.paused, over.rhythm) == (
        under.done, under.low, under.before, under.paused, under.rhythm,
    )  # fmt: skip
    tight = over.limit == under.limit or shorter(over.limit, under.limit) is True
    return same and tight


def _shares(one: ClauseAt, over: Duty | Invariant, other: ClauseAt, under: Duty | Invariant) -> bool:
    """Whether all rows of the second clause are the first one's, and what that leaves out may be left out."""
    if not over.grouped and over.share == 1:
        return within(other, one)
    same = (over.per, over.by, over.minimum) == (under.per, under.by, under.minimum)
    leeway = same and over.grouped and under.grouped and over.share >= under.share
    return leeway and within(other, one) and within(one, other)


RULE = Rule(
    id="shadowed-clause",
    group="bugs",
    level=Level.WARNING,
    since="2026.1",
    summary="a promise that another one contains",
    why=(
        "A clause that is kept whenever another one is, of the same severity or more, says nothing new: every breach "
        "of it is counted twice, and who changes its number changes nothing. A ladder of severities is no such thing, "
        "and neither is a clause with consequences of its own."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause warm: sales accepts or rejects MQL within 1 day for score >= 50
clause hot: sales accepts or rejects MQL within 2 days for score >= 70
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause warm: sales accepts or rejects MQL within 2 days for score >= 50
clause hot: sales accepts or rejects MQL within 1 day for score >= 70
""",
    find=find,
)
