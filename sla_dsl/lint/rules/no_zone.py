"""The rule no-zone: an agreement that does not say where its days begin."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, heading
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    if context.is_agreed and "timezone" not in context.agreement:
        message = "this agreement names no zone, so its days, periods and office hours are those of UTC"
        hint = 'write `timezone "America/New_York"`, or `timezone "UTC"` where that is meant'
        yield Remark(*heading(context), message, hint)


RULE = Rule(
    id="no-zone",
    group="ambiguity",
    level=Level.WARNING,
    since="2026.1",
    summary="an agreement without a zone",
    why=(
        "A lead of the last evening of a month belongs to one month in New York and to the next one in London, and "
        "hours from nine to five are other hours in every zone. Without a zone all of it is read as UTC."
    ),
    bad="""agreement "Leads" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  review every quarter
  accepted by marketing "CMO" on 2026-06-28
  accepted by sales "VP Sales" on 2026-06-29

clause volume: marketing delivers >= 100 MQL per month
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
)
