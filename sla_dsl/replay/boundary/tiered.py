"""Boundary cases of what is not promised to all alike: of each tier, and of each stretch of days, by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import chain

from sla_dsl.logic.witness import Row
from sla_dsl.model.expr import Const, FirstTrue, both
from sla_dsl.model.forms import TIER, Form, PeriodForm, Quotient, tiers_of
from sla_dsl.replay.boundary.compared import BETWEEN, Offers, such
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import broken, kept, parting, smallest_share, times
from sla_dsl.replay.boundary.pieces import ANY_GROUP, weighed
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Offer, Sketch, offer_of
from sla_dsl.replay.boundary.worth import Worth, fewest, judged_at
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.segments import overlaid, segments
from sla_dsl.review.compare.varying import lines

_MANY = 10
_NOWHERE: list[tuple[date | None, Form | None]] = [(None, None)]


def varied(old: PeriodForm, new: PeriodForm, place: Ground, alone: Offers) -> Iterator[Offer]:
    """Those of each tier, and of each stretch of days on which neither promise changes."""
    found, whys = False, ["what differs is who is in which tier, and no table is made for that"]
    for one, other in _pairs(old, new):
        for since, a, b in overlaid(segments(old).get(one, _NOWHERE), segments(new).get(other, _NOWHERE)):
            was, now = _by_itself(a, one), _by_itself(b, other)
            if was is None or now is None or replace(was, meta=now.meta) == now:
                continue
            try:
                for offer in alone(was, now, place.since(since)):
                    found = True
                    named = "" if other is None else f" of {_called(new, other)}"
                    yield offer_of(offer, partial(_titled, more=named + (f" from {since} on" if since else "")))
            except NotShown as reason:
                whys.append(str(reason))
    if isinstance(old, Quotient) and isinstance(new, Quotient) and new.below == "all":
        found = True
        yield FirstOf(_of_all_tiers(old, new, place))
    if tiers_of(old) is not None or tiers_of(new) is not None:
        yield from (FirstOf(_of_one_side(old, new, side, place)) for side in (new, old))
    if not found:
        raise NotShown(whys[-1])


def _pairs(old: PeriodForm, new: PeriodForm) -> tiers.Pairs:
    """The tiers that are one on both sides; all tiers with all rows where only one side has tiers."""
    return [] if (tiers_of(old) is None) != (tiers_of(new) is None) else tiers.pairs(old, new)


def _titled(sketch: Sketch, more: str) -> Sketch:
    return replace(sketch, title=sketch.title + more)


def _by_itself(form: Form | None, tier: int | None) -> PeriodForm | None:
    """What is promised to one tier, as if it were a promise by itself about the rows of that tier."""
    if not isinstance(form, PeriodForm):
        return None
    there = tiers_of(form)
    if there is None or tier is None:
        return replace(form, tiers=None, variants=())
    assert isinstance(there.place, FirstTrue)
    when = lines([None if isinstance(e, Const) else e for e in there.place.items])[tier]
    rows = replace(form.population, scope=both(form.population.scope, when))
    return replace(form, population=rows, by=tuple(f for f in form.by if f != TIER), tiers=None, variants=())


def _called(form: Form, tier: int) -> str:
    there = tiers_of(form)
    return "" if there is None else " ".join(v if f == "tier" else f"{f} {v}" for f, v in there.groups[tier])


def _of_one_side(old: PeriodForm, new: PeriodForm, side: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """A tier that only one side has, which is broken, by itself and with the tiers of the other side kept."""
    form, others = (new, old) if side is new else (old, new)
    ours, theirs = _tiers(form), _tiers(others)
    first, end = place.whole(form.per)
    at, as_of = place.at(first), judged_at(form, others, end, place)
    filled = Worth(())
    for one in theirs.values():
        filled += such(one, one, kept(one.target, one.target), at, place)
    for name, one in ours.items():
        if name not in theirs:
            worse = such(one, one, broken(one.target, one.target), at, place)
            for rows in (worse, filled + worse):
                yield rows.sketch(f"a tier of its own: {name}", as_of)


def _of_all_tiers(old: Quotient, new: Quotient, place: Ground) -> Iterator[Sketch]:
    """Rows of a tier among those of another one, whose share lies between what the two ask for; of a tier that only one
    side has, any."""
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    plain = [replace(form, by=(), tiers=None, variants=()) for form in (old, new)]
    ours, theirs = _tiers(old), _tiers(new)
    for name in dict.fromkeys((*theirs, *ours)):
        one, two = ours.get(name, theirs.get(name)), theirs.get(name, ours.get(name))
        assert one is not None
        assert two is not None
        if one.target == two.target and name in ours and name in theirs:
            continue
        wanted = parting(one.target, two.target) if one.target != two.target else broken(one.target, two.target)
        part, whole = smallest_share(wanted, fewest(old, new))
        others = [other for called, other in theirs.items() if called != name]
        rows = [_of_tier(plain, at, [one, two], part)]
        rows += [_of_tier(plain, at, [other, other], whole - part) for other in others[:1]]
        yield Sketch(f"{BETWEEN} of {name}", tuple(chain.from_iterable(rows)), as_of)
        rows = [_of_tier(plain, at, [one, two], 1)]  # few among so many of each other one that these are kept
        rows += [_of_tier(plain, at, [other, other], _MANY) for other in others]
        yield Sketch(f"{BETWEEN} of {name}", tuple(chain.from_iterable(rows)), as_of)


def _of_tier(forms: Sequence[Quotient], at: int, tiers: Sequence[PeriodForm], value: int) -> tuple[Row, ...]:
    """Rows of a tier that are worth so much together."""
    scopes = [one.population.scope for one in tiers if one.population.scope is not None]
    row = weighed(forms[0], forms[1], at, Fraction(value), ANY_GROUP, *scopes)
    return times(row, value if forms[1].amount is None else min(value, 1))


def _tiers(form: PeriodForm) -> dict[str, PeriodForm]:
    """What is promised to each tier from the first day on, by what the tier is called; to all where there are none."""
    there = tiers_of(form)
    found = {tier: _by_itself(steps[-1][1], tier) for tier, steps in segments(form).items()}
    if there is None:
        return {} if (one := found.get(None)) is None else {"all": one}
    return {_called(form, tier): one for tier, one in found.items() if one is not None and tier is not None}
