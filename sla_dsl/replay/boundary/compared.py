"""Boundary cases of values that are held against others: those of the period before, of all groups, of their median."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from sla_dsl.compile.previous import holds
from sla_dsl.logic.witness import Row
from sla_dsl.model.forms import Measure, PeriodForm, Quotient, Ratio, Target
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import SEARCHED, Wanted, near, parting, smallest_ratio, smallest_share
from sla_dsl.replay.boundary.pieces import ANY_GROUP, Named
from sla_dsl.replay.boundary.sketch import NotShown, Offer, Sketch, offer_of
from sla_dsl.replay.boundary.worth import Worth, fewest, held_by, judged_at, smallest, unit, worth

BETWEEN = "between the targets"
"""What a table shows whose value one of two targets lets pass and the other does not."""

Pair = tuple[Fraction, Fraction]
"""The values of a period and of the one before it."""
_EACH = 40
"""Up to so many rows each, the shares of two periods are looked for."""
_TO_EACH_OTHER = tuple(Fraction(a, b) for a, b in ((1, 1), (1, 2), (2, 1), (1, 10), (10, 1)))


# ---------------------------------------------------------------------------------------------- the period before


def refuse_previous(old: PeriodForm, new: PeriodForm) -> None:
    """Raises `NotShown` where a target is a share of the period before."""
    if old.target.previous or new.target.previous:
        raise NotShown("its target rests on the period before, and no table is made for that")


def against_previous(old: PeriodForm, new: PeriodForm, place: Ground) -> Iterator[Sketch]:
    """Two periods of which one of the two targets lets the second one pass, and the other does not."""
    if old.per != new.per:
        raise NotShown("its periods are not the same, and only one of the two is held against the one before")
    first, middle = place.whole(new.per)
    second, end = place.since(middle).whole(new.per)
    pair = smallest_pair(old, new, lambda now, before: _met(old, now, before) != _met(new, now, before))
    rows = one_after_the_other(old, new, pair, (place.at(first), place.at(second)), place)
    yield rows.sketch(BETWEEN, judged_at(old, new, end, place))


def _met(form: PeriodForm, now: Fraction, before: Fraction) -> bool:
    """Whether a value keeps a target, after the value of the period before."""
    return holds(form.target, now / before if form.target.previous else now)


def one_after_the_other(
    old: PeriodForm, new: PeriodForm, pair: Pair, ats: tuple[int, int], place: Ground, named: Named = ANY_GROUP
) -> Worth:  # fmt: skip
    """The rows of a period and of the one before it, whose values are that pair and which begin at these instants."""
    now, before = pair
    return worth(old, new, before, ats[0], place, named) + worth(old, new, now, ats[1], place, named)


def smallest_pair(old: PeriodForm, new: PeriodForm, wanted: Callable[[Fraction, Fraction], bool]) -> Pair:
    """The first of the smallest pairs of values that is wanted. Raises `NotShown`."""
    for now, before in _pairs(old, new):
        if before > 0 and now >= 0 and wanted(now, before):
            return now, before
    raise NotShown(f"the smallest table on which the two part has more than {SEARCHED} rows")


def _pairs(old: PeriodForm, new: PeriodForm) -> Iterable[Pair]:
    """Pairs that a small table can have, the smallest first: of counts, and of what is near a fixed target."""
    if isinstance(new, Ratio):
        wholes = range(fewest(old, new), _EACH + 1)
        return ((Fraction(a, n), Fraction(b, n)) for n in wholes for a, b in product(range(n + 1), repeat=2))
    counted = isinstance(new, Quotient) or (isinstance(new, Measure) and new.amount is None)
    least, step = fewest(old, new) if counted else 1, unit(new)
    small = [(step * (n - b), step * b) for n in range(2 * least, SEARCHED + 1) for b in range(least, n - least + 1)]
    if counted:
        return small
    fixed = [form.target for form in (old, new) if not form.target.previous]
    close = [(now, now * r) for now in near(fixed, step, lambda _: True) for r in _TO_EACH_OTHER]
    return [*small, *((now, before) for now, before in close if (before / step).denominator == 1)]


Offers = Callable[[PeriodForm, PeriodForm, Ground], Iterator[Offer]]
"""What may be shown of two promises."""


def behind_another(old: PeriodForm, new: PeriodForm, place: Ground, fixed: Offers) -> Iterator[Offer]:
    """What is shown of two promises of fixed targets, behind a period whose value makes these what is promised."""
    first, middle = place.whole(new.per)
    value = _before(new)
    one, two = (replace(form, target=_times(form.target, value)) for form in (old, new))
    if isinstance(old, Quotient) and isinstance(new, Quotient) and isinstance(new.below, str):
        before = Worth(held_by(old, new, {"a": 1, "b": 1}, place.at(first)))
    else:
        before = worth(old, new, value, place.at(first), place)
    for offer in fixed(one, two, place.since(middle)):
        yield offer_of(offer, lambda one: (before + Worth(one.rows, one.beside)).sketch(one.title, one.as_of))


def _before(form: PeriodForm) -> Fraction:
    """A value that periods can have, of which the shares that are asked for are mostly whole numbers."""
    match form:
        case Ratio() | Quotient(below="all"):
            return Fraction(1, 2)
        case Quotient(below="median"):
            return Fraction(1)
        case Quotient():
            return Fraction(2)
        case Measure():
            return Fraction(20)
        case _:
            return 100 * unit(form)


def _times(target: Target, value: Fraction) -> Target:
    high = None if target.high is None else target.high * value
    return replace(target, value=target.value * value, high=high, previous=False)


# ---------------------------------------------------------------------------------------------- quotients


def quotient(old: Quotient, new: Quotient, place: Ground, at: int, as_of: int) -> Sketch:
    """As many rows of each side as lie between the two targets. Raises `NotShown`."""
    match old.below, new.below:
        case "all", "all":
            return Sketch(BETWEEN, _among_all(old, new, at), as_of)
        case "median", "median":
            return Sketch(BETWEEN, _around_median(old, new, at), as_of)
        case _:
            value = smallest(old, new, parting(old.target, new.target))
            return worth(old, new, value, at, place).sketch(BETWEEN, as_of)


def holding(old: Quotient, new: Quotient, wanted: Wanted) -> dict[str, int]:
    """What groups hold of which one is to all of them, or to their median, as is wanted."""
    if new.below == "all":
        part, whole = smallest_share(lambda share: share.numerator == 1 and wanted(share), fewest(old, new))
        return {f"group {n + 1}": part for n in range(whole // part)}
    value, median = smallest_ratio(wanted, fewest(old, new), below=2)
    return {"a": value, "b": median, "c": median}


def such(
    old: PeriodForm, new: PeriodForm, wanted: Wanted, at: int, place: Ground, named: Named = ANY_GROUP
) -> Worth:  # fmt: skip
    """Rows that begin at an instant, whose value is as is wanted: one row at least. Raises `NotShown`."""
    if isinstance(old, Quotient) and isinstance(new, Quotient) and isinstance(new.below, str):
        return Worth(held_by(old, new, holding(old, new, wanted), at))
    some = isinstance(new, Measure)  # of which no rows are worth nothing
    value = smallest(old, new, lambda v: (v > 0 or not some) and wanted(v))
    return worth(old, new, value, at, place, named)


def _among_all(old: Quotient, new: Quotient, at: int) -> tuple[Row, ...]:
    """Rows of one group among those of another one, each worth one."""
    part, whole = smallest_share(parting(old.target, new.target), fewest(old, new))
    return held_by(old, new, {"a": part, "b": whole - part}, at)


def _around_median(old: Quotient, new: Quotient, at: int) -> tuple[Row, ...]:
    """Three groups, of which two hold the same: that is the median."""
    value, median = smallest_ratio(parting(old.target, new.target), fewest(old, new), below=2)
    return held_by(old, new, {"a": value, "b": median, "c": median}, at)
