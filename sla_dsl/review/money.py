"""The currency of a policy's amounts: of two currencies neither can be held against the other."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast

NOTE = "amounts in two currencies can not be compared"


def amounts(part: object) -> Iterator[ast.Money]:
    """Every amount of money in a tree."""
    return (node for node in ast.nodes(part) if isinstance(node, ast.Money))
