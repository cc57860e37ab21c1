"""Rows of one period and group that are worth a value: so many of them, a share of them, what one amounts to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import date
from fractions import Fraction
from math import ceil

from sla_dsl.logic.witness import Row, Usual
from sla_dsl.model.expr import Expr, IsKnown, Negation, both
from sla_dsl.model.forms import (
    Below,
    ByCalendar,
    ByCase,
    Lasting,
    Measure,
    PeriodForm,
    Plain,
    Quotient,
    Ratio,
    Reached,
    Statistic,
)
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.numbers import Wanted, near, smallest_ratio, smallest_share, times
from sla_dsl.replay.boundary.pieces import ANY_GROUP, Named, adding_up, equals, groups, of_both, part_of, valued
from sla_dsl.replay.boundary.sketch import NotShown, Sketch, solved
from sla_dsl.text.record import record


@record
class Worth:
    """Rows of a clause's table, and those of other tables that it counts, too."""

    rows: tuple[Row, ...]
    beside: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def __add__(self, other: Worth) -> Worth:
        beside = {t: (*self.beside.get(t, ()), *other.beside.get(t, ())) for t in (*self.beside, *other.beside)}
        return Worth((*self.rows, *other.rows), beside)

    def sketch(self, title: str, as_of: int) -> Sketch:
        """The table that has these rows only, judged at an instant (us UTC)."""
        return Sketch(title, self.rows, as_of, self.beside)


def fewest(old: PeriodForm, new: PeriodForm) -> int:
    """How many rows a period has to have that both judge."""
    return max(old.minimum, new.minimum, 1)


def smallest(old: PeriodForm, new: PeriodForm, wanted: Wanted) -> Fraction:
    """The wanted value that takes the fewest rows. Raises `NotShown` where there is none, or it takes too many."""
    match old, new:
        case Ratio(), Ratio():
            return Fraction(*smallest_share(wanted, fewest(old, new)))
        case Quotient(), Quotient():
            return Fraction(*smallest_ratio(wanted, fewest(old, new)))
        case _:
            found = near([old.target, new.target], unit(new), wanted)
            if not found:
                raise NotShown("no value lies between the two targets")
            return found[0]


def unit(form: PeriodForm) -> Fraction:
    """What values go up by: a minute where they are times, else one."""
    return Fraction(60 if isinstance(form, Statistic) and isinstance(form.value, Lasting) else 1)


def worth(
    old: PeriodForm, new: PeriodForm, value: Fraction, at: int, place: Ground, named: Named = ANY_GROUP
) -> Worth:  # fmt: skip
    """As few rows as are worth a value for both, which begin at an instant. Raises `NotShown`."""
    meant, rows = of_both(old, new, at, named), fewest(old, new)
    match old, new:
        case Measure(), Measure():
            return Worth(adding_up(old, new, at, value, named))
        case Statistic(), Statistic():
            alike = [valued(form, at, value, place) for form in (old, new)]
            return Worth(times(solved(Usual(at), meant, *alike), rows))
        case Ratio(), Ratio():
            own = [equals(form.amount, Fraction(1)) for form in (old, new) if form.amount is not None]
            parts = [[part_of(form, at, inside) for form in (old, new)] for inside in (True, False)]
            part, rest = (solved(Usual(at), meant, *own, *conditions) for conditions in parts)
            whole = ceil(Fraction(rows, value.denominator)) * value.denominator
            count = int(value * whole)
            return Worth((*times(part, count), *times(rest, whole - count)))
        case Quotient(below=Below() as one), Quotient(below=Below() as two) if same_tables(old, new, one, two):
            more = ceil(Fraction(rows, min(value.numerator, value.denominator) or 1))
            return over(old, new, (one, two), (value.numerator * more, value.denominator * more), at, named)
        case Quotient(below=str() as one), Quotient(below=str() as two) if one == two:
            raise NotShown("its value rests on what other groups hold, and no table is made for that")
        case _:
            raise NotShown("what its value is held against is not the same, and no table is made for that")


def judged_at(old: PeriodForm, new: PeriodForm, day: date, place: Ground) -> int:
    """The first midnight (us UTC) at which both have waited long enough since the end of a period, before that day."""
    end = place.at(day, 0)
    waits = [*_waits(old), *_waits(new)]
    return midnight(place, max([end - 1, *(place.due(end, wait) for wait in waits)]))


def _waits(form: PeriodForm) -> list[Plain]:
    if not isinstance(form, Ratio) or not isinstance(form.part, Reached):
        return []
    told = (form.part.limit, *form.part.maturing)
    return [w for w in told if w is not None and not isinstance(w, ByCase | ByCalendar)]


# ---------------------------------------------------------------------------------------------- of several groups


def held_by(
    old: Quotient, new: Quotient, held: Mapping[str, int], at: int, apart: Collection[str] | None = None
) -> tuple[Row, ...]:  # fmt: skip
    """Rows of several groups, each holding so much; `apart` are those of the groups by which they differ (None: all).
    Raises `NotShown`."""
    names = groups(old, new)
    if not names:
        raise NotShown("its groups are the lines of a table, and no table is made for these")
    rows: list[Row] = []
    for group, value in held.items():
        named = {name: group if apart is None or name in apart else "a" for name in names}
        row = solved(Usual(at), of_both(old, new, at, named), *_each(old, new, value))
        rows += times(row, value if old.amount is None else 1)
    return tuple(rows)


# ---------------------------------------------------------------------------------------------- of two stages


def same_tables(old: Quotient, new: Quotient, one: Below, two: Below) -> bool:
    """Whether both count rows of the same tables."""
    tables = [(form.population.table, below.population.table) for form, below in ((old, one), (new, two))]
    return tables[0] == tables[1]


def lower(form: Quotient, below: Below) -> Quotient:
    """What stands below the line, as if it were a promise by itself."""
    return replace(form, population=below.population, amount=below.amount)


def over(
    old: Quotient, new: Quotient, below: tuple[Below, Below], counts: tuple[int, int], at: int,
    named: Named = ANY_GROUP,
) -> Worth:  # fmt: skip
    """Rows of the one stage and rows of the other one; where both are of one table no row is of both."""
    one, two = lower(old, below[0]), lower(new, below[1])
    table, other = new.population.table, two.population.table
    apart = (enters_neither(one, two), enters_neither(old, new)) if table == other else ([], [])
    rows = _side(old, new, at, counts[0], apart[0], named)
    under = _side(one, two, at, counts[1], apart[1], named)
    return Worth((*rows, *under)) if table == other else Worth(rows, {other: under})


def enters_neither(old: Quotient, new: Quotient) -> list[Expr]:
    """The conditions that a row enters neither of two populations."""
    starts = dict.fromkeys(form.population.start for form in (old, new))
    return [Negation(IsKnown(start)) for start in starts if start is not None]


def _side(old: Quotient, new: Quotient, at: int, value: int, apart: list[Expr], named: Named) -> tuple[Row, ...]:
    """So many rows of one side, or one of that amount."""
    row = solved(Usual(at), both(of_both(old, new, at, named), *apart), *_each(old, new, value))
    return times(row, value if old.amount is None else 1)


def _each(old: Quotient, new: Quotient, value: int) -> list[Expr]:
    """The conditions that a row has an amount, where one is summed."""
    if (old.amount is None) is not (new.amount is None):
        raise NotShown("one of the two counts and the other one sums, and no table is made for that")
    return [equals(form.amount, Fraction(value)) for form in (old, new) if form.amount is not None]
