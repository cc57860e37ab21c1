"""The rule use-between: a range said in two comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sla_dsl.lang import ast
from sla_dsl.lint.base import Edit, Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source


def find(context: Context) -> Iterator[Remark]:
    for statement, source in context.own_statements():
        for node in ast.nodes(statement):
            if isinstance(node, ast.And):
                yield from (found for pair in pairwise(node.items) if (found := _range(*pair, source)) is not None)


def _range(one: ast.Expr, other: ast.Expr, source: Source) -> Remark | None:
    match one, other:
        case (ast.Compare(">=", left, low), ast.Compare("<=", again, high)) | (
            ast.Compare("<=", left, high),
            ast.Compare(">=", again, low),
        ) if left == again and isinstance(low, ast.Lit | ast.Ref) and isinstance(high, ast.Lit | ast.Ref):
            span = one.span.to(other.span)
            said = [source.text[part.span.start : part.span.end] for part in (left, low, high)]
            better = f"{said[0]} between {said[1]} and {said[2]}"
            fix = () if "#" in source.text[span.start : span.end] else (Edit(source, span, better),)
            return Remark(source, span, "this is one range, said twice", f"write `{better}`", fix=fix)
        case _:
            return None


RULE = Rule(
    id="use-between",
    group="style",
    level=Level.ADVICE,
    since="2026.1",
    summary="a range said in two comparisons",
    why="`between` includes both ends and says so in one breath; of two comparisons one is easily changed alone.",
    bad="""clause volume: marketing delivers >= 100 MQL per month for employees >= 50 and employees <= 500
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 100 MQL per month for employees between 50 and 500
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
