"""A policy and its base as one, in the reference evaluator (rules 60 to 62)."""

from __future__ import annotations

from dataclasses import fields, replace

from sla_dsl.lang import ast

Named = ast.Event | ast.Stage | ast.Define | ast.Let


def together(file: ast.File, base: ast.File) -> ast.File:
    """The statements of the base before those of the file, but for what the file says again."""
    uses = [s for s in file.statements if isinstance(s, ast.Use)]
    given = tuple(ast.Let(name, value) for use in uses for name, value in use.overrides)
    own = [*given, *(s for s in file.statements if not isinstance(s, ast.Use))]
    agreement = next((s for s in own if isinstance(s, ast.Agreement)), ast.Agreement(title=None))
    said = {_word(s): s for s in own if _word(s) is not None}
    found: list[ast.Statement] = []
    for statement in base.statements:
        if isinstance(statement, ast.Agreement):
            agreement = _line_by_line(agreement, statement)
        else:
            found.append(said.pop(_word(statement), statement))
    left = {id(s) for s in said.values()}
    rest = [s for s in own if not isinstance(s, ast.Agreement) and (_word(s) is None or id(s) in left)]
    return replace(file, statements=(agreement, *found, *rest))


def _word(statement: ast.Statement) -> tuple[str, str] | None:
    """The space of names and the name that a statement replaces another one by."""
    match statement:
        case ast.Event() | ast.Stage() | ast.Define() | ast.Let():
            return "word", statement.name.text
        case ast.Table() | ast.Calendar():
            return type(statement).__name__, statement.name.text
        case ast.Clause(id=ast.Name() as name):
            return "clause", name.text
        case _:
            return None


def _line_by_line(own: ast.Agreement, base: ast.Agreement) -> ast.Agreement:
    """Who has accepted a base has accepted nothing else."""
    lines = {f.name: getattr(own, f.name) for f in fields(ast.Agreement) if f.name != "span"}
    taken = {name: value or getattr(base, name) for name, value in lines.items() if name != "acceptances"}
    return replace(own, **taken)
