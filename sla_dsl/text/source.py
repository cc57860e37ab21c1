"""The text of one policy file and the places in it: offsets, lines, columns."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sla_dsl.text.record import record


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of character offsets in one `Source` (`start <= offset < end`)."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


NOWHERE = Span(0, 0)


@record
class Source:
    """A policy text with the name it is known by; offsets count characters of `text`.

    `text` has no BOM and keeps its own line ends, so spans are exact in the file as written. `path` is the file it
    was read from; None for a text that is in no file.
    """

    name: str
    text: str = field(repr=False)
    path: Path | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")
