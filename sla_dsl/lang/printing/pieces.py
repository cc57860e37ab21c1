"""What the formatter moves around: a piece of text that is never broken, and how it joins what stands before it."""

from __future__ import annotations

from enum import IntEnum

from sla_dsl.text.record import record
from sla_dsl.text.source import Span


class Join(IntEnum):
    """How a piece follows the one before it."""

    SPACE = 0
    """On the same line."""
    SOFT = 1
    """On the same line when it fits, else on a new one."""
    LINE = 2
    """On a line of its own."""


@record
class Piece:
    """`start` is the offset in the source at which it began there, None when it has no place of its own."""

    text: str
    start: int | None = None
    join: Join = Join.SOFT
    indent: int = 2


def piece(text: str, span: Span, join: Join = Join.SOFT, indent: int = 2) -> Piece:
    """A piece that was written at `span`."""
    return Piece(text, span.start if span.end else None, join, indent)
