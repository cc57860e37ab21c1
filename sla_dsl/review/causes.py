"""Which edits a difference of a clause comes from: those of the clause itself, and those of all that it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.bind.vocabulary import names_in
from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude
from sla_dsl.review.compare.difference import EVERYWHERE, Difference
from sla_dsl.review.models import Edit, Stated
from sla_dsl.review.renaming import WORDS

_ANYWHERE = frozenset({"table", "calendar", "exclude"})
"""Statements that a clause need not name to rest on."""
_ITS_OWN = frozenset({"clause", "waive", "when"})
"""Statements that name the clause they are about."""


class Causes:
    """The words that the clauses of a policy lead to, in the old and in the new one alike."""

    def __init__(self, old: Sequence[Stated], new: Sequence[Stated], edits: Sequence[Edit]) -> None:
        self.edits = edits
        self._sides = [_Words(old), _Words(new)]

    def of(self, clause: str, difference: Difference) -> tuple[int, ...]:
        """The places of the edits that can have brought a difference, in order."""
        reached = frozenset().union(*(words.reached(clause) for words in self._sides))
        found = tuple(i for i, e in enumerate(self.edits) if self._brings(e, clause, reached, difference))
        return found or tuple(i for i, e in enumerate(self.edits) if e.kind == "agreement" and e.name in EVERYWHERE)

    def statements(self, clause: str) -> Iterator[ast.Node]:
        """All that a clause leads to on either side, its own text first."""
        for words in self._sides:
            yield from words.about.get(clause, ())
            yield from (words.words[name] for name in sorted(words.reached(clause)))

    def _brings(self, edit: Edit, clause: str, reached: frozenset[str], difference: Difference) -> bool:
        if edit.kind == "agreement":
            return edit.name == "term" and edit.kind in difference.by
        if edit.kind not in difference.by:
            return False
        if edit.kind in _ITS_OWN:
            return edit.name == clause
        return edit.kind in _ANYWHERE or edit.name in reached


class _Words:
    """The statements of one policy by their names, and what each names."""

    def __init__(self, statements: Sequence[Stated]) -> None:
        there = prelude().statements
        self.words = {s.name.text: s for s in there if isinstance(s, ast.Event | ast.Stage | ast.Define | ast.Let)}
        self.words |= {s.name: s.node for s in statements if s.kind in WORDS}  # type: ignore[misc]
        self.about: dict[str, list[ast.Node]] = {}
        for s in statements:
            if s.kind in _ITS_OWN:
                self.about.setdefault(s.name, []).append(s.node)
        self.others = [s.node for s in statements if s.kind in ("exclude", "table")]
        self._found: dict[str, frozenset[str]] = {}

    def reached(self, clause: str) -> frozenset[str]:
        """The names of all words that a clause leads to, by its text, its waivers, and what holds for all clauses."""
        if clause not in self._found:
            seen: set[str] = set()
            waiting: list[ast.Node] = [*self.about.get(clause, ()), *self.others, ast.Name(("created",))]
            while waiting:
                for name in names_in(waiting.pop()):
                    for word in (name, f"{name}s"):  # a verb may drop its `s`
                        if word in self.words and word not in seen:
                            seen.add(word)
                            waiting.append(self.words[word])
            self._found[clause] = frozenset(seen)
        return self._found[clause]
