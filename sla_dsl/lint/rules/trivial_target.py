"""The rule trivial-target: a target that is met, or missed, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, rows_of
from sla_dsl.lint.populations import empty
from sla_dsl.logic.relations import implies, satisfiable
from sla_dsl.model.expr import both
from sla_dsl.model.forms import Duty, Invariant, Lasting, Measure, Quotient, Ratio, Statistic, Target
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Span


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        said = _said(clause)
        if said is not None:
            word, span = said
            what = "promise" if span == clause.node.promise.span else "target"
            hint = "write what was agreed on; a stage brings its condition with its name"
            yield Remark(clause.source, span, f"this {what} is {word}, whatever happens", hint)


def _said(clause: ClauseAt) -> tuple[str, Span] | None:
    form = clause.form
    match form:
        case Duty(variants=()) | Invariant() if form.share == 0:
            return "always met", _span(clause, ast.On)
        case Invariant(population=population, condition=condition) if not empty(population):
            rows = rows_of(population)
            if implies(rows, condition) is True:
                return "always met", clause.node.promise.span
            return ("never met", clause.node.promise.span) if satisfiable(both(rows, condition)) is False else None
        case Measure(pace=pace, evenly=evenly) if pace is not None or evenly is not None:
            return None  # the pace is what is promised
        case Measure(variants=()) | Ratio(variants=()) | Quotient(variants=()) | Statistic(variants=()):
            word = _always(form.target, from_zero=_from_zero(form), to_one=isinstance(form, Ratio))
            return None if word is None else (word, _span(clause, ast.Bound))
        case _:
            return None


def _from_zero(form: Measure | Ratio | Quotient | Statistic) -> bool:
    """Whether the value is never less than nothing."""
    counted = isinstance(form, Measure | Quotient) and form.amount is None
    return counted or isinstance(form, Ratio) or (isinstance(form, Statistic) and isinstance(form.value, Lasting))


def _always(target: Target, *, from_zero: bool, to_one: bool) -> str | None:
    """What is always true of a target for values of zero and more, of shares up to the whole."""
    if target.previous or not from_zero:
        return None
    match target.op:
        case ">=" if target.value <= 0:
            return "always met"
        case "<=" if to_one and target.value >= 1:
            return "always met"
        case "<" if target.value <= 0:
            return "never met"
        case ">" if to_one and target.value >= 1:
            return "never met"
        case "between" if target.high is not None and target.high < target.value:
            return "never met"
    return None


def _span(clause: ClauseAt, kind: type[ast.Node]) -> Span:
    """Where the clause says it."""
    return next((node.span for node in ast.nodes(clause.node) if isinstance(node, kind)), clause.node.promise.span)


RULE = Rule(
    id="trivial-target",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a target that is met, or missed, whatever happens",
    why=(
        "No count is below zero, no share is above 100 %, and no MQL has fewer points than an MQL must have: such a "
        "clause is green, or red, for ever. Mostly a number was to be filled in later, or the comparison points the "
        "wrong way."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days on >= 0% per month
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days on >= 90% per month
""",
    find=find,
)
