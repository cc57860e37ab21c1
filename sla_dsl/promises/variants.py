"""Where a promise is not the same for every tier and on every day: one variant of it for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sla_dsl.lang import ast
from sla_dsl.model.forms import Duty, Measure, Quotient, Ratio, Statistic, Variant
from sla_dsl.promises.base import Words
from sla_dsl.text.record import record

F = TypeVar("F", Duty, Measure, Ratio, Statistic, Quotient)


@record
class Promised:
    """What one tier is promised (None: all are): the amounts that say so, and the fields of the form they make."""

    tier: int | None
    amounts: tuple[ast.Amount, ...]
    make: Callable[[], dict[str, Any]]


def varied(words: Words, promised: Sequence[Promised], form: Callable[[dict[str, Any]], F]) -> F:
    """The form made of the first fields, with a variant for each of the others, where there are any."""
    parts: list[tuple[int | None, date | None, date | None, dict[str, Any] | None]] = []
    for one in promised:
        days: tuple[date | None, ...] = words.changes(*one.amounts)
        if days[0] is not None:
            parts.append((one.tier, None, days[0], None))
        for since, until in zip(days, (*days[1:], None), strict=True):
            with words.on(since):
                parts.append((one.tier, since, until, one.make()))
    made = form(next(fields for *_, fields in parts if fields is not None))
    if len(parts) == 1 and parts[0][0] is None:
        return made
    variants = [
        Variant(tier, since, until, None if fields is None else replace(made, **fields))
        for tier, since, until, fields in parts
    ]
    return replace(made, variants=tuple(variants))
