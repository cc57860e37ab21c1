"""A replay as Markdown, for a pull request or a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sla_dsl.replay.models import Contradiction, Replay
from sla_dsl.replay.sections import Section, Table, sections

_SIGNS = re.compile(r"([\\*_\[\]<>|#~])")


def render(found: Replay, contradictions: Sequence[Contradiction] = (), level: int = 2) -> str:
    """The replay under headings of a level and below."""
    there = sections(found, contradictions)
    return "\n\n".join(b for n, s in enumerate(there) for b in _blocks(s, level if n == 0 else level + 1)) + "\n"


def _blocks(of: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_text(of.title)}"
    lines: list[str] = []
    for part in of.parts:
        if isinstance(part, Table):
            if lines:
                yield "\n".join(lines)
            lines = []
            yield _table(part)
        else:
            lines.append(f"- {_text(part)}")
    if lines:
        yield "\n".join(lines)


def _table(of: Table) -> str:
    rule = ["--:" if h in of.right else "---" for h in of.headers]
    rows = [of.headers, rule, *of.rows]
    return "\n".join(f"| {' | '.join(map(_text, row) if row is not rule else row)} |" for row in rows)


def _text(text: str) -> str:
    """The text with nothing in it that Markdown would take for a sign; what stands in backticks stays."""
    parts = text.split("`")
    quoted = len(parts) % 2 == 1
    return "`".join(p if quoted and n % 2 else _SIGNS.sub(r"\\\1", p) for n, p in enumerate(parts))
