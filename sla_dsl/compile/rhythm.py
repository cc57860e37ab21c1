"""What is made again and again (fine print 120 and 121): the spacing of a promise, and one without an end."""

from __future__ import annotations

from collections.abc import Mapping

from sla_dsl.compile.clock import due
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.model.forms import Duty, Every, Spacing
from sla_dsl.text.record import record

TOO_SOON, TOO_LONG, STILL = 1, 2, 3
"""How what is made is spaced wrongly: a row came too soon, or too long after the one before, or none has come since."""


@record
class Recurring:
    """A duty that is due again and again, of a row: `done` and `due` are those of the gap that its verdict is about."""

    missed: Expr
    late: Expr
    met: Expr
    done: Expr
    due: Expr


def recurring(kit: Kit, duty: Duty, every: Every) -> Recurring:
    """What is said of the gaps between what is made; the one that still lasts goes before those that are over."""
    xp = kit.xp
    assert duty.population.start is not None
    last, late = compile_expr(kit, every.last), compile_expr(kit, every.late)
    start = compile_expr(kit, duty.population.start)
    next_due = due(kit, xp.coalesce(last, start), every.limit)
    over = next_due < kit.as_of
    ended = xp.lit(False)
    if duty.before is not None:
        event = compile_expr(kit, duty.before)
        ended = ~event.is_null()
        over = over & (next_due < event).fill_null(True)
        next_due = xp.when((next_due < event).fill_null(True)).then(next_due)
    was_late = ~late.is_null() & ~over
    return Recurring(
        missed=over,
        late=was_late,
        met=~over & ~was_late & (~last.is_null() | ended),
        done=xp.when(was_late).then(late).otherwise(xp.when(~over).then(last)),
        due=xp.when(was_late).then(due(kit, compile_expr(kit, every.since), every.limit)).otherwise(next_due),
    )


def misplaced(kit: Kit, spacing: Spacing, done: Expr, last_due: Expr) -> Expr:
    """How the rows up to the one by which a promise is done are spaced wrongly: the first way, null for none.

    While it is not done all rows count, and the time since the last one does up to the as-of, or to the due instant.
    """
    xp = kit.xp
    until = done.fill_null(2**62)
    found: dict[int, Expr] = {}
    if spacing.early is not None:
        found[TOO_SOON] = compile_expr(kit, spacing.early)
    if spacing.late is not None:
        found[TOO_LONG] = compile_expr(kit, spacing.late)
    out = None
    if spacing.most is not None:
        lasts = done.is_null() & (due(kit, compile_expr(kit, spacing.last), spacing.most) < _now(kit, last_due))
        out = xp.when(lasts.fill_null(False)).then(xp.lit(STILL))
    return _first(kit, {way: xp.when(at <= until).then(at) for way, at in found.items()}, out)


def _now(kit: Kit, last_due: Expr) -> Expr:
    return kit.xp.min_horizontal(last_due, kit.xp.lit(kit.as_of))


def _first(kit: Kit, found: Mapping[int, Expr], otherwise: Expr | None) -> Expr:
    """The way that comes first in time, the smaller one at the same instant."""
    xp = kit.xp
    first = xp.min_horizontal(*found.values()) if len(found) > 1 else next(iter(found.values()))
    out = otherwise
    for way, at in reversed([*found.items()]):
        then = xp.when(at == first).then(xp.lit(way))
        out = then if out is None else then.otherwise(out)
    return out
