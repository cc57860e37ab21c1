"""The statements of a policy that count, each once and with its name, its bases' among them; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sla_dsl.bind.layers import layered
from sla_dsl.bind.meta import MetaMaker
from sla_dsl.bind.problems import Problems
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.review.models import Stated
from sla_dsl.text.source import NOWHERE, Source, Span


def stated(files: Sequence[ast.File]) -> tuple[Stated, ...]:
    """What the files of a policy without mistakes say, in their order; of what is said twice, what counts.

    An agreement is one statement a line. A clause without a name is given the id that it goes by.
    """
    problems = Problems()
    layers = layered(files, problems)
    metas = MetaMaker((), (None, None), problems)
    metas.name_all([(s, source) for s, source in layers.statements if isinstance(s, ast.Clause)])
    found = _lines(layers.agreement, layers.bases)
    for node, source in layers.statements:
        named = node
        if isinstance(node, ast.Clause) and node.id is None:
            named = replace(node, id=ast.Name((metas.ids[id(node)],), span=node.span))
        base = source.name in layers.bases
        found.append(Stated(kind_of(named), name_of(named), named, source, node.span, base))
    return tuple(found)


def files_of(statements: Iterable[Stated]) -> tuple[ast.File, ...]:
    """The files that say just these statements: one for each source, those of bases first."""
    by_source: dict[tuple[bool, int], list[Stated]] = {}
    lines: dict[str, Any] = {}
    for one in statements:
        if isinstance(one.node, ast.Agreement):
            lines[one.name] = getattr(one.node, one.name)
        else:
            by_source.setdefault((not one.base, id(one.source)), []).append(one)
    groups = sorted(by_source.items(), key=lambda group: group[0][0])  # the sort keeps the order of sources
    bases = [group[0].source for (own, _), group in groups if not own]
    files = [ast.File(group[0].source, tuple(s.node for s in group)) for _, group in groups]
    head: list[ast.Statement] = [ast.Use(ast.Text(source.name)) for source in bases]
    if lines:
        head.insert(0, ast.Agreement(**{"title": None, **lines}))
    own = Source("policy", "") if len(files) == len(bases) else files[len(bases)].source
    top = ast.File(own, tuple(head), bases=tuple(source.name for source in bases))
    return (*files[: len(bases)], top, *files[len(bases) :])


def kind_of(node: ast.Statement) -> str:
    """The word that a statement begins with."""
    return type(node).__name__.lower()


def name_of(node: ast.Statement) -> str:
    """What a statement is called: its name, or what it speaks of."""
    match node:
        case ast.Clause(id=ast.Name() as name) | ast.When(clause=name) | ast.Waive(clause=name):
            return name.text
        case ast.Exclude(condition=condition):
            return expression(condition)
        case ast.Test(name=title):
            return title.value
        case (
            ast.Event(name=name)
            | ast.Stage(name=name)
            | ast.Define(name=name)
            | ast.Let(name=name)
            | ast.Calendar(name=name)
            | ast.Table(name=name)
        ):
            return name.text
        case _:
            return ""


def _lines(agreement: Mapping[str, tuple[Any, Source]], bases: frozenset[str]) -> list[Stated]:
    """The lines of an agreement; the weeks of a fiscal year go with the line that says its start."""
    lines = dict(agreement)
    weeks = lines.get("fiscal_weeks")
    if weeks is not None and weeks[1] is not lines["fiscal_start"][1]:
        del lines["fiscal_weeks"]
    return [
        Stated(
            "agreement", name, ast.Agreement(**{"title": None, name: value}), source, _span(value), source.name in bases
        )
        for name, (value, source) in lines.items()
    ]


def _span(value: Any) -> Span:
    """The place of a node, or of the first and the last of several."""
    if isinstance(value, ast.Node):
        return value.span
    there = [item.span for item in value if isinstance(item, ast.Node)]
    return there[0].to(there[-1]) if there else NOWHERE
