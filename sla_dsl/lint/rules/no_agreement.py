"""The rule no-agreement: clauses without an agreement that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, name_span
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    if not context.agreement and context.own_clauses and not context.is_base:
        first = context.own_clauses[0]
        message = "nothing says between whom this is agreed, for how long, and in which zone"
        hint = 'begin with `agreement "TITLE"` and its lines `between`, `term` and `timezone`'
        yield Remark(first.source, name_span(first.node), message, hint)


RULE = Rule(
    id="no-agreement",
    group="agreement",
    level=Level.ADVICE,
    since="2026.1",
    summary="clauses without an agreement",
    why=(
        "Two lines are a policy, and a good beginning. Until an agreement says between whom, for how long and in "
        "which zone, its days are those of UTC, its periods begin and end with the data, and any party may be named."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""agreement "Leads" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  review every quarter
  timezone "Europe/Berlin"
  accepted by marketing "CMO" on 2026-06-28
  accepted by sales "VP Sales" on 2026-06-29

clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
    alone=True,
)
