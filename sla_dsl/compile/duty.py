"""The whole of a duty: start, done and due to one verdict a subject (fine print 7 and 8)."""

from __future__ import annotations

from math import ceil

from sla_dsl.compile.cases import chosen, due, earliest
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.pauses import later
from sla_dsl.compile.population import Members, members
from sla_dsl.compile.rhythm import Recurring, misplaced, recurring
from sla_dsl.compile.rows import SubjectRow
from sla_dsl.model.forms import Duty, Elapsed, Every

_NARROW = 1000  # a century of microseconds times this fits into 64 bits


_JUDGED = ("missed", "late", "pending", "met")
_NEVER = 2**62
"""Later than every instant."""


def due_at(kit: Kit, duty: Duty) -> Expr:
    """The due instant (us) of a row; null where its start is not known, or nothing but an event to come ends its time.

    What is to be done before an event is done by the microsecond before it.
    """
    assert duty.population.start is not None
    if isinstance(duty.rhythm, Every):
        return recurring(kit, duty, duty.rhythm).due
    ends = []
    if duty.limit is not None:
        start, stopped = compile_expr(kit, duty.population.start), duty.paused
        ends.append(
            chosen(kit, duty.limit, lambda one, n: later(kit, start, one, compile_expr(kit, stopped[n])))
            if stopped
            else due(kit, start, duty.limit)
        )
    if duty.before is not None:
        ends.append(compile_expr(kit, duty.before) - 1)
    return ends[0] if len(ends) == 1 else kit.xp.min_horizontal(*ends)


def duty_row(kit: Kit, duty: Duty, bounds: tuple[int | None, int | None], last: Expr) -> SubjectRow:
    """The verdict expressions of a duty over its table's columns.

    Starts lie within `bounds` (us UTC); `last` is `due_at`, or the column that holds it already.
    """
    who = members(kit, duty.population, bounds)
    start, judged = who.start, who.judged
    assert start is not None
    if isinstance(duty.rhythm, Every):
        return _recurring_row(kit, duty, recurring(kit, duty, duty.rhythm), who, last)
    done = compile_expr(kit, duty.done)
    undone = judged & done.is_null()
    end = last if duty.limit is not None else last.fill_null(_NEVER)
    in_time = judged & (done <= end)
    masks: dict[str, Expr] = {
        "missed": undone & (end < kit.as_of),
        "late": judged & (done > end),
        "unknown": who.unknown,
        "pending": undone & (end >= kit.as_of),
        "excluded": who.excluded,
        "met": in_time,
    }
    overdue = kit.xp.coalesce(done, kit.xp.lit(kit.as_of)) - last
    if duty.low is not None:
        first = earliest(kit, start, duty.low)
        early = (done < first).fill_null(False)  # a tier may have no lower bound
        masks["breached"] = in_time & early
        masks["met"] = in_time & ~early
        overdue = kit.xp.when(masks["breached"]).then(first - done).otherwise(overdue)
    way = None
    if duty.rhythm is not None:
        way = misplaced(kit, duty.rhythm, done, last)
        placed = way.is_null()
        masks = {w: mask & placed if mask is not None and w in _JUDGED else mask for w, mask in masks.items()}
        masks["breached"] = judged & ~placed
    return SubjectRow(
        masks={k: v for k, v in masks.items() if v is not None},
        start=start,
        done=done,
        due=last,
        overdue=overdue,
        before_start=judged & (done < start),
        at_risk=masks["pending"] & _warned(kit, duty, start, last),
        paused=_paused(kit, duty),
        way=way,
    )


def _paused(kit: Kit, duty: Duty) -> Expr | None:
    """For how long (us) the clock of a row's own limit stood still; None where nothing stops it."""
    if not duty.paused or duty.limit is None:
        return None
    return chosen(kit, duty.limit, lambda _, n: compile_expr(kit, duty.paused[n]))


def _recurring_row(kit: Kit, duty: Duty, found: Recurring, who: Members, last: Expr) -> SubjectRow:
    """The verdict expressions of a duty that is due again and again."""
    assert who.start is not None
    pending = who.judged & ~found.missed & ~found.late & ~found.met
    masks = {
        "missed": who.judged & found.missed,
        "late": who.judged & found.late,
        "unknown": who.unknown,
        "pending": pending,
        "excluded": who.excluded,
        "met": who.judged & found.met,
    }
    return SubjectRow(
        masks={k: v for k, v in masks.items() if v is not None},
        start=who.start,
        done=found.done,
        due=last,
        overdue=kit.xp.coalesce(found.done, kit.xp.lit(kit.as_of)) - last,
        before_start=who.judged & (found.done < who.start),
        at_risk=pending & _warned(kit, duty, who.start, last),
    )


def _warned(kit: Kit, duty: Duty, start: Expr, last: Expr) -> Expr:
    """Whether the warning share of the window from start to due has passed, by integers."""
    warn = duty.warn
    if duty.limit is None:  # the length of the window is not known before it ends
        return kit.xp.lit(False)
    if isinstance(duty.limit, Elapsed) and not duty.paused:  # then the share has one length for all that are pending
        return start <= kit.as_of - ceil(duty.limit.us * warn)
    passed, window = kit.as_of - start, last - start
    if warn.denominator > _NARROW:
        passed, window = passed.cast(kit.xp.Int128), window.cast(kit.xp.Int128)
    return passed * warn.denominator >= window * warn.numerator
