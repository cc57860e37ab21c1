"""The rule no-term: an agreement that does not say for how long it holds."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, heading
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    if context.is_agreed and "term" not in context.agreement:
        message = "this agreement does not say for how long it holds"
        hint = "write `term 2026-07-01 to 2026-12-31`, or `term 2026-07-01` where nothing ends it"
        yield Remark(*heading(context), message, hint)


RULE = Rule(
    id="no-term",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="an agreement without a term",
    why=(
        "Without a term the periods begin and end with the data, so the first one is partial, and a month in which "
        "nothing at all was delivered at the end of an export is not even there. Of a base, which others `use`, "
        "nothing is asked: named numbers, and no more of an agreement than between whom."
    ),
    bad="""agreement "Leads" version "1"
  between marketing and sales
  review every quarter
  timezone "Europe/Berlin"
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
