"""What relieves a row of its verdict: a waiver of the clause, or the breach of another one (fine print 80 to 83)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.population import placed, window
from sla_dsl.compile.rows import BREACHES
from sla_dsl.model.waivers import Waiver

WAIVED, EXCUSED = "waived", "excused"


def waiver(kit: Kit, waivers: Sequence[Waiver], start: Expr | None) -> Expr | None:
    """The number of the first waiver that covers a row, null where none does; None when none can cover any.

    It covers a row that starts on its days and for which its condition is true. Of rows that nothing places in time it
    covers all or none, by the as-of.
    """
    covers = {n: _covers(kit, w, start) for n, w in enumerate(waivers)}
    return first(kit, {n: c for n, c in covers.items() if c is not None})


def _covers(kit: Kit, waiver: Waiver, start: Expr | None) -> Expr | None:
    bounds = window(kit.zone, waiver.days)
    if start is None and not lies_within(kit.as_of, kit.as_of + 1, bounds):
        return None
    on = placed(kit, start, bounds)
    return on if waiver.condition is None else on & compile_expr(kit, waiver.condition)


def lies_within(begins: int, ends: int, bounds: tuple[int | None, int | None]) -> bool:
    """Whether a span of time (us, half open) lies within bounds."""
    low, high = bounds
    return (low is None or begins >= low) and (high is None or ends <= high)


def first(kit: Kit, conditions: Mapping[int, Expr]) -> Expr | None:
    """The number of the first condition that is true, null where none is; None when there are none."""
    out = None
    for number, condition in reversed(list(conditions.items())):
        then = kit.xp.when(condition).then(kit.xp.lit(number))
        out = then if out is None else then.otherwise(out)
    return out


def breach(masks: Mapping[str, Expr]) -> Expr:
    """Whether a row is breached."""
    return reduce(or_, (masks[w] for w in BREACHES if w in masks))


def breached(kit: Kit, masks: Mapping[str, Expr]) -> Expr:
    """Whether a row is breached, by the final masks of a clause: null where that is not known."""
    found = breach(masks).fill_null(False)
    unclear = masks.get("unknown")
    return found if unclear is None else kit.xp.when(~unclear.fill_null(False)).then(found)


def relieved(own: Mapping[str, Expr], waived: Expr | None, excuse: Expr | None) -> dict[str, Expr]:
    """The masks of a row from its own ones, once waivers and excuses have spoken.

    `waived` is never null; `excuse` is true where an excusing clause is breached, and null where that is not known.
    """
    out = dict(own)
    wrong = breach(own)
    left = True if waived is None else ~waived
    if waived is not None:
        out[WAIVED] = wrong & waived
    for word in BREACHES:
        if word in own:
            out[word] = own[word] & left if excuse is None else own[word] & left & ~excuse
    if excuse is None:
        return out
    yes = excuse.fill_null(False)
    out[EXCUSED] = yes & reduce(or_, (mask for word, mask in own.items() if word != "excluded"))
    for word in ("met", "pending", "unknown", WAIVED):
        if word in out:
            out[word] = out[word] & ~yes
    unsure = wrong & left & excuse.is_null()
    out["unknown"] = out["unknown"] | unsure if "unknown" in out else unsure
    return out
