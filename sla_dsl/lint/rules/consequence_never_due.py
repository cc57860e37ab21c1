"""The rule consequence-never-due: what follows from more breached periods than there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context
from sla_dsl.model.consequences import Consequence
from sla_dsl.model.forms import Measure, Per, PeriodForm
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
        days = _days(context, clauses[due.clause])
        if days is None:
            continue
        count = _count(due, clauses[due.clause], days, context.policy.years)
        if count < due.times:
            unit = due.per.kind.replace("_", " ")
            message = f"`{due.clause}` is judged for {_said(count, unit)}, and this takes {due.times} breached ones"
            yield Remark(source, when.clause.span, message, "ask for fewer, or for shorter periods")


def _said(count: int, unit: str) -> str:
    return f"no whole {unit}" if not count else f"1 {unit}" if count == 1 else f"{count} {unit}s"


def _days(context: Context, clause: ClauseAt) -> tuple[date, date] | None:
    """The first and the last day of a clause; None where one of them is open."""
    term, own = context.policy.term, clause.form.meta.in_force
    first, last = own[0] or term[0], own[1] or term[1]
    return None if first is None or last is None else (first, last)


def _count(due: Consequence, clause: ClauseAt, days: tuple[date, date], years: Years) -> int:
    """How many periods of the consequence can be breached: whole ones, where only they are judged."""
    # Only here, since it takes time: most policies have no consequence that counts.
    from sla_dsl.compile.periods import bounds

    assert due.per is not None
    first, last = days
    form = clause.form
    whole = isinstance(form, PeriodForm) and not (isinstance(form, Measure) and form.prorated)
    if due.per.kind == "rolling":
        return (last - first).days + 2 - due.per.days
    count, end = 0, first
    while end <= last:
        start, end = bounds(Per(due.per.kind), end, years)
        count += not whole or (start >= first and end <= last + timedelta(days=1))
    return count


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
