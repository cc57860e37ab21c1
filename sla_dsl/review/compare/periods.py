"""Which periods a policy cuts its days into, whatever they are called, and on which days what is in force counts."""

from __future__ import annotations

from datetime import date, timedelta

from sla_dsl.compile.fiscal import MONTHS as FISCAL
from sla_dsl.compile.periods import bounds
from sla_dsl.model.forms import MONTHS, Form, Measure, Per
from sla_dsl.model.policy import Years
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.days import Days, window
from sla_dsl.review.compare.segments import Matter

_ONE = timedelta(days=1)


def shape(per: Per | None, years: Years) -> tuple[object, ...] | None:
    """What tells where periods begin and end: of months how many there are and which is the first one."""
    match per:
        case None:
            return None
        case Per("week"):
            return "week", years.week_start
        case Per(kind) if kind in FISCAL:
            months = FISCAL[kind]
            if years.weeks is not None:
                return kind, years
            return "months", months, (years.fiscal_month - 1) % months
        case Per(kind) if kind in MONTHS:
            return "months", MONTHS[kind], 0
        case _:
            return per.kind, per.days


def periods(form: Form) -> tuple[Per, ...]:
    """The periods by which a form is judged, and those into which they are cut."""
    cut = (form.pace, form.evenly) if isinstance(form, Measure) else ()
    return tuple(p for p in (form.per, *(part.per for part in cut if part is not None)) if p is not None)


def starting(old: Form, new: Form, context: Context) -> Matter:
    """On which days rows start that either form judges: those on which it is in force."""
    first, last = _either(old, new, context)
    return lambda since, until: (
        (until is None or first is None or first < until) and (since is None or last is None or since <= last)
    )


def beginning(old: Form, new: Form, context: Context) -> Matter:
    """On which days periods begin that either form judges. A partial period, which can have begun before, is not
    judged, unless in proportion."""
    live = starting(old, new, context)
    if any(isinstance(f, Measure) and f.prorated is not None for f in (old, new)):
        return live
    first, _ = _either(old, new, context)
    sides = ((old, context.old.years), (new, context.new.years))
    return lambda since, until: (
        live(since, until)
        and any(
            _begins(form.per, max((d for d in (since, first) if d is not None), default=None), until, years)
            for form, years in sides
        )
    )


def _either(old: Form, new: Form, context: Context) -> Days:
    """The first and the last day on which one of the two is in force."""
    (a, b), (c, d) = window(old, context.old), window(new, context.new)
    return None if a is None or c is None else min(a, c), None if b is None or d is None else max(b, d)


def _begins(per: Per | None, since: date | None, until: date | None, years: Years) -> bool:
    """Whether a period begins on one of the days `since <= day < until`."""
    if per is None or per.kind == "rolling" or since is None or until is None:
        return True
    return bounds(per, until - _ONE, years)[0] >= since
