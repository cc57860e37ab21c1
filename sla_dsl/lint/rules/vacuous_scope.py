"""The rule vacuous-scope: a scope that no row can satisfy, or an `unless` that leaves nobody out."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, name_span, option
from sla_dsl.lint.populations import empty
from sla_dsl.logic.relations import satisfiable
from sla_dsl.model.expr import Either, Expr, IsKnown, both, either
from sla_dsl.model.forms import Population
from sla_dsl.model.schema import SUBJECT
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    excludes = any(isinstance(s, ast.Exclude) for s, _ in context.statements)
    for clause in context.own_clauses:
        found = _remark(clause, excludes)
        if found is not None:
            yield found


def _remark(clause: ClauseAt, excludes: bool) -> Remark | None:
    population = clause.form.population
    scope, unless = option(clause.node, ast.For), option(clause.node, ast.Unless)
    span = next((o.span for o in (scope, unless) if o is not None), name_span(clause.node))
    if empty(population):
        message = "no row can ever be in the scope of this clause, so it judges nothing"
        if satisfiable(population.scope) is False:
            hint = "parts of its conditions contradict one another"
        elif satisfiable(both(population.scope, population.excluded)) is True:
            hint = "an `exclude` or `unless` takes out all that it is about"
        else:
            hint = "it asks of rows what none has when its clock starts"
        return Remark(clause.source, span, message, hint)
    known = None if population.start is None else IsKnown(population.start)
    out = _unless(population, excludes)
    if unless is not None and satisfiable(both(known, population.scope, out)) is False:
        message = "this leaves nobody out: no row that the clause is about can satisfy it"
        return Remark(clause.source, unless.span, message, "take it out, or say whom it is to leave out")
    return None


def _unless(population: Population, excludes: bool) -> Expr | None:
    """What the clause itself leaves out; the policy's `exclude`, which is about leads, stands first."""
    if excludes and population.table == SUBJECT and isinstance(population.excluded, Either):
        return either(*population.excluded.items[1:])
    return population.excluded


RULE = Rule(
    id="vacuous-scope",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a scope without rows, or an `unless` that leaves nobody out",
    why=(
        "A clause that is about nobody is never breached, and a report shows it as not applicable among all the "
        "others. What contradicts is often a stage, whose condition comes with its name."
    ),
    bad="""stage MQL at mql_at when score >= 50
clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days for score < 40
""",
    good="""stage MQL at mql_at when score >= 50
clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days for score < 70
""",
    find=find,
)
