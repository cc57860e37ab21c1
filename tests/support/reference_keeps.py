"""`keeps` in the reference evaluator: conversions, shares, statistics and statistics of times (rules 40 to 48)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group, Instance, Member, elapsed_us, limit_of
from tests.support.reference_delivers import delivers
from tests.support.reference_logic import number
from tests.support.reference_targets import Target, groups_of, target_of
from tests.support.reference_time import later
from tests.support.reference_waivers import settled_period
from tests.support.reference_windows import Window, windows

Measure = ast.Conversion | ast.Share | ast.Statistic | ast.TimeStatistic
FOR_EVER = Fraction(10**15)
"""More than any value; its negative is less than any."""


@dataclass(frozen=True)
class Entry:
    """A row of a period and group: what it is worth, whether it is a part, and what of it is not known.

    For a share or a conversion `worth` is its weight and `yes` whether it belongs to the part; for a statistic `worth`
    is the value. None is not known. `waits`: the value can still grow.
    """

    worth: Fraction | None
    sure: bool
    yes: bool | None = True
    waits: bool = False


Value = Callable[[list[Entry]], tuple[Fraction, Fraction] | None]
"""Numerator and denominator over entries of which everything is known; None where there is nothing."""


def keeps(case: Case, promise: ast.Keeps) -> list[Instance]:
    """One instance a period and group: a conversion, a share, or a statistic."""
    measure = promise.measure
    if isinstance(measure, ast.Statistic) and measure.function in ("sum", "count"):
        return _as_delivered(case, promise, measure)
    start, *conditions = _anchor(case, measure)
    assert start is not None
    per = case.option(ast.Per)
    members = [_doubted(case, m) for m in case.members(start, *conditions) if not _left_out(case, measure, m)]
    found = []
    for window in windows(case, per.period if per else None, case.starts(start)):
        inside = [m for m in members if window.holds(m) and m.state in ("judged", "unknown")]
        for group in groups_of(case):
            of_group = [m for m in inside if case.group(m.row) == group]
            target = target_of(case, promise.target, window, group)
            if target is not None and (of_group or case.option(ast.By) is None):
                found.append(_instance(case, measure, window, group, target, of_group))
    return found


def _doubted(case: Case, member: Member) -> Member:
    """Of a row that is unknown in a clause that excuses, nobody knows whether it belongs (rule 83)."""
    doubtful = member.state == "judged" and case.key(member.row) in case.excuses.unknown
    return replace(member, state="unknown") if doubtful else member


def _as_delivered(case: Case, promise: ast.Keeps, measure: ast.Statistic) -> list[Instance]:
    """A sum is delivered; of a count, the rows whose value is known are."""
    amount = measure.operand
    if measure.function == "count":
        known = ast.For(ast.Known(measure.operand))
        case.clause = replace(case.clause, options=(*case.clause.options, known))
        amount = None
    return delivers(case, ast.Delivers(promise.target, measure.stage, amount))


def _anchor(case: Case, measure: Measure) -> list[ast.Expr | None]:
    if isinstance(measure, ast.TimeStatistic):
        stage = case.policy.stage(measure.start.name) if isinstance(measure.start, ast.Ref) else None
        return [stage.at, stage.when] if stage else [measure.start]
    stage = case.policy.stage(measure.origin if isinstance(measure, ast.Conversion) else measure.stage)
    assert stage is not None
    return [stage.at, stage.when]


def _instance(
    case: Case, measure: Measure, window: Window, group: Group, target: Target, members: list[Member]
) -> Instance:
    size = case.option(ast.MinSize)
    least = max(1, int(case.share(size.size, Fraction(0)))) if size else 1
    value, entries = _value(measure), _entries(case, measure, window, target, members)
    sure = [e for e in entries if e.sure]
    ripe = _ripe(case, measure, window)
    observed = value([replace(e, yes=e.yes is True) for e in sure if e.worth is not None])
    if window.state == "partial":
        verdict = "not_applicable"
    elif None in group:
        verdict = "unknown"
    elif case.as_of < ripe:
        verdict = "pending"
    elif len(entries) < least:
        verdict = "not_applicable"
    elif len(sure) < least:
        verdict = "unknown"
    else:
        verdict = _decided(measure, value, entries, target)
    instance = Instance(case.name, verdict, None, (window.first, window.after), window.state, group)
    if observed is not None:
        instance.observed = observed[0] / observed[1]
    if isinstance(measure, ast.Conversion | ast.Share):
        instance.numerator = sum((e.worth for e in sure if e.worth and e.yes), Fraction(0))
        instance.denominator = sum((e.worth for e in sure if e.worth), Fraction(0))
    warn = case.option(ast.WarnAt)
    share = case.share(warn.share if warn else None, Fraction(3, 4))
    gone, whole = elapsed_us(window.start, case.as_of), elapsed_us(window.start, ripe)
    fails = instance.observed is not None and not target.fits(Fraction(instance.observed))
    instance.at_risk = verdict == "pending" and fails and gone >= share * whole
    instance.verdict = settled_period(case, verdict, window.low, window.high, group)
    return instance


def _ripe(case: Case, measure: Measure, window: Window) -> datetime:
    """When a period can be judged: at its end, a cohort when it has had its time."""
    found = [window.end]
    if isinstance(measure, ast.Conversion):
        maturing = case.option(ast.Maturing)
        for wait in (measure.within, maturing.after if maturing else None):
            limit = limit_of(case.reader.amount(wait, None, window.first)) if wait is not None else None
            if limit is not None:
                found.append(later(window.end, limit, case.zone, case.office))
    return max(found)


# ------------------------------------------------------------------------------------------------------------ verdicts


def _decided(measure: Measure, value: Value, entries: list[Entry], target: Target) -> str:
    """What holds whichever choice is made of what is not known."""
    by_amount = isinstance(measure, ast.Share) and measure.amount is not None
    averaged = not isinstance(measure, ast.Conversion | ast.Share) and measure.function == "average"
    if (by_amount or averaged) and any(e.worth is None for e in entries):
        return "unknown"
    if by_amount and any(e.worth is not None and e.worth < 0 and (not e.sure or e.yes is None) for e in entries):
        return "unknown"
    if by_amount and value([e for e in entries if e.sure]) is None:
        return "not_applicable" if all(e.sure for e in entries) else "unknown"
    found = [v[0] / v[1] for some in _choices(entries) if (v := value(some)) is not None]
    if all(target.fits(v) for v in found):
        return "met"
    if any(all(not side.fits(v) for v in found) for side in _sides(target)):
        return "breached"
    if averaged:
        return "pending" if any(e.waits for e in entries) else "unknown"
    within = [e for e in entries if e.waits and any(_within(side, e.worth) for side in _sides(target))]
    return "pending" if within else "unknown"


def _sides(target: Target) -> list[Target]:
    if target.high is not None or target.op == "=":
        high = target.low if target.high is None else target.high
        return [Target(">=", target.low), Target("<=", high)]
    return [target]


def _within(side: Target, worth: Fraction | None) -> bool:
    """Whether a time so far is one that a bound still allows to lie on both of its sides."""
    assert worth is not None
    return worth < side.low or (worth == side.low and side.op in ("<=", ">"))


def _choices(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The choices that give the least and the greatest value: of the rows that may count, the lowest or the highest."""
    for end in (-1, 1):
        known = [_settled(e, end) for e in entries]
        loose = sorted(
            (e for e in known if not e.sure), key=lambda e: end * (e.worth if e.yes else -FOR_EVER), reverse=True
        )
        yield from ([e for e in known if e.sure] + loose[:n] for n in range(len(loose) + 1))


