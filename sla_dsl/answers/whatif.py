"""What would be met if a clause promised more or less: it is judged once for every value, all in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sla_dsl.answers.ranges import values
from sla_dsl.answers.tiers import of_tier
from sla_dsl.answers.varied import (
    End,
    Varied,
    What,
    moved_limit,
    other_end,
    promised,
    target_of,
    with_value,
)
from sla_dsl.check import Options, Prepared, judged, report_of
from sla_dsl.findings.models import ClauseSummary, Limit, Number, Verdict
from sla_dsl.findings.numbers import exact, ratio, share_target
from sla_dsl.findings.numbers import limit as limit_record
from sla_dsl.findings.numbers import target as target_record
from sla_dsl.lang import ast
from sla_dsl.model.forms import Form, Target
from sla_dsl.reports import units
from sla_dsl.text.diagnostic import DataError, Diagnostic
from sla_dsl.text.record import record


@record
class Point:
    """What came out with one value: subjects (of a limit), or periods and groups, that are met of those judged.

    `said` is the value in words; `value` is in seconds or days for a limit, and in the target's unit. `present` marks
    what the clause promises now, be it on some of its dates only.
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


@record
class Now:
    """A value that the clause promises now, in words, and the first day from which on it does (None: ever)."""

    said: str
    value: Number
    since: date | None


@record
class Curve:
    """The points of a clause, or of one `tier` of it, in the order of their values.

    Of a limit or a target with two ends `end` is the one that is moved, and `stays` the other one, where that is the
    same for all days. Of a promise with dates every value stands in the place of the values of all dates; `now` has
    those, in their order, where they are of the sort of the range.
    """

    clause: str
    what: What
    end: End | None
    stays: str | None
    tier: str | None
    now: tuple[Now, ...]
    points: tuple[Point, ...]


def curve(
    files: Sequence[ast.File],
    ready: Prepared,
    options: Options,
    varied: Varied,
    text: str,
    step: str | None,
    tier: str | None = None,
) -> Curve:
    """The points of a range of values of the one clause of `ready`, or of one tier of it. Raises `UsageError` and
    `DataError`."""
    if ready.policy.unjudged:
        raise DataError(Diagnostic("SLA406", ready.policy.unjudged[0].reason))
    (whole,) = ready.policy.forms
    form = of_tier(whole, tier, varied.what)
    ready = replace(ready, policy=replace(ready.policy, forms=(form,), consequences=()))
    sort, found = values(text, step, f"--{varied.what}")
    there = points(files, ready, options, varied, sort, found)
    now = tuple(
        Now(said, exact(one.value), one.since)
        for one in promised(form, varied, sort)
        for said in [_said(with_value(form, varied, sort, one.value, 0), varied, one.value)]
    )
    return Curve(form.meta.id, varied.what, varied.end, _stays(form, varied), tier, now, there)


def points(
    files: Sequence[ast.File], ready: Prepared, options: Options, varied: Varied, sort: str, found: Sequence[Fraction]
) -> tuple[Point, ...]:
    """The points of ascending values of one sort (see `ranges.Amount`), with what the one clause of `ready` promises
    now where it lies among them. Raises `UsageError` where the clause has no such thing to vary."""
    (form,) = ready.policy.forms
    now = {one.value for one in promised(form, varied, sort)}
    tried = sorted({*found, *(value for value in now if found[0] <= value <= found[-1])})
    forms = [with_value(form, varied, sort, value, n) for n, value in enumerate(tried)]
    policy = replace(ready.policy, forms=tuple(forms), consequences=())
    other = replace(ready, policy=policy)
    report = report_of(files, other, judged(other, options), options)
    return tuple(
        _point(varied, one, summary, value, value in now)
        for one, summary, value in zip(forms, report.clauses, tried, strict=True)
    )


def _point(varied: Varied, form: Form, summary: ClauseSummary, value: Fraction, present: bool) -> Point:
    counts = summary.counts if varied.what == "limit" or summary.shares is None else summary.shares
    met = counts.get(Verdict.MET, 0)
    whole = met + sum(n for word, n in counts.items() if word.is_breach)
    limit = moved_limit(form, varied)
    return Point(
        said=_said(form, varied, value),
        value=exact(value),
        limit=None if limit is None else limit_record(limit, None),
        met=met,
        judged=whole,
        share=ratio(met, whole),
        pending=counts.get(Verdict.PENDING, 0),
        unknown=counts.get(Verdict.UNKNOWN, 0),
        verdict=summary.verdict,
        present=present,
    )


def _said(form: Form, varied: Varied, value: Fraction) -> str:
    """A value in words, as the clause that has it is read."""
    limit = moved_limit(form, varied)
    if limit is not None:
        return units.limit(limit_record(limit, None))
    target = target_of(form)
    return units.stated(exact(value), share_target(value) if target is None else target_record(target))


def _stays(form: Form, varied: Varied) -> str | None:
    found = other_end(form, varied)
    if found is None:
        return None
    if isinstance(found, Target):
        return units.stated(exact(found.value), target_record(found))
    return units.limit(limit_record(found, None))
