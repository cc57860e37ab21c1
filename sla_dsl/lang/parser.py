"""Text to syntax tree: every statement of a file read on its own, all mistakes gathered, none of them raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.build.expressions import chain_mistake
from sla_dsl.lang.build.statements import Statements
from sla_dsl.lang.lexer import Token, comments_before, tokens
from sla_dsl.lang.machine import Handler, Machine, Stuck
from sla_dsl.lang.mistake import MARGIN, Mistake
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.source import Source, Span

_MARGIN = re.compile(r"^[^ \t\r\n#]", re.M)
_INDENTED = re.compile(r"^[ \t]+([^ \t\r\n#][^ \t\r\n]*)", re.M)


def read(name: str, data: bytes) -> Source | Diagnostic:
    """The text of a policy file, or what is wrong with its bytes; a BOM at its start is dropped."""
    plain = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return Source(name, plain.decode())
    except UnicodeDecodeError as error:
        before = plain[: error.start].decode()
        source = Source(name, plain.decode(errors="replace"))
        hint = "save the file as UTF-8"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "the file is UTF-16: save it as UTF-8"
        return Diagnostic("SLA001", "this is not UTF-8", source, Span(len(before), len(before) + 1), hint)


def parse(source: Source) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    """The statements that could be read, with every comment, and one diagnostic for each that could not."""
    reader = _Reader(source)
    starts = [match.start() for match in _MARGIN.finditer(source.text)]
    ends = [*starts[1:], len(source.text)][: len(starts)]
    outcomes = [reader.head(starts[0] if starts else len(source.text))]
    outcomes += [reader.statement(start, end) for start, end in zip(starts, ends, strict=True)]
    file = ast.File(source, tuple(reader.statements), tuple(reader.comments))
    return file, tuple(mistake.diagnostic(source) for mistake in _one_each(outcomes))


class _Reader(Statements):
    """Reads statement after statement of one source."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.text = source.text
        self.fragment: Callable[[str, int, int], Any] = self._fragment
        self.statements: list[ast.Statement] = []
        self.comments: list[ast.Comment] = []
        self.machine = Machine(source.text, self._handler)

    def _handler(self, rule: str) -> Handler:
        handler: Handler = getattr(self, f"on_{rule}")
        return handler

    def head(self, end: int) -> Mistake | None:
        """What stands above the first statement: blanks and comments."""
        indented = _INDENTED.search(self.text, 0, end)
        if indented:
            hint = "a statement starts at the left margin; only its further lines are indented"
            return Mistake("SLA006", "this statement is indented", Span(indented.start(1), indented.end()), hint)
        self.comments += comments_before(self.text, end)
        return None

    def statement(self, start: int, end: int) -> Mistake | None:
        """Read one statement; with a mistake in it, it is left out."""
        self.forget()
        try:
            found, comments = tokens(self.text, start, end)
            self.comments += comments
            self.statements.append(self._run("statement", found, end))
        except Mistake as mistake:
            return mistake
        return None

    def _run(self, rule: str, found: list[Token], end: int) -> Any:
        try:
            value = self.machine.run(rule, found)
        except Stuck as stuck:
            from sla_dsl.lang.explain import explain  # most files hold no mistake

            raise explain(self.machine, rule, found, stuck, end) from None
        if self.chained is not None:
            raise chain_mistake(self.chained)
        return value

    def _fragment(self, rule: str, start: int, end: int) -> Any:
        found, _ = tokens(self.text, start, end)
        return self._run(rule, found, end)


def _one_each(outcomes: list[Mistake | None]) -> Iterator[Mistake]:
    """One error for one mistake: lines that lack their indentation also cut the statement above them short."""
    for mistake, before, after in zip(outcomes, [None, *outcomes], [*outcomes[1:], None], strict=False):
        stray, strays = mistake is not None and mistake.code == MARGIN, before is not None and before.code == MARGIN
        cut = after is not None and after.code == MARGIN
        if mistake is not None and not (stray and strays) and not (cut and not stray):
            yield mistake
