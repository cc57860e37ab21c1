"""A replay as plain text, for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sla_dsl.replay.models import Contradiction, Replay
from sla_dsl.replay.sections import Section, Table, sections
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.text.tables import Column, table

_KINDS = {
    "worse": "fixed", "better": "fixed", "other": "fixed", "flip": "fixed",
    "by": "wrap", "needed": "wrap", "needs": "wrap", "party": "optional",
}  # fmt: skip


def render(found: Replay, contradictions: Sequence[Contradiction] = (), style: Style = PLAIN) -> str:
    """The replay in lines of at most the style's width."""
    blocks = ("\n".join(_lines(s, style)) for s in sections(found, contradictions))
    return "\n\n".join(blocks) + "\n"


def _lines(of: Section, style: Style) -> Iterator[str]:
    yield f"\x1b[1m{of.title}\x1b[0m" if style.color else of.title
    for part in of.parts:
        if isinstance(part, Table):
            yield from _table(part, style)
        else:
            yield from textwrap.wrap(
                part, style.width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
            )


def _table(of: Table, style: Style) -> list[str]:
    columns = [
        Column(header, cells, _KINDS.get(header, "cut"), "right" if header in of.right else "left")
        for header, cells in zip(of.headers, zip(*of.rows, strict=True), strict=True)
    ]
    return table(columns, style.width)
