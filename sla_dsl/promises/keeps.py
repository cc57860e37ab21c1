"""`keeps MEASURE TARGET`: a party keeps a conversion, a share or a statistic on its side of a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.cases import leaves, named, promised
from sla_dsl.model.expr import Expr, IsKnown, Where, both
from sla_dsl.model.types import Sort, articled
from sla_dsl.promises import quotients
from sla_dsl.promises.base import Moment, Room, Typed, Words, only
from sla_dsl.promises.by_tier import promises, tiered
from sla_dsl.promises.cycles import FLAGS, entered, goal_of, moment_of
from sla_dsl.promises.plain import (
    amount_in_english,
    fields_in_english,
    how_often,
    limit_in_english,
    options_in_english,
    party_in_english,
    target_cell_in_english,
    target_in_english,
    time_in_english,
)
from sla_dsl.promises.scope import minimum, period, population, prorated, warn
from sla_dsl.promises.targets import Clock, amount_target, check_previous, count_target, share_target, time_target
from sla_dsl.promises.tiers import english as tiers_in_english
from sla_dsl.promises.tiers import no_tiers
from sla_dsl.promises.variants import varied
from sla_dsl.text.nouns import several

F = TypeVar("F", forms.Ratio, forms.Measure, forms.Statistic)

_FINISHED = "only finished"
_RANKS = {"average": None, "min": Fraction(0), "median": Fraction(1, 2), "max": Fraction(1)}


def lower(words: Words, clause: ast.Clause, promise: ast.Keeps) -> forms.PeriodForm:
    """The measure: a ratio, a statistic, or for a sum and a count what `delivers` is."""
    _check_options(words, clause, promise)
    check_previous(words, clause, promise.target)
    if isinstance(promise.measure, ast.Balance):
        if clause.tiers is not None:
            raise no_tiers(words, clause, "a balance holds all groups to one median")
        stage = entered(words, clause, words.stage(promise.measure.of.stage))
        return quotients.balance(words, clause, promise.measure, stage, _shared(words, clause, stage))
    if isinstance(promise.measure, ast.Conversion):
        return _conversion(words, clause, promise.measure, promise.target)
    if isinstance(promise.measure, ast.Share):
        return _share(words, clause, promise.measure, promise.target)
    if isinstance(promise.measure, ast.Statistic) and _total_of(promise.measure):
        return _total(words, clause, promise.measure, promise.target)
    if isinstance(promise.measure, ast.Statistic):
        return _statistic(words, clause, promise.measure, promise.target)
    if isinstance(promise.measure, ast.TimeStatistic):
        return _time(words, clause, promise.measure, promise.target)
    match promise.measure:
        case ast.PartOfAll(of):
            stage = entered(words, clause, words.stage(of.stage))
            by_tier, shared = tiered(words, clause, stage), _shared(words, clause, stage)
            return quotients.part_of_all(words, clause, of, promise.target, stage, by_tier, shared)
        case ast.QuotientOf() as quotient:
            stage = entered(words, clause, words.stage(quotient.of.stage))
            by_tier, shared = tiered(words, clause, stage), _shared(words, clause, stage)
            return quotients.ratio(words, clause, quotient, promise.target, stage, by_tier, shared)


def _check_options(words: Words, clause: ast.Clause, promise: ast.Keeps) -> None:
    """Refuses the options that go with another measure of this verb, and a promise that does not say for how long."""
    measure = promise.measure
    for option in clause.options:
        match option:
            case ast.Maturing() if not isinstance(measure, ast.Conversion):
                word, what = "maturing", "a conversion"
            case ast.Flag(word="prorated") if not isinstance(measure, ast.Statistic) or not _total_of(measure):
                word, what = "prorated", "a sum or a count"
            case ast.Flag(word="only finished") if not isinstance(measure, ast.TimeStatistic):
                word, what = _FINISHED, "a time from one event to another"
            case ast.Using() if not (isinstance(measure, ast.Conversion | ast.TimeStatistic) or _prorated(clause)):
                word, what = "using", "a time"
            case _:
                continue
        with words.attempt():
            raise words.refuse("SLA306", option.span, f"`{word}` goes with {what} only", f"leave `{word}` out")


def _total_of(measure: ast.Statistic) -> bool:
    return measure.function in ("sum", "count")


def _prorated(clause: ast.Clause) -> bool:
    return any(isinstance(o, ast.Flag) and o.word == "prorated" for o in clause.options)


def _shared(words: Words, clause: ast.Clause, start: Moment, *more: Expr | None) -> dict[str, Any]:
    """What every measure of this verb has; `more` are further conditions of its scope."""
    by_tier = tiered(words, clause, start)
    found = population(words, clause, start.table, start, covered=(by_tier.covered,))
    return {
        "meta": words.meta(clause, english),
        "population": replace(found, scope=both(found.scope, *more)),
        "per": period(words, clause),
        "by": by_tier.by,
        "minimum": minimum(words, clause),
        "warn": warn(words, clause),
    }


def _varied(
    words: Words,
    clause: ast.Clause,
    target: ast.Bound | None,
    start: Moment,
    goal: Callable[[ast.Bound], forms.Target],
    form: Callable[[dict[str, Any]], F],
) -> F:
    """The form with its target, and a variant for every tier and day on which that is another one."""
    found = tiered(words, clause, start)
    each = promises(words, clause, target, found.lines, lambda bound: {"target": goal(bound)})
    return varied(words, each, lambda own: form({"tiers": found.tiers, **own}))


# -------------------------------------------------------------------------------------------------------------- ratios


def _conversion(words: Words, clause: ast.Clause, measure: ast.Conversion, target: ast.Bound | None) -> forms.Ratio:
    origin, goal = words.stage(measure.origin), words.stage(measure.goal)
    reached = ast.Ref(measure.goal, span=measure.goal.span)
    origin = entered(words, clause, origin, reached)
    if origin.entries is not None:
        goal = goal_of(words, reached, origin)
    if goal.table != origin.table:
        message = (
            f"`{measure.goal.text}` is about `{goal.table}`, and `{measure.origin.text}` is about `{origin.table}`"
        )
        raise words.refuse("SLA107", measure.goal.span, message, f"name a stage of `{origin.table}`")
    using: ast.Using | None = only(clause, ast.Using)
    maturing: ast.Maturing | None = only(clause, ast.Maturing)
    limit = None if measure.within is None else words.limit_from(measure.within, using, origin)
    ripe = () if maturing is None else words.limits(maturing.after, using)
    if using is not None and not any(map(forms.calendar_of, (*leaves(limit), *ripe))):
        message = "this conversion runs day and night, so a calendar changes nothing"
        with words.attempt():
            raise words.refuse("SLA307", using.span, message, "ask for business time, or leave the calendar out")
    return _varied(
        words,
        clause,
        target,
        origin,
        lambda bound: share_target(words, bound),
        lambda own: forms.Ratio(
            noun=measure.origin.text,
            part=forms.Reached(goal.at, goal.condition, limit, ripe),
            part_name=measure.goal.text,
            amount=None,
            **_shared(words, clause, origin, promised(limit)),
            **own,
        ),
    )


def _share(words: Words, clause: ast.Clause, measure: ast.Share, target: ast.Bound | None) -> forms.Ratio:
    stage = entered(words, clause, words.stage(measure.stage))
    amount = None if measure.amount is None else _number(words, measure.amount, stage.table)
    part = words.condition(measure.where, stage.table, entry=stage.entries is not None)
    return _varied(
        words,
        clause,
        target,
        stage,
        lambda bound: share_target(words, bound),
        lambda own: forms.Ratio(
            noun=measure.stage.text if measure.amount is None else _said(measure.amount, measure.stage),
            part=part,
            part_name=expression(measure.where),
            amount=None if amount is None else amount.expr,
            **_shared(words, clause, stage),
            **own,
        ),
    )


# ---------------------------------------------------------------------------------------------------------- statistics


def _total(words: Words, clause: ast.Clause, measure: ast.Statistic, target: ast.Bound | None) -> forms.Measure:
    """A sum is what is delivered of an amount; a count delivers the rows whose value is known."""
    stage = entered(words, clause, words.stage(measure.stage))
    noun = measure.stage.text
    summed = None if measure.function == "count" else _number(words, measure.operand, stage.table)
    counted = None if summed else IsKnown(words.value(measure.operand, stage.table).expr)

    def goal(bound: ast.Bound) -> forms.Target:
        return count_target(words, bound, noun) if summed is None else amount_target(words, bound, summed, stage.table)

    return _varied(
        words,
        clause,
        target,
        stage,
        lambda bound: (
            count_target(words, bound, noun) if summed is None else amount_target(words, bound, summed, stage.table)
        ),
        lambda own: forms.Measure(
            noun=noun,
            amount=None if summed is None else summed.expr,
            amount_name=None if summed is None else expression(measure.operand),
            pace=None,
            evenly=None,
            prorated=prorated(words, clause),
            **_shared(words, clause, stage, counted),
            **own,
        ),
    )


def _statistic(words: Words, clause: ast.Clause, measure: ast.Statistic, target: ast.Bound | None) -> forms.Statistic:
    stage = entered(words, clause, words.stage(measure.stage))
    value = _number(words, measure.operand, stage.table)
    return _varied(
        words,
        clause,
        target,
        stage,
        lambda bound: amount_target(words, bound, value, stage.table),
        lambda own: forms.Statistic(
            noun=measure.stage.text,
            value=value.expr,
            value_name=f"{measure.function} {_said(measure.operand, measure.stage)}",
            rank=_rank(measure.function),
            **_shared(words, clause, stage),
            **own,
        ),
    )


def _time(words: Words, clause: ast.Clause, measure: ast.TimeStatistic, target: ast.Bound | None) -> forms.Statistic:
    if measure.function in ("sum", "count"):
        message = f"a {measure.function} of times is no promise that can be judged while some are still waiting"
        hint = "keep their `median`, `average`, `max` or a percentile such as `p90`"
        raise words.refuse("SLA201", measure.span, message, hint)
    start = entered(words, clause, words.moment(measure.start, None), measure.end)
    end = moment_of(words, measure.end, start)
    clocks: list[Clock] = []

    def goal(bound: ast.Bound) -> forms.Target:
        found, clock = time_target(words, bound, only(clause, ast.Using), start)
        clocks.append(clock)
        if clock != clocks[0]:
            message = "the targets of this promise run on different clocks"
            raise words.refuse("SLA201", bound.span, message, "write all in hours, or all in business hours")
        return found

    finished = any(isinstance(o, ast.Flag) and o.word == _FINISHED for o in clause.options)
    done = end.at if end.condition is None else Where(end.at, end.condition)
    return _varied(
        words,
        clause,
        target,
        start,
        goal,
        lambda own: forms.Statistic(
            noun=start.name,
            value=forms.Lasting(done, clocks[0]),
            value_name=f"{measure.function} time from {start.name} to {end.name}",
            rank=_rank(measure.function),
            **_shared(words, clause, start, IsKnown(done) if finished else None, _on_a_calendar(clocks[0])),
            **own,
        ),
    )


def _on_a_calendar(clock: Clock) -> Expr | None:
    """The condition that a row has a calendar to run on, unknown where its column names none."""
    match clock:
        case forms.CalendarOf(column, calendars):
            return named(column, tuple(name for name, _ in calendars))
        case _:
            return None


def _rank(function: str) -> Fraction | None:
    return _RANKS[function] if function in _RANKS else Fraction(function.removeprefix("p")) / 100


def _number(words: Words, e: ast.Expr, table: str) -> Typed:
    found = words.sum_of(e, table)
    if found.type.sort not in (Sort.NUMBER, Sort.MONEY):
        hint = "name a column of numbers, such as `score`"
        if found.type.sort in (Sort.DURATION, Sort.INSTANT):
            hint = "write the two events: `median time from created to first-touch`"
        message = (
            f"`{expression(e)}` is {articled(found.type)}, and this is a statistic of numbers and amounts of money"
        )
        raise words.refuse("SLA201", e.span, message, hint)
    return found


def _said(operand: ast.Expr, stage: ast.Name) -> str:
    return f"{expression(operand)} in {stage.text}"


# ------------------------------------------------------------------------------------------------------------- english

_ARTICLED = {"average": "an average", "min": "a minimum", "max": "a maximum", "sum": "a sum of", "count": "a count of"}


def english(clause: ast.Clause) -> str:
    """`Marketing must convert at least 30% of MQL to SQL within 30 days per quarter`."""
    promise = clause.promise
    assert isinstance(promise, ast.Keeps)
    groups = only(clause, ast.By)
    named = None if clause.tiers is not None or groups is None else fields_in_english(groups.fields)
    told = f"{party_in_english(clause)} must {_measure_in_english(promise, named)}{how_often(clause)}"
    compared = isinstance(promise.measure, ast.PartOfAll | ast.Balance)
    told += options_in_english(clause, without=ast.By if compared and named else None)
    maturing: ast.Maturing | None = only(clause, ast.Maturing)
    if maturing is not None:
        told += f", judged {time_in_english(maturing.after)} after the period"
    if any(isinstance(o, ast.Flag) and o.word == _FINISHED for o in clause.options):
        told += ", of what is finished only"
    return f"{told}{tiers_in_english(clause, target_cell_in_english)}"


def _measure_in_english(promise: ast.Keeps, groups: str | None) -> str:
    """`groups` is what groups are made by, where it is no table of tiers that makes them."""
    target = "" if promise.target is None else target_in_english(promise.target)

    def part(whole: str) -> str:
        return f"its share {whole}" if promise.target is None else target_in_english(promise.target, what=whole)

    match promise.measure:
        case ast.Conversion(origin, goal, within):
            limit = "" if within is None else f" {limit_in_english(within)}"
            if promise.target is not None and promise.target.previous:
                return f"convert {several(origin.text)} to {several(goal.text)}{limit} at a rate of {target}"
            return f"convert {part(f'of {several(origin.text)}')} to {several(goal.text)}{limit}"
        case ast.Share(amount, stage, where):
            whole = several(stage.text) if amount is None else _said(amount, stage)
            return f"have {expression(where)} for {part(f'of {whole}')}"
        case ast.PartOfAll(of):
            return f"have every {groups or 'tier'} hold {part(f'of all {quotients.counted(of)}')}"
        case ast.Balance(of, within):
            near = f"within {amount_in_english(within)} of the median"
            return f"keep what every {groups or 'group'} holds of {quotients.counted(of)} {near}"
        case ast.QuotientOf(of, to):
            what = f"a ratio of {quotients.counted(of)} to {quotients.counted(to)}"
            return f"keep {what}{f' of {target}' if target else ''}"
        case ast.Statistic(function, operand, stage):
            what = f"{_ARTICLED.get(function, f'a {function}')} {_said(operand, stage)}"
            return f"keep {what}{f' of {target}' if target else ''}"
        case ast.TimeStatistic(function, start, end):
            what = f"{_ARTICLED.get(function, f'a {function}')} time from {expression(start)} to {expression(end)}"
            return f"keep {what}{f' of {target_in_english(promise.target, time_in_english)}' if promise.target else ''}"


ROOM = Room(
    verb="keeps",
    form="measure",
    lower=lower,
    english=english,
    options=(ast.Per, ast.By, ast.MinSize, ast.Maturing, ast.Using, ast.ExcusedBy),
    flags=(_FINISHED, "prorated", *FLAGS),
    tiered=True,
    examples=(
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        'marketing keeps share of amount in won where source in ("web", "event") >= 40% per quarter',
        "marketing keeps average score in MQL >= 65 per month",
        "sales keeps median time from created to first-touch <= 4h per month by owner min 10",
    ),
)
