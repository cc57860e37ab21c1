"""Whether a change is about a time that has begun: what was promised for it is changed after the fact."""

from __future__ import annotations

from datetime import date

from sla_dsl.compile.periods import bounds, label
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.review.compare.days import window

_DUTIES = (Duty, Invariant)


def begun(form: Form, policy: CheckedPolicy, since: date | None, as_of: date) -> str | None:
    """The first period that a change is about and that has begun by `as_of`; None where there is none.

    `since` is the first day for which the change matters (None: ever). An amount that changes on a day holds for
    periods that begin then; what is judged row by row begins with each row.
    """
    first, last = window(form, policy)
    starts = [d for d in (since, first) if d is not None]
    start = max(starts, default=None)
    if (start is not None and start > as_of) or (last is not None and start is not None and start > last):
        return None
    if form.per is None or form.per.kind == "rolling":
        return "all that has begun" if start is None else f"all that began since {start}"
    here = bounds(form.per, as_of, policy.years)
    if start is None:
        return f"{label(form.per, *here, policy.years)} and all before it"
    begins, ends = bounds(form.per, start, policy.years)
    if since is not None and since == start and begins < since and not isinstance(form, _DUTIES):
        begins, ends = bounds(
            form.per, ends, policy.years
        )  # the period at hand keeps what was in force on its first day
    if begins > as_of:
        return None
    name = label(form.per, begins, ends, policy.years)
    return name if ends > as_of else f"{name} and what follows, to {as_of}"
