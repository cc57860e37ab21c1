"""A clause with another value in the place of what it promises: of its limit, its target or its share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal

from sla_dsl.bind.consequences import carrying
from sla_dsl.model.cases import told
from sla_dsl.model.forms import (
    BusinessDays,
    BusinessTime,
    ByCalendar,
    ByCase,
    ByDay,
    CalendarDays,
    Duty,
    Elapsed,
    Form,
    Invariant,
    Limit,
    Measure,
    PeriodForm,
    Plain,
    Quotient,
    Target,
    calendar_of,
    variants_of,
)
from sla_dsl.model.times import SECOND_US
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record

What = Literal["limit", "target", "share"]
End = Literal["lower", "upper"]
_SORTS = {"seconds": "time", "business_seconds": "time", "share": "share"}
"""The sort of amount that a target's unit asks for; a plain number for every other one."""
_SUCH = {"time": "1h..24h", "share": "20%..40%"}


@record
class Varied:
    """What is tried: a clause's limit, target or share, and of one with two ends which of them."""

    what: What
    end: End | None = None


@record
class Promised:
    """A value that the clause promises now, from a day on (None: ever); in seconds, days, shares or a target's unit."""

    value: Fraction
    since: date | None


def promised(form: Form, varied: Varied, sort: str) -> tuple[Promised, ...]:
    """What the clause promises now, in the order of its dates; nothing where that is of another sort than the range.

    Raises `UsageError` where the clause has no such thing, or more than one end and none is named.
    """
    match varied.what:
        case "limit":
            return _limits(form, varied, sort)
        case "share":
            return _shares(form, varied, sort)
        case "target":
            return _targets(form, varied, sort)


def with_value(form: Form, varied: Varied, sort: str, value: Fraction, number: int) -> Form:
    """The clause with one value in the place of its own, of every date where it has several; called by a number."""
    form = replace(form, meta=replace(form.meta, id=f"{form.meta.id} {number}", position=number))
    match varied.what:
        case "limit":
            assert isinstance(form, Duty)
            return _with_limit(form, varied, sort, value)
        case "share":
            return _everywhere(form, lambda one: _with_share(one, value))
        case "target":
            whole = _everywhere(form, lambda one: _with_target(one, varied, value))
            return carrying(whole) if isinstance(whole, Measure) and whole.carried else whole


def refused(form: Form, what: What, why: str, hint: str) -> UsageError:
    """A clause of which this can not be tried."""
    return UsageError(Diagnostic("SLA519", f"`{form.meta.id}` {why}, so its {what} can not be varied", hint=hint))


# ---------------------------------------------------------------------------------------------- limits


def _limits(form: Form, varied: Varied, sort: str) -> tuple[Promised, ...]:
    if not isinstance(form, Duty) or form.limit is None:
        raise refused(form, "limit", "has no limit of time", "vary its target: `--target 50..150`")
    _check_end(form, varied, form.low is not None)
    plain = _plain(form.limit) + _plain(form.low)
    if any(isinstance(one, ByDay) for one in plain):
        hint = "write another time into a copy of the policy, and compare: `sla diff POLICY COPY --data TABLE=FILE`"
        raise refused(form, "limit", "is due at a time of the day", hint)
    if len({calendar_of(one) is None for one in plain}) > 1:
        hint = "vary a clause that runs on one clock, day and night or business time"
        raise refused(form, "limit", "has limits on different clocks", hint)
    if sort not in ("time", "days"):
        raise refused(form, "limit", "is promised in time", "write times: `--limit 1h..24h`")
    moved = form.low if varied.end == "lower" else form.limit
    found = {Promised(v, one.since): None for one in told(moved) if (v := _length(one.limit, sort)) is not None}
    return _in_order(found)


def _plain(limit: Limit | None) -> list[Plain]:
    return [one.limit for one in told(limit) if one.limit is not None]


def _length(limit: Plain | None, sort: str) -> Fraction | None:
    match limit:
        case Elapsed(us) | BusinessTime(us=us):
            return Fraction(us, SECOND_US) if sort == "time" else None
        case CalendarDays(days) | BusinessDays(days=days):
            return Fraction(days) if sort == "days" else None
        case _:
            return None


def _with_limit(form: Duty, varied: Varied, sort: str, value: Fraction) -> Duty:
    if value <= 0 or (sort == "days" and value.denominator != 1):
        raise refused(form, "limit", "is promised in whole days, or in more than no time", "write `--limit 1h..24h`")

    def moved(one: Plain) -> Plain:
        return _on_its_clock(one, sort, value)

    if varied.end == "lower":
        _check_ends(form, varied, [value], [v for one in _plain(form.limit) if (v := _length(one, sort)) is not None])
        return replace(form, low=_each(form.low, moved))
    if varied.end == "upper":
        _check_ends(form, varied, [v for one in _plain(form.low) if (v := _length(one, sort)) is not None], [value])
    paused = tuple(replace(p, limit=moved(p.limit)) for p in form.paused)
    return replace(form, limit=_each(form.limit, moved), paused=paused)


def _each(limit: Limit | None, moved: Callable[[Plain], Plain]) -> Limit | None:
    """A limit with all its plain ones changed."""
    match limit:
        case None:
            return None
        case ByCase(cases):
            return ByCase(tuple(replace(case, limit=_each(case.limit, moved)) for case in cases))
        case ByCalendar(column, limits):
            each = ((name, _each(one, moved)) for name, one in limits)
            return ByCalendar(column, tuple((name, one) for name, one in each if one is not None))
        case _:
            return moved(limit)


