"""The rule impossible-pace: a pace at which the parts of a period can not add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, option
from sla_dsl.lint.periods import Period, parts, whole
from sla_dsl.lint.populations import days_of
from sla_dsl.model.forms import Measure, Pace, Per
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Span

_FIRST = 2026
_YEARS = 28
"""In so many years from the first one weeks lie in months in every way, and each of them is a leap year once."""


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        said = option(clause.node, ast.Paced)
        match clause.form:
            case Measure(pace=Pace(share=share, per=sub) as pace, per=Per() as per) as form if said is not None:
                if per.kind == "rolling" or (pace.of_target and form.target.op not in (">=", ">", "=", "between")):
                    continue
                counts = _counts(context, clause, per, sub)
                fewest = min(counts, key=lambda period: counts[period], default=None)
                if fewest is not None and share * counts[fewest] < 1:
                    yield _remark(clause, said.span, per, sub, share, counts, fewest)
            case _:
                pass


def _counts(context: Context, clause: ClauseAt, per: Per, sub: Per) -> dict[Period, int]:
    """How many parts each period of the clause has; of a term without an end those of many years."""
    first, last = days_of(context, clause.form)
    if first == date.min:
        first = date(min(_FIRST, last.year - _YEARS), 1, 1)
    last = min(last, date(first.year + _YEARS, 1, 1))
    years = context.policy.years
    return {period: parts(period, sub, years) for period in whole(per, first, last, years)}


def _remark(
    clause: ClauseAt, span: Span, per: Per, sub: Per, share: Fraction, counts: dict[Period, int], fewest: Period
) -> Remark:
    least, most = counts[fewest], max(counts.values())
    period, part, percent = _word(per), _word(sub), f"{float(share * 100):g} %"
    if share * most < 1:
        message = f"a {period} has {most} {part}s at most, and {most} times {percent} is less than all of it"
    else:
        message = f"the {period} from {fewest[0]} has only {least} {part}s"
        message += f", and {least} times {percent} is less than all of it"
    hint = f"allow {-(-100 // least)} % or more, so that every {period} can be met"
    return Remark(clause.source, span, message, hint)


def _word(per: Per) -> str:
    return f"{per.days}-day window" if per.kind == "rolling" else per.kind.replace("_", " ")


RULE = Rule(
    id="impossible-pace",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a pace at which the parts of a period can not add up to it",
    why=(
        "Where no week may hold more than 20 % of a month, a month of four weeks can not be met: 80 % at most may lie "
        "in them, and all of it has to. Most months touch five or six weeks, so the mistake comes out in a February. "
        "Looked at are the periods of the term, and without one those of many years."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month paced <= 15% per week
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 100 MQL per month paced <= 40% per week
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
