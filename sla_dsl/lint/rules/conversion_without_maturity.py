"""The rule conversion-without-maturity: a conversion that is judged before anybody had time to convert."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.model.forms import Ratio, Reached
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        match clause.form:
            case Ratio(part=Reached(limit=None, maturing=()), target=target) if target.op in (">=", ">", "between"):
                message = (
                    "this conversion is judged as soon as its period ends, though the last ones have only just begun"
                )
                hint = "say how long they may take: `within 30 days`, or `maturing after 30 days`"
                yield Remark(clause.source, clause.node.promise.span, message, hint)
            case _:
                pass


RULE = Rule(
    id="conversion-without-maturity",
    group="ambiguity",
    level=Level.WARNING,
    since="2026.1",
    summary="a conversion that does not say how long it may take",
    why=(
        "Who became an MQL on the last day of the month has not become an opportunity on the first one of the next. "
        "Without `within` the newest cohort always looks worst, and every cohort looks better each time it is looked "
        "at. `within` counts what was reached in that time, and judges a cohort once all of it had the time."
    ),
    bad="""clause quality: marketing keeps conversion MQL -> SQL >= 30% per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause quality: marketing keeps conversion MQL -> SQL within 30 days >= 30% per month
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
