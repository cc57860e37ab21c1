"""The whole of a duty: start, done and due to one verdict a subject (fine print 7 and 8)."""

from __future__ import annotations

from math import ceil

from sla_dsl.compile.cases import chosen, due, earliest
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.population import Members, resting
from sla_dsl.compile.rhythm import Recurring, misplaced, recurring
from sla_dsl.compile.rows import Columns, Rests, SubjectRow
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
        if stopped:
            from sla_dsl.compile.pauses import later

            ends.append(chosen(kit, duty.limit, lambda one, n: later(kit, start, one, compile_expr(kit, stopped[n]))))
        else:
            ends.append(due(kit, start, duty.limit))
    if duty.before is not None:
        ends.append(compile_expr(kit, duty.before) - 1)
    return ends[0] if len(ends) == 1 else kit.xp.min_horizontal(*ends)


def _lasting(duty: Duty) -> int | None:
    """How long (us) the time of every row is, where nothing else ends it; None where that depends on the row."""
    alone = duty.before is None and not duty.paused and not isinstance(duty.rhythm, Every)
    return duty.limit.us if alone and isinstance(duty.limit, Elapsed) else None


def duty_row(kit: Kit, duty: Duty, bounds: tuple[int | None, int | None], rests: Rests) -> SubjectRow:
    """The verdict expressions of a duty over its table's columns; starts lie within `bounds` (us UTC)."""
    who = resting(kit, duty.population, bounds, rests)
    start, lasting = who.start, _lasting(duty)
    assert start is not None
    if lasting is None:
        rest = (duty.population.start, duty.limit, duty.paused, duty.before, duty.rhythm)
        last = rests(("due", *rest), lambda: due_at(kit, duty))
    else:
        last = start + lasting
    if isinstance(duty.rhythm, Every):
        return _recurring_row(kit, duty, recurring(kit, duty, duty.rhythm), who, last)
    done, judged = compile_expr(kit, duty.done), who.judged
    now = kit.xp.coalesce(done, kit.xp.lit(kit.as_of))
    if lasting is None:
        ended = rests(("ended", duty.done), lambda: now)
        over = ended > (last if duty.limit is not None else last.fill_null(_NEVER))
        overdue = ended - last
    else:  # then there is one length of time for all limits, and no column of due instants for each
        lasted = rests(("lasted", duty.done, duty.population.start), lambda: now - start)
        over, overdue = lasted > lasting, lasted - lasting
    undone, in_time = judged & done.is_null(), judged & ~done.is_null() & ~over
    masks: dict[str, Expr] = {
        "missed": undone & over,
        "late": judged & ~done.is_null() & over,
        "unknown": who.unknown,
        "pending": undone & ~over,
        "excluded": who.excluded,
        "met": in_time,
    }
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
    backwards = rests(("backwards", duty.done, duty.population.start), lambda: done < start)
    return SubjectRow(
        masks={k: v for k, v in masks.items() if v is not None},
        start=start,
        done=done,
        due=last,
        overdue=overdue,
        before_start=kit.among(judged, backwards).sum(),
        at_risk=masks["pending"] & _warned(kit, duty, start, last),
        waiting=lambda pending: _waiting(kit, duty, start, last, pending),
        paused=_paused(kit, duty),
        way=way,
    )


def _waiting(kit: Kit, duty: Duty, start: Expr, last: Expr, pending: Expr) -> Columns:
    """Totals over the pending rows: between which instants they fall due, and how many are at risk."""
    lasting, since = _lasting(duty), kit.among(start, pending)
    due = kit.among(last, pending) if lasting is None else since + lasting
    return {"next_due": due.min(), "last_due": due.max(), "at_risk": _warned(kit, duty, since, due).sum()}


def _paused(kit: Kit, duty: Duty) -> Expr | None:
    """For how long (us) the clock of a row's own limit stood still; None where nothing stops it."""
    if not duty.paused or duty.limit is None:
        return None
    return chosen(kit, duty.limit, lambda _, n: compile_expr(kit, duty.paused[n]))


def _recurring_row(kit: Kit, duty: Duty, found: Recurring, who: Members, last: Expr) -> SubjectRow:
    """The verdict expressions of a duty that is due again and again."""
    start = who.start
    assert start is not None
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
        start=start,
        done=found.done,
        due=last,
        overdue=kit.xp.coalesce(found.done, kit.xp.lit(kit.as_of)) - last,
        before_start=(who.judged & (found.done < start)).sum(),
        at_risk=pending & _warned(kit, duty, start, last),
        waiting=lambda pending: _waiting(kit, duty, start, last, pending),
    )


def _warned(kit: Kit, duty: Duty, start: Expr, last: Expr) -> Expr:
    """Whether the warning share of the window from start to due has passed, by integers."""
    warn = duty.warn
    if duty.limit is None:  # the length of the window is not known before it ends
        return ~start.is_null() & kit.xp.lit(False)
    if isinstance(duty.limit, Elapsed) and not duty.paused:  # then the share has one length for all that are pending
        return start <= kit.as_of - ceil(duty.limit.us * warn)
    passed, window = kit.as_of - start, last - start
    if warn.denominator > _NARROW:
        passed, window = passed.cast(kit.xp.Int128), window.cast(kit.xp.Int128)
    return passed * warn.denominator >= window * warn.numerator
