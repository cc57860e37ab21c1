"""A policy's history as text for a person, and as plain values for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sla_dsl.findings.exact import visible
from sla_dsl.review.history import Commit, Moved, Step
from sla_dsl.review.models import Change
from sla_dsl.review.say.text import Page, marked, said


def log(moves: Sequence[Moved], page: Page) -> str:
    """The newest commit first, with what it changed."""
    lines: list[str] = []
    for move in reversed(moves):
        lines += [*page.wrapped(_head(move.step.commit), 0), *_told(move, page), ""]
    return "\n".join(lines).rstrip() + "\n"


def blame(found: Sequence[tuple[str, Moved]], page: Page) -> str:
    """Every clause with the commit that changed it last."""
    lines: list[str] = []
    for clause, move in found:
        lines += [page.paint(visible(clause), "1"), *page.wrapped(_head(move.step.commit), 2), *_told(move, page), ""]
    return "\n".join(lines).rstrip() + "\n"


def plain(move: Moved) -> dict[str, Any]:
    """One commit and its changes as values of JSON."""
    commit = move.step.commit
    return {
        "commit": commit.id,
        "author": commit.author,
        "day": commit.day.isoformat(),
        "subject": commit.subject,
        "begins": move.step.diff is None and move.step.broken is None,
        "broken": move.step.broken,
        "accepted": list(move.step.accepted),
        "changes": [_change(c) for c in move.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "direction": change.direction.value,
        "clause": change.clause,
        "reaches": list(change.reaches),
        "old_said": change.old_said,
        "new_said": change.new_said,
        "retroactive": change.retroactive,
    }


def _head(commit: Commit) -> str:
    return visible(f"{commit.short}  {commit.day}  {commit.author}: {commit.subject}")


def _told(move: Moved, page: Page) -> Iterator[str]:
    step: Step = move.step
    if step.broken is not None:
        yield from page.wrapped(f"! the policy has a mistake here: {visible(step.broken)}", 2)
    elif step.diff is None:
        yield "  the policy begins"
    for change in move.changes:
        about = change.clause or ", ".join(change.reaches)
        yield from marked(change, f"{about}: {said(change)}" if about else said(change), page)
    if move.changes and step.accepted:
        yield from page.wrapped(f"accepted by {' and by '.join(step.accepted)}", 4)