def _settled(entry: Entry, end: int) -> Entry:
    """An entry with all that is not known at one end: a part or not, the least or the greatest value."""
    worth = end * FOR_EVER if entry.worth is None else FOR_EVER if entry.waits and end > 0 else entry.worth
    return replace(entry, worth=worth, yes=end > 0 if entry.yes is None else entry.yes)


# -------------------------------------------------------------------------------------------------------------- values


def _value(measure: Measure) -> Value:
    if isinstance(measure, ast.Conversion | ast.Share):
        return _ratio
    function = measure.function

    def found(entries: list[Entry]) -> tuple[Fraction, Fraction] | None:
        values = [e.worth for e in entries if e.worth is not None]
        return (statistic(function, values), Fraction(1)) if values else None

    return found


def _ratio(entries: list[Entry]) -> tuple[Fraction, Fraction] | None:
    whole = sum((e.worth for e in entries if e.worth is not None), Fraction(0))
    part = sum((e.worth for e in entries if e.worth is not None and e.yes), Fraction(0))
    return (part, whole) if whole > 0 else None


def statistic(function: str, values: list[Fraction]) -> Fraction:
    """A statistic of at least one value; `pNN` is the least value that NN % of the values do not exceed."""
    ordered = sorted(values)
    match function:
        case "average":
            return sum(ordered, Fraction(0)) / len(ordered)
        case "min" | "max":
            return ordered[0 if function == "min" else -1]
        case _:
            percent = Fraction(50) if function == "median" else Fraction(function.removeprefix("p"))
            return next(v for n, v in enumerate(ordered, 1) if 100 * n >= percent * len(ordered))


