"""Questions about the shape of an expression that reading and printing both ask."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.lang import ast


def compares(node: ast.Expr) -> bool:
    """Whether a node is a comparison."""
    return isinstance(node, ast.Compare | ast.Between | ast.In | ast.Known)


def last_of(condition: ast.Expr) -> ast.Expr:
    """What a condition ends with."""
    while True:
        match condition:
            case ast.And(items=items) | ast.Or(items=items):
                condition = items[-1]
            case ast.Not(operand=operand):
                condition = operand
            case _:
                return condition


def without_last(condition: ast.Expr, last: ast.Expr) -> ast.Expr | None:
    """The condition without the comparison it ends with; None when it ends otherwise."""
    if condition is last:
        return last.left if isinstance(last, ast.Compare) else last.operand if isinstance(last, ast.Between) else None
    match condition:
        case ast.And(items=items) | ast.Or(items=items):
            inner = without_last(items[-1], last)
            return None if inner is None else replace(condition, items=(*items[:-1], inner))
        case ast.Not(operand=operand):
            inner = without_last(operand, last)
            return None if inner is None else replace(condition, operand=inner)
    return None
