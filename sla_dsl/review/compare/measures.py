"""What differs between two promises that are judged by periods: what is measured, targets, pace, partial periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from sla_dsl.findings.exact import visible
from sla_dsl.logic.relations import Relation
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.expr import Expr
from sla_dsl.model.forms import (
    Below,
    ByCalendar,
    ByCase,
    CalendarOf,
    Evenly,
    Form,
    Lasting,
    Limit,
    Measure,
    Pace,
    Per,
    PeriodForm,
    Plain,
    Prorated,
    Quotient,
    Ratio,
    Reached,
    Statistic,
    Target,
    tiers_of,
)
from sla_dsl.review.compare import tiers
from sla_dsl.review.compare.calendars import compared, same_days
from sla_dsl.review.compare.context import Context, related
from sla_dsl.review.compare.difference import WORDS, Difference, each, named, sized, there
from sla_dsl.review.compare.instants import instant_direction
from sla_dsl.review.compare.limits import limit_direction
from sla_dsl.review.compare.periods import beginning
from sla_dsl.review.compare.segments import earliest, joined, segments, stepwise
from sla_dsl.review.compare.targets import raised, target_direction, widened
from sla_dsl.review.compare.values import value_direction
from sla_dsl.review.compare.varying import by_column, through
from sla_dsl.review.compare.working import line_direction, part_direction
from sla_dsl.review.directions import B, E, L, T, U, by_true, in_both, side_by_side, together, turned
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import apart, value

P = TypeVar("P")

_TIMED = WORDS | {"calendar"}
_CARRYING = WORDS | {"when"}
_LONGEST = {
    "day": 1, "week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366,
    "fiscal_month": 42, "fiscal_quarter": 98, "fiscal_half": 189, "fiscal_year": 371,
}  # fmt: skip
"""The most days that periods have; fiscal ones may be of weeks, with a 53rd in the last one."""
_RUNS = (
    ("month", "quarter", "half", "year"),
    ("fiscal_month", "fiscal_quarter", "fiscal_half", "fiscal_year"),
)


def differences(old: PeriodForm, new: PeriodForm, context: Context) -> Iterator[Difference]:
    """Everything in which two forms of one kind differ beside their population, their groups and their words."""
    yield from _measured(old, new, context)
    yield from tiers.differences(old, new)
    if (tiers_of(old) is None) != (tiers_of(new) is None):
        return
    matter = beginning(old, new, context)
    steps = [(since, a, b) for since, a, b in joined(old, new, tiers.pairs(old, new), matter) if a != b]
    yield from _promised(steps)
    both = [(since, a, b) for since, a, b in steps if a is not None and b is not None]
    yield from _targets(both)
    if isinstance(old, Measure) and isinstance(new, Measure):
        yield from _spread(old, new, both, context)


# ---------------------------------------------------------------------------------------------- what is measured


def _measured(old: PeriodForm, new: PeriodForm, context: Context) -> Iterator[Difference]:
    match old, new:
        case Measure(), Measure():
            if old.amount != new.amount:
                yield Difference("measure-changed", B, old.amount_name or "how many", new.amount_name or "how many")
        case Ratio(), Ratio():
            yield from _parts(old, new, context)
        case Statistic(), Statistic():
            yield from _statistics(old, new)
        case Quotient(), Quotient():
            if (old.amount, _below(old)) != (new.amount, _below(new)):
                yield Difference("measure-changed", U, old.value_name, new.value_name)
        case _:
            raise AssertionError("two forms of one kind are compared")


def _below(of: Quotient) -> object:
    """What it is held against; of lines of a table the tiers tell."""
    return (tiers.of_all_lines(of.below), of.below.amount) if isinstance(of.below, Below) else of.below


def _parts(old: Ratio, new: Ratio, context: Context) -> Iterator[Difference]:
    if old.amount != new.amount:
        yield Difference(
            "measure-changed", B, *each(lambda r: "rows" if r.amount is None else value(r.amount), old, new)
        )
    a, b = old.part, new.part
    smaller = in_both(_if_less(old), _if_less(new))
    if isinstance(a, Reached) and isinstance(b, Reached):
        yield from _reached(a, b, smaller, (old.part_name, new.part_name), context)
    elif isinstance(a, Reached) or isinstance(b, Reached):
        yield Difference("measure-changed", B, old.part_name, new.part_name)
    elif a != b:
        signed = old.amount is not None or new.amount is not None
        direction = _of_part(by_true(related(a, b), T), B if signed else smaller)
        if direction is not E:
            yield named("part", direction, *apart(a, b))


def _reached(
    old: Reached, new: Reached, smaller: Direction, names: tuple[str, str], context: Context
) -> Iterator[Difference]:
    goal = instant_direction(old.at, new.at)
    if old.condition != new.condition:
        goal = together((goal, by_true(related(old.condition, new.condition), T)))
    if goal is not E:
        yield named("part", _of_part(goal, smaller), *names)
    if old.limit != new.limit:
        yield from _window(old, new, smaller, context)
    if old.maturing != new.maturing:
        beyond = ([_beyond(of.maturing, limit, context) for of in (old, new)] for limit in (old.limit, new.limit))
        longer = together(_longer(was, now, context) for was, now in beyond)
        if longer is not E:
            size = {L: True, T: False}.get(longer)
            said = _ripening(old), _ripening(new)
            yield sized("maturing", size, ("extended", "shortened"), longer, *said, by=_TIMED)


def _window(old: Reached, new: Reached, smaller: Direction, context: Context) -> Iterator[Difference]:
    """A longer time reaches more, and is judged later: of a least share both are looser."""
    if old.limit is None or new.limit is None:  # without one anything is reached in time, and judged at once
        reached = T if old.limit is None else L
        direction = B if smaller is not L else reached.mirror
        yield sized("window", None, ("", ""), direction, say.limit(old.limit), say.limit(new.limit), by=_TIMED)
        return
    longer, _ = through(old.limit, new.limit, context.timezone)
    if by_column(old.limit) is not by_column(new.limit):
        longer = U  # a row without a calendar is unknown on one side only
    size = {L: True, T: False}.get(longer)
    if longer is E:
        return
    direction = longer if smaller is T or longer is U else B
    said = say.limit(old.limit), say.limit(new.limit)
    yield sized("window", size, ("extended", "shortened"), direction, *said, by=_TIMED)


def _beyond(waits: Sequence[Plain], limit: Limit | None, context: Context) -> Sequence[Plain]:
    """The waits that are longer than the time to reach the goal, which has to pass before it is judged as well."""
    if limit is None or isinstance(limit, ByCase | ByCalendar):
        return waits
    return [wait for wait in waits if limit_direction(wait, limit, context.timezone) not in (L, E)]


def _longer(old: Sequence[Plain], new: Sequence[Plain], context: Context) -> Direction:
    """Loosened where what has to pass before something is judged is more; nothing is the least."""
    if not old or not new:
        return L if new else T if old else E
    if len(old) > 1 or len(new) > 1:
        return U
    return limit_direction(old[0], new[0], context.timezone)


def _ripening(of: Reached) -> str:
    return ", ".join(map(say.plain, of.maturing)) or say.plain(None)


def _if_less(form: Ratio | Statistic) -> Direction:
    """What it does that a value becomes less: of a least one it is breached sooner."""
    ops = {a.target.op for steps in segments(form).values() for _, a in steps if isinstance(a, Ratio | Statistic)}
    if ops <= {">=", ">"}:
        return T
    return L if ops <= {"<=", "<"} else B


def _of_part(less: Direction, smaller: Direction) -> Direction:
    """The direction of a part that becomes less (tightened) or more, by what a smaller value does."""
    if less in (E, U, B) or smaller in (B, U):
        return less if less in (E, U) else B if smaller is B else U if smaller is U else less
    return turned(smaller, less is L)


def _statistics(old: Statistic, new: Statistic) -> Iterator[Difference]:
    smaller = in_both(_if_less(old), _if_less(new))
    falls = together((_by_rank(old.rank, new.rank), _by_value(old.value, new.value)))
    direction = _of_part(falls, smaller)
    if direction is not E:
        yield Difference("measure-changed", direction, *_measured_as(old, new), by=_TIMED)


def _by_rank(old: Fraction | None, new: Fraction | None) -> Direction:
    """Tightened where a statistic of the same values is never more: the average lies between the least and the most."""
    if old == new:
        return E
    if old is not None and new is not None:
        return T if new < old else L
    end = new if old is None else old
    if end not in (0, 1):
        return B
    return turned(T if end == 0 else L, old is not None)


def _by_value(old: Lasting | Expr, new: Lasting | Expr) -> Direction:
    """Tightened where no time is longer than it was: it ends earlier, or less of it is open."""
    if old == new:
        return E
    match old, new:
        case Lasting(), Lasting():
            return together((instant_direction(old.end, new.end).mirror, _by_clock(old.calendar, new.calendar)))
        case (Lasting(), _) | (_, Lasting()):
            return U
        case _:
            return value_direction(old, new)


def _by_clock(old: Calendar | CalendarOf | None, new: Calendar | CalendarOf | None) -> Direction:
    if old == new:
        return E
    if isinstance(old, CalendarOf) or isinstance(new, CalendarOf):
        return U
    if old is None or new is None:  # open time never passes faster than time does
        return T if old is None else L
    return {Relation.EQUAL: E, Relation.WIDER: L, Relation.NARROWER: T}.get(compared(old, new).relation, U)


def _measured_as(old: Statistic, new: Statistic) -> tuple[str, str]:
    """What is measured, with the hours where they are what tells both apart."""
    said = old.value_name, new.value_name
    if said[0] != said[1]:
        return said
    clocks = [f.value.calendar if isinstance(f.value, Lasting) else None for f in (old, new)]
    names = ["" if c is None else f", open time of {visible(c.name)}" for c in clocks if not isinstance(c, CalendarOf)]
    return (f"{said[0]}{names[0]}", f"{said[1]}{names[1]}") if len(set(names)) == 2 else said


# ---------------------------------------------------------------------------------------------- targets


Step = tuple[date | None, Form | None, Form | None]


def _promised(steps: Sequence[Step]) -> Iterator[Difference]:
    """Days on which only one of the two promises anything."""
    for since, a, b in steps:
        if (a is None) != (b is None):
            there_is = b if a is None else a
            said = say.target(there_is.target) if isinstance(there_is, PeriodForm) else ""
            was, now = (None, said) if a is None else (said, None)
            yield Difference("target-changed", T if a is None else L, was, now, since=since)


def _targets(steps: Sequence[Step]) -> Iterator[Difference]:
    found = []
    for since, a, b in steps:
        assert isinstance(a, PeriodForm)
        assert isinstance(b, PeriodForm)
        direction = _of_target(a, b)
        if direction is not E:
            found.append((since, direction, a, b))
    if not found:
        return
    direction = side_by_side(d for _, d, _, _ in found)
    _, _, first, last = found[0]
    since = earliest(s for s, *_ in found)
    said = stepwise([(s, say.target(a.target), say.target(b.target)) for s, _, a, b in found])
    if first.target.op == last.target.op == "between":
        yield sized("band", widened(direction), ("widened", "narrowed"), direction, *said, since=since)
        return
    sizes = {raised(*_in_one_unit(one, other)) for _, _, one, other in found}
    more = next(iter(sizes)) if len(sizes) == 1 else None
    yield sized("target", more, ("raised", "lowered"), direction, *said, since=since)


def _of_target(old: PeriodForm, new: PeriodForm) -> Direction:
    """Of what is counted only whole numbers satisfy a target, unless more rests on the number than who reaches it."""
    forms = [f for f in (old, new) if isinstance(f, Measure)]
    counted = bool(forms) and all(f.amount is None for f in forms)
    apart = any(f.prorated is not None or f.carried or f.evenly is not None for f in forms)
    was, now = _in_one_unit(old, new)
    direction = target_direction(was, now, counted and not apart, _clocks(old, new))
    if not any(f.pace is not None and f.pace.of_target for f in forms):
        return direction
    plain = target_direction(was, now, False)
    if direction is E:  # as much is to be delivered, and more of it at once the higher the number is
        return plain.mirror
    return B  # a pace `of target` allows more as the target goes up, whichever way that goes


def _in_one_unit(old: PeriodForm, new: PeriodForm) -> tuple[Target, Target]:
    """The targets; where both count rows, in one unit, whatever these rows are called."""
    count = all(isinstance(f, Measure) and f.amount is None for f in (old, new))
    return old.target, replace(new.target, unit=old.target.unit) if count else new.target


def _clocks(old: PeriodForm, new: PeriodForm) -> bool:
    """Whether both targets are times, on whichever clock: of the clocks the measure itself tells."""
    return all(isinstance(f, Statistic) and isinstance(f.value, Lasting) for f in (old, new))


# -------------------------------------------------------------------------------------------- pace and partial periods


def _spread(old: Measure, new: Measure, steps: Sequence[Step], context: Context) -> Iterator[Difference]:
    paces = [(s, a.pace, b.pace) for s, a, b in steps if isinstance(a, Measure) and isinstance(b, Measure)]
    yield from _paces([(s, a, b) for s, a, b in paces if a != b])
    lines = [(s, a.evenly, b.evenly) for s, a, b in steps if isinstance(a, Measure) and isinstance(b, Measure)]
    yield from _lines([(s, a, b) for s, a, b in lines if a != b], old, new, context)
    yield from _prorated(old, new, context)
    if bool(old.carried) != bool(new.carried):
        said = "what a period misses is added to the next one"
        yield there("carry-over", T, said if old.carried else None, said if new.carried else None, by=_CARRYING)


def _paces(steps: Sequence[tuple[date | None, Pace | None, Pace | None]]) -> Iterator[Difference]:
    yield from _along("pacing", steps, _by_pace, say.pace, WORDS)


def _by_pace(old: Pace, new: Pace) -> Direction:
    share = E if old.share == new.share else T if new.share < old.share else L
    base = E if old.of_target == new.of_target else B
    return together((share, base, _finer(old.per, new.per)))


def _along(
    stem: str, steps: Sequence[tuple[date | None, P | None, P | None]], way: Callable[[P, P], Direction],
    said: Callable[[P | None], str], by: frozenset[str],
) -> Iterator[Difference]:  # fmt: skip
    """What differs in a part of a promise that may come, go or change on dates and by tier."""
    found = [(s, T if a is None else L if b is None else way(a, b), a, b) for s, a, b in steps]
    found = [one for one in found if one[1] is not E]
    if not found:
        return
    _, _, old, new = found[0]
    texts = stepwise([(s, said(a), said(b)) for s, _, a, b in found])
    since, direction = earliest(s for s, *_ in found), side_by_side(d for _, d, _, _ in found)
    if all((a is None) == (old is None) and (b is None) == (new is None) for _, _, a, b in found) and None in (
        old,
        new,
    ):
        yield there(stem, T, *(None if one is None else said(one) for one in (old, new)), since=since, by=by)
    else:
        yield named(stem, direction, *texts, since=since, by=by)


def _finer(old: Per, new: Per) -> Direction:
    """A most for a quarter is one for each of its months and days, so a most for what is longer is tighter."""
    if old == new:
        return E
    if old.kind == new.kind == "rolling":
        return T if new.days > old.days else L
    if "rolling" in (old.kind, new.kind):
        return _to_rolling(old, new) if new.kind == "rolling" else _to_rolling(new, old).mirror
    if _made_of(old, new):
        return T
    if _made_of(new, old):
        return L
    return B if {old.kind, new.kind} <= {"week", "month", "quarter", "half", "year"} else U


def _to_rolling(old: Per, new: Per) -> Direction:
    """So many days in a row hold each period of no more days, as far as it lies in the longer one."""
    longest = _LONGEST[old.kind]
    return E if longest == new.days == 1 else T if longest <= new.days else U


def _made_of(part: Per, whole: Per) -> bool:
    """Whether every longer period is some of the shorter ones, whole."""
    if part.kind == "day":
        return True
    return any(part.kind in run and whole.kind in run[run.index(part.kind) + 1 :] for run in _RUNS)


def _lines(
    steps: Sequence[tuple[date | None, Evenly | None, Evenly | None]], old: Measure, new: Measure, context: Context
) -> Iterator[Difference]:  # fmt: skip
    def way(one: Evenly, other: Evenly) -> Direction:
        return _by_line(replace(old, evenly=one), replace(new, evenly=other), context)

    yield from _along("even-pace", steps, way, say.evenly, _TIMED)


def _by_line(old: Measure, new: Measure, context: Context) -> Direction:
    assert old.evenly is not None
    assert new.evenly is not None
    a, b = old.evenly, new.evenly
    if not _same_days(a, b):
        return line_direction(old, new, context)
    behind = E if a.behind == b.behind else T if b.behind < a.behind else L
    return together((behind, _finer(a.per, b.per).mirror))


def _same_days(old: Evenly | Prorated, new: Evenly | Prorated) -> bool:
    """Whether the same days count: of a calendar those on which it opens."""
    a, b = old.calendar, new.calendar
    return a is b if a is None or b is None else same_days(a, b)


def _prorated(old: Measure, new: Measure, context: Context) -> Iterator[Difference]:
    said = "partial periods are judged in proportion"
    a, b = old.prorated, new.prorated
    if a is None and b is None:
        return
    if a is None or b is None:
        yield there("proration", T, None if a is None else said, None if b is None else said, by=_TIMED)
    elif not _same_days(a, b) and (direction := part_direction(old, new, context)) is not E:
        yield Difference("proration-changed", direction, said, said, by=_TIMED)
