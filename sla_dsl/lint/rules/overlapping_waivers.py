"""The rule overlapping-waivers: two waivers of one clause that cover the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, line_of, rows_of
from sla_dsl.lint.periods import whole
from sla_dsl.lint.populations import Days
from sla_dsl.logic.relations import satisfiable
from sla_dsl.model.expr import both
from sla_dsl.model.forms import Form, Measure, PeriodForm
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    own = {file.source.name for file in context.files}
    for clause in context.clauses:
        yield from (remark for remark in _pairs(context, clause) if remark.source.name in own)


def _pairs(context: Context, clause: ClauseAt) -> Iterator[Remark]:
    written = [
        (s, source) for s, source in context.statements if isinstance(s, ast.Waive) and s.clause.text == clause.id
    ]
    rows = rows_of(clause.form.population)
    bound = zip(written, clause.form.meta.waivers, strict=True)
    for ((before, there), one), ((waive, source), other) in combinations(bound, 2):
        days = max(one.days[0], other.days[0]), min(one.days[1], other.days[1])
        if _covers(context, clause.form, days) and satisfiable(both(rows, one.condition, other.condition)) is True:
            where = line_of(there, before.span, source)
            said = f"on {days[0]}" if days[0] == days[1] else f"from {days[0]} to {days[1]}"
            message = f"`{clause.id}` is waived for the same {said} by the waiver in {where}"
            yield Remark(source, waive.clause.span, message, "keep one of both, or let one end where the other begins")


def _covers(context: Context, form: Form, days: Days) -> bool:
    """Whether what began on some days is waived at all: of a promise judged by periods only whole ones are."""
    if days[0] > days[1]:
        return False
    if isinstance(form, PeriodForm) and form.per is not None and not (isinstance(form, Measure) and form.prorated):
        return any(True for _ in whole(form.per, *days, context.policy.years))
    return True


RULE = Rule(
    id="overlapping-waivers",
    group="bugs",
    level=Level.WARNING,
    since="2026.1",
    summary="two waivers of one clause that cover the same",
    why=(
        "A breach is forgiven once, by the first waiver written, with its reason and who approved it. Of the second "
        "one no report tells, and who takes the first one out does not change what is forgiven."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-10-01 to 2026-10-14 because "parental leave"
  approved by "CMO"
waive decision from 2026-10-10 to 2026-10-20 because "move to the new CRM" approved by "CMO"
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-10-01 to 2026-10-09 because "parental leave"
  approved by "CMO"
waive decision from 2026-10-10 to 2026-10-20 because "move to the new CRM" approved by "CMO"
""",
    find=find,
)
