"""A statement as one side of a change: its place, its text as written, and what it says in plain English."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.printer import statement
from sla_dsl.promises.registry import room
from sla_dsl.review.models import Side, Stated


def side(of: Stated | None) -> Side | None:
    """The side of a change that a statement is; None where there is none."""
    if of is None:
        return None
    line, column = of.source.position(of.span.start)
    text = of.source.text[of.span.start : of.span.end]
    return Side(of.source.name, line, column, text, english(of))


def english(of: Stated) -> str:
    """A clause in plain English, or any other statement in one line."""
    if isinstance(of.node, ast.Clause):
        served = room(type(of.node.promise))
        assert served is not None
        return served.english(of.node)
    said = statement(of.node)
    return said.removeprefix("agreement ") if of.kind == "agreement" and of.name != "title" else said
