"""Amounts that are measured from the data: each becomes a form over all rows, without a target of its own."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sla_dsl.bind.columns import Missing
from sla_dsl.bind.vocabulary import names_in
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.expr import Const, Expr
from sla_dsl.model.kinds import Kind
from sla_dsl.model.measured import Measured
from sla_dsl.promises.registry import room

_PERIOD = ast.Per(ast.Period("month"))
"""What is measured is added up by the day; a sentence has to say a period all the same."""


def measured(words: ClauseWords, node: ast.Measured) -> Measured:
    """What an amount asks of the data. Raises `Refused` for a mistake in it."""
    text = expression(node)
    try:
        form = _form(words, node)
        _check_alone(words, node, form)
        return Measured(text, form)
    except Missing as missing:
        return Measured(text, None, missing.reason)


def _check_alone(words: ClauseWords, node: ast.Measured, form: forms.Form) -> None:
    """All is measured in one pass over the data: which rows that is about can not rest on what it finds."""
    names = words.expressions.names
    made = {name: column.source for table in names.tables.values() for name, column in table.made.items()}
    excludes = words.excludes if form.population.table == names.subject else ()
    seen: set[str] = set()
    todo: list[ast.Node] = [node.of, *(exclude.condition for exclude, _ in excludes)]
    while todo:
        for name in names_in(todo.pop()):
            column, entry = made.get(name.rpartition(".")[2]), names.event_word(name)
            if name in seen:
                continue
            seen.add(name)
            if entry is not None and isinstance(entry.node, ast.Let) and isinstance(entry.node.value, ast.Measured):
                message = f"`{expression(node)}` is measured, and rests on `{name}`, which is measured as well"
                raise words.refuse("SLA354", node.span, message, f"write an amount for `{name}`")
            todo += [part for part in (column, None if entry is None else entry.node) if part is not None]


def _form(words: ClauseWords, node: ast.Measured) -> forms.Form:
    match node.of:
        case ast.CountOf(table=table, where=where):
            promise: ast.Promise = ast.Ensures(where or ast.Lit(ast.Bool(True)), span=node.span)
            condition = Const(True, Kind.BOOLEAN) if where is None else words.condition(where, table.text)
            clause = _clause(words, node, promise, ())
            return _count(words, clause, table.text, condition)
        case of:
            nothing = ast.Percent(Decimal(0)) if isinstance(of, ast.Conversion) else ast.Number(Decimal(0))
            promise = ast.Keeps(of, ast.Bound(">=", ast.Lit(nothing, span=node.span), span=node.span), span=node.span)
            clause = _clause(words, node, promise, (_PERIOD,))
            return room(type(promise)).lower(words, clause, promise)


def _clause(
    words: ClauseWords, node: ast.Measured, promise: ast.Promise, options: tuple[ast.Option, ...]
) -> ast.Clause:
    """The sentence that would promise what is measured; no party does."""
    clause = ast.Clause(None, None, (), promise, options, span=node.span)
    words.metas.ids[id(clause)] = expression(node)
    words.metas.positions[id(clause)] = -1
    words.metas.kept.append(clause)
    return clause


def _count(words: ClauseWords, clause: ast.Clause, table: str, condition: Expr) -> forms.Invariant:
    left_out = words.excluded(table)
    return forms.Invariant(
        meta=words.meta(clause, lambda _: ""),
        population=forms.Population(table, None, None, left_out),
        condition=condition,
        condition_name="",
        share=Fraction(1),
        grouped=False,
        per=None,
        by=(),
        minimum=0,
    )
