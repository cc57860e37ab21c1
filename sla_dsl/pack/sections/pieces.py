"""What the sections of a review pack share: heads of columns, names in a row, what a share is sorted by."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.findings.exact import visible
from sla_dsl.pack.models import Kept
from sla_dsl.pack.page import Column

NAME, TEXT = 60, 300
"""How many letters are shown of a name, and of a text."""
_FEW = 8
"""How many clauses are named in a row; the table of clauses has them all."""


def heads(*names: str) -> tuple[Column, ...]:
    """The heads of columns; `#` marks one of numbers."""
    return tuple(Column(name.removeprefix("#"), name.startswith("#")) for name in names)


def cap(text: str) -> str:
    """A name as it begins a line."""
    shown = visible(text, NAME)
    return shown[:1].upper() + shown[1:]


def named(clauses: Sequence[str]) -> str:
    """`volume, hot`; of many clauses the first ones, and how many more there are."""
    more = [f"and {len(clauses) - _FEW} more"] if len(clauses) > _FEW else []
    return ", ".join([*(visible(c, NAME) for c in clauses[:_FEW]), *more])


def rank(of: Kept) -> int:
    """What a share is sorted by: in millionths, nothing before all of it."""
    return of.met * 1_000_000 // of.judged if of.judged else -1
