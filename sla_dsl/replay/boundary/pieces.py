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
    Duty,
    Elapsed,
    Form,
    Lasting,
    Measure,
    PeriodForm,
    Population,
    Ratio,
    Reached,
    Statistic,
    SubjectForm,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.model.times import HOUR_US, MINUTE_US, SECOND_US
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.numbers import times
from sla_dsl.replay.boundary.sketch import NotShown, solved

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


def other_groups(old: Form, new: Form) -> list[list[str]]:
    """The groups that only the new one has, and those that only the old one has, where there are such."""
    names = groups(old, new)
    found = [[n for n in names if n not in form.by] for form in (old, new)]
    return [apart for apart in found if apart]


def parting_rows(
    old: PeriodForm, new: PeriodForm, at: int, more: Sequence[Expr] = (), named: Named = ANY_GROUP
) -> Iterator[Row]:
    """Rows that count for one of the two only: who is meant by one, or begins for one at that instant."""
    one, two = (counts(form.population) for form in (old, new))
    begins = list(beginning(old.population, new.population, at))
    if old.population.start != new.population.start:
        one, two = (
            both(e, None if form.population.start is None else being_at(form.population.start, at))
            for form, e in ((old, one), (new, two))
        )
        begins = []
    among = both(*begins, *in_group(old, new, named), *more) or ANYTHING
    yield from (p.row for p in separating(one or ANYTHING, two or ANYTHING, usual=Usual(at), among=among))


def situation(form: SubjectForm) -> Expr | None:
    """The condition that a row is judged: it is meant, it is not left out, and its clock has started."""
    p = form.population
    out = None if p.excluded is None else Negation(p.excluded)
    return both(p.scope, out, None if p.start is None else IsKnown(p.start))


def starting(old: SubjectForm, new: SubjectForm, at: int) -> Iterator[Expr]:
    """The clocks start at that instant; where they start by different events, the old one an hour earlier."""
    one, two = old.population.start, new.population.start
    if one is not None:
        yield being_at(one, at if one == two else at - HOUR_US)
    if two is not None:
        yield being_at(two, at)


def fails(form: SubjectForm) -> Expr:
    """The condition that a row is never done, or does not keep what must hold."""
    return Negation(IsKnown(form.done) if isinstance(form, Duty) else form.condition)


def failing(old: SubjectForm, new: SubjectForm, at: int, *more: Expr) -> Row | None:
    """A row that both judge from an instant on, that fails, and satisfies some conditions; None where none is found."""
    return solved(Usual(at), both_failing(old, new, at), *more)


def both_failing(old: SubjectForm, new: SubjectForm, at: int) -> Expr:
    """The condition that both judge a row from an instant on, and that it fails."""
    meant = both(situation(old), situation(new), *starting(old, new, at), fails(old), fails(new))
    return ANYTHING if meant is None else meant


def distinct(rows: Sequence[Row | None]) -> tuple[Row, ...]:
    """The rows that there are, each once."""
    out: list[Row] = []
    for row in rows:
        if row is not None and row not in out:
            out.append(row)
    return tuple(out)


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


def weighed(
    old: PeriodForm, new: PeriodForm, at: int, value: Fraction, named: Named = ANY_GROUP, *more: Expr
) -> Row | None:  # fmt: skip
    """A row that counts for both, and that has an amount where one is summed."""
    forms = (f for f in (old, new) if not isinstance(f, Statistic) and f.amount is not None)
    own = [equals(form.amount, value) for form in forms if form.amount is not None]
    return solved(Usual(at), of_both(old, new, at, named), *own, *more)


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
    reached = both(being_at(form.part.at, at + MINUTE_US), form.part.condition)
    assert reached is not None
    return reached


def valued(form: Statistic, at: int, value: Fraction, place: Ground) -> Expr:
    """The condition that the value of a row is that."""
    if not isinstance(form.value, Lasting):
        return equals(form.value, value)
    return being_at(form.value.end, lasting_until(form.value, at, value, place))


def lasting_until(of: Lasting, at: int, seconds: Fraction, place: Ground) -> int:
    """When a time ends that lasts so long from an instant on (us UTC). Raises `NotShown`."""
    if isinstance(of.calendar, CalendarOf):
        raise NotShown("its rows run on calendars of their own, and no table is made for these")
    us = int(seconds * SECOND_US)
    return place.due(at, Elapsed(us) if of.calendar is None else BusinessTime(us, of.calendar))


def near(due: int) -> tuple[int, ...]:
    """The last minute that is in time, the one before it, and the one after it."""
    minute = due // MINUTE_US * MINUTE_US
    return (minute - MINUTE_US, minute, minute + MINUTE_US)
