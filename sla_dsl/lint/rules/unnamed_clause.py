"""The rule unnamed-clause: a clause that is called by a slug of its words."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Edit, Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context, line_of, name_span
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Span


def find(context: Context) -> Iterator[Remark]:
    unnamed = [clause for clause in context.own_clauses if clause.node.id is None]
    if not unnamed:
        return
    first, *more = unnamed
    taken = {s.id.text for s, _ in context.statements if isinstance(s, ast.Clause) and s.id is not None}
    message = f"this clause has no name, and is called `{first.id}` by its words"
    hint = f"write `clause {first.id}: ` before it, or a name that says what it is about"
    notes = tuple(f"nor has the one in {line_of(c.source, c.node.span, first.source)}: `{c.id}`" for c in more)
    fix = tuple(_named(clause) for clause in unnamed if clause.id not in taken)
    yield Remark(first.source, name_span(first.node), message, hint, notes, fix)


def _named(clause: ClauseAt) -> Edit:
    start = clause.node.span.start
    return Edit(clause.source, Span(start, start), f"clause {clause.id}: ")


RULE = Rule(
    id="unnamed-clause",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="a clause without a name",
    why=(
        "A clause is called by its name in reports, waivers and consequences, and findings are compared with earlier "
        "ones by it. A clause without a name is called by its first words: who changes its promise, or puts a like "
        "one above it, changes what it is called. `--fix` writes down what it is called now."
    ),
    bad="""marketing delivers >= 100 MQL per month
clause hot: sales first-touch within 4 business hours for score >= 70
calendar office
  open mon-fri 09:00-17:00
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause hot: sales first-touch within 4 business hours for score >= 70
calendar office
  open mon-fri 09:00-17:00
""",
    find=find,
)
