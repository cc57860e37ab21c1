"""The rule unreachable-tier: a line of a table whose rows all belong to lines above it."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, rows_of
from sla_dsl.lint.populations import empty, rows_beside
from sla_dsl.logic.relations import Wanted, implies, satisfiable
from sla_dsl.model.expr import FirstTrue, Negation, both
from sla_dsl.model.forms import tiers_of
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        yield from _lines(clause)


def _lines(clause: ClauseAt) -> Iterator[Remark]:
    tiers = tiers_of(clause.form)
    if tiers is None or clause.node.tiers is None or not isinstance(tiers.place, FirstTrue):
        return
    if empty(clause.form.population):
        return  # that is said of the clause as a whole
    lines = tiers.place.items
    # What the table itself says of its rows is long, and goes without saying of those of a line.
    rows = rows_beside(clause.form.population, lines) or rows_of(clause.form.population)
    wanted = [Wanted(line) for line in lines]
    for n, (line, cells) in enumerate(zip(lines, clause.node.tiers.rows, strict=True)):
        above = {m: lines[m] for m in range(n) if not wanted[m].apart(wanted[n])}
        if satisfiable(both(rows, line, *map(Negation, above.values()))) is not False:
            continue
        message = "no row ever comes to this line"
        one = next((m + 1 for m, other in above.items() if implies(both(rows, line), other) is True), None)
        if satisfiable(both(rows, line)) is False:
            hint = "no row that the clause is about satisfies it"
        elif one is not None:
            hint = f"all of its rows belong to line {one} of the table, which stands above it: put it before that one"
        else:
            hint = "all of its rows belong to lines above it: put it before them, or take it out"
        yield Remark(clause.source, cells[0].span.to(cells[-1].span), message, hint)


RULE = Rule(
    id="unreachable-tier",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="a line of a table whose rows all belong to lines above it",
    why=(
        "A row has the first line that fits it. With `>= 50` above `>= 70` the hot leads get the time of the warm "
        "ones, and the report shows nothing of it."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause speed: sales first-touch by tier
  | score | within          |
  | >= 50 | 2 business days |
  | >= 70 | 1 business day  |
  | any   | 4 business days |
calendar office
  open mon-fri 09:00-17:30
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause speed: sales first-touch by tier
  | score | within          |
  | >= 70 | 1 business day  |
  | >= 50 | 2 business days |
  | any   | 4 business days |
calendar office
  open mon-fri 09:00-17:30
""",
    find=find,
)
