"""The rule value-of-today: what a column says today, where its history is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level


def find(context: Context) -> Iterator[Remark]:
    histories = _histories(context)
    for clause in context.own_clauses:
        of_table = histories.get(clause.form.population.table, frozenset())
        read = [ref for option in clause.node.options for ref in _today(option) if ref.name.text in of_table]
        for ref in {ref.name.text: ref for ref in reversed(read)}.values():
            name = ref.name.text
            message = f"this is the `{name}` of today, and a history of `{name}` is at hand"
            hint = f"say of which day: `{name} at {_event(clause.node)}`"
            yield Remark(clause.source, ref.span, message, hint)


def _histories(context: Context) -> dict[str, frozenset[str]]:
    """By table, the columns of which a child table tells the history: it has `at` and the column, named as such."""
    found: dict[str, frozenset[str]] = {}
    asked = {n.operand.name.parts[-1] for s, _ in context.statements for n in ast.nodes(s) if _at(n)}  # type: ignore[attr-defined]
    for s, _ in context.statements:
        if isinstance(s, ast.Table) and s.links:
            named = {column.name.text for column in s.columns}
            told = frozenset(named & asked if "at" in named else ())
            for link in s.links:
                found[link.parent.text] = found.get(link.parent.text, frozenset()) | told
    return found


def _at(node: ast.Node) -> bool:
    return isinstance(node, ast.At) and isinstance(node.operand, ast.Ref)


def _today(part: object) -> Iterator[ast.Ref]:
    """The names in a tree that no `at EVENT` stands behind."""
    if isinstance(part, tuple):
        for item in part:
            yield from _today(item)
    elif isinstance(part, ast.Ref):
        yield part
    elif isinstance(part, ast.Node) and not isinstance(part, ast.At):
        for f in fields(part):
            yield from _today(getattr(part, f.name))


def _event(clause: ast.Clause) -> str:
    match clause.promise:
        case ast.Within(stage=ast.Name() as stage) | ast.Delivers(stage=stage):
            return stage.text
        case _:
            return "created"


RULE = Rule(
    id="value-of-today",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="today's value of a column whose history the policy knows",
    why=(
        "A score changes after the call. `for score >= 70` asks what it is on the day of the export, so last month's "
        "verdicts change with this month's scores. The policy asks for `score at ...` in another place, and knows "
        "better."
    ),
    bad="""table scores of leads by lead_id
  at = "Changed"
  score = "Score"
clause volume: marketing delivers >= 100 MQL per month for score at MQL >= 50
clause decision: sales accepts or rejects MQL within 2 days for score >= 70
""",
    good="""table scores of leads by lead_id
  at = "Changed"
  score = "Score"
clause volume: marketing delivers >= 100 MQL per month for score at MQL >= 50
clause decision: sales accepts or rejects MQL within 2 days for score at MQL >= 70
""",
    find=find,
)
