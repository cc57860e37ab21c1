"""Time that stands still (fine print 112): how long a row's clock was stopped, by the states that a child table tells.

A state holds from its row's instant to that of the parent's next row. With C the clock of the limit (the instant
itself, or the calendar's open time up to it), the pause from b to e is C(e) - C(b) long, and the time used up before it
is C(b) - C(start) less the pauses before it. It counts while that is not more than the limit; what is used up never
falls, so the pauses that count are the first ones. A cap on their sum cuts nothing else: once the sum has reached it,
no later pause can add to it.
"""

from __future__ import annotations

from collections.abc import Callable

from sla_dsl.compile.business import at_open_time, open_time
from sla_dsl.compile.clock import due
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.steps import Step, Window
from sla_dsl.model.expr import PausedTime
from sla_dsl.model.forms import BusinessDays, BusinessTime, Plain

_AT, _ON, _NEXT, _ALL, _LENGTH, _SUM, _USED, _LEFT, _TIMELY, _BEGUN = (
    f"pause.{word}" for word in ("at", "on", "next", "all", "length", "sum", "used", "left", "timely", "begun")
)


def pauses(kit: Kit, p: PausedTime, within: tuple[str, ...]) -> tuple[tuple[Step, ...], Expr]:
    """The steps on the child's rows, and what of each row stops its parent's clock (us), 0 for most.

    `within` are the columns that tell parents apart. Rows at one instant pause where all of them say so.
    """
    xp, col = kit.xp, kit.xp.col
    kit, timing = kit.elsewhere(), kit.elsewhere()
    on = compile_expr(kit, p.where).fill_null(False).cast(xp.Int64)
    told = Step(
        kit,
        {_AT: compile_expr(kit, p.instant), _ON: on},
        {_NEXT: Window(_AT, "next", within, _AT), _ALL: Window(_ON, "least", (*within, _AT))},
    )
    clock, start = _clock(timing, p.limit), compile_expr(timing, p.start)
    begin = xp.when(col(_AT) < start).then(start).otherwise(col(_AT))
    until = xp.coalesce(col(_NEXT), xp.lit(kit.as_of))
    end = xp.when(until < start).then(start).otherwise(until)
    length = xp.when(col(_ALL) == 1).then(clock(end) - clock(begin)).otherwise(xp.lit(0))
    last = due(timing, start, p.limit)
    used, left = clock(begin) - clock(start), clock(last) - clock(start)
    timed = Step(
        timing,
        {_LENGTH: length, _USED: used, _LEFT: left, _TIMELY: xp.when(begin <= last).then(length).otherwise(xp.lit(0))},
        {_SUM: Window(_LENGTH, "running", within, _AT), _BEGUN: Window(_TIMELY, "running", within, _AT)},
    )
    before = col(_SUM).cast(xp.Int64) - col(_LENGTH)
    counts = col(_USED) - before <= col(_LEFT)
    if isinstance(p.limit, BusinessDays):  # they end with a day, and not, as business time, at the next opening
        counts = counts & (col(_BEGUN) > 0)
    return (told, timed), xp.when(counts).then(col(_LENGTH)).otherwise(xp.lit(0))


def _clock(kit: Kit, limit: Plain) -> Callable[[Expr], Expr]:
    """What the limit's clock shows at an instant (us)."""
    if isinstance(limit, BusinessTime | BusinessDays):
        calendar = limit.calendar
        return lambda at: open_time(kit, at, calendar)
    return lambda at: at


def later(kit: Kit, start: Expr, limit: Plain, paused: Expr) -> Expr:
    """The last instant (us) that is still within `limit` of `start` with so much time paused (us, not null)."""
    match limit:
        case BusinessTime(us, calendar):
            return at_open_time(kit, kit.once(open_time(kit, start, calendar) + us + paused), calendar)
        case BusinessDays(calendar=calendar):
            last = due(kit, start, limit)
            moved = at_open_time(kit, kit.once(open_time(kit, last, calendar) + paused), calendar)
            return kit.xp.when(paused > 0).then(moved).otherwise(last)
        case _:
            return due(kit, start, limit) + paused
