"""Boundary cases of clauses that are judged by periods: the smallest table that lies between the two promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from sla_dsl.model.forms import Measure, PeriodForm, Quotient, Ratio, Reached, Statistic, Target, tiers_of, variants_of
from sla_dsl.replay.boundary.compared import (
    BETWEEN,
    Offers,
    against_previous,
    behind_another,
    holding,
    quotient,
    such,
)
from sla_dsl.replay.boundary.divided import in_two_groups, over_the_end
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.mixed import other_rows
from sla_dsl.replay.boundary.numbers import MOST_ROWS, broken, near, parting, smallest_share
from sla_dsl.replay.boundary.paces import over_time
from sla_dsl.replay.boundary.pieces import adding_up
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Offer, Sketch, all_of
from sla_dsl.replay.boundary.statistics import other_statistic
from sla_dsl.replay.boundary.tiered import varied
from sla_dsl.replay.boundary.worth import held_by, judged_at, smallest, worth

_WAITING = 4
"""In so many periods a wait is tried: months are not of one length."""


def period_sketches(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offer]:
    """The tables on which the two promises may part. Raises `NotShown` with the reason where there is no small one."""
    if tiers_of(old) or tiers_of(new) or variants_of(old) or variants_of(new):
        yield from varied(old, new, place, period_sketches)
        return
    match old, new:
        case _ if old.target.previous and _divided(old) == _divided(new):
            yield from behind_another(old, new, place, period_sketches)
        case (Measure(), Measure()) | (Ratio(), Ratio()) | (Statistic(), Statistic()) | (Quotient(), Quotient()):
            yield from all_of(offers(old, new, place) for offers in _differing(old, new, place))
        case _:
            raise NotShown("the two promises are of different forms")


def _differing(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offers]:
    """What there is to show of that in which the two are not the same."""
    if _bare(old.target) != _bare(new.target):
        yield _other_target
    if old.per != new.per or (old.per is not None and (place.other_years or place.other_zone)):
        yield over_the_end
    if set(old.by) != set(new.by):
        yield in_two_groups
    if old.minimum != new.minimum:
        yield _of_few
    if isinstance(old, Measure) and isinstance(new, Measure):
        yield lambda _old, _new, there: over_time(old, new, there)
    if isinstance(old, Statistic) and isinstance(new, Statistic):
        yield lambda _old, _new, there: other_statistic(old, new, there)
    if _waits(old) != _waits(new):
        yield _not_yet
    if _counted(old) != _counted(new):
        yield other_rows


def _bare(target: Target) -> Target:
    """A target whatever its unit is called."""
    return replace(target, unit="")


def _divided(form: PeriodForm) -> object:
    """The target, and what it is held against in which periods and groups."""
    return form.target, form.per, set(form.by)


def _waits(form: PeriodForm) -> object:
    return form.part.maturing if isinstance(form, Ratio) and isinstance(form.part, Reached) else None


def _counted(form: PeriodForm) -> object:
    """Who is counted, and what of them."""
    match form:
        case Measure(population=rows, amount=amount):
            return rows, amount
        case Ratio(population=rows, part=part, amount=amount):
            return rows, replace(part, maturing=()) if isinstance(part, Reached) else part, amount
        case Statistic(population=rows):
            return rows
        case Quotient(population=rows, amount=amount, below=below):
            return rows, amount, below


def _other_target(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offer]:
    if old.target.previous or new.target.previous:
        yield from against_previous(old, new, place)
        return
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, max(end, place.whole(old.per)[1]), place)
    match old, new:
        case Measure(), Measure():
            yield from _delivered(old, new, at, as_of)
        case Quotient(), Quotient():
            yield quotient(old, new, place, at, as_of)
        case _:
            value = smallest(old, new, parting(old.target, new.target))
            yield worth(old, new, value, at, place).sketch(BETWEEN, as_of)


def _delivered(old: Measure, new: Measure, at: int, as_of: int) -> Iterator[Offer]:
    wanted = near([old.target, new.target], Fraction(1), parting(old.target, new.target))
    if not wanted:
        raise NotShown("no value lies between the two targets")
    yield Sketch(BETWEEN, adding_up(old, new, at, wanted[0]), as_of)
    if wanted[-1] != wanted[0] and (new.amount is not None or wanted[-1] <= MOST_ROWS):
        yield Sketch("just before the targets meet", adding_up(old, new, at, wanted[-1]), as_of)


def _of_few(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offer]:
    """Too few rows for one of the two to be judged, and so many that the other one is broken."""
    low, high = sorted((old.minimum, new.minimum))
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    one, two = (replace(form, minimum=low) for form in (old, new))
    neither = broken(old.target, new.target)
    if isinstance(one, Quotient) and isinstance(two, Quotient) and isinstance(two.below, str):
        yield FirstOf([Sketch("of few rows", held_by(one, two, _few_held(one, two), at), as_of)])
        return
    if isinstance(new, Measure) and new.amount is None:
        value = next((v for n in range(max(low, 1), high) if neither(v := Fraction(n))), None)
    else:
        value = smallest(one, two, neither)
    if value is not None:
        yield worth(one, two, value, at, place).sketch("of few rows", as_of)


def _few_held(old: Quotient, new: Quotient) -> dict[str, int]:
    """What two groups hold, or three, of which one breaks both targets: as little as may be."""
    if new.below == "all":
        part, whole = smallest_share(broken(old.target, new.target), 1)
        return {"a": part, "b": whole - part}
    return holding(old, new, broken(old.target, new.target))


def _not_yet(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Offer]:
    """A period that is broken, as of when only one of the two has waited long enough: the first one of some."""
    yield FirstOf(_waiting(old, new, place))


def _waiting(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    first, end = place.whole(new.per)
    for _ in range(_WAITING):
        worse = such(old, new, broken(old.target, new.target), place.at(first), place)
        yield worse.sketch("before it is judged", min(judged_at(form, form, end, place) for form in (old, new)))
        first, end = place.since(end).whole(new.per)
