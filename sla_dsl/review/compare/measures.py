"""What differs between two promises that are judged by periods: what is measured, targets, pace, partial periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sla_dsl.model.calendar import Calendar
from sla_dsl.model.forms import (
    Below,
    Evenly,
    Form,
    Lasting,
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
    tiers_of,
)
from sla_dsl.review.compare.calendars import same
from sla_dsl.review.compare.context import Context, related
from sla_dsl.review.compare.difference import WORDS, Difference, each, named, sized, there
from sla_dsl.review.compare.instants import instant_direction
from sla_dsl.review.compare.limits import limit_direction
from sla_dsl.review.compare.segments import earliest, joined, segments
from sla_dsl.review.compare.targets import raised, target_direction, widened
from sla_dsl.review.directions import B, E, L, T, U, by_true, in_both, side_by_side, together, turned
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import apart, value

_TIMED = WORDS | {"calendar"}
_CARRYING = WORDS | {"when"}
_RUNS = (
    ("month", "quarter", "half", "year"),
    ("fiscal_month", "fiscal_quarter", "fiscal_half", "fiscal_year"),
)


def differences(old: PeriodForm, new: PeriodForm, context: Context) -> Iterator[Difference]:
    """Everything in which two forms of one kind differ beside their population, their groups and their words."""
    yield from _measured(old, new, context)
    if tiers_of(old) != tiers_of(new):
        yield Difference("tiers-changed", U if tiers_of(old) and tiers_of(new) else B, *each(say.tiers, old, new))
        return
    steps = [(since, a, b) for since, a, b in joined(old, new) if a != b]
    yield from _promised(steps)
    both = [(since, a, b) for since, a, b in steps if a is not None and b is not None]
    yield from _targets(both, old)
    if isinstance(old, Measure) and isinstance(new, Measure):
        yield from _spread(old, new, both)


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
    return (of.below.population, of.below.amount, of.below.tiers) if isinstance(of.below, Below) else of.below


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
        longer = _longer(old.maturing, new.maturing, context)
        if longer is not E:
            size = {L: True, T: False}.get(longer)
            said = _ripening(old), _ripening(new)
            yield sized("maturing", size, ("extended", "shortened"), longer, *said, by=_TIMED)


def _window(old: Reached, new: Reached, smaller: Direction, context: Context) -> Iterator[Difference]:
    """A longer time reaches more, and is judged later: of a least share both are looser."""
    if old.limit is None or new.limit is None:
        longer, size = U, None
    else:
        longer = limit_direction(old.limit, new.limit, context.timezone)  # type: ignore[arg-type]
        size = {L: True, T: False}.get(longer)
    if longer is E:
        return
    direction = longer if smaller is T or longer is U else B
    said = say.limit(old.limit), say.limit(new.limit)
    yield sized("window", size, ("extended", "shortened"), direction, *said, by=_TIMED)


def _longer(old: Sequence[Plain], new: Sequence[Plain], context: Context) -> Direction:
    """Loosened where what has to pass before something is judged is more; nothing is the least."""
    if not old or not new:
        return L if not old else T
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
    said = old.value_name, new.value_name
    if old.rank != new.rank:
        direction = B
        if old.rank is not None and new.rank is not None:
            greater = turned(in_both(_if_less(old), _if_less(new)))
            direction = turned(greater, new.rank < old.rank) if greater in (T, L) else B
        yield Difference("measure-changed", direction, *said)
        return
    if old.value == new.value:
        return
    direction = U
    if isinstance(old.value, Lasting) and isinstance(new.value, Lasting):
        greater = turned(in_both(_if_less(old), _if_less(new)))
        later = instant_direction(old.value.end, new.value.end)
        alike = old.value.calendar == new.value.calendar
        direction = _of_part(later, greater) if alike and greater in (T, L) else U
        if alike and later is E:
            return
        if not alike and _only_names(old.value, new.value):
            return
    yield Difference("measure-changed", direction, *said)


def _only_names(old: Lasting, new: Lasting) -> bool:
    """Whether all that differs is what a calendar is called."""
    a, b = old.calendar, new.calendar
    return old.end == new.end and isinstance(a, Calendar) and isinstance(b, Calendar) and same(a, b)


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


def _targets(steps: Sequence[Step], whole: PeriodForm) -> Iterator[Difference]:
    counted = isinstance(whole, Measure) and whole.amount is None
    found = []
    for since, a, b in steps:
        assert isinstance(a, PeriodForm)
        assert isinstance(b, PeriodForm)
        direction = target_direction(a.target, b.target, counted)
        if direction is not E:
            found.append((since, _with_pace(direction, a, b), a.target, b.target))
    if not found:
        return
    direction = side_by_side(d for _, d, _, _ in found)
    _, _, a_target, b_target = found[0]
    since = earliest(s for s, *_ in found)
    said = say.target(a_target), say.target(b_target)
    if a_target.op == b_target.op == "between":
        yield sized("band", widened(direction), ("widened", "narrowed"), direction, *said, since=since)
        return
    sizes = {raised(one, other) for _, _, one, other in found}
    more = next(iter(sizes)) if len(sizes) == 1 else None
    yield sized("target", more, ("raised", "lowered"), direction, *said, since=since)


def _with_pace(direction: Direction, old: PeriodForm, new: PeriodForm) -> Direction:
    """A pace `of target` allows more as the target goes up, whichever way that goes."""
    paces = [f.pace for f in (old, new) if isinstance(f, Measure)]
    return B if any(p is not None and p.of_target for p in paces) else direction


# -------------------------------------------------------------------------------------------- pace and partial periods


def _spread(old: Measure, new: Measure, steps: Sequence[Step]) -> Iterator[Difference]:
    paces = [(s, a.pace, b.pace) for s, a, b in steps if isinstance(a, Measure) and isinstance(b, Measure)]
    yield from _paces([(s, a, b) for s, a, b in paces if a != b])
    lines = [(s, a.evenly, b.evenly) for s, a, b in steps if isinstance(a, Measure) and isinstance(b, Measure)]
    yield from _lines([(s, a, b) for s, a, b in lines if a != b])
    yield from _prorated(old.prorated, new.prorated)
    if bool(old.carried) != bool(new.carried):
        said = "what a period misses is added to the next one"
        yield there("carry-over", T, said if old.carried else None, said if new.carried else None, by=_CARRYING)


def _paces(steps: Iterable[tuple[date | None, Pace | None, Pace | None]]) -> Iterator[Difference]:
    for since, a, b in list(steps)[:1]:
        if a is None or b is None:
            yield there(
                "pacing", T, None if a is None else say.pace(a), None if b is None else say.pace(b), since=since
            )
            continue
        share = E if a.share == b.share else T if b.share < a.share else L
        base = E if a.of_target == b.of_target else B
        yield named("pacing", together((share, base, _finer(a.per, b.per))), say.pace(a), say.pace(b), since=since)


def _finer(old: Per, new: Per) -> Direction:
    """A most for a quarter is one for each of its months and days, so a most for what is longer is tighter."""
    if old == new:
        return E
    if old.kind == new.kind == "rolling":
        return T if new.days > old.days else L
    if _made_of(old, new):
        return T
    if _made_of(new, old):
        return L
    return B if {old.kind, new.kind} <= {"week", "month", "quarter", "half", "year"} else U


def _made_of(part: Per, whole: Per) -> bool:
    """Whether every longer period is some of the shorter ones, whole."""
    if whole.kind == "rolling":
        return False
    if part.kind == "day":
        return True
    return any(part.kind in run and whole.kind in run[run.index(part.kind) + 1 :] for run in _RUNS)


def _lines(steps: Iterable[tuple[date | None, Evenly | None, Evenly | None]]) -> Iterator[Difference]:
    for since, a, b in list(steps)[:1]:
        if a is None or b is None:
            yield there(
                "even-pace",
                T,
                None if a is None else say.evenly(a),
                None if b is None else say.evenly(b),
                since=since,
                by=_TIMED,
            )
            continue
        behind = E if a.behind == b.behind else T if b.behind < a.behind else L
        looks = _finer(a.per, b.per).mirror
        days = E if _same_days(a, b) else U
        direction = together((behind, looks, days))
        if direction is not E:
            yield named("even-pace", direction, say.evenly(a), say.evenly(b), since=since, by=_TIMED)


def _same_days(old: Evenly | Prorated, new: Evenly | Prorated) -> bool:
    a, b = old.calendar, new.calendar
    return a is b if a is None or b is None else same(a, b)


def _prorated(old: Prorated | None, new: Prorated | None) -> Iterator[Difference]:
    said = "partial periods are judged in proportion"
    if old is None and new is None:
        return
    if old is None or new is None:
        yield there("proration", T, None if old is None else said, None if new is None else said, by=_TIMED)
    elif not _same_days(old, new):
        yield Difference("proration-changed", U, said, said, by=_TIMED)
