"""What would be met if clauses promised more or less: each is judged once for every value, many in one pass."""

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
from sla_dsl.check import collected, judged
from sla_dsl.findings.assemble import assemble
from sla_dsl.findings.models import ClauseSummary, Limit, Number, Verdict
from sla_dsl.findings.numbers import exact, ratio, share_target
from sla_dsl.findings.numbers import limit as limit_record
from sla_dsl.findings.numbers import target as target_record
from sla_dsl.model.forms import Form, Target
from sla_dsl.ready import Options, Prepared
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
    sort, found = values(text, step, f"--{varied.what}")
    (there,) = points(ready, options, [Asked(form, varied, sort, found)])
    now = tuple(
        Now(said, exact(one.value), one.since)
        for one in promised(form, varied, sort)
        for said in [_said(with_value(form, varied, sort, one.value, 0), varied, one.value)]
    )
    return Curve(form.meta.id, varied.what, varied.end, _stays(form, varied), tier, now, there)


@record
class Asked:
    """A clause, what of it is varied, and ascending values of one sort (see `ranges.Amount`)."""

    form: Form
    varied: Varied
    sort: str
    values: Sequence[Fraction]

    def forms(self, first: int) -> list[tuple[Form, Fraction, bool]]:
        """The clause with each of the values, and with what it promises now where that lies among them, which is then
        marked; called by numbers from `first` on. Raises `UsageError` where it has no such thing to vary."""
        now = {one.value for one in promised(self.form, self.varied, self.sort)}
        tried = sorted({*self.values, *(value for value in now if self.values[0] <= value <= self.values[-1])})
        return [
            (with_value(self.form, self.varied, self.sort, value, n), value, value in now)
            for n, value in enumerate(tried, first)
        ]


_TOGETHER = 200
"""So many forms and a few more are judged in one pass: to plan for more takes longer than to read the table again."""


def points(ready: Prepared, options: Options, asked: Sequence[Asked]) -> list[tuple[Point, ...]]:
    """The points of each clause, in the order of their values. Raises `UsageError` where one has no such thing."""
    out: list[tuple[Point, ...]] = []
    there: list[tuple[Asked, list[tuple[Form, Fraction, bool]]]] = []
    for one in asked:
        there.append((one, one.forms(sum(len(forms) for _, forms in there))))
        if sum(len(forms) for _, forms in there) >= _TOGETHER:
            out += _judged(ready, options, there)
            there = []
    return out + _judged(ready, options, there)


def _judged(
    ready: Prepared, options: Options, there: Sequence[tuple[Asked, Sequence[tuple[Form, Fraction, bool]]]]
) -> list[tuple[Point, ...]]:
    forms = tuple(form for _, tried in there for form, _, _ in tried)
    other = replace(ready, policy=replace(ready.policy, forms=forms, unjudged=(), consequences=()))
    results = judged(other, replace(options, max_evidence=0))
    summaries, _, _ = assemble(other.policy, collected(other, results), other.as_of, 0)
    found = iter(summaries)
    return [
        tuple(_point(one.varied, form, next(found), value, present) for form, value, present in tried)
        for one, tried in there
    ]


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
