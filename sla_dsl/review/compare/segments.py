"""What a clause promises by date and by tier, of two forms side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from sla_dsl.model.forms import Form, variants_of

V = TypeVar("V")
W = TypeVar("W")

Steps = Sequence[tuple[date | None, V | None]]
"""A value by the first day it is in force, in order; the first one since ever (None)."""
Matter = Callable[[date | None, date | None], bool]
"""Whether anything is judged by what is in force on the days `since <= day < until` (None: without end)."""


def always(_since: date | None, _until: date | None) -> bool:
    """All days matter."""
    return True


def overlaid(
    old: Sequence[tuple[date | None, V]], new: Sequence[tuple[date | None, W]], matter: Matter = always
) -> Iterator[tuple[date | None, V, W]]:
    """Both at once: every stretch of days on which neither changes, by its first day, as long as it matters."""
    days = sorted({d for d, _ in (*old, *new) if d is not None})
    for since, until in zip((None, *days), (*days, None), strict=True):
        if matter(since, until):
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


def joined(
    old: Form, new: Form, pairs: Sequence[tuple[int | None, int | None]], matter: Matter = always
) -> Iterator[tuple[date | None, Form | None, Form | None]]:
    """The promises of both forms, date by date, of tiers that are one: `pairs` are their places (None: all rows)."""
    ours, theirs = segments(old), segments(new)
    for one, other in pairs:
        if one in ours and other in theirs:
            yield from overlaid(ours[one], theirs[other], matter)


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of some days; None is since ever."""
    found = list(days)
    return None if not found or None in found else min(d for d in found if d is not None)


def stepwise(steps: Sequence[tuple[date | None, str, str]]) -> tuple[str, str]:
    """Both sides of what differs on several dates or tiers: `at least 100 MQL, at least 120 MQL from 2026-07-01 on`."""
    ours, theirs = ([(since, said[n]) for since, *said in steps] for n in (0, 1))
    return _in_steps(ours), _in_steps(theirs)


def _in_steps(steps: Sequence[tuple[date | None, str]]) -> str:
    if len({said for _, said in steps}) == 1:
        return steps[0][1]
    dated = (said if since is None else f"{said} from {since} on" for since, said in steps)
    return ", ".join(dict.fromkeys(dated))
