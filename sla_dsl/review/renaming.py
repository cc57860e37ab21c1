"""Names changed all over a syntax tree: those of words and calendars, and apart from them those of clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import Any, TypeVar

from sla_dsl.lang import ast
from sla_dsl.text.record import record

T = TypeVar("T", bound=ast.Node)

WORDS = frozenset({"event", "stage", "define", "let"})
"""The statements that share one space of names."""


@record
class Renames:
    """New names by old ones, in each of the three spaces of names."""

    words: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)

    def with_one(self, kind: str, old: str, new: str) -> Renames:
        """These, and one of a statement of a kind."""
        space = _SPACES.get(kind, "words")
        return replace(self, **{space: {**getattr(self, space), old: new}})

    def of(self, node: T) -> T:
        """A node with the new names, its own among them."""
        changes: dict[str, Any] = {f.name: self._part(node, f.name, getattr(node, f.name)) for f in fields(node)}
        return replace(node, **changes)

    def _part(self, owner: object, name: str, part: object) -> object:
        if isinstance(part, ast.Name):
            return self._name(owner, name, part)
        if isinstance(part, tuple):
            return tuple(self._part(owner, name, item) for item in part)
        return self.of(part) if isinstance(part, ast.Node) else part

    def _name(self, owner: object, field_name: str, name: ast.Name) -> ast.Name:
        space = self.words
        for owners, there, names in (
            (ast.Clause, "id", self.clauses),
            (ast.When | ast.Waive | ast.ExcusedBy | ast.Expect, "clause", self.clauses),
            (ast.Calendar, "name", self.calendars),
            (ast.Using, "calendar", self.calendars),
        ):
            if isinstance(owner, owners) and field_name == there:
                space = names
        new = space.get(name.text)
        return name if new is None else replace(name, parts=(new,))


_SPACES = {"calendar": "calendars", "clause": "clauses"}
