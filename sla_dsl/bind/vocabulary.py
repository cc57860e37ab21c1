"""Every name that the prelude and the policy give a meaning to; the policy's meaning wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from sla_dsl.bind.problems import Problems, line_of, refusal
from sla_dsl.lang import ast
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

Word = ast.Event | ast.Stage | ast.Define | ast.Let | ast.Table | ast.Calendar


@record
class Entry:
    """A definition, the source it stands in, and whether it comes from the prelude."""

    node: Word
    source: Source
    prelude: bool


@record
class Vocabulary:
    """Definitions by name. Events, stages, definitions and `let`s share one space: a name has one meaning."""

    words: dict[str, Entry] = field(default_factory=dict)
    tables: dict[str, Entry] = field(default_factory=dict)
    calendars: dict[str, Entry] = field(default_factory=dict)

    def add(self, statements: Iterable[ast.Statement], source: Source, problems: Problems, *, prelude: bool) -> None:
        """Adds the definitions of one file; a name defined twice outside the prelude is a mistake."""
        for node in statements:
            match node:
                case ast.Event() | ast.Stage() | ast.Define() | ast.Let():
                    self._put(self.words, node, source, problems, prelude)
                case ast.Table():
                    self._put(self.tables, node, source, problems, prelude)
                case ast.Calendar():
                    self._put(self.calendars, node, source, problems, prelude)
                case _:
                    pass

    def _put(self, into: dict[str, Entry], node: Word, source: Source, problems: Problems, prelude: bool) -> None:
        name = node.name.text
        before = into.get(name)
        if before is not None and not before.prelude and not prelude:
            notes = (f"the first one is in {line_of(before.source, before.node.span, source)}",)
            hint = "keep one of the two, or give one another name"
            refused = refusal(source, "SLA104", node.name.span, f"`{name}` is defined twice", hint, notes)
            problems.add(refused.diagnostic)
            return
        into[name] = Entry(node, source, prelude)

    def of(self, *kinds: type[Word]) -> list[str]:
        """The names of definitions of some kinds."""
        return [n for n, e in self.words.items() if isinstance(e.node, kinds)]


def names_in(part: object) -> Iterator[str]:
    """Every name in a tree, in the order written."""
    return (node.text for node in ast.nodes(part) if isinstance(node, ast.Name))
