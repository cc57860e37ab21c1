"""What would be met if a clause promised more or less: it is judged once for every value, all in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from sla_dsl.answers.ranges import values
from sla_dsl.answers.tiers import of_tier
from sla_dsl.check import Options, Prepared, judged, report_of
from sla_dsl.findings.models import ClauseSummary, Limit, Number, Verdict
from sla_dsl.findings.numbers import exact, ratio
from sla_dsl.findings.numbers import limit as limit_record
from sla_dsl.lang import ast
from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    ByCalendar,
    ByCase,
    ByDay,
    CalendarDays,
    Duty,
    Elapsed,
    Form,
    PeriodForm,
    Plain,
    calendar_of,
)
from sla_dsl.reports import units
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record

What = Literal["limit", "target", "share"]
_US = 1_000_000
_SORTS = {"seconds": "time", "business_seconds": "time", "share": "share"}
"""The sort of amount that a target's unit asks for; a plain number for every other one."""


@record
class Point:
    """What came out with one value: subjects (of a limit), or periods and groups, that are met of those judged.

    `said` is the value in words; `value` is in seconds or days for a limit, and in the target's unit. `present` marks
    what the clause promises now.
    """

    said: str
    value: Number
    limit: Limit | None
    met: int
    judged: int
    share: Number | None
    pending: int
    unknown: int
    verdict: Verdict
    present: bool


def curve(
    files: Sequence[ast.File],
    ready: Prepared,
    options: Options,
    what: What,
    text: str,
    step: str | None,
    tier: str | None = None,
) -> tuple[Point, ...]:
    """The points of a range of values of the one clause of `ready`, or of one tier of it. Raises `UsageError` and
    `DataError`."""
    if ready.policy.unjudged:
        raise DataError(Diagnostic("SLA406", ready.policy.unjudged[0].reason))
    (form,) = ready.policy.forms
    one = replace(ready.policy, forms=(of_tier(form, tier, what),), consequences=())
    ready = replace(ready, policy=one)
    sort, found = values(text, step, f"--{what}")
    return points(files, ready, options, what, sort, found)


def points(
    files: Sequence[ast.File], ready: Prepared, options: Options, what: What, sort: str, found: Sequence[Fraction]
) -> tuple[Point, ...]:
    """The points of ascending values of one sort (see `ranges.Amount`), with what the one clause of `ready` promises
    now where it lies among them. Raises `UsageError` where the clause has no such thing to vary."""
    (form,) = ready.policy.forms
    now = _present(form, what, sort)
    tried = sorted({*found, *([now] if now is not None and found[0] <= now <= found[-1] else [])})
    forms = [_with(form, what, sort, value, n) for n, value in enumerate(tried)]
    policy = replace(ready.policy, forms=tuple(forms), consequences=())
    other = replace(ready, policy=policy)
    report = report_of(files, other, judged(other, options), options)
    return tuple(
        _point(what, one, summary, value, value == now)
        for one, summary, value in zip(forms, report.clauses, tried, strict=True)
    )


def _refused(form: Form, what: What, why: str, hint: str) -> UsageError:
    return UsageError(Diagnostic("SLA519", f"`{form.meta.id}` {why}, so its {what} can not be varied", hint=hint))


def _present(form: Form, what: What, sort: str) -> Fraction | None:
    """What the clause promises now; None where it is of another sort than the range. Raises `UsageError`."""
    if what == "limit":
        if not isinstance(form, Duty) or form.limit is None:
            raise _refused(form, what, "has no limit of time", "vary its target: `--target 50..150`")
        if isinstance(form.limit, ByCase | ByCalendar | ByDay):
            raise _refused(form, what, "has not one limit for all", "vary a clause with one length of time")
        if sort not in ("time", "days"):
            raise _refused(form, what, "is promised in time", "write times: `--limit 1h..24h`")
        match form.limit:
            case Elapsed(us) | BusinessTime(us=us):
                return Fraction(us, _US) if sort == "time" else None
            case CalendarDays(days) | BusinessDays(days=days):
                return Fraction(days) if sort == "days" else None
            case _:
                return None
    if what == "share":
        if isinstance(form, PeriodForm):
            raise _refused(form, what, "is judged by its target", "vary it: `--target 50..150`")
        if sort != "share" or (isinstance(form, Duty) and form.variants):
            raise _refused(form, what, "has not one percentage for all", "write percentages: `--share 80%..99%`")
        return form.share
    if not isinstance(form, PeriodForm):
        raise _refused(
            form, what, "has no target", "vary its share or its limit: `--share 80%..99%`, `--limit 1h..24h`"
        )
    target = form.target
    if form.variants:
        raise _refused(form, what, "has a target that changes on dates", "vary a clause with one target for all days")
    if target.high is not None or target.previous:
        raise _refused(form, what, "has no single bound", "vary a clause with one bound")
    wanted = _SORTS.get(target.unit, "number")
    if sort != wanted:
        such = {"time": "1h..24h", "share": "20%..40%"}.get(wanted, "50..150")
        raise _refused(form, what, "has a target in another unit", f"write it in that one: `--target {such}`")
    return target.value


def _with(form: Form, what: What, sort: str, value: Fraction, number: int) -> Form:
    """The clause with one value in the place of its own."""
    form = replace(form, meta=replace(form.meta, id=f"{form.meta.id} {number}", position=number))
    if isinstance(form, Duty) and what == "limit":
        limit = _limit(form, sort, value)
        return replace(form, limit=limit, paused=tuple(replace(p, limit=limit) for p in form.paused))
    if isinstance(form, PeriodForm):
        return replace(form, target=replace(form.target, value=value))
    return replace(form, share=value, grouped=True)


def _limit(form: Duty, sort: str, value: Fraction) -> Plain:
    """A limit on the clause's own clock."""
    assert not isinstance(form.limit, ByCase | ByCalendar)
    calendar = calendar_of(form.limit)
    if value <= 0 or (sort == "days" and value.denominator != 1):
        raise _refused(form, "limit", "is promised in whole days, or in more than no time", "write `--limit 1h..24h`")
    if sort == "days":
        return CalendarDays(int(value)) if calendar is None else BusinessDays(int(value), calendar)
    us = int(value * _US)
    return Elapsed(us) if calendar is None else BusinessTime(us, calendar)


def _point(what: What, form: Form, summary: ClauseSummary, value: Fraction, present: bool) -> Point:
    counts = summary.counts if what == "limit" or summary.shares is None else summary.shares
    met = counts.get(Verdict.MET, 0)
    whole = met + sum(n for word, n in counts.items() if word.is_breach)
    limit = limit_record(form.limit, None) if isinstance(form, Duty) and what == "limit" and form.limit else None
    target = summary.target
    said = units.limit(limit) if limit is not None else "" if target is None else units.stated(exact(value), target)
    return Point(
        said=said,
        value=exact(value),
        limit=limit,
        met=met,
        judged=whole,
        share=ratio(met, whole),
        pending=counts.get(Verdict.PENDING, 0),
        unknown=counts.get(Verdict.UNKNOWN, 0),
        verdict=summary.verdict,
        present=present,
    )
