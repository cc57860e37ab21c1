"""The contents of a review pack: one run, looked at in the period that is reviewed and in those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

import polars as pl

from sla_dsl.compile.zone import zone
from sla_dsl.findings.clauses import clause_verdict
from sla_dsl.findings.models import ClauseSummary, Consequence, Finding, Verdict
from sla_dsl.findings.numbers import ratio, share_target
from sla_dsl.findings.relief import waiver_told
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model.forms import Duty, Invariant, group_name
from sla_dsl.pack import tally
from sla_dsl.pack.funnel import funnel
from sla_dsl.pack.judged import Judged, Looked, days_of
from sla_dsl.pack.ledger import Entry, remembered, remembered_periods
from sla_dsl.pack.models import Agreement, Bar, ClauseReview, InPeriod, Kept, Pack, WaiverUse
from sla_dsl.pack.proposals import proposals
from sla_dsl.pack.spans import ONE, Span, before, joined, last_over, named, parts, review_per, whole
from sla_dsl.pack.standing import standing
from sla_dsl.ready import Prepared
from sla_dsl.reports import words
from sla_dsl.review.models import PolicyDiff
from sla_dsl.review.statements import stated

EARLIER = 7
"""How many periods before the reviewed one are looked at."""
WORST, OF_ONE = 12, 3
"""How many of the worst breaches are told, and how many of one clause."""
_BARS = 12
_US = timedelta(microseconds=1)


def span_to_review(files: Sequence[ast.File], ready: Prepared, asked: str | None) -> Span:
    """The period that was asked for; else the last one that is over, of those in which the agreement is reviewed; else,
    and where the data tell nothing of that one, all days of the data. Raises `UsageError`."""
    years, today = ready.policy.years, zone(ready.policy.timezone).day_of(ready.as_of)
    if asked is not None:
        return named(asked, years)
    per, days = review_per(files), days_of(ready)
    last = None if per is None else last_over(per, today, years)
    if last is not None and days is not None and days.start < last.end and last.start < days.end:
        return last
    return days or whole(today, today)


def pack(
    looked: Looked, span: Span, by: str, entries: Sequence[Entry] = (), since: PolicyDiff | None = None,
    ledger: str | None = None,
) -> Pack:  # fmt: skip
    """What there is to say of a period. `looked` is a run whose findings about rows are those of `span`; `entries` are
    what a ledger tells of earlier runs, `since` how the policy has changed."""
    earlier = before(span, EARLIER, looked.ready.policy.years)
    report = looked.report
    promises, steps = funnel(looked, span)
    return Pack(
        run=report.run,
        agreement=_agreement(looked),
        span=span,
        clauses=tuple(_clause(looked, s, span, earlier, entries) for s in report.clauses),
        by=by,
        since=since,
        worst=_worst(looked, span),
        waivers=tuple(_waivers(looked, span)),
        triggered=tuple(c for c in report.consequences if _came_in(c, span, looked)),
        standing=standing(looked),
        funnel=promises,
        steps=steps,
        proposals=proposals(looked, span),
        ledger=ledger,
    )


def _agreement(looked: Looked) -> Agreement:
    policy = looked.ready.policy
    lines = {one.name: one.node for one in stated(looked.files) if isinstance(one.node, ast.Agreement)}
    found = lines["acceptances"].acceptances if "acceptances" in lines else ()
    accepted = {a.party.text for a in found}
    purpose = lines["purpose"].purpose if "purpose" in lines else None
    per = review_per(looked.files)
    return Agreement(
        title=policy.title,
        version=policy.version,
        purpose=None if purpose is None else purpose.value,
        parties=policy.parties,
        term=policy.term,
        review=None if per is None else f"every {per.kind.replace('_', ' ')}",
        acceptances=tuple((a.party.text, a.role.value, a.on.day) for a in found),
        missing=tuple(party for party in policy.parties if party not in accepted),
    )


# ---------------------------------------------------------------------------------------------- clauses


def _clause(
    looked: Looked, summary: ClauseSummary, span: Span, earlier: Sequence[Span], entries: Sequence[Entry]
) -> ClauseReview:
    clause = looked.clauses.get(summary.id)
    if clause is None:  # this data can not answer it
        (meta,) = (u.meta for u in looked.ready.policy.unjudged if u.meta.id == summary.id)
        return ClauseReview(summary, meta.owner, meta.parties, InPeriod(span, Verdict.UNKNOWN, None, None))
    years = looked.ready.policy.years
    meta = clause.form.meta
    rows = clause.daily
    last = earlier[-1] if earlier else None
    return ClauseReview(
        summary=summary,
        owner=meta.owner,
        parties=meta.parties,
        now=clause.within(span, term=True),
        earlier=tuple(one for e in earlier if (one := _earlier(clause, e, entries)) is not None),
        parts=tuple(clause.within(part) for part in parts(span, years)),
        by=tuple(group_name(b) for b in getattr(clause.form, "by", ())),
        bars=_bars(clause, span, earlier, entries),
        owners={} if rows is None else _owners(tally.within(rows, span)),
        owners_before={} if rows is None or last is None else _owners(tally.within(rows, last)),
    )


def _earlier(clause: Judged, span: Span, entries: Sequence[Entry]) -> InPeriod | None:
    """A clause in an earlier period: from the data, or from the ledger where that has seen more of the period."""
    first = clause.first()
    kept = remembered(entries, clause.form.meta.id, span)
    if kept is not None and (first is None or kept[0] < first):
        return kept[1]
    found = clause.within(span)
    told = clause.reached is None or clause.reached < span.end
    return found if told and (found.kept.counts or (found.periods and found.periods.counts)) else None


def _owners(frame: pl.DataFrame) -> dict[str | None, Kept]:
    return {name: Kept(counts) for name, counts in tally.by_owner(frame).items()}


def _bars(clause: Judged, span: Span, earlier: Sequence[Span], entries: Sequence[Entry]) -> tuple[Bar, ...]:
    """What was seen in time, up to the end of the span; nothing where a clause is judged by groups."""
    form = clause.form
    if clause.by_periods:
        if form.by or form.per is None or form.per.kind == "rolling":
            return ()
        found = [f for f in clause.instances if clause.seen(f) and f.observed is not None]
        bars = {clause.end_of(f): _bar(clause, f, span) for f in found}
        first = clause.first()
        for end, line in remembered_periods(entries, form.meta.id, form.per.kind).items():
            if line.observed is not None and (first is None or end <= first):
                bars[end] = Bar(line.label, line.observed, line.target, clause_verdict(line.counts), end - ONE in span)
        return tuple(bars[end] for end in sorted(bars) if end <= span.end)[-_BARS:]
    assert isinstance(form, Duty | Invariant)
    every = joined([part for one in (*earlier, span) for part in parts(one, clause.years)])
    told = [clause.within(p) if p.end > span.start else _earlier(clause, p, entries) for p in every]
    rows = [one for one in told if one is not None]
    promised = share_target(form.share)
    return tuple(
        Bar(one.span.label, ratio(one.kept.met, one.kept.judged), promised, one.verdict, one.span.end - ONE in span)
        for one in [r for r in rows if r.kept.judged][-_BARS:]
    )


def _bar(clause: Judged, of: Finding, span: Span) -> Bar:
    assert of.period is not None
    last = clause.end_of(of) - ONE
    return Bar(of.period.label, of.observed, of.target, of.verdict, last in span)


# ---------------------------------------------------------------------------------------------- what stands out


def _worst(looked: Looked, span: Span) -> tuple[Finding, ...]:
    """The breaches furthest beyond what was promised: those of the gravest clauses first, then by how many times the
    promise they miss it."""
    as_of = looked.report.run.as_of
    rows = [f for f in looked.report.findings if f.subject is not None]
    periods = [f for c in looked.clauses.values() for f in (*c.ended(span), *c.of_term())]
    found = [f for f in (*rows, *periods) if f.verdict.is_breach]
    told: dict[str, int] = {}
    out: list[Finding] = []
    for one in sorted(found, key=lambda f: (-f.severity.rank, -_beyond(f, as_of), f.clause, f.id)):
        told[one.clause] = told.get(one.clause, 0) + 1
        out += [one] if told[one.clause] <= OF_ONE else []
    return tuple(out[:WORST])


def _beyond(of: Finding, as_of: datetime) -> Fraction:
    """How far beyond its promise a breach is, as a share of the promise."""
    if of.due is not None and of.start is not None:
        allowed = (of.due - of.start) // _US
        return Fraction(abs(words.overrun(of, as_of)), max(allowed, 1))
    if of.observed is None or of.target is None or not of.target.value:
        return Fraction(0)
    return abs(Fraction(of.observed) / Fraction(of.target.value) - 1)


def _came_in(of: Consequence, span: Span, looked: Looked) -> bool:
    """Whether a consequence is due of what ends in the span; one of all time, where there are such breaches in it."""
    clause = looked.clauses[of.clause]
    if of.period is None:
        return clause.within(span, term=True).kept.breached > 0
    return of.period.end.astimezone(clause.timezone).date() - ONE in span


def _waivers(looked: Looked, span: Span) -> Iterator[WaiverUse]:
    """Every waiver of the policy, with what it lifts in the span."""
    said: dict[str, list[ast.Waive]] = {}
    for one in stated(looked.files):
        if isinstance(one.node, ast.Waive):
            said.setdefault(one.name, []).append(one.node)
    for name, clause in looked.clauses.items():
        for n, waiver in enumerate(clause.form.meta.waivers):
            condition = said[name][n].condition
            first, last = waiver.days
            yield WaiverUse(
                clause=name,
                condition=None if condition is None else expression(condition),
                days=waiver.days,
                because=waiver.because,
                approved_by=waiver.approved_by,
                used=_used(clause, n, waiver_told(waiver), span),
                standing="to come" if looked.today < first else "over" if looked.today > last else "in force",
                days_left=(last - looked.today).days,
            )


def _used(clause: Judged, number: int, told: str, span: Span) -> int:
    """How many periods and groups, or rows, a waiver lifts in a span."""
    if clause.by_periods and clause.daily is None:
        return sum(f.waiver == told for f in clause.ended(span))
    assert clause.daily is not None
    column = f"waiver {number}"
    rows = tally.within(clause.daily, span)
    return int(rows[column].sum()) if column in rows.columns else 0
