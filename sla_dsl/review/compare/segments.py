"""What a clause promises by date and by tier, of two forms side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from sla_dsl.model.forms import Form, variants_of

V = TypeVar("V")
W = TypeVar("W")

Steps = Sequence[tuple[date | None, V | None]]
"""A value by the first day it is in force, in order; the first one since ever (None)."""


def overlaid(
    old: Sequence[tuple[date | None, V]], new: Sequence[tuple[date | None, W]]
) -> Iterator[tuple[date | None, V, W]]:
    """Both at once: every stretch of days on which neither changes, by its first day."""
    days = sorted({d for d, _ in (*old, *new) if d is not None})
    for since in (None, *days):
        yield since, _on(old, since), _on(new, since)


def _on(steps: Sequence[tuple[date | None, V]], day: date | None) -> V:
    """What is in force on a day."""
    found = steps[0][1]
    for since, value in steps:
        if since is not None and day is not None and since <= day:
            found = value
    return found


def segments(form: Form) -> dict[int | None, list[tuple[date | None, Form | None]]]:
    """What a form promises by tier (None: all), and by the first day of it."""
    variants = variants_of(form)
    if not variants:
        return {None: [(None, form)]}
    out: dict[int | None, list[tuple[date | None, Form | None]]] = {}
    for v in variants:
        out.setdefault(v.tier, []).append((v.since, v.form))
    return out


def joined(old: Form, new: Form) -> Iterator[tuple[date | None, Form | None, Form | None]]:
    """The promises of both forms, tier by tier and date by date; of tiers that both have."""
    ours, theirs = segments(old), segments(new)
    for tier in ours:
        if tier in theirs:
            yield from overlaid(ours[tier], theirs[tier])


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of some days; None is since ever."""
    found = list(days)
    return None if not found or None in found else min(d for d in found if d is not None)
