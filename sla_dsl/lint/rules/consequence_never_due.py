"""The rule consequence-never-due: what follows from more breached periods than there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.lint.periods import touched, whole
from sla_dsl.lint.populations import Days, days_of
from sla_dsl.model.consequences import Consequence
from sla_dsl.model.forms import Form, Measure, PeriodForm
from sla_dsl.model.policy import Years
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    clauses = {clause.id: clause for clause in context.clauses}
    there = {(c.file, c.line, c.column): c for c in context.policy.consequences}
    for when, source in context.own_statements():
        if not isinstance(when, ast.When):
            continue
        due = there.get((source.name, *source.position(when.span.start)))
        if due is None or due.times is None or due.per is None:
            continue
        form = clauses[due.clause].form
        days = days_of(context, form)
        if date.min in days or date.max in days:
            continue  # of a term without an end nobody knows
        count = _count(due, form, days, context.policy.years)
        if count < due.times:
            unit = due.per.kind.replace("_", " ")
            message = f"`{due.clause}` is judged for {_said(count, unit)}, and this takes {due.times} breached ones"
            yield Remark(source, when.clause.span, message, "ask for fewer, or for shorter periods")


def _said(count: int, unit: str) -> str:
    return f"no whole {unit}" if not count else f"1 {unit}" if count == 1 else f"{count} {unit}s"


def _count(due: Consequence, form: Form, days: Days, years: Years) -> int:
    """How many periods of the consequence can be breached: whole ones, where only they are judged."""
    assert due.per is not None
    judged_whole = isinstance(form, PeriodForm) and not (isinstance(form, Measure) and form.prorated)
    found = whole if judged_whole or due.per.kind == "rolling" else touched
    return sum(1 for _ in found(due.per, *days, years))


RULE = Rule(
    id="consequence-never-due",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a consequence of more breached periods than there are",
    why=(
        "An agreement of half a year has two quarters, so `in 3 consecutive quarters` never comes. The party that "
        "counts on the consequence has been promised nothing."
    ),
    bad="""clause volume: marketing delivers >= 300 MQL per quarter
clause decision: sales accepts or rejects MQL within 2 days
when volume breached in 3 consecutive quarters then terminate
""",
    good="""clause volume: marketing delivers >= 300 MQL per quarter
clause decision: sales accepts or rejects MQL within 2 days
when volume breached in 2 consecutive quarters then terminate
""",
    find=find,
)
