"""The rule expired-waiver: a waiver whose days are over, in an agreement that goes on for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level

_LONG_AGO = timedelta(days=30)
"""For so long what began on a waiver's last day is still talked about."""


def find(context: Context) -> Iterator[Remark]:
    assert context.as_of is not None
    if context.policy.term[0] is not None:
        return  # its days lie in the term, and without the waiver what began on them would be breached
    for waive, source in context.own_statements():
        if isinstance(waive, ast.Waive) and waive.end is not None and waive.end.day + _LONG_AGO < context.as_of:
            days = (context.as_of - waive.end.day).days
            message = f"this waiver of `{waive.clause.text}` ended {days} days ago, on {waive.end.day}"
            hint = "take it out once its days are no longer judged, or agree on a new one"
            yield Remark(source, waive.end.span, message, hint)


RULE = Rule(
    id="expired-waiver",
    group="bugs",
    level=Level.ADVICE,
    since="2026.1",
    summary="a waiver that ended more than 30 days ago, where there is no term",
    why=(
        "A waiver still covers what began on its days, so taking it out changes what reports say of the past: `--fix` "
        "leaves it alone, and within a term, all of which is judged, nothing is said. But an agreement without a term "
        "goes on, and who reads it takes the waiver for one that holds, and who copies it makes it one."
    ),
    bad="""agreement "Leads"
  between marketing and sales

let need = 100

clause volume: marketing delivers >= need MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-04-01 to 2026-04-14 because "parental leave"
  approved by "CMO"
""",
    good="""agreement "Leads"
  between marketing and sales

let need = 100

clause volume: marketing delivers >= need MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-09-01 to 2026-09-14 because "parental leave"
  approved by "CMO"
""",
    find=find,
    needs="as of",
)
