"""The currency of a policy's amounts: of two currencies neither can be held against the other."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.bind.constants import currency_of
from sla_dsl.lang import ast
from sla_dsl.review.models import Bound

NOTE = "amounts in two currencies can not be compared"


def currency(of: Bound) -> str | None:
    """The one currency that a policy's amounts are in; None where it has no such amount and names none."""
    there = next((money for file in of.files for s in file.statements for money in amounts(s)), None)
    return of.policy.currency if there is None else currency_of(there, of.policy.currency)


def amounts(part: object) -> Iterator[ast.Money]:
    """Every amount of money in a tree."""
    return (node for node in ast.nodes(part) if isinstance(node, ast.Money))
