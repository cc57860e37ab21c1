"""The time that a promise leaves: its limit and its lower bound, by tier where the table below it has them."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.promises import tiers, timed
from sla_dsl.promises.base import Moment, Words
from sla_dsl.promises.plain import time_in_english

Window = tuple[ast.Time, ast.Time | None]
"""A limit, and the lower bound that may go with it."""


def limits(
    words: Words,
    clause: ast.Clause,
    start: Moment,
    window: Window | None,
    lines: Sequence[tiers.Line],
    *,
    also: Sequence[ast.Time] = (),
) -> tuple[forms.Limit | None, forms.Limit | None]:
    """The limit and the lower bound of rows that enter at `start`: what the promise says, or its table.

    `also` are other times of the promise, which its calendar may be for.
    """
    by_tier = bool(lines) and "within" in lines[0].outcomes
    said = [] if window is None else [window]
    if by_tier:
        if window is not None:
            message = "the limit stands in the promise and in the table below it"
            raise words.refuse("SLA331", window[0].span, message, "leave one of the two out")
        said = [_of_line(words, line) for line in lines]
    flat = [bound for pair in said for bound in pair if bound is not None]
    found = iter(timed.limits(words, clause, start, *flat, also=also))
    pairs = [(next(found), None if low is None else next(found)) for _, low in said]
    if not by_tier:
        return pairs[0] if pairs else (None, None)
    of = dict(zip(map(id, lines), pairs, strict=True))
    limit = tiers.by_line(lines, lambda line: of[id(line)][0])
    return limit, tiers.by_line(lines, lambda line: of[id(line)][1]) if any(low for _, low in pairs) else None


def _of_line(words: Words, line: tiers.Line) -> Window:
    match line.outcomes["within"]:
        case ast.CellBound(kind="bound", bound=ast.Bound(op="between", value=low, high=high)) if high is not None:
            return high, low
    return tiers.amount_of(words, line, "within"), None


def window_in_english(cell: ast.CellBound) -> str:
    """What a tier is promised, from its cell: `4 hours`."""
    match cell:
        case ast.CellBound(bound=ast.Bound(value=low, high=high)) if high is not None:
            return f"no earlier than {time_in_english(low)} and no later than {time_in_english(high)}"
        case ast.CellBound(values=(limit,)):
            return time_in_english(limit)
        case _:
            return ""
