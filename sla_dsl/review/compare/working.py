"""What other working days do to a straight line and to the target of a part of a period: by all periods in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import ceil

from sla_dsl.compile.evenly import line
from sla_dsl.compile.kit import LAST_US
from sla_dsl.compile.periods import Period, Range, periods
from sla_dsl.compile.working import judged_days
from sla_dsl.compile.zone import zone
from sla_dsl.model.forms import Measure, variants_of
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.days import window
from sla_dsl.review.compare.segments import segments
from sla_dsl.review.directions import B, E, L, T, U
from sla_dsl.review.models import Direction

_Shares = Mapping[object, Fraction]
"""The share of a target that is asked for, by the period and the day up to which it is."""
_MOST_DAYS = 3 * 366
"""Of longer times in force nothing is said."""


def line_direction(old: Measure, new: Measure, context: Context) -> Direction:
    """The direction of two lines on the same days in force; undetermined where these have no end, or are not the same.

    A line that asks for more at no point is looser, whatever the target is. One that asks for more here and less there
    goes both ways where rows that keep to the one are too few for the other.
    """
    asked = [_asked(form, policy) for form, policy in ((old, context.old), (new, context.new))]
    was, now = asked
    if was is None or now is None or was.keys() != now.keys() or not _same_frame(old, new, context):
        return U
    direction = _by_shares(was, now)
    if direction is not U or old.pace is not None or new.pace is not None:
        return direction
    alike = not (variants_of(old) or variants_of(new))
    return B if alike and all(_told_apart(was, now, form) for form in (old, new)) else U


def part_direction(old: Measure, new: Measure, context: Context) -> Direction:
    """The direction of other working days where parts of periods are judged in proportion to them."""
    if not _same_frame(old, new, context) or any(f.pace is not None or f.carried for f in (old, new)):
        return U
    parts = [_parts(form, policy) for form, policy in ((old, context.old), (new, context.new))]
    was, now = parts
    if was is None or now is None or was.keys() != now.keys():
        return U
    promised = [a for form in (old, new) for steps in segments(form).values() for _, a in steps]
    more, ops = _by_shares(was, now), {a.target.op for a in promised if isinstance(a, Measure)}
    if more is E or ops <= {">=", ">"}:
        return more
    return more.mirror if ops <= {"<=", "<"} else U


def _by_shares(old: _Shares, new: _Shares) -> Direction:
    """Tightened where nowhere less is asked for; undetermined where it is more here and less there."""
    signs = {(new[at] > old[at]) - (new[at] < old[at]) for at in new} - {0}
    return E if not signs else U if len(signs) > 1 else T if signs == {1} else L


def _told_apart(old: _Shares, new: _Shares, form: Measure) -> bool:
    """Whether either line asks somewhere for a row more than the other one."""
    target = form.target.value
    rows = {at: (ceil(old[at] * target), ceil(new[at] * target)) for at in new}
    return any(a < b for a, b in rows.values()) and any(a > b for a, b in rows.values())


def _same_frame(old: Measure, new: Measure, context: Context) -> bool:
    """Whether the same days are cut into the same periods."""
    same = (old.per, context.old.years, context.old.timezone) == (new.per, context.new.years, context.new.timezone)
    return same and window(old, context.old) == window(new, context.new)


def _asked(form: Measure, policy: CheckedPolicy) -> _Shares | None:
    rows = _periods(form, policy)
    if rows is None or form.evenly is None:
        return None
    judged = rows if form.prorated is not None else [p for p in rows if p.state != "partial"]
    points = line(form.evenly, judged, policy.years, zone(policy.timezone), LAST_US).points
    found = points.select("period", "even_label", "days", "of_days").rows()
    part = 1 - form.evenly.behind
    return {(period, day): part * Fraction(days, of) for period, day, days, of in found if of}


def _parts(form: Measure, policy: CheckedPolicy) -> _Shares | None:
    rows = _periods(form, policy)
    if rows is None or form.prorated is None:
        return None
    days = judged_days(rows, form.prorated, zone(policy.timezone), LAST_US)
    found: Iterable[tuple[int, int, int]] = days.select("period", "held", "held_of").rows()
    return {period: Fraction(held, of) for period, held, of in found}


def _periods(form: Measure, policy: CheckedPolicy) -> list[Period] | None:
    """All periods of the days in force; None where these have no end or are too many."""
    first, last = window(form, policy)
    if first is None or last is None or form.per is None or not 0 <= (last - first).days <= _MOST_DAYS:
        return None
    return periods(form.per, _range(first, last), policy.years, zone(policy.timezone), LAST_US)


def _range(first: date, last: date) -> Range:
    return Range(first, last, first, last)
