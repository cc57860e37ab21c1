"""The rule use-in: one column held against several values, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Edit, Remark, Rule
from sla_dsl.lint.context import Context
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source


def find(context: Context) -> Iterator[Remark]:
    for statement, source in context.own_statements():
        for node in ast.nodes(statement):
            found = None
            if isinstance(node, ast.Or):
                found = _list(node, node.items, "=", "in", source)
            elif isinstance(node, ast.And):
                found = _list(node, node.items, "!=", "not in", source)
            if found is not None:
                yield found


def _list(node: ast.Expr, items: tuple[ast.Expr, ...], sign: str, word: str, source: Source) -> Remark | None:
    """The remark that all of some comparisons are of one column with a text each."""
    texts = []
    first = items[0]
    for item in items:
        if not (isinstance(item, ast.Compare) and isinstance(first, ast.Compare)):
            return None
        if item.op != sign or item.left != first.left or not _is_text(item.right):
            return None
        texts.append(source.text[item.right.span.start : item.right.span.end])
    assert isinstance(first, ast.Compare)
    left = source.text[first.left.span.start : first.left.span.end]
    better = f"{left} {word} ({', '.join(texts)})"
    span = items[0].span.to(items[-1].span)
    fix = () if "#" in source.text[span.start : span.end] else (Edit(source, span, better),)
    return Remark(source, span, f"this is one list, said in {len(items)} comparisons", f"write `{better}`", fix=fix)


def _is_text(value: ast.Expr) -> bool:
    return isinstance(value, ast.Lit) and isinstance(value.value, ast.Text)


RULE = Rule(
    id="use-in",
    group="style",
    level=Level.ADVICE,
    since="2026.1",
    summary="a list said in several comparisons",
    why=(
        "`in` names the column once, and a value more is a word more; of many comparisons one is easily written wrong."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month for source = "web" or source = "event"
clause decision: sales accepts or rejects MQL within 2 days
""",
    good="""clause volume: marketing delivers >= 100 MQL per month for source in ("web", "event")
clause decision: sales accepts or rejects MQL within 2 days
""",
    find=find,
)
