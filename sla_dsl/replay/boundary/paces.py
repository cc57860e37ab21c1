"""Boundary cases of when it is delivered: paces, straight lines, parts of periods, and what is carried over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from sla_dsl.compile.evenly import line
from sla_dsl.compile.kit import LAST_US
from sla_dsl.compile.periods import Period, Range, periods
from sla_dsl.compile.previous import holds
from sla_dsl.compile.working import judged_days
from sla_dsl.model.forms import Measure, Pace, Per
from sla_dsl.model.policy import Years
from sla_dsl.replay.boundary.ground import ONE_DAY, Ground
from sla_dsl.replay.boundary.numbers import SEARCHED, turning
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Sketch
from sla_dsl.replay.boundary.worth import Worth, judged_at, worth

_Days = Mapping[date, Fraction]
"""What is delivered on some days."""


def over_time(old: Measure, new: Measure, place: Ground) -> Iterator[FirstOf]:
    """Those of each way in which it may not be the same when as much is delivered."""
    other = old.target != new.target  # which may be the same of whole periods, and not of parts of them
    if old.pace != new.pace or (old.pace is not None and (other or place.other_years)):
        yield FirstOf(_in_lumps(old, new, place))
    if old.evenly != new.evenly or (old.evenly is not None and (other or place.other_years)):
        yield FirstOf(_behind_a_line(old, new, place))
    if old.prorated != new.prorated or (old.prorated is not None and other):
        yield FirstOf(_in_parts_of_periods(old, new, place))
    if bool(old.carried) != bool(new.carried) or (old.carried and other):
        yield FirstOf(_carried_over(old, new, place))


def _delivered(old: Measure, new: Measure, on: _Days, title: str, as_of: int, place: Ground) -> Sketch:
    rows = Worth(())
    for day, value in sorted(on.items()):
        if value:
            rows += worth(old, new, value, place.at(day), place)
    return rows.sketch(title, as_of)


# ---------------------------------------------------------------------------------------------- paces


def _in_lumps(old: Measure, new: Measure, place: Ground) -> Iterator[Sketch]:
    """So much on one day of a part of a period that one of the two paces lets it pass, the rest in its other parts."""
    first, end = place.whole(new.per)
    as_of = judged_at(old, new, end, place)
    cuts = [
        (pace.per, place.parts(pace.per, first, end, policy.years))
        for pace, policy in ((old.pace, place.old), (new.pace, place.new))
        if pace is not None
    ]
    for total, lump in _lumps(old, new):
        for days in _places(cuts, end):
            on = {day: Fraction(lump) / len(days) for day in days}
            rest = _spread(total - lump, [p for p in max((c for _, c in cuts), key=len) if not _near(p, days, cuts)])
            if rest is not None and all(value.denominator == 1 for value in on.values()):
                yield _delivered(old, new, {**rest, **on}, "so much at once", as_of, place)


def _lumps(old: Measure, new: Measure) -> Iterator[tuple[int, int]]:
    """How much is delivered that keeps both targets, and how much of it in one part: the most that a pace allows, and
    one more."""
    target = _enough(new)
    paces = [pace for pace in (old.pace, new.pace) if pace is not None]
    low, high = (f(p.share for p in paces) if len(paces) > 1 else paces[0].share for f in (min, max))
    totals = [t for t in range(target, target + SEARCHED) if floor(high * t) > floor(low * t)][:1]
    for total in dict.fromkeys((*totals, *(target * times for times in (1, 2, 3, 4)))):
        if not (holds(old.target, Fraction(total)) and holds(new.target, Fraction(total))):
            continue
        most = {floor(_of(pace, form, total)) for pace, form in ((old.pace, old), (new.pace, new)) if pace is not None}
        lumps = sorted({n for m in most for n in (m, m + 1, m + 2)})
        yield from ((total, lump) for lump in lumps if 0 < lump <= total)


def _enough(form: Measure) -> int:
    """The least that keeps a target, or the most."""
    value = turning(form.target, summed=form.amount is not None)
    return int(value if holds(form.target, value) else value - 1)


def _of(pace: Pace, form: Measure, total: int) -> Fraction:
    return pace.share * (form.target.value if pace.of_target else total)


def _places(cuts: Sequence[tuple[Per, Sequence[date]]], end: date) -> Iterator[tuple[date, ...]]:
    """The days of a lump: one of a part that is not the first one, and both sides of where only one pace parts."""
    for _, parts in cuts:
        yield (parts[1] if len(parts) > 1 else parts[0],)
    borders = [set(parts) for _, parts in cuts]
    apart = set[date]().union(*borders) - borders[0].intersection(*borders)
    yield from ((day - ONE_DAY, day) for day in sorted(apart) if day < end)


def _near(part: date, days: Sequence[date], cuts: Sequence[tuple[Per, Sequence[date]]]) -> bool:
    """Whether a part is one of those that may hold a day, by either pace."""
    longest = max((max(b - a for a, b in itertools.pairwise(c)) for _, c in cuts if len(c) > 1), default=ONE_DAY)
    return any(abs(part - day) < longest for day in days)


def _spread(left: int, parts: Sequence[date]) -> dict[date, Fraction] | None:
    """What is left, as evenly as may be, on the first days of some parts; None where there are none for it."""
    if not parts:
        return None if left else {}
    each, more = divmod(left, len(parts))
    return {part: Fraction(each + (n < more)) for n, part in enumerate(parts)}


# ---------------------------------------------------------------------------------------------- a straight line


def _behind_a_line(old: Measure, new: Measure, place: Ground) -> Iterator[Sketch]:
    """As little up to a day as the one line asks for, and all of it on the next: less than the other one asks for."""
    first, end = place.whole(new.per)
    total = turning(new.target, summed=new.amount is not None)
    one, two = (_line(form, first, end, place, policy.years) for form, policy in ((old, place.old), (new, place.new)))
    for strict, lax in ((two, one), (one, two)):
        asked = {day: ceil(max((due for d, due in lax.items() if d <= day), default=Fraction(0))) for day in strict}
        short = {day: strict[day] - least for day, least in asked.items() if day < end and least < strict[day]}
        if short:
            day = max(short, key=lambda d: (short[d], d))
            on = {first: Fraction(asked[day]), day: total - asked[day]}
            as_of = judged_at(old, new, end, place)
            yield _delivered(old, new, on, "behind a straight line", as_of, place)


def _line(form: Measure, first: date, end: date, place: Ground, years: Years) -> dict[date, Fraction]:
    """What a line asks for, by the day before which it is due."""
    if form.evenly is None:
        return {}
    assert form.per is not None
    points = line(form.evenly, _periods(form, first, end, place), years, place.zone, LAST_US).points
    return {
        date.fromisoformat(label) + ONE_DAY: form.target.value * (1 - form.evenly.behind) * days / of_days
        for label, days, of_days in points.select("even_label", "days", "of_days").rows()
        if of_days
    }


def _periods(form: Measure, first: date, end: date, place: Ground) -> list[Period]:
    """The periods between two days, as far as these cover them."""
    last = end - ONE_DAY
    return periods(form.per, Range(first, last, first, last), place.new.years, place.zone, LAST_US)


# ---------------------------------------------------------------------------------------------- parts of periods


def _in_parts_of_periods(old: Measure, new: Measure, place: Ground) -> Iterator[Sketch]:
    """So much in a period that is cut as lies between what the two ask of it."""
    if new.per is None or new.per.kind == "rolling":
        return
    for first, end in _cut(new.per, place):
        wanted = {Fraction(1)}
        for form in (old, new):
            days = judged_days(_periods(form, first, end, place), form.prorated, place.zone, LAST_US)
            asked = [form.target.value * held / of for held, of in days.select("held", "held_of").rows()]
            wanted |= {Fraction(n) for value in asked for n in (floor(value), ceil(value), floor(value) + 1) if n > 0}
        for value in sorted(wanted):
            as_of = place.at(end, 0)
            yield _delivered(old, new, {first: value}, "in a part of a period", as_of, place)
    raise NotShown("no period is cut, or parts of them that are not the same are worth the same")


def _cut(per: Per, place: Ground) -> Iterator[tuple[date, date]]:
    """The days of the first and of the last period that the days in force cut; without a first day the data do."""
    start, end = place.around(per, place.first)
    if start < place.first:
        yield place.first, end
    if place.last is not None and (cut := place.around(per, place.last))[1] > place.last + ONE_DAY:
        yield max(cut[0], place.first), place.last + ONE_DAY
    if all(first is None for first, _ in place.covered):
        first, end = place.whole(per)
        yield first + timedelta(days=(end - first).days // 3), end


# ---------------------------------------------------------------------------------------------- what is carried over


def _carried_over(old: Measure, new: Measure, place: Ground) -> Iterator[Sketch]:
    """A period that misses one, and one behind it that has enough for itself."""
    first, middle = place.whole(new.per)
    second, end = place.since(middle).whole(new.per)
    as_of = judged_at(old, new, end, place)
    total = turning(new.target, summed=new.amount is not None)
    for missed in (1, 10):
        for form in (old, new):
            owed = ceil(2 * form.target.value) - (total - missed)
            for value in (total, owed - 1) if missed < total else ():
                on = {first: total - missed, second: Fraction(value)}
                yield _delivered(old, new, on, "missed before", as_of, place)
