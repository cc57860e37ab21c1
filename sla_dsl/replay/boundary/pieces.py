"""What rows of a period are made of: that they count for both promises, begin at an instant, and are worth so much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sla_dsl.logic.witness import Row, Usual, being, separating
from sla_dsl.model.expr import Column, Const, Expr, IsKnown, Negation, Test, both, parent_column
from sla_dsl.model.forms import (
    TIER,
    BusinessTime,
    CalendarOf,
    Elapsed,
    Form,
    Lasting,
    Measure,
    PeriodForm,
    Population,
    Ratio,
    Reached,
    Statistic,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import times
from sla_dsl.replay.boundary.sketch import NotShown, solved

_SECOND, MINUTE = 1_000_000, 60_000_000

ANYTHING = Const(True, Kind.BOOLEAN)
"""The condition that every row satisfies."""


Named = Mapping[str, str]
"""Groups by name, and the text that a row has there."""

ANY_GROUP: Named = {}
"""No group in particular."""


def of_both(old: PeriodForm, new: PeriodForm, at: int, named: Named = ANY_GROUP) -> Expr | None:
    """The condition that a row counts for both, begins at an instant, and has a group."""
    begins = beginning(old.population, new.population, at)
    return both(counts(old.population), counts(new.population), *begins, *in_group(old, new, named))


def in_group(old: Form, new: Form, named: Named = ANY_GROUP) -> list[Expr]:
    """The conditions that a row has a group: that one where it is named."""
    return [
        Test("=", e, Const(named[name], Kind.TEXT)) if name in named else IsKnown(e)
        for name, e in groups(old, new).items()
    ]


def groups(old: Form, new: Form) -> dict[str, Expr]:
    """What their groups are the values of, by name: of a row itself or of one that it belongs to."""
    linked = {parent_column(e): e for form in (old, new) for e in form.population.linked}
    names = dict.fromkeys(name for name in (*old.by, *new.by) if name != TIER)
    return {name: linked.get(name) or Column(name, Kind.TEXT) for name in names}


def other_groups(old: Form, new: Form) -> list[str]:
    """The groups that only one of the two has: those of the new one, if it has any."""
    names = groups(old, new)
    return [n for n in names if n not in old.by] or [n for n in names if n not in new.by]


def parting_rows(old: PeriodForm, new: PeriodForm, at: int, more: Sequence[Expr]) -> Iterator[Row]:
    """Rows that count for one of the two only."""
    one, two = counts(old.population) or ANYTHING, counts(new.population) or ANYTHING
    among = both(*beginning(old.population, new.population, at), *in_group(old, new), *more) or ANYTHING
    yield from (p.row for p in separating(one, two, usual=Usual(at), among=among))


def counts(p: Population) -> Expr | None:
    """The condition that a row counts, whenever it begins."""
    return both(p.scope, None if p.excluded is None else being(False, p.excluded))


def once(p: Population) -> bool:
    """Whether only the first entry of a row counts."""
    return p.entries is not None and p.entries.first_only


def beginning(old: Population, new: Population, at: int) -> Iterator[Expr]:
    """The conditions that a row begins at an instant for both."""
    for p in (old, new):
        if p.start is not None:
            yield being_at(p.start, at)


def being_at(event: Expr, us: int) -> Expr:
    """The condition that an event is at an instant (us UTC)."""
    return Test("=", event, Const(us, Kind.INSTANT))


def equals(value: Expr, number: Fraction) -> Expr:
    """The condition that a value is a number."""
    return Test("=", value, Const(number, Kind.NUMBER))


def adding_up(
    old: Measure, new: Measure, at: int, value: Fraction, named: Named = ANY_GROUP
) -> tuple[Row, ...]:  # fmt: skip
    """As many rows as are counted, or one with that amount (and as many more with none as there have to be)."""
    meant = of_both(old, new, at, named)
    if old.amount is None and new.amount is None:
        return times(solved(Usual(at), meant), int(value))
    more = max(old.minimum, new.minimum, 1) - 1
    one = solved(Usual(at), meant, *amounts(old, new, value))
    return (*times(one, 1), *times(solved(Usual(at), meant, *amounts(old, new, Fraction(0))), more))


def amounts(old: Measure, new: Measure, value: Fraction) -> list[Expr]:
    """The conditions that a row has an amount, where one is summed."""
    return [equals(form.amount, value) for form in (old, new) if form.amount is not None]


def part_of(form: Ratio, at: int, inside: bool) -> Expr:
    """The condition that a row is a part: that it soon reached the goal; or is none."""
    if not isinstance(form.part, Reached):
        return form.part if inside else Negation(form.part)
    if not inside:
        return Negation(IsKnown(form.part.at))
    reached = both(being_at(form.part.at, at + MINUTE), form.part.condition)
    assert reached is not None
    return reached


def valued(form: Statistic, at: int, value: Fraction, place: Ground) -> Expr:
    """The condition that the value of a row is that."""
    if not isinstance(form.value, Lasting):
        return equals(form.value, value)
    us, calendar = int(value * _SECOND), form.value.calendar
    if isinstance(calendar, CalendarOf):
        raise NotShown("its rows run on calendars of their own, and no table is made for these")
    limit = Elapsed(us) if calendar is None else BusinessTime(us, calendar)
    return being_at(form.value.end, place.due(at, limit))
