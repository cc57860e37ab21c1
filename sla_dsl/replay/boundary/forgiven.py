"""Boundary cases of breaches that only one of two policies forgives: by a waiver, or by another clause's breach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice, pairwise, product
from typing import TypeVar

from sla_dsl.logic.witness import Row, Usual, separating, witness
from sla_dsl.model.cases import leaves
from sla_dsl.model.expr import Expr, Negation, both
from sla_dsl.model.forms import Duty, Form, Invariant, PeriodForm, SubjectForm
from sla_dsl.model.times import MINUTE_US
from sla_dsl.model.waivers import Waiver
from sla_dsl.replay.boundary.compared import refuse_previous, such
from sla_dsl.replay.boundary.ground import ONE_DAY, Ground
from sla_dsl.replay.boundary.numbers import broken
from sla_dsl.replay.boundary.pieces import ANYTHING, being_at, both_failing, distinct, failing, fails, groups, situation
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Sketch, attempts
from sla_dsl.replay.boundary.starts import morning
from sla_dsl.replay.boundary.worth import judged_at

_MOST = 12
"""So many rows are shown of what is waived."""
T = TypeVar("T")


def other_reliefs(old: Form, new: Form, place: Ground) -> Iterator[FirstOf]:
    """What fails where only one of the two forgives it."""
    waivers, excuses = _apart(old.meta.waivers, new.meta.waivers), _apart(old.meta.excuses, new.meta.excuses)
    if isinstance(old, Duty | Invariant) and isinstance(new, Duty | Invariant):
        if waivers:
            yield FirstOf(_waived_rows(old, new, waivers, place))
        if excuses:
            yield FirstOf(_excused_rows(old, new, excuses, place))
    elif not isinstance(old, Duty | Invariant) and not isinstance(new, Duty | Invariant):
        if waivers:
            yield FirstOf(_waived_periods(old, new, waivers, place))
        if excuses:
            yield FirstOf(_excused_of_periods(old, new, excuses, place))


def _apart(old: Sequence[T], new: Sequence[T]) -> list[T]:
    """What only one of two lists has: first of the new one."""
    return [*(one for one in new if one not in old), *(one for one in old if one not in new)]


# ---------------------------------------------------------------------------------------------- waivers


def _waived_rows(old: SubjectForm, new: SubjectForm, waivers: Sequence[Waiver], place: Ground) -> Iterator[Sketch]:
    """Rows that fail on the days around the first and the last one of each waiver, for whom it is and for whom not."""
    ends = {day for w in waivers for day in (w.days[0] - ONE_DAY, w.days[0], w.days[1], w.days[1] + ONE_DAY)}
    days = sorted(day for day in ends if place.holds(day))
    conditions = list(dict.fromkeys(w.condition or ANYTHING for w in waivers))
    rows: list[Row | None] = []
    for one, other in pairwise(conditions):
        for day in (w.days[0] for w in waivers):
            at = place.at(day)
            found = separating(one, other, usual=Usual(at), among=both_failing(old, new, at))
            rows += [p.row for p in found if None not in (p.old, p.new)]
    rows += [failing(old, new, place.at(day), when) for day, when in product(days, conditions)]
    shown = distinct(rows)[:_MOST]
    if old.population.start is not None or new.population.start is not None:
        yield Sketch("what is waived", shown, place.after(max(map(place.at, days), default=0), old, new))
        return
    for day in days:  # of rows that nothing places in time all are waived, as long as the waiver lasts
        yield Sketch("what is waived", shown, place.at(day, 0))


def _waived_periods(old: PeriodForm, new: PeriodForm, waivers: Sequence[Waiver], place: Ground) -> Iterator[Sketch]:
    """A period that is broken and lies on the days of a waiver: its first one, or its last one."""
    refuse_previous(old, new)
    yield from attempts(
        lambda span=span, waiver=waiver: _waived(old, new, span, waiver, place)  # type: ignore[misc]
        for waiver in waivers
        for span in _periods_of(new, waiver, place)
    )


def _waived(old: PeriodForm, new: PeriodForm, span: tuple[date, date], waiver: Waiver, place: Ground) -> Sketch:
    named = _named(old, new, waiver.condition)
    worse = such(old, new, broken(old.target, new.target), place.at(span[0]), place, named)
    return worse.sketch("what is waived", judged_at(old, new, span[1], place))


def _periods_of(form: PeriodForm, waiver: Waiver, place: Ground) -> list[tuple[date, date]]:
    """The first and the last whole period on the days of a waiver."""
    first, behind = waiver.days[0], waiver.days[1] + ONE_DAY
    inside = place.since(first)
    found = [inside.whole(form.per)]
    while form.per is not None and (following := place.around(form.per, found[-1][1]))[1] <= behind:
        found.append(following)
    return [one for one in (found[-1], found[0]) if one[1] <= behind]


def _named(old: Form, new: Form, condition: Expr | None) -> Mapping[str, str]:
    """The groups that a waiver is for."""
    row = {} if condition is None else witness(condition) or {}
    return {name: str(row[e]) for name, e in groups(old, new).items() if row.get(e) is not None}


# ---------------------------------------------------------------------------------------------- excuses


def _excused_rows(
    old: SubjectForm, new: SubjectForm, excuses: Sequence[SubjectForm], place: Ground
) -> Iterator[Sketch]:
    """Rows that fail both here and there, or here and only under one of the two there."""
    at = morning(place, ())
    rows = [failing(old, new, at, *one) for one in _excusing(excuses, at, place)]
    yield Sketch("who is excused", distinct(rows), place.after(at, old, new, *excuses))


def _excused_of_periods(
    old: PeriodForm, new: PeriodForm, excuses: Sequence[SubjectForm], place: Ground
) -> Iterator[Sketch]:  # fmt: skip
    """A period that would be broken, of rows that are excused."""
    yield from attempts(partial(_excused, old, new, excuses, n, place) for n in range(len(excuses) * _MOST))


def _excused(old: PeriodForm, new: PeriodForm, excuses: Sequence[SubjectForm], number: int, place: Ground) -> Sketch:
    first, end = place.whole(new.per)
    at = place.at(first)
    conditions = next(islice(_excusing(excuses, at, place), number, None), None)
    if conditions is None:
        raise NotShown("no row was found that is excused")
    one, two = (_narrowed(form, both(*conditions)) for form in (old, new))
    rows = such(one, two, broken(old.target, new.target), at, place)
    return rows.sketch("who is excused", max(judged_at(old, new, end, place), place.after(at, *excuses)))


def _narrowed(form: PeriodForm, condition: Expr | None) -> PeriodForm:
    """The same promise about those rows only of which a condition is true."""
    return replace(form, population=replace(form.population, scope=both(form.population.scope, condition)))


def _excusing(excuses: Sequence[SubjectForm], at: int, place: Ground) -> Iterator[list[Expr]]:
    """The conditions that a row is judged by excusing clauses from an instant on, and fails, or is done only just in
    time of one of them, or only just too late."""
    for form in excuses:
        start = form.population.start
        judged = [e for e in (situation(form), None if start is None else being_at(start, at)) if e is not None]
        if isinstance(form, Duty):
            dues = [place.due(at, leaf) for leaf in leaves(form.limit) if leaf is not None]
            edges = [due // MINUTE_US * MINUTE_US + more for due in dues for more in (0, MINUTE_US)]
            yield from ([*judged, being_at(form.done, t)] for t in edges)
        others = [Negation(fails(f)) for f in excuses if f.meta.id == form.meta.id and fails(f) != fails(form)]
        yield from ([*judged, fails(form), kept] for kept in others)
        yield [*judged, fails(form)]
