"""The rule tiers-leave-gaps: a table of limits that has no line for some rows."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.lint.populations import rows_beside
from sla_dsl.logic.relations import satisfiable
from sla_dsl.model.expr import Expr, FirstTrue, Negation, both
from sla_dsl.model.forms import Duty, Population, Tiers
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        match clause.form:
            case Duty(tiers=Tiers(place=FirstTrue(lines)), population=population) if clause.node.tiers is not None:
                if _gap(population, lines):
                    message = "who fits no line of this table is promised nothing, and nothing says that this is meant"
                    hint = "end it with a line of `any`, or say in `for` whom the clause is about"
                    header = clause.node.tiers.header
                    yield Remark(clause.source, header[0].span.to(header[-1].span), message, hint)
            case _:
                pass


def _gap(population: Population, lines: tuple[Expr, ...]) -> bool:
    """Whether there surely are rows that the clause is about and that no line holds for."""
    rows = rows_beside(population, lines)
    return rows is not None and satisfiable(both(rows, *map(Negation, lines))) is True


RULE = Rule(
    id="tiers-leave-gaps",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="a table of limits without a line for the rest",
    why=(
        "A lead that fits no line is no instance of the clause: it may wait for ever, and no report shows it. A last "
        "line of `any` says what the rest is promised, and `for` says that the rest is not meant."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause speed: sales first-touch by tier
  | score | within          |
  | >= 70 | 1 business day  |
  | >= 50 | 2 business days |
calendar office
  open mon-fri 09:00-17:30
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause speed: sales first-touch by tier for score >= 50
  | score | within          |
  | >= 70 | 1 business day  |
  | >= 50 | 2 business days |
calendar office
  open mon-fri 09:00-17:30
""",
    find=find,
)
