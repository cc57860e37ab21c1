"""The rule impossible-pace: a pace at which the parts of a period can not add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, option
from sla_dsl.model.forms import Measure, Pace, Per
from sla_dsl.model.policy import Years
from sla_dsl.text.diagnostic import Level

_FIRST, _LAST = date(2026, 1, 1), date(2053, 12, 31)
"""28 years: every way in which weeks lie in months, and a leap year with each of them."""


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        said = option(clause.node, ast.Paced)
        match clause.form:
            case Measure(pace=Pace(share=share, per=sub) as pace, per=Per() as per) as form if said is not None:
                if pace.of_target and form.target.op not in (">=", ">", "=", "between"):
                    continue
                fewest, most, when = _parts(per, sub, context.policy.years)
                if share * fewest >= 1 or per.kind == "rolling":
                    continue
                whole, part = _word(per), _word(sub)
                percent = f"{float(share * 100):g} %"
                if share * most < 1:
                    message = f"a {whole} has {most} {part}s at most, and {most} times {percent} is less than all of it"
                else:
                    message = (
                        f"a {whole} may have only {fewest} {part}s (that of {when} has), "
                        f"and {fewest} times {percent} is less than all of it"
                    )
                hint = f"allow {_enough(fewest)} % or more, so that every {whole} can be met"
                yield Remark(clause.source, said.span, message, hint)
            case _:
                pass


@cache
def _parts(per: Per, sub: Per, years: Years) -> tuple[int, int, date]:
    """The fewest and the most parts that a period has, and the first day of one with the fewest."""
    # Only here, since it takes time: most policies have no pace.
    from sla_dsl.compile.periods import bounds

    counts: dict[date, int] = {}
    start, end = bounds(per, _FIRST, years) if per.kind != "rolling" else (_FIRST, _FIRST)
    while start < _LAST and end > start:
        if sub.kind == "rolling":
            counts[start] = -(-(end - start).days // sub.days)
        else:
            counts[start], day = 0, start
            while day < end:
                counts[start], day = counts[start] + 1, bounds(sub, day, years)[1]
        start, end = bounds(per, end, years)
    if not counts:
        return 1, 1, _FIRST
    when = min(counts, key=lambda day: counts[day])
    return counts[when], max(counts.values()), when


def _word(per: Per) -> str:
    return f"{per.days}-day window" if per.kind == "rolling" else per.kind.replace("_", " ")


def _enough(parts: int) -> int:
    """The least whole percentage of which so many parts make a whole."""
    return -(-100 // parts)


RULE = Rule(
    id="impossible-pace",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a pace at which the parts of a period can not add up to it",
    why=(
        "Where no week may hold more than 20 % of a month, a month of four weeks can not be met: 80 % at most may lie "
        "in them, and all of it has to. Most months touch five or six weeks, so the mistake comes out in February."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month paced <= 20% per week
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 100 MQL per month paced <= 40% per week
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
