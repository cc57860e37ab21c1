"""The days on which a clause is in force: those of the agreement's term that lie in its own `from ... to`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sla_dsl.model.forms import Duty, Form, Invariant, Measure, variants_of
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.review.compare.difference import Difference, sized
from sla_dsl.review.directions import B, L, T, U
from sla_dsl.review.models import Direction

Days = tuple[date | None, date | None]
_CLAUSE, _AGREEMENT = frozenset({"clause"}), frozenset({"agreement"})


def differences(old: Form, new: Form, before: CheckedPolicy, after: CheckedPolicy) -> Iterator[Difference]:
    """How the term and the clause's own days have changed, each by itself."""
    for stem, a, b, by in (
        ("term", before.term, after.term, _AGREEMENT),
        ("in-force", old.meta.in_force, new.meta.in_force, _CLAUSE),
    ):
        if a != b and not (stem == "in-force" and _same_in_term(old, new, before, after)):
            more = _more(a, b)
            direction = _direction(old, new, a, b, more)
            yield sized(stem, more, ("extended", "shortened"), direction, said(a), said(b), since=_since(a, b), by=by)


def _same_in_term(old: Form, new: Form, before: CheckedPolicy, after: CheckedPolicy) -> bool:
    """Whether the clause's own days come to the same within the one term, and are periods of it as they were."""
    if before.term != after.term or _one_stretch(old) or _one_stretch(new):
        return False
    return window(old, before) == window(new, after)


def window(form: Form, policy: CheckedPolicy) -> Days:
    """The first and the last day on which a clause is in force (None: without end)."""
    firsts = [d for d in (policy.term[0], form.meta.in_force[0]) if d is not None]
    lasts = [d for d in (policy.term[1], form.meta.in_force[1]) if d is not None]
    return max(firsts, default=None), min(lasts, default=None)


def said(days: Days) -> str | None:
    """`2026-07-01 to 2026-12-31`; None without any bound."""
    first, last = days
    if first is None and last is None:
        return None
    return f"{first or 'ever'} to {last}" if last is not None else f"from {first} on"


def _more(old: Days, new: Days) -> bool | None:
    """Whether there are more days (True), fewer (False), or neither."""
    a_first, b_first = (d[0] or date.min for d in (old, new))
    a_last, b_last = (d[1] or date.max for d in (old, new))
    if b_first <= a_first and b_last >= a_last:
        return True
    return False if b_first >= a_first and b_last <= a_last else None


def _direction(old: Form, new: Form, a: Days, b: Days, more: bool | None) -> Direction:
    """Fewer days are fewer instances, where each is judged by itself as before; docs/review.md says when it is not."""
    if more is None:
        return B
    if _one_stretch(old) or _one_stretch(new):
        return B
    opened = (None in (a[0], b[0]) and a[0] != b[0]) or (None in (a[1], b[1]) and a[1] != b[1])
    if opened and not (isinstance(old, Duty | Invariant) and not old.grouped):
        return U  # without a day to begin or end with, the data say which periods there are
    if any(isinstance(f, Measure) and f.prorated is not None for f in (old, new)):
        return U  # a period that is cut has another target
    return T if more else L


def _one_stretch(form: Form) -> bool:
    """Whether all days are one period, which is another one with other days."""
    if form.per is not None:
        return False
    if isinstance(form, Duty | Invariant):
        shares = [form.share, *(v.form.share for v in variants_of(form) if isinstance(v.form, Duty))]
        return form.grouped and any(share != 1 for share in shares)
    return True


def _since(old: Days, new: Days) -> date | None:
    """The first day that is in force on one side only."""
    (a_first, a_last), (b_first, b_last) = old, new
    if a_first != b_first:
        return None if a_first is None or b_first is None else min(a_first, b_first)
    ends = [d for d in (a_last, b_last) if d is not None]
    return min(ends) if ends else None
