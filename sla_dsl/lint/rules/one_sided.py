"""The rule one-sided: an agreement in which all promises are one party's."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, heading
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    parties = context.policy.parties
    promising = dict.fromkeys(party for clause in context.clauses for party in clause.form.meta.parties)
    if context.is_whole and len(parties) > 1 and len(promising) == 1:
        (only,) = promising
        others = " and ".join(f"`{party}`" for party in parties if party not in promising)
        message = f"all promises of this agreement are `{only}`'s: {others} {_promises(len(parties) - 1)} nothing"
        yield Remark(*heading(context), message, "write what the other side promises for it")


def _promises(parties: int) -> str:
    return "promises" if parties == 1 else "promise"


RULE = Rule(
    id="one-sided",
    group="agreement",
    level=Level.ADVICE,
    since="2026.1",
    summary="an agreement in which only one party promises something",
    why=(
        "Marketing brings leads and sales works them: an agreement in which one of both only receives is kept as long "
        "as the other one's patience. Usually the other half was agreed too, and nobody has written it down. An "
        "agreement of one or two clauses is a beginning, and is not asked."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause known: marketing fills source on 100% of MQL
clause complete: marketing fills company, phone on >= 95% of MQL per month
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause known: marketing fills source on 100% of MQL
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