def _on_its_clock(limit: Plain, sort: str, value: Fraction) -> Plain:
    calendar = calendar_of(limit)
    if sort == "days":
        return CalendarDays(int(value)) if calendar is None else BusinessDays(int(value), calendar)
    us = int(value * SECOND_US)
    return Elapsed(us) if calendar is None else BusinessTime(us, calendar)


# ---------------------------------------------------------------------------------------------- shares and targets


def _shares(form: Form, varied: Varied, sort: str) -> tuple[Promised, ...]:
    if isinstance(form, PeriodForm):
        raise refused(form, "share", "is judged by its target", "vary it: `--target 50..150`")
    if sort != "share":
        raise refused(form, "share", "is promised as a percentage", "write percentages: `--share 80%..99%`")
    _check_end(form, varied, False)
    return _in_order(Promised(one.share, since) for one, since in _dated(form) if not isinstance(one, PeriodForm))


def _with_share(form: Form, value: Fraction) -> Form:
    assert not isinstance(form, PeriodForm)
    return replace(form, share=value, grouped=True)


def _targets(form: Form, varied: Varied, sort: str) -> tuple[Promised, ...]:
    if not isinstance(form, PeriodForm):
        hint = "vary its share or its limit: `--share 80%..99%`, `--limit 1h..24h`"
        raise refused(form, "target", "has no target", hint)
    found: list[Promised] = []
    for one, since in _dated(form):
        assert isinstance(one, PeriodForm)
        target = one.target
        _check_end(form, varied, target.high is not None and not _around(one))
        wanted = "share" if target.previous else _SORTS.get(target.unit, "number")
        if sort != wanted:
            hint = f"write it in that one: `--target {_SUCH.get(wanted, '50..150')}`"
            raise refused(form, "target", "has a target in another unit", hint)
        value = target.high if varied.end == "upper" else target.value
        assert value is not None
        found.append(Promised(1 - value if _around(one) else value, since))
    return _in_order(found)


def _around(form: Form) -> bool:
    """Whether the target is how far the value may lie from the median of the groups, on either side."""
    return isinstance(form, Quotient) and form.below == "median"


def _with_target(form: Form, varied: Varied, value: Fraction) -> Form:
    assert isinstance(form, PeriodForm)
    target = form.target
    if _around(form):
        return replace(form, target=replace(target, value=1 - value, high=1 + value))
    if varied.end == "upper":
        _check_ends(form, varied, [target.value], [value])
        return replace(form, target=replace(target, high=value))
    if varied.end == "lower":
        assert target.high is not None
        _check_ends(form, varied, [value], [target.high])
    return replace(form, target=replace(target, value=value))


def _dated(form: Form) -> list[tuple[Form, date | None]]:
    """The clause as it is from each of its dates on, as far as it promises anything."""
    own = [(v.form, v.since) for v in variants_of(form) if v.form is not None]
    return own or [(form, None)]


def _everywhere(form: Form, changed: Callable[[Form], Form]) -> Form:
    """A form changed, and as it is from each of its dates on."""
    variants = tuple(v if v.form is None else replace(v, form=changed(v.form)) for v in variants_of(form))
    whole = changed(form)
    return whole if isinstance(whole, Invariant) else replace(whole, variants=variants)


# ---------------------------------------------------------------------------------------------- two ends


def _check_end(form: Form, varied: Varied, two: bool) -> None:
    what = varied.what
    if two and varied.end is None:
        message = f"the {what} of `{form.meta.id}` has two ends, and one of them is moved at a time"
        raise UsageError(Diagnostic("SLA519", message, hint="say which one: `--end lower` or `--end upper`"))
    if not two and varied.end is not None:
        message = f"the {what} of `{form.meta.id}` has no two ends"
        raise UsageError(Diagnostic("SLA519", message, hint="leave `--end` out"))


def _check_ends(form: Form, varied: Varied, lower: Iterable[Fraction], upper: Iterable[Fraction]) -> None:
    if max(lower, default=0) > min(upper, default=float("inf")):
        beyond = "above the upper end, which stays" if varied.end == "lower" else "below the lower end, which stays"
        raise UsageError(
            Diagnostic(
                "SLA519",
                f"the range goes on {beyond} where it is",
                hint=f"end it there, or move the other end: `--end {'upper' if varied.end == 'lower' else 'lower'}`",
            )
        )


def _in_order(found: Iterable[Promised]) -> tuple[Promised, ...]:
    return tuple(sorted(found, key=lambda one: one.since or date.min))


def other_end(form: Form, varied: Varied) -> Plain | Target | None:
    """What stays of a limit or a target with two ends, as a limit, or as a target of that value; None where it is not
    one value for all days."""
    if varied.end is None:
        return None
    if varied.what == "limit" and isinstance(form, Duty):
        plain = dict.fromkeys(_plain(form.limit if varied.end == "lower" else form.low))
        return next(iter(plain)) if len(plain) == 1 else None
    targets = [one.target for one, _ in _dated(form) if isinstance(one, PeriodForm)]
    values = {target.high if varied.end == "lower" else target.value for target in targets}
    (value, *more) = values
    return None if more or value is None else replace(targets[0], op="=", value=value, high=None)


def target_of(form: Form) -> Target | None:
    """The target of a clause that is judged by periods; of one with dates the first that is promised."""
    (one, _), *_ = _dated(form)
    return one.target if isinstance(one, PeriodForm) else None


def moved_limit(form: Form, varied: Varied) -> Plain | None:
    """One of the plain limits that are moved."""
    if not isinstance(form, Duty) or varied.what != "limit":
        return None
    return next(iter(_plain(form.low if varied.end == "lower" else form.limit)), None)
