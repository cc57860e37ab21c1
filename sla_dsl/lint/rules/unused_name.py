"""The rule unused-name: a definition that no clause leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.model.calendar import Calendar
from sla_dsl.text.diagnostic import Level

_Definition = ast.Let | ast.Define | ast.Event | ast.Stage
_ALWAYS = "created"
"""Where nothing is said a clock starts at it, and a row is placed in time by it."""


def find(context: Context) -> Iterator[Remark]:
    if context.is_base or not context.clauses:
        return
    used = _used(context)
    calendars = {c.name for clause in context.clauses for c in _calendars(clause.form)}
    for s, source in context.own_statements():
        match s:
            case ast.Let() | ast.Define() | ast.Event() | ast.Stage() if s.name.text not in used:
                word = type(s).__name__.lower()
                message = f"no clause uses the {'amount' if word == 'let' else word} `{s.name.text}`"
            case ast.Calendar() if s.name.text not in used | calendars:
                message = f"no limit runs on the calendar `{s.name.text}`"
            case _:
                continue
        yield Remark(source, s.name.span, message, "use it, or take it out")


def _used(context: Context) -> set[str]:
    """The names that clauses and all that belongs to them lead to, by way of other definitions too."""
    statements = [*(s for s in prelude().statements), *(s for s, _ in context.statements)]
    definitions = {s.name.text: s for s in statements if isinstance(s, _Definition)}
    rest = [s for s in statements if not isinstance(s, _Definition | ast.Calendar | ast.Test)]
    waiting = [_ALWAYS, *(name for s in rest for name in _names(s))]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            if name in definitions:
                waiting += [n for n in _names(definitions[name]) if n != name]
    return used


def _names(node: ast.Node) -> Iterator[str]:
    """The names in a tree, whole and by their parts; a noun is also its singular."""
    for one in ast.nodes(node):
        if isinstance(one, ast.Name):
            yield from (one.text, *one.parts, one.text.removesuffix("s"))


def _calendars(part: object) -> Iterator[Calendar]:
    """The calendars that a form runs on."""
    if isinstance(part, Calendar):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _calendars(item)
    elif is_dataclass(part):
        for f in fields(part):
            yield from _calendars(getattr(part, f.name))


RULE = Rule(
    id="unused-name",
    group="style",
    level=Level.ADVICE,
    since="2026.1",
    summary="a definition that no clause leads to",
    why=(
        "Who reads `let hot_score = 80` believes that hot leads are those of 80 and more. Where no clause asks for "
        "it, they are what the clauses say, and changing the number changes nothing. A base may name what only its "
        "users need."
    ),
    bad="""let hot_score = 80
clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days for score >= 70
""",
    good="""let hot_score = 70
clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days for score >= hot_score
""",
    find=find,
)
