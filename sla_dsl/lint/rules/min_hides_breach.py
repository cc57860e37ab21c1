"""The rule min-hides-breach: periods that would be breached are too small to be judged."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.findings.numbers import exact
from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, option
from sla_dsl.model.forms import Measure, Target
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        said = option(clause.node, ast.MinSize)
        match clause.form:
            case Measure(amount=None, pace=None, evenly=None, variants=(), carried=()) as form if said is not None:
                if _hidden(form.target, form.minimum):
                    message = (
                        f"a period with fewer than {form.minimum} {form.noun} is not judged, so this promise of "
                        f"{_words(form.target)} is never broken"
                    )
                    yield Remark(clause.source, said.span, message, "leave `min` out: what is delivered is the promise")


def _hidden(target: Target, minimum: int) -> bool:
    """Whether every count that fails is below the smallest one that is judged."""
    if target.previous:
        return False
    return minimum >= target.value if target.op == ">=" else target.op == ">" and minimum > target.value


def _words(target: Target) -> str:
    return f"{'at least' if target.op == '>=' else 'more than'} {exact(target.value):,}"


RULE = Rule(
    id="min-hides-breach",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a `min` under which all breaches fall",
    why=(
        "`min 20` leaves out periods with fewer than 20, which is right for a share of few rows. Where the number "
        "itself is promised, the periods that are left out are the ones in which the promise is broken."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month min 100
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days on >= 90% per month min 20
""",
    find=find,
)