# ------------------------------------------------------------------------------------------------------------- entries


def _entries(case: Case, measure: Measure, window: Window, target: Target, members: list[Member]) -> list[Entry]:
    match measure:
        case ast.Conversion():
            return [Entry(Fraction(1), m.state == "judged", _reached(case, measure, window, m)) for m in members]
        case ast.Share(amount=None):
            return [Entry(Fraction(1), m.state == "judged", case.reader.holds(measure.where, m.row)) for m in members]
        case ast.Share(amount=amount):
            assert amount is not None
            truths = [case.reader.holds(measure.where, m.row) for m in members]
            return [
                Entry(_amount(case, amount, m), m.state == "judged", t) for m, t in zip(members, truths, strict=True)
            ]
        case ast.Statistic():
            return [Entry(_amount(case, measure.operand, m), m.state == "judged") for m in members]
        case ast.TimeStatistic():
            return [_time(case, measure, target, m) for m in members]


def _amount(case: Case, amount: ast.Expr, member: Member) -> Fraction | None:
    found = case.reader.value(amount, member.row)
    return None if found is None else number(found)


def _reached(case: Case, measure: ast.Conversion, window: Window, member: Member) -> bool | None:
    """Whether a subject of the cohort reached the goal in time."""
    goal = case.policy.stage(measure.goal)
    assert goal is not None
    assert member.start is not None
    limit = limit_of(case.reader.amount(measure.within, None, window.first)) if measure.within is not None else None
    done = case.reader.instant(goal.at, member.row)
    if done is None or (limit is not None and done > later(member.start, limit, case.zone, case.office)):
        return False
    return case.reader.holds(goal.when, member.row)


def _left_out(case: Case, measure: Measure, member: Member) -> bool:
    """Whether a subject is still waiting where only the finished ones are asked for."""
    finished_only = any(flag.word == "only finished" for flag in case.options(ast.Flag))
    return (
        finished_only
        and isinstance(measure, ast.TimeStatistic)
        and case.reader.instant(measure.end, member.row) is None
    )


def _time(case: Case, measure: ast.TimeStatistic, target: Target, member: Member) -> Entry:
    """Seconds on the target's clock; a subject still waiting counts at its age so far, and could wait for ever."""
    assert member.start is not None
    end = case.reader.instant(measure.end, member.row)
    seconds = _seconds(case, target, member.start, end or case.as_of)
    return Entry(seconds, member.state == "judged", waits=end is None)


def _seconds(case: Case, target: Target, start: datetime, end: datetime) -> Fraction:
    if end <= start:
        return Fraction(0)
    if target.business:
        assert case.office is not None
        return Fraction(case.office.open_us(start, end), 1_000_000)
    return Fraction(elapsed_us(start, end), 1_000_000)
