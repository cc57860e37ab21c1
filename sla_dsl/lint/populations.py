"""Which rows a clause is about, as one condition, and how the rows of two clauses relate."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sla_dsl.lint.context import ClauseAt, Context, rows_of
from sla_dsl.logic.relations import ALWAYS, NEVER, Wanted, proved, satisfiable
from sla_dsl.model.cases import promised
from sla_dsl.model.expr import Both, Const, Expr, both
from sla_dsl.model.forms import ByCase, Case, Duty, Form, Population


def alike(one: Population, other: Population) -> bool:
    """Whether two populations are of the same rows but for their scope, and those rows enter at the same instant."""
    return (one.table, one.start, one.entries) == (other.table, other.start, other.entries)


def within(one: ClauseAt, other: ClauseAt) -> bool:
    """Whether every row of the one surely is one of the other, too; of no rows nothing is said."""
    same = alike(one.form.population, other.form.population) and not one.rows.apart(other.rows)
    return same and one.rows.all_satisfy(other.rows) and not one.rows.all_satisfy(_NOBODY)


def of_a_sort(clauses: Sequence[ClauseAt]) -> Iterator[tuple[ClauseAt, ClauseAt]]:
    """Every two clauses, in either order, of which the one may contain the other: of one form, whose rows enter alike,
    and of duties by which the same is done."""
    found: dict[Hashable, list[ClauseAt]] = {}
    for clause in clauses:
        found.setdefault(_sort(clause), []).append(clause)
    for one in clauses:
        yield from ((one, other) for other in found[_sort(one)] if one is not other)


def _sort(clause: ClauseAt) -> Hashable:
    form, population = clause.form, clause.form.population
    done = form.done if isinstance(form, Duty) else None
    return type(form), population.table, population.start, population.entries, done


def meet(one: Population, other: Population) -> bool:
    """Whether there surely are rows that belong to both."""
    return alike(one, other) and satisfiable(both(rows_of(one), rows_of(other))) is True


def empty(population: Population) -> bool:
    """Whether there surely is no row in it."""
    return proved(rows_of(population), NEVER)


def rows_beside(population: Population, lines: Sequence[Expr]) -> Expr | None:
    """The condition under which a row is judged but for this that a line of its table holds; None where the clause is
    not about just the rows of its table."""
    covered = promised(ByCase(tuple(Case(None if isinstance(line, Const) else line, None) for line in lines)))
    scope = list(population.scope.items if isinstance(population.scope, Both) else (population.scope,))
    if covered is None or covered not in scope:
        return None
    scope.remove(covered)  # once: `for` may say the same, and it is said first of the table
    return rows_of(replace(population, scope=both(*scope))) or ALWAYS


_NOBODY = Wanted(NEVER)

Days = tuple[date, date]


def days_of(context: Context, form: Form) -> Days:
    """The days on which a clause is in force, both included."""
    term, own = context.policy.term, form.meta.in_force
    return own[0] or term[0] or date.min, own[1] or term[1] or date.max


def overlap(one: Days, other: Days) -> bool:
    """Whether two stretches of days have one in common."""
    return one[0] <= other[1] and other[0] <= one[1]
