"""The times between what is made: how `makes` is spaced, and what is made again and again."""

from __future__ import annotations

from typing import Literal

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, bound
from sla_dsl.model.cycles import ends
from sla_dsl.model.expr import (
    ChildGap,
    ChildPick,
    Earliest,
    Expr,
    IsKnown,
    Link,
    Negation,
    Test,
    both,
    either,
    seen_from_child,
)
from sla_dsl.model.forms import Every, Plain, Spacing
from sla_dsl.promises import timed
from sla_dsl.promises.base import ChildRows, Moment, Words, only
from sla_dsl.promises.cycles import happening


def since(start: Moment, rows: ChildRows) -> Expr:
    """Whether a child row comes at the start or later."""
    return Test(">=", rows.at, _seen(start, rows, start.at))


def spaces(clause: ast.Clause) -> tuple[ast.Amount, ...]:
    """The amounts of time behind `spaced`."""
    spaced: ast.Spaced | None = only(clause, ast.Spaced)
    return () if spaced is None else tuple(s for s in (spaced.bound.value, spaced.bound.high) if s is not None)


def spacing(words: Words, clause: ast.Clause, need: ast.Need, number: int, rows: ChildRows, start: Moment) -> (
    Spacing | None
):  # fmt: skip
    """How far apart the rows of a need may be, of which there are `number`; None where nothing is said."""
    spaced: ast.Spaced | None = only(clause, ast.Spaced)
    if spaced is None:
        return None
    said = f"spaced {bound(spaced.bound)}"
    if spaced.bound.op not in ("<=", ">=", "between"):
        message = f"`{said}` is no bound for the time between two {need.noun.text}"
        raise words.refuse(
            "SLA365", spaced.span, message, "write `spaced <= 5 days`, `>=` or `between 1 day and 5 days`"
        )
    if number < 2:
        message = f"`{said}` is about two {need.noun.text}, and one is enough here"
        raise words.refuse("SLA365", spaced.span, message, f"ask for more, or leave `{said}` out")
    using: ast.Using | None = only(clause, ast.Using)
    limits = [words.limit(side, using) for side in spaces(clause)]
    least = limits[0] if spaced.bound.op != "<=" else None
    most = limits[-1] if spaced.bound.op != ">=" else None
    where = both(since(start, rows), rows.where)

    def first(limit: Plain | None, too: Literal["long", "soon"]) -> Expr | None:
        if limit is None:
            return None
        return happening(ChildGap(rows.table, rows.by, rows.at, where, None, limit, too, "until"), start)

    last = happening(ChildPick(rows.table, rows.by, rows.at, where, "last"), start)
    return Spacing(need.noun.text, least, most, first(least, "soon"), first(most, "long"), last)


def every(
    words: Words, clause: ast.Clause, promise: ast.Makes, rows: ChildRows, start: Moment, before: Expr | None
) -> Every:
    """What is made within a time of the start, and within the same time of what was made last, up to `before`."""
    assert promise.every is not None
    need, said = promise.needs[0], f"every {amount(promise.every)}"
    if len(promise.needs) > 1 or (need.op, amount(need.count)) != (">=", "1"):
        message = f"`{said}` asks for the next one after each, and not for several"
        raise words.refuse("SLA366", promise.span, message, f"write `>= 1 {need.noun.text} {said}`")
    options = {"spaced": only(clause, ast.Spaced), "paused while": only(clause, ast.Paused)}
    for word, other in {"across": promise.across, **options}.items():
        if other is not None:
            message = f"`{word}` does not go with `{said}`"
            raise words.refuse("SLA366", other.span, message, f"leave `{word}` out")
    timed.limits(words, clause, start, also=(promise.every,))
    limit = words.limit(promise.every, only(clause, ast.Using))
    where = both(since(start, rows), rows.where, _not_after(rows, start, before))
    seen = _seen(start, rows, start.at)
    late, previous = (
        happening(ChildGap(rows.table, rows.by, rows.at, where, seen, limit, "long", end), start)
        for end in ("until", "since")
    )
    return Every(limit, late, previous, happening(ChildPick(rows.table, rows.by, rows.at, where, "last"), start))


def until(start: Moment, before: Expr | None) -> Expr | None:
    """The event after which nothing is due any more: that of the clause, or the end of an entry's time."""
    if start.entries is None:
        return before
    return ends() if before is None else Earliest((before, ends()))


def _not_after(rows: ChildRows, start: Moment, event: Expr | None) -> Expr | None:
    """Whether a child row comes before the event that ends it all."""
    if event is None:
        return None
    seen = _seen(start, rows, event)
    return either(Negation(IsKnown(seen)), Test("<", rows.at, seen))


def _seen(start: Moment, rows: ChildRows, e: Expr) -> Expr:
    return seen_from_child(e, Link(start.table, rows.by))
