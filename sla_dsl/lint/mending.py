"""Safe edits: the texts of a policy mended where a rule knows how, with proof that no clause means anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sla_dsl.bases import own
from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.lint.base import Edit
from sla_dsl.lint.context import context_of
from sla_dsl.lint.run import Told
from sla_dsl.model.expr import Both, Const, ConstValue, Either, Expr, Negation, OneOf, Test
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import PolicyError
from sla_dsl.text.source import Source


def mended(files: Sequence[ast.File], told: Iterable[Told]) -> tuple[tuple[ast.File, ...], int]:
    """The files with all edits that are proved safe, and of how many remarks they are.

    The edits of one remark are made together or not at all; of two that meet the later one is left for the next time.
    """
    before = _meaning(files)
    done = 0
    made: list[Edit] = []
    for one in told:
        if not one.fix or any(_meet(a, b) for a in one.fix for b in made):
            continue
        candidate = _edited(files, [*made, *one.fix])
        if candidate is not None and _meaning(candidate) == before:
            made += one.fix
            done += 1
    return _edited(files, made) or tuple(files), done


def _meet(one: Edit, other: Edit) -> bool:
    if one.source.name != other.source.name:
        return False
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _edited(files: Sequence[ast.File], edits: Sequence[Edit]) -> tuple[ast.File, ...] | None:
    """The files with some edits; None where one does not parse any more."""
    found = []
    mine = {file.source.name for file in own(files)}
    for file in files:
        of_file = sorted((e for e in edits if e.source.name == file.source.name), key=lambda e: -e.span.start)
        if not of_file or file.source.name not in mine:
            found.append(file)
            continue
        text = file.source.text
        for edit in of_file:
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        again, mistakes = parse(Source(file.source.name, text, file.source.path))
        if mistakes:
            return None
        found.append(replace(again, bases=file.bases))
    return tuple(found)


def _meaning(files: Sequence[ast.File]) -> Any:
    """What the clauses of a policy mean, without how they are worded; None where it is no policy."""
    try:
        context = context_of(files)
    except PolicyError:
        return None
    policy = replace(context.policy, forms=(), consequences=())
    consequences = [replace(c, file="", line=0, column=0) for c in context.policy.consequences]
    tests = [s for s, _ in context.statements if isinstance(s, ast.Test)]
    return [_plain(policy), [_plain(form) for form in context.policy.forms], _plain(tuple(consequences)), tests]


_WORDING = frozenset({"sentence", "english", "file", "line", "column"})
"""Fields that tell how and where something is said, and not what."""


def _plain(part: Any) -> Any:
    """A record as nested tuples, with every way to say one condition turned into one."""
    match part:
        case Const(value=value):
            return ("Const", value)
        case OneOf(operand, items):
            return _plain(Either(_equal(operand, items)))
        case Test(op="!=", left=left, right=right):
            return _plain(Negation(Test("=", left, right)))
        case Negation(OneOf(operand, items)):
            return _plain(Both(tuple(map(Negation, _equal(operand, items)))))
        case Both(items) | Either(items):
            return (type(part).__name__, *_flat(part, items))
        case Mapping():
            return tuple((key, _plain(value)) for key, value in part.items())
        case tuple():
            return tuple(map(_plain, part))
        case _ if is_dataclass(part) and not isinstance(part, type):
            named = [f.name for f in fields(part) if f.name not in _WORDING and not f.name.endswith("_name")]
            return (type(part).__name__, *((name, _plain(getattr(part, name))) for name in named))
    return part


def _equal(operand: Expr, items: tuple[ConstValue, ...]) -> tuple[Expr, ...]:
    return tuple(Test("=", operand, Const(item, Kind.TEXT)) for item in items)


def _flat(part: Both | Either, items: tuple[Expr, ...]) -> Iterator[Any]:
    """The parts of a conjunction or a disjunction, those within its own kind too."""
    for item in items:
        plain = _plain(item)
        yield from plain[1:] if plain[0] == type(part).__name__ else (plain,)
