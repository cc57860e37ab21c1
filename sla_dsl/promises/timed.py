"""What `within` and `makes` share: limits on their clocks, and the share of subjects for which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount as spelled
from sla_dsl.model import forms
from sla_dsl.model.cases import leaves
from sla_dsl.model.expr import Expr, Link, PausedTime, Where, seen_from_child
from sla_dsl.model.times import DAY_US
from sla_dsl.promises.base import Moment, Words, only
from sla_dsl.promises.cycles import moment_of
from sla_dsl.promises.tiers import Line, amount_of
from sla_dsl.promises.variants import Promised

OPTIONS = (ast.Per, ast.By, ast.On, ast.MinSize, ast.Of, ast.Using, ast.Before, ast.Paused, ast.ExcusedBy)


def created(clause: ast.Clause) -> ast.Ref:
    """The start of a clause that names none."""
    span = clause.promise.span
    return ast.Ref(ast.Name(("created",), span=span), span=span)


def instant(moment: Moment) -> Expr:
    """The instant at which a moment happens; not known where its condition does not hold."""
    return moment.at if moment.condition is None else Where(moment.at, moment.condition)


def limits(
    words: Words, clause: ast.Clause, start: Moment, *bounds: ast.Time, also: Sequence[ast.Time] = ()
) -> list[forms.Limit]:
    """The bounds as limits of rows that enter at `start`.

    A calendar that neither they run on nor what else is a time is a mistake.
    """
    using: ast.Using | None = only(clause, ast.Using)
    found = [words.limit_from(bound, using, start) for bound in bounds]
    plain = [*(leaf for limit in found for leaf in leaves(limit)), *(words.limit(a, using) for a in also)]
    if using is not None and not any(map(forms.calendar_of, plain)):
        times = [*bounds, *also]
        said = f"`{spelled(times[0])}` runs day and night" if times else "the time up to an event is no business time"
        with words.attempt():
            hint = "ask for business time, or leave the calendar out"
            raise words.refuse("SLA307", using.span, f"{said}, so a calendar changes nothing", hint)
    return found


def before(words: Words, clause: ast.Clause, start: Moment) -> Expr | None:
    """The event, of the subject of `start`, that ends the time where it comes first."""
    found: ast.Before | None = only(clause, ast.Before)
    return None if found is None else instant(moment_of(words, found.event, start))


def paused(words: Words, clause: ast.Clause, start: Moment, limit: forms.Limit | None) -> tuple[PausedTime, ...]:
    """What stops the clock of a limit that starts at `start`, for each of its plain ones; nothing stands still without
    the option."""
    option: ast.Paused | None = only(clause, ast.Paused)
    if option is None:
        return ()
    if limit is None:
        message = "the time up to an event can not stand still"
        hint = "add `within LIMIT`, or leave `paused while` out"
        raise words.refuse("SLA357", option.span, message, hint)
    plain = [one for one in leaves(limit) if one is not None]
    if any(isinstance(one, forms.ByDay) for one in plain):
        message = "a day and an hour by which something is due are no length of time, and can not stand still"
        hint = "write a length, such as `within 8 business hours`, or leave `paused while` out"
        raise words.refuse("SLA357", option.span, message, hint)
    states = words.states(option.condition, start.table)
    where, begun = states.where, seen_from_child(start.at, Link(start.table, states.by))
    assert where is not None

    def stopped(one: forms.Plain) -> PausedTime:
        most = None if option.most is None else _most(words, clause, option.most, one)
        return PausedTime(states.table, states.by, states.at, where, begun, one, most)

    return tuple(map(stopped, plain))


def _most(words: Words, clause: ast.Clause, most: ast.Expr, limit: forms.Plain) -> int:
    """The most that pauses can come to, on the clock of the limit (us)."""
    open_time = isinstance(limit, forms.BusinessTime | forms.BusinessDays)
    match words.limits(most, only(clause, ast.Using))[0]:
        case forms.BusinessTime(us=us) if open_time:
            return us
        case forms.Elapsed(us) if not open_time:
            return us
        case forms.CalendarDays(days) if not open_time:
            return days * DAY_US
    clock = "business time, as its limit does" if open_time else "day and night, as its limit does"
    hint = "write it in business hours: `at most 8 business hours`" if open_time else "write it in hours or days"
    message = f"the clock of this promise runs on {clock}" if open_time else f"the clock of this promise runs {clock}"
    raise words.refuse("SLA357", most.span, f"{message}, and `{spelled(most)}` is no length on it", hint)


def shares(words: Words, clause: ast.Clause, place: str, lines: Sequence[Line] = ()) -> list[Promised]:
    """What must be done in time, for every tier where the table has a column `on`.

    `place` is where the stage goes that stands behind the percentage.
    """
    on: ast.On | None = only(clause, ast.On)
    if on is not None and on.of is not None:
        message = "`of` behind a percentage names the rows of `fills`; those of a time limit come from its stage"
        hint = f"write {place.format(on.of.text)}, or `for {on.of.text}`"
        raise words.refuse("SLA303", on.of.span, message, hint)
    said: list[tuple[int | None, ast.Amount | None]] = [(None, None if on is None else on.share)]
    if lines:
        if on is not None:
            message = "the share stands in the promise and in the table below it"
            raise words.refuse("SLA331", on.span, message, "leave one of the two out")
        said = [(n, amount_of(words, line, "on")) for n, line in enumerate(lines)]
    for _, amount in said:
        if amount is not None and words.changes(amount) != (None,) and only(clause, ast.Per) is None:
            message = f"`{spelled(amount)}` changes on dates, and a share without `per` is one for all time"
            raise words.refuse("SLA333", amount.span, message, "add `per month` (or `week`, `quarter`, `year`)")
    return [Promised(n, () if a is None else (a,), partial(_share, words, a)) for n, a in said]


def _share(words: Words, amount: ast.Amount | None) -> dict[str, Any]:
    return {"share": Fraction(1) if amount is None else words.share(amount, "`on`")}


def shared(clause: ast.Clause) -> bool:
    """Whether the clause promises something of periods or groups."""
    return any(isinstance(o, ast.On | ast.Per | ast.By) for o in clause.options)


def per(words: Words, clause: ast.Clause) -> forms.Per | None:
    """The period."""
    found: ast.Per | None = only(clause, ast.Per)
    return None if found is None else words.per(found.period)
