"""What `fills`, `ensures` and `never` share: a condition that holds for every row, or for a share of the rows."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.model.expr import Expr
from sla_dsl.model.schema import SUBJECT
from sla_dsl.promises.base import English, Moment, Words, only
from sla_dsl.promises.scope import groups, minimum, population

OPTIONS = (ast.Per, ast.By, ast.On, ast.MinSize, ast.ExcusedBy)


def rows_of(words: Words, clause: ast.Clause) -> tuple[str, Moment | None]:
    """The table of an invariant and what places its rows in time (fine print 28).

    That is the stage of `on P% of STAGE`; without one `created`, where the clause or the agreement speaks of time, and
    nothing (None) where all rows are meant.
    """
    on: ast.On | None = only(clause, ast.On)
    if on is not None and on.of is not None:
        found: list[Moment] = []
        with words.attempt():  # a stage that nobody knows does not hide what else is wrong
            found.append(words.stage(on.of))
        return (found[0].table, found[0]) if found else (SUBJECT, None)
    timed = words.has_term or any(isinstance(o, ast.Per | ast.InForce) for o in clause.options)
    if not timed:
        return SUBJECT, None
    return SUBJECT, words.moment(ast.Ref(ast.Name(("created",), span=clause.span), span=clause.span), SUBJECT)


def invariant(
    words: Words, clause: ast.Clause, english: English, table: str, start: Moment | None, condition: Expr, name: str
) -> forms.Invariant:
    """The form of a condition on the rows of a table that enter at `start`; `name` says it in the user's words."""
    on: ast.On | None = only(clause, ast.On)
    per: ast.Per | None = only(clause, ast.Per)
    return forms.Invariant(
        meta=words.meta(clause, english),
        population=population(words, clause, table, start),
        condition=condition,
        condition_name=name,
        share=Fraction(1) if on is None else words.share(on.share, "`on`"),
        grouped=any(isinstance(o, ast.On | ast.Per | ast.By) for o in clause.options),
        per=None if per is None else words.per(per.period),
        by=groups(words, clause, table),
        minimum=minimum(words, clause),
    )
