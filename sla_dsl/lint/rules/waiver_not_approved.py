"""The rule waiver-not-approved: a promise lifted, and nobody who said so."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for waive, source in context.own_statements():
        if isinstance(waive, ast.Waive) and waive.approved_by is None:
            message = f"nobody has approved that `{waive.clause.text}` is waived"
            yield Remark(source, waive.clause.span, message, 'say who has: `approved by "VP Sales"`')


RULE = Rule(
    id="waiver-not-approved",
    group="agreement",
    level=Level.WARNING,
    since="2026.1",
    summary="a waiver that nobody has approved",
    why=(
        "A waiver takes breaches out of the count. When the party that is held to the promise can write one alone, "
        "the promise is worth as much as its next excuse."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-10-05 to 2026-10-16 because "parental leave"
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
waive decision for owner = "jane" from 2026-10-05 to 2026-10-16 because "parental leave"
  approved by "CMO"
""",
    find=find,
)
