"""The rule not-accepted: an agreement that a party has not accepted."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, heading
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    if not context.is_whole:
        return
    acceptances, _ = context.agreement.get("acceptances", ((), None))
    accepted = {acceptance.party.text for acceptance in acceptances}
    missing = [party for party in context.policy.parties if party not in accepted]
    if missing:
        names = " and ".join(f"`{party}`" for party in missing)
        message = f"{names} {'has' if len(missing) == 1 else 'have'} not accepted this agreement"
        hint = f'write who has, and when: `accepted by {missing[0]} "VP Sales" on 2026-06-29`'
        yield Remark(*heading(context), message, hint)


RULE = Rule(
    id="not-accepted",
    group="agreement",
    level=Level.ADVICE,
    since="2026.1",
    summary="an agreement that a party has not accepted",
    why=(
        "A number that one side wrote down is a wish of that side. Who accepted it, and when, is what a breach is "
        "held against; and it shows whether the text was changed since. An agreement of one or two clauses is a "
        "beginning, and is not asked."
    ),
    bad="""agreement "Leads" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  review every quarter
  timezone "Europe/Berlin"
  accepted by marketing "CMO" on 2026-06-28

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
