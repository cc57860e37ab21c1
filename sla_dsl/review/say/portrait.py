"""A policy as what it means, a line a thing and in an order of its own, so that equal policies give equal texts.

What git shows in the place of a policy's text: two portraits differ where two policies do.
"""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.findings.exact import visible
from sla_dsl.logic.normal import normal
from sla_dsl.model.expr import Expr
from sla_dsl.model.forms import Duty, Form, Invariant, Measure, PeriodForm, Quotient, Ratio, Statistic, group_name
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.review.compare import consequences, days, waivers
from sla_dsl.review.compare.segments import segments
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import condition, value
from sla_dsl.review.say.numbers import share

Line = tuple[str, str | None]
"""What a line is about, and what it says; None where there is nothing to say."""


def portrait(policy: CheckedPolicy) -> str:
    """The whole policy."""
    blocks = [_block("agreement", _agreement(policy))]
    for form in sorted(policy.forms, key=lambda f: f.meta.id):
        blocks.append(_block(f"clause {form.meta.id}", _clause(form, policy)))
    return "\n\n".join(blocks) + "\n"


def _block(head: str, lines: Iterator[Line]) -> str:
    return "\n".join([visible(head), *(f"  {name}: {visible(text)}" for name, text in lines if text)])


def _agreement(policy: CheckedPolicy) -> Iterator[Line]:
    yield "title", policy.title
    yield "version", policy.version
    yield "between", " and ".join(policy.parties)
    yield "term", days.said(policy.term)
    yield "timezone", policy.timezone
    yield "currency", policy.currency


def _clause(form: Form, policy: CheckedPolicy) -> Iterator[Line]:
    meta = form.meta
    yield "title", meta.title
    yield "promised by", " and ".join(meta.parties)
    yield "promised to", meta.to
    yield from _promise(form)
    yield "for", _said(form.population.scope)
    yield "except for", _said(form.population.excluded)
    yield "excused by", ", ".join(sorted(f.meta.id for f in meta.excuses))
    yield "periods", None if form.per is None else say.per(form.per)
    yield "groups", ", ".join(map(group_name, form.by))
    yield "least size", f"{form.minimum:,}" if form.minimum else None
    yield "in force", days.said(meta.in_force)
    yield "severity", meta.severity
    yield "owner", meta.owner
    yield "because", meta.because
    for waiver in sorted(meta.waivers, key=lambda w: w.days):
        yield "waived", waivers.said(waiver)
    for one in policy.consequences:
        if one.clause == meta.id:
            yield "then", consequences.said(one)


def _promise(form: Form) -> Iterator[Line]:
    match form:
        case Duty():
            yield "done", form.done_name
            yield "from", form.start_name
            yield "limit", None if form.limit is None else say.limit(form.limit)
            yield "no earlier than", None if form.low is None else say.limit(form.low)
            yield "before", None if form.before is None else value(form.before)
            for pause in dict.fromkeys(p.where for p in form.paused):
                yield "paused while", _said(pause)
        case Invariant():
            yield "holds", _said(form.condition)
        case Measure():
            yield "delivered", form.noun if form.amount_name is None else f"{form.amount_name} in {form.noun}"
        case Ratio():
            yield "share", f"{form.part_name} of {form.noun}"
        case Statistic() | Quotient():
            yield "value", form.value_name
    for tier, steps in segments(form).items():
        for since, one in steps:
            yield from _in_force(tier, None if since is None else str(since), one)


def _in_force(tier: int | None, since: str | None, form: Form | None) -> Iterator[Line]:
    """What is promised to a tier and from a day on."""
    of = "" if tier is None else f" of tier {tier + 1}"
    on = "" if since is None else f" from {since} on"
    match form:
        case None:
            yield f"promised{of}{on}", "nothing"
        case Duty() | Invariant():
            yield f"share that must hold{of}{on}", share(form.share) if form.share != 1 else None
        case Measure():
            yield f"target{of}{on}", say.target(form.target)
            yield f"pacing{of}{on}", None if form.pace is None else say.pace(form.pace)
            yield f"even pace{of}{on}", None if form.evenly is None else say.evenly(form.evenly)
            yield "partial periods", "are judged" if form.prorated is not None else None
        case _:
            assert isinstance(form, PeriodForm)
            yield f"target{of}{on}", say.target(form.target)


def _said(e: Expr | None) -> str | None:
    return None if e is None else condition(normal(e))
