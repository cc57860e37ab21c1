"""What a statement says of its name, in the words of a change: the value of an amount, the lines of a calendar."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression, statement
from sla_dsl.review.models import Stated
from sla_dsl.review.sides import english


def in_words(of: Stated | None, other: Stated | None) -> str | None:
    """What a statement says of its name; of a calendar what the other one does not say as well.

    None where it says nothing, or nothing more than the other one.
    """
    match of and of.node:
        case ast.Calendar() as calendar if other is not None and isinstance(other.node, ast.Calendar):
            return _lines(calendar, other.node)
        case None:
            return None
        case ast.Let(value=value):
            return amount(value)
        case ast.Define(definition=definition) | ast.Event(definition=definition):
            return expression(definition)
        case _:
            assert of is not None
            return english(of)


def _lines(calendar: ast.Calendar, other: ast.Calendar) -> str | None:
    """The lines of a calendar that are not among those of another one; None where there is none."""
    own = replace(
        calendar,
        openings=tuple(o for o in calendar.openings if o not in other.openings),
        holidays=tuple(h for h in calendar.holidays if h not in other.holidays),
        closures=tuple(c for c in calendar.closures if c not in other.closures),
        timezone=None if calendar.timezone == other.timezone else calendar.timezone,
    )
    _, *lines = statement(own).split(f" {expression(ast.Ref(calendar.name))} ", 1)
    return lines[0] if lines else None
