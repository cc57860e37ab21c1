"""Boundary cases of another statistic, of another value, and of a time that runs on another clock."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from sla_dsl.compile.previous import holds
from sla_dsl.logic.witness import Usual
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import Lasting, Statistic
from sla_dsl.model.times import MINUTE_US
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.numbers import SEARCHED, times
from sla_dsl.replay.boundary.pieces import being_at, lasting_until, of_both, valued
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Sketch, local_time, solved
from sla_dsl.replay.boundary.starts import before_parting, morning, odd_starts
from sla_dsl.replay.boundary.worth import fewest, judged_at, unit

_FAR = 100
"""How many times as far from a target a value lies that an average feels."""


def other_statistic(old: Statistic, new: Statistic, place: Ground) -> Iterator[FirstOf]:
    """Rows of few values, some of which keep the targets and some of which do not."""
    if old.rank != new.rank:
        yield FirstOf(_of_ranks(old, new, place))
    if old.value != new.value:
        yield FirstOf(_of_values(old, new, place))


def _of_ranks(old: Statistic, new: Statistic, place: Ground) -> Iterator[Sketch]:
    """Some rows that keep the targets among others that do not, some of them near and some of them far."""
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    good, bad = (_values(old, new, kept) for kept in (True, False))
    if not good or not bad:
        raise NotShown("no value keeps both targets, or none fails both")
    for (part, rows), one, other in product(_mixes(old, new), good, bad):
        meant = of_both(old, new, at)
        alike = [[valued(form, at, value, place) for form in (old, new)] for value in (one, other)]
        kept, broken = (solved(Usual(at), meant, *conditions) for conditions in alike)
        yield Sketch("between the statistics", (*times(kept, part), *times(broken, rows - part)), as_of)


def _values(old: Statistic, new: Statistic, kept: bool) -> list[Fraction]:
    """Values that both targets let pass, or neither: the nearest one and one that is far from it."""
    step = unit(new)
    bounds = [b for form in (old, new) for b in (form.target.value, form.target.high) if b is not None]
    near = [step * (b // step + d) for b in bounds for d in (-1, 0, 1)]
    far = [Fraction(0), *(b * _FAR + step for b in bounds)]
    found = [v for v in (*near, *far) if v >= 0 and all(holds(f.target, v) is kept for f in (old, new))]
    return list(dict.fromkeys([*found[:1], *found[-1:], *found[1:-1]]))[:3]


def _mixes(old: Statistic, new: Statistic) -> Iterator[tuple[int, int]]:
    """How many rows keep the targets, of how many: a few of three, and such shares as lie between two ranks."""
    least = max(fewest(old, new), 3)
    ranks = [form.rank for form in (old, new) if form.rank is not None]
    edges = {edge for rank in ranks for edge in (rank, 1 - rank) if 0 < edge < 1}
    yield from ((part, least) for part in (least - 1, 1, least // 2))
    for edge in sorted(edges):
        rows = next((n for n in range(least, SEARCHED) if (edge * n).denominator == 1), None)
        if rows is not None:
            yield from ((int(edge * rows) + more, rows) for more in (0, -1, 1) if 0 < edge * rows + more < rows)


def _of_values(old: Statistic, new: Statistic, place: Ground) -> Iterator[Sketch]:
    """Rows whose one value keeps its target while the other one fails."""
    if isinstance(old.value, Lasting) and isinstance(new.value, Lasting) and old.value.end == new.value.end:
        yield from _on_another_clock(old.value, new.value, (old, new), place)
        return
    first, end = place.whole(new.per)
    at, as_of = place.at(first), judged_at(old, new, end, place)
    for low, high in product(_near(old), _near(new)):
        if holds(old.target, low) != holds(new.target, high):
            apart = (valued(old, at, low, place), valued(new, at, high, place))
            row = solved(Usual(at), of_both(old, new, at), *apart)
            if row is not None:
                yield Sketch("which value counts", times(row, fewest(old, new)), as_of)


def _near(form: Statistic) -> list[Fraction]:
    """The values around a target."""
    step = unit(form)
    return [v for d in (-1, 0, 1) if (v := step * (form.target.value // step + d)) >= 0]


def _on_another_clock(
    old: Lasting, new: Lasting, forms: tuple[Statistic, Statistic], place: Ground
) -> Iterator[Sketch]:
    """Rows whose time ends where the one target ends, from where the two clocks part."""
    first, end = place.whole(forms[1].per)
    calendars = [c for c in (old.calendar, new.calendar) if isinstance(c, Calendar)]
    start = morning(place.since(first), calendars)
    parting = before_parting(place.since(first), calendars)
    starts = [start, *([] if parting is None else [parting]), *odd_starts(place.since(first), calendars)]
    for at in starts:
        until = [lasting_until(f.value, at, f.target.value, place) for f in forms if isinstance(f.value, Lasting)]
        for late in (t // MINUTE_US * MINUTE_US + more for t in until for more in (0, MINUTE_US)):
            row = solved(Usual(at), of_both(*forms, at), being_at(old.end, late))
            behind = place.around(forms[1].per, local_time(at, place.zone).date())[1] if forms[1].per else end
            as_of = max(place.at(behind, 0), midnight(place, late))
            yield Sketch("where the clocks part", times(row, fewest(*forms)), as_of)
