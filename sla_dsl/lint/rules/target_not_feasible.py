"""The rule target-not-feasible: a target that no period of the data has reached."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level

_ENOUGH = 3
"""So many closed periods make a history."""


def find(context: Context) -> Iterator[Remark]:
    assert context.history is not None
    for clause in context.own_clauses:
        history = context.history.get(clause.id)
        if history is None or history.met or len(history.missed) < _ENOUGH:
            continue
        best = (max if history.more_is_better else min)(history.missed, key=lambda one: one.observed)
        message = (
            f"none of {len(history.missed)} closed periods has met this: promised is {history.promised}, "
            f"and the nearest is {best.said}, in {best.label}"
        )
        places = [n.span for n in ast.nodes(clause.node) if isinstance(n, ast.Bound | ast.On)]
        span = places[0] if places else clause.node.promise.span
        yield Remark(clause.source, span, message, "`sla whatif` shows what other targets would have come to")


RULE = Rule(
    id="target-not-feasible",
    group="agreement",
    level=Level.ADVICE,
    since="2026.1",
    summary="a target that no period of the data has met",
    why=(
        "A promise that was never kept, three periods or more, is either a plan with new means behind it or a wish. "
        "Say which one before both sides sign; whoever breaks it every month soon stops to look."
    ),
    bad="""clause volume: marketing delivers >= 3 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 2 MQL per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
    needs="data",
    data="""lead_id,mql_at,accepted_at
1,2026-07-01 09:00,2026-07-01 10:00
2,2026-07-20 09:00,2026-07-20 10:00
3,2026-08-03 09:00,2026-08-03 10:00
4,2026-08-04 09:00,2026-08-04 10:00
5,2026-09-01 09:00,2026-09-01 10:00
6,2026-10-01 09:00,2026-10-01 10:00
""",
)
