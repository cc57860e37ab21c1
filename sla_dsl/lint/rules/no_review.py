"""The rule no-review: an agreement that nobody means to look at again."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, heading
from sla_dsl.text.diagnostic import Level

_SHORT = 92
"""Days of a quarter: an agreement that is no longer ends before a review would come."""


def find(context: Context) -> Iterator[Remark]:
    first, last = context.policy.term
    short = first is not None and last is not None and (last - first).days < _SHORT
    if context.is_whole and "review" not in context.agreement and not short:
        message = "this agreement does not say when it is looked at again"
        yield Remark(*heading(context), message, "write `review every quarter`")


RULE = Rule(
    id="no-review",
    group="agreement",
    level=Level.ADVICE,
    since="2026.1",
    summary="an agreement without a review",
    why=(
        "Targets are guesses of the day on which they were agreed. Where no review is promised the first one comes "
        "with the first quarrel. An agreement of a quarter or less ends soon enough, and one of a clause or two is a "
        "beginning."
    ),
    bad="""agreement "Leads" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  timezone "Europe/Berlin"
  accepted by marketing "CMO" on 2026-06-28
  accepted by sales "VP Sales" on 2026-06-29

clause volume: marketing delivers >= 100 MQL per month
clause complete: marketing fills company, phone on >= 95% of MQL per month
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
clause complete: marketing fills company, phone on >= 95% of MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
