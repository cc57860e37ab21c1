"""Collects what is wrong while binding goes on: one mistake, one diagnostic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sla_dsl.promises.base import Refused
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source, Span


class Problems:
    """The diagnostics of one policy, each about the source its statement stands in."""

    def __init__(self, order: tuple[str, ...] = ()) -> None:
        self.found: list[Diagnostic] = []
        self._order = {name: i for i, name in enumerate(order)}

    @property
    def fatal(self) -> bool:
        return any(d.level is Level.ERROR for d in self.found)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keeps a diagnostic, once for its place; what is refused already is not warned of."""
        for i, other in enumerate(self.found):
            if _place(other) == _place(diagnostic) and diagnostic.source is not None:
                if other.level is Level.WARNING and diagnostic.level is Level.ERROR:
                    self.found[i] = diagnostic
                return
        if diagnostic not in self.found:
            self.found.append(diagnostic)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Keeps the refusal of a block and goes on behind it."""
        try:
            yield
        except Refused as refused:
            self.add(refused.diagnostic)

    def settled(self) -> tuple[Diagnostic, ...]:
        """All of them by place; a name that is wrong in several places is said at the first one."""
        kept: dict[tuple[str, str] | int, list[Diagnostic]] = {}
        for d in sorted(self.found, key=self._sorted):
            by_name = d.code.startswith("SLA1") and d.source is not None
            kept.setdefault((d.code, d.message) if by_name else id(d), []).append(d)
        return tuple(_merged(same) for same in kept.values())

    def _sorted(self, d: Diagnostic) -> tuple[int, int]:
        return (self._order.get(d.source.name, len(self._order)) if d.source else -1, d.span.start)


def _place(d: Diagnostic) -> tuple[str, Span] | None:
    return None if d.source is None else (d.source.name, d.span)


def _merged(same: list[Diagnostic]) -> Diagnostic:
    """The first one, with a note where else it stands."""
    first, *others = same
    if not others:
        return first
    places = dict.fromkeys(line_of(d.source, d.span, first.source) for d in others if d.source is not None)
    return replace(first, notes=(*first.notes, f"it stands also in {', '.join(places)}"))


def line_of(source: Source, span: Span, seen_from: Source | None) -> str:
    """`line 4`, or `line 4 of other.sla` when another file is meant."""
    line = f"line {source.position(span.start)[0]}"
    return line if seen_from is not None and seen_from.name == source.name else f"{line} of {source.name}"


def refusal(
    source: Source, code: str, span: Span, message: str, hint: str | None = None, notes: tuple[str, ...] = ()
) -> Refused:
    """A refusal about a place in a source."""
    return Refused(Diagnostic(code, message, source, span, hint, notes))
