"""Boundary cases of what rests on several child rows: touches and the times between them, states that stop a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from sla_dsl.logic.witness import Usual
from sla_dsl.model.cases import leaves
from sla_dsl.model.expr import (
    ChildPick,
    ChildSpread,
    Column,
    Const,
    Negation,
    Test,
    walk,
)
from sla_dsl.model.forms import Duty, Every, Plain, Spacing
from sla_dsl.model.kinds import Kind
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US
from sla_dsl.replay.boundary.ground import Ground, midnight
from sla_dsl.replay.boundary.pieces import being_at, both_failing, distinct, near, situation, starting
from sla_dsl.replay.boundary.sketch import Child, Sketch, solved

_LONG = 30 * DAY_US


# ---------------------------------------------------------------------------------------------- touches


def touched(old: Duty, new: Duty, at: int, place: Ground) -> Iterator[Sketch]:
    """A row with touches as far apart as one of the two lets them be, with as many values as it asks for, one of them
    in time and one too late."""
    row = solved(Usual(at), situation(old), situation(new), *starting(old, new, at))
    picks = [*_picks(old), *(p for p in _picks(new) if p not in _picks(old))]
    if row is None or not picks:
        return
    for ats, values in _timelines(old, new, at, place, max(pick.nth for pick in picks)):
        children = chain.from_iterable(_children(pick, ats, values) for pick in picks)
        beneath = {0: tuple(dict.fromkeys(children))}
        yield Sketch("what is made when", (row,), midnight(place, max(ats) + MINUTE_US), {}, beneath)
        yield Sketch("what is made when", (row,), place.after(max(ats), old, new), {}, beneath)


def _picks(form: Duty) -> list[ChildPick | ChildSpread]:
    """What the promise takes from child rows, each sort of these once."""
    found = [e for e in walk(form.done) if isinstance(e, ChildPick | ChildSpread)]
    return list(dict.fromkeys(found))


def _timelines(
    old: Duty, new: Duty, at: int, place: Ground, most: int
) -> Iterator[tuple[list[int], Sequence[int]]]:  # fmt: skip
    """When touches are made, and which of their values each of them has."""
    for step in _steps(old, new):
        for more in (0, MINUTE_US, -MINUTE_US):
            ats = [at if _repeated(old, new) else at + MINUTE_US]
            while len(ats) < max(most, 2):
                ats.append(place.due(ats[-1], step) // MINUTE_US * MINUTE_US + more)
            yield (ats[1:], (0,) * most) if _repeated(old, new) else (ats, range(len(ats)))
    dues = [place.due(at, limit) for form in (old, new) for limit in leaves(form.limit) if limit is not None]
    late = [due // MINUTE_US * MINUTE_US + MINUTE_US for due in dues]
    yield from (([at + MINUTE_US, end], (0, 1)) for end in late)
    for different in range(1, most + 1):
        values = [min(n, different - 1) for n in range(most)]
        yield [at + MINUTE_US * (n + 1) for n in range(most)], values
        yield [at + MINUTE_US * (n + 1) + DAY_US * value for n, value in enumerate(values)], values


def _repeated(old: Duty, new: Duty) -> bool:
    return isinstance(old.rhythm, Every) or isinstance(new.rhythm, Every)


def _steps(old: Duty, new: Duty) -> Iterator[Plain]:
    """How far touches may be apart, by either promise."""
    for form in (old, new):
        match form.rhythm:
            case Spacing(least=least, most=most):
                yield from (step for step in (most, least) if step is not None)
            case Every(limit=limit):
                yield limit


def _children(pick: ChildPick | ChildSpread, ats: Sequence[int], values: Sequence[int]) -> Iterator[Child]:
    for at, value in zip(ats, values, strict=False):
        conditions = [being_at(pick.instant, at), *([] if pick.where is None else [pick.where])]
        if isinstance(pick, ChildSpread) and pick.column is not None:
            conditions.append(Test("=", Column(pick.column, Kind.TEXT), Const(f"{pick.column} {value + 1}", Kind.TEXT)))
        yield Child(pick.table, pick.by, tuple(conditions))


# ---------------------------------------------------------------------------------------------- pauses


def paused(
    old: Duty, new: Duty, at: int, place: Ground, dues: Callable[[Sketch], Sequence[int]]
) -> Iterator[Sketch]:  # fmt: skip
    """A row whose clock stands still under one of the two only, or longer: done around both due instants."""
    meant = [situation(old), situation(new), *starting(old, new, at)]
    template = solved(Usual(at), both_failing(old, new, at))
    if template is None:
        return
    for states in _states(old, new, at):
        found = dues(Sketch("due", (template,), midnight(place, at + 800 * DAY_US), {}, {0: states}))
        if len(set(found)) > 1:
            edges = sorted(dict.fromkeys(chain.from_iterable(near(due) for due in set(found))))
            done = [solved(Usual(at), *meant, being_at(old.done, t), being_at(new.done, t)) for t in edges]
            rows = distinct([*done, template])
            beneath = dict.fromkeys(range(len(rows)), states)
            yield Sketch("around the due instant", rows, midnight(place, max(edges)), {}, beneath)


def _states(old: Duty, new: Duty, at: int) -> Iterator[tuple[Child, ...]]:
    """The states of a row: one that stops the clock under one of the two, from the start on, and one that does not."""
    for one, other in ((old.paused, new.paused), (new.paused, old.paused)):
        for pause in one[:1]:
            long = [HOUR_US, *(p.most + DAY_US for p in (*one[:1], *other[:1]) if p.most is not None), _LONG]
            alike = [p for p in other[:1] if (p.table, p.by) == (pause.table, pause.by)]
            stops = [Negation(p.where) for p in alike if p.where != pause.where]
            for length in long:
                begins = (being_at(pause.instant, at), pause.where, *stops)
                ends = (
                    being_at(pause.instant, at + length),
                    Negation(pause.where),
                    *(Negation(p.where) for p in alike),
                )
                yield Child(pause.table, pause.by, begins), Child(pause.table, pause.by, ends)
