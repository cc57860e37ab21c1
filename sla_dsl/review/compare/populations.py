"""What differs in whom two clauses are about: where rows come from, scope, exclusions, excuses, periods, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sla_dsl.logic.relations import Comparison
from sla_dsl.model.expr import Column, Expr, IsKnown
from sla_dsl.model.forms import (
    TIER,
    Duty,
    Form,
    Invariant,
    Measure,
    Population,
    Statistic,
    group_name,
    tiers_of,
    variants_of,
)
from sla_dsl.review.compare.context import Context, kept_by, related
from sla_dsl.review.compare.difference import WORDS, Difference, each, sized, there
from sla_dsl.review.compare.periods import shape
from sla_dsl.review.directions import B, E, L, T, U, by_all, by_possible, by_true, in_both
from sla_dsl.review.models import Direction
from sla_dsl.review.say import forms as say
from sla_dsl.review.say.conditions import apart, condition, value

EXCLUDED = WORDS | {"exclude"}


def differences(old: Form, new: Form, context: Context) -> Iterator[Difference]:
    """Everything in which the subjects, the periods and the groups of two forms of one kind differ."""
    a, b = old.population, new.population
    if a.start != b.start:
        plain = isinstance(a.start, Column) and isinstance(b.start, Column)
        yield Difference("start-changed", B if plain else U, _start(a), _start(b))
    if a.entries != b.entries:
        yield Difference("entries-changed", U, _entries(a), _entries(b))
    yield from _scope(old, new)
    yield from _exclusion(old, new)
    yield from _periods(old, new, context)
    yield from _minimum(old, new)


def _start(of: Population) -> str:
    return "no start" if of.start is None else value(of.start)


def _entries(of: Population) -> str:
    return "each row once" if of.entries is None else f"each entry of a row of {of.entries.child}"


# ---------------------------------------------------------------------------------------------- scope and exclusions


def _scope(old: Form, new: Form) -> Iterator[Difference]:
    a, b = old.population.scope, new.population.scope
    if a == b or _tiers_tell(old, new):
        return
    found = related(a, b, _there(old, new))
    direction = _by(old, new, found)
    if direction is not E:
        yield sized("scope", _more(found), ("widened", "narrowed"), direction, *apart(a, b))


def _there(old: Form, new: Form) -> Expr | None:
    """What is so of all rows that either form could be about: they have started."""
    a, b = old.population, new.population
    if a.start is None or a.entries is not None or (a.start, a.entries) != (b.start, b.entries):
        return None
    return IsKnown(a.start)


def _tiers_tell(old: Form, new: Form) -> bool:
    """Whether which rows belong is told with the tiers: they are the groups that are judged, and not the same."""
    return TIER in (*old.by, *new.by) and tiers_of(old) != tiers_of(new)


def _exclusion(old: Form, new: Form) -> Iterator[Difference]:
    a, b = old.population.excluded, new.population.excluded
    if a == b:
        return
    found = kept_by(a, b, _there(old, new))
    direction = _by(old, new, found)
    if direction is E:
        return
    if a is None or b is None:
        adding = direction if a is None else direction.mirror
        said = None if a is None else condition(a), None if b is None else condition(b)
        yield there("exclusion", adding, *said, by=EXCLUDED)
        return
    kept = _more(found)
    yield sized(
        "exclusion",
        None if kept is None else not kept,
        ("widened", "narrowed"),
        direction,
        *each(condition, a, b),
        by=EXCLUDED,
    )


def _more(found: Comparison) -> bool | None:
    """Whether more rows belong (True), fewer (False), or neither can be said."""
    return {L: False, T: True}.get(by_true(found, L))


def _by(old: Form, new: Form, found: Comparison) -> Direction:
    """The direction of a change of who belongs, whatever else of the clause changes with it."""
    return in_both(who_belongs(old)(found), who_belongs(new)(found))


def who_belongs(form: Form) -> Callable[[Comparison], Direction]:
    """What it does to a form's breaches when its rows become fewer: fewer, more, or either."""
    match form:
        case Duty() | Invariant() if judged_whole(form):
            return lambda found: by_true(found, L)
        case Measure():
            return _delivered(form)
        case Statistic(rank=rank) if (rank, _ops(form)) in ((Fraction(0), {">="}), (Fraction(1), {"<="})):
            return lambda found: by_all(found, L)
        case _:
            return either_way


def either_way(found: Comparison) -> Direction:
    """Of a share or a statistic: any row that comes or goes can raise or lower it."""
    direction = by_true(found, L)
    return direction if direction in (E, U) else B


def judged_whole(form: Duty | Invariant) -> bool:
    """Whether a breach of a row is one of the clause: each is judged by itself, or all of a share must be met."""
    if not form.grouped:
        return True
    shares = [v.form.share for v in variants_of(form) if isinstance(v.form, Duty)] or [form.share]
    return all(share == 1 for share in shares)


def _delivered(form: Measure) -> Callable[[Comparison], Direction]:
    """Of what is counted fewer rows miss a least number more often, and keep to a most. An amount may be negative."""
    ops = _ops(form)
    parts = [f for f in (form, *(v.form for v in variants_of(form))) if isinstance(f, Measure)]
    spread = any(f.pace is not None and not f.pace.of_target for f in parts)
    capped = any(f.pace is not None for f in parts)
    if form.amount is not None or spread or any(f.target.previous for f in parts):
        return either_way
    if ops == {">="} and not capped and not form.minimum:
        return lambda found: by_possible(found, T)
    if ops == {"<="}:
        return lambda found: by_true(found, L)
    return either_way


def _ops(form: Measure | Statistic) -> set[str]:
    """The signs of all targets of a form, `>` as `>=` and `<` as `<=`."""
    forms = [f for f in (form, *(v.form for v in variants_of(form))) if isinstance(f, Measure | Statistic)]
    return {{">": ">=", "<": "<="}.get(f.target.op, f.target.op) for f in forms}


# ---------------------------------------------------------------------------------------------- periods and groups


def _periods(old: Form, new: Form, context: Context) -> Iterator[Difference]:
    if old.per != new.per:
        same_days = shape(old.per, context.old.years) == shape(new.per, context.new.years)
        direction = E if same_days else _regrouped(old, new)
        yield Difference("period-changed", direction, say.per(old.per), say.per(new.per))
    if set(old.by) != set(new.by):
        said = each(lambda f: ", ".join(map(group_name, f.by)) or "all together", old, new)
        yield Difference("groups-changed", _regrouped(old, new), *said)


def _regrouped(old: Form, new: Form) -> Direction:
    """Other periods and groups are other instances, of which either may be breached without the other.

    Where single rows are judged, and from now on periods of them, a period that is breached has a row that is; and
    periods that are partial or open are not judged.
    """
    match old, new:
        case ((Duty() | Invariant()), (Duty() | Invariant())):
            if old.grouped != new.grouped:
                return T if old.grouped else L
            return B
        case _:
            return B


def _minimum(old: Form, new: Form) -> Iterator[Difference]:
    if old.minimum == new.minimum:
        return
    more = new.minimum > old.minimum
    id = "minimum-raised" if more else "minimum-lowered"
    said = each(lambda f: f"at least {f.minimum:,}" if f.minimum else "any size", old, new)
    yield Difference(id, L if more else T, *said)
