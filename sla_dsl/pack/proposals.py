"""Which round limit or target the data could bear: every clause that has one of its own is tried with others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, TypeVar

from sla_dsl.answers.tiers import alone
from sla_dsl.answers.varied import Varied
from sla_dsl.answers.whatif import Asked, Point, points
from sla_dsl.findings.numbers import exact, limit
from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    CalendarDays,
    Duty,
    Elapsed,
    Measure,
    Meta,
    Plain,
    variants_of,
)
from sla_dsl.model.times import SECOND_US
from sla_dsl.pack.judged import Judged, Looked
from sla_dsl.pack.models import Level, Proposal
from sla_dsl.pack.spans import Span
from sla_dsl.reports import units
from sla_dsl.text.record import record

F = TypeVar("F", Duty, Measure)

_SHARES = (Fraction(4, 5), Fraction(9, 10), Fraction(19, 20))
_MINUTES = (1, 2, 5, 10, 15, 20, 30, 45)
_HOURS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 36, 48, 60, 72, 96, 120, 168, 240, 336, 504, 720)
_TIMES = tuple(Fraction(60 * m) for m in _MINUTES) + tuple(Fraction(3600 * h) for h in _HOURS)
_DAYS = tuple(map(Fraction, (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 20, 21, 25, 28, 30, 45, 60, 90, 120, 180, 365)))
_FEWEST, _MOST, _TARGETS = 5, 16, 40
"""How many instances a proposal rests on at least, how many times more or less is tried, how many targets."""


@record
class _Tried:
    """What is asked of a clause, or of a line of it, and what makes a proposal of the points that are found."""

    asked: Asked
    proposal: Callable[[Sequence[Point]], Proposal | None]


def proposals(looked: Looked, span: Span) -> tuple[Proposal, ...]:
    """What the data could bear: limits by the rows that begin in the span, targets by all periods up to its end."""
    tried = list(_tried(looked, span))
    found = points(looked.ready, looked.options, [one.asked for one in tried])
    there = (one.proposal(of) for one, of in zip(tried, found, strict=True))
    return tuple(one for one in there if one is not None)


def _tried(looked: Looked, span: Span) -> Iterator[_Tried]:
    for clause in looked.clauses.values():
        match clause.form:
            case Duty(tiers=None):
                yield from _of_limit(clause.form, span, clause.form.meta.id)
            case Duty():
                for name, form in _tiers(clause.form):
                    yield from _of_limit(form, span, name)
            case Measure() if _plain(clause.form):
                yield from _of_target(clause, clause.form, span)
            case _:
                pass


def _tiers(form: Duty) -> Iterator[tuple[str, Duty]]:
    """A clause for each line of a table of limits, about the rows of that line alone, and what it is called."""
    assert form.tiers is not None
    for place, said in enumerate(form.tiers.groups):
        one = alone(form, form.tiers, place)
        if isinstance(one, Duty) and isinstance(one.limit, Plain) and one.low is None:
            yield f"{form.meta.id}, {', '.join(f'{field} {value}' for field, value in said)}", one


def _of_limit(form: Duty, span: Span, name: str) -> Iterator[_Tried]:
    if not isinstance(form.limit, Elapsed | BusinessTime | CalendarDays | BusinessDays):
        return
    rounds, sort, now = _DAYS, "days", Fraction(0)
    match form.limit:
        case Elapsed(us) | BusinessTime(us=us):
            rounds, sort, now = _TIMES, "time", Fraction(us, SECOND_US)
        case CalendarDays(days) | BusinessDays(days=days):
            now = Fraction(days)
    tried = [v for v in rounds if now / _MOST <= v <= now * _MOST and (sort == "time" or v <= 2000)]
    said, own = units.limit(limit(form.limit, None)), [form.share] if form.share < 1 and not form.variants else []

    def proposal(found: Sequence[Point]) -> Proposal | None:
        (present,) = (p for p in found if p.present)
        levels = [_least(found, share, share in own) for share in sorted({*_SHARES, *own})]
        return _made(name, "limit", said, present, form.population.table, levels)

    within = _in_force(form, span.start, span.end)
    yield _Tried(Asked(within, Varied("limit"), sort, sorted({*tried, now})), proposal)


def _least(found: Sequence[Point], share: Fraction, own: bool) -> Level:
    """The shortest limit at which so many would have been met."""
    for one in found:
        if one.judged and Fraction(one.met, one.judged) >= share:
            return Level(exact(share), one.said, one.met, one.judged, own)
    return Level(exact(share), None, found[-1].met, found[-1].judged, own)


def _plain(form: Measure) -> bool:
    """Whether a promise to deliver has one number for all, of which more is better."""
    target = form.target
    return not (variants_of(form) or form.by or form.carried or target.high is not None or target.previous) and (
        target.op in (">=", ">") and form.per is not None
    )


def _of_target(clause: Judged, form: Measure, span: Span) -> Iterator[_Tried]:
    there = [f for f in clause.instances if clause.seen(f) and clause.end_of(f) <= span.end]
    start = min((clause.start_of(f) for f in there), default=None)
    seen = {Fraction(f.observed) for f in there if f.observed is not None}
    tried = sorted({*(_round(v) for v in seen), form.target.value} - {Fraction(0)})
    if not seen or len(tried) > _TARGETS:
        return

    def proposal(found: Sequence[Point]) -> Proposal | None:
        (present,) = (p for p in found if p.present)
        levels = [_greatest(found, share) for share in (*_SHARES[:2], Fraction(1))]
        return _made(form.meta.id, "target", present.said, present, "periods", levels)

    yield _Tried(Asked(_in_force(form, start, span.end), Varied("target"), "number", tried), proposal)


def _greatest(found: Sequence[Point], share: Fraction) -> Level:
    """The highest target that so many periods would have met."""
    for one in reversed(found):
        if one.judged and Fraction(one.met, one.judged) >= share:
            return Level(exact(share), one.said, one.met, one.judged, False)
    return Level(exact(share), None, found[0].met, found[0].judged, False)


def _round(value: Fraction) -> Fraction:
    """A value with two figures, rounded down: what people would write into an agreement."""
    whole = int(value)
    step = 10 ** max(0, len(str(whole)) - 2)
    return Fraction(whole - whole % step)


def _made(
    clause: str, what: Literal["limit", "target"], said: str, present: Point, unit: str, levels: Sequence[Level]
) -> Proposal | None:
    if present.judged < (_FEWEST if what == "limit" else 2):
        return None
    return Proposal(clause, what, said, present.met, present.judged, unit, tuple(levels))


def _in_force(form: F, start: date | None, end: date) -> F:
    """The clause in force for some days only; the end lies behind the last one."""
    meta: Meta = form.meta
    firsts = [d for d in (meta.in_force[0], start) if d is not None]
    lasts = [d for d in (meta.in_force[1], end - timedelta(days=1)) if d is not None]
    return replace(form, meta=replace(meta, in_force=(max(firsts, default=None), min(lasts))))
