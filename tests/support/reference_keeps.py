"""`keeps` in the reference evaluator: conversions, shares, statistics and statistics of times."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member, Window, elapsed_us, limit_of
from tests.support.reference_policy import Row
from tests.support.reference_targets import Target, agreed, groups_of, target_of
from tests.support.reference_time import Limit, later
from tests.support.reference_values import number

Measure = ast.Conversion | ast.Share | ast.Statistic | ast.TimeStatistic
FOR_EVER = Fraction(10**12)
"""Seconds that no limit reaches."""

Judgement = tuple[str, Fraction | None, Fraction | int | None, Fraction | int | None]
"""Verdict, what was observed, numerator and denominator."""


def keeps(case: Case, promise: ast.Keeps) -> list[Instance]:
    """One instance a period and group: a conversion, a share, or a statistic."""
    measure = promise.measure
    start, when = _anchor(case, measure)
    per = case.option(ast.Per)
    members = case.members(start, when)
    found = []
    for window in case.windows(per.period if per else None, case.starts(start)):
        inside = [m for m in members if window.holds(m)]
        for group in groups_of(case):
            of_group = [m for m in inside if case.group(m.row) == group and m.state in ("judged", "unknown")]
            target = target_of(case, promise.target, window, group)
            if target is None or (None in group and not of_group):
                continue
            judgement = _kept(case, measure, window, target, of_group)
            verdict = "not_applicable" if window.state == "partial" else "unknown" if None in group else judgement[0]
            where = dict(zip((n.text for o in case.options(ast.By) for n in o.fields), group, strict=True))
            verdict = case.waived(verdict, Row(case.table, where), window.first)
            period = (window.first, window.after)
            found.append(Instance(case.name, verdict, None, period, window.state, group, *judgement[1:]))
    return found


def _anchor(case: Case, measure: Measure) -> tuple[ast.Expr, ast.Expr | None]:
    if isinstance(measure, ast.TimeStatistic):
        stage = case.policy.stage(measure.start)
        return (stage.at, stage.when) if stage else (measure.start, None)
    stage = case.policy.stage(measure.origin if isinstance(measure, ast.Conversion) else measure.stage)
    assert stage is not None
    return stage.at, stage.when


def _kept(
    case: Case, measure: Measure, window: Window, target: Target,
    members: list[Member],
) -> Judgement:  # fmt: skip
    sure = [m for m in members if m.state == "judged"]
    size = case.option(ast.MinSize)
    least, most = (_judgement(case, measure, window, target, some) for some in (sure, members))
    too_few = [size is not None and len(some) < case.share(size.size, Fraction(0)) for some in (sure, members)]
    if window.state != "open":
        least = ("not_applicable", *least[1:]) if too_few[0] else least
        most = ("not_applicable", *most[1:]) if too_few[1] else most
    return (agreed((least[0], most[0])), *least[1:])


def _judgement(case: Case, measure: Measure, window: Window, target: Target, members: list[Member]) -> Judgement:
    match measure:
        case ast.Conversion():
            return _conversion(case, measure, window, target, members)
        case ast.Share():
            return _share_of(case, measure, window, target, members)
        case ast.Statistic():
            return _statistic(case, measure, window, target, members)
        case ast.TimeStatistic():
            return _time_statistic(case, measure, window, target, members)


def _decided(window: Window, verdict: str) -> str:
    return "pending" if window.state == "open" else verdict


def _by_target(target: Target, value: Fraction) -> str:
    return "met" if target.fits(value) else "breached"


def _conversion(
    case: Case, measure: ast.Conversion, window: Window, target: Target, members: list[Member]
) -> Judgement:
    goal = case.policy.stage(measure.goal)
    assert goal is not None
    maturing = case.option(ast.Maturing)
    wait = maturing.after if maturing else measure.within
    limit = limit_of(case.reader.amount(wait, None, window.first)) if wait is not None else None
    ripe = later(window.end, limit, case.zone, case.office) if limit else window.end
    allowed = limit_of(case.reader.amount(measure.within, None, window.first)) if measure.within is not None else None
    reached = [_reached(case, goal, allowed, m) for m in members]
    met, maybe = reached.count(True), reached.count(None)
    if not members:
        return ("not_applicable" if ripe <= case.as_of else "pending", None, 0, 0)
    verdicts = {_by_target(target, Fraction(n, len(members))) for n in (met, met + maybe)}
    verdict = "pending" if case.as_of < ripe else verdicts.pop() if len(verdicts) == 1 else "unknown"
    return verdict, Fraction(met, len(members)), met, len(members)


def _reached(case: Case, goal: ast.Stage, allowed: Limit | None, member: Member) -> bool | None:
    """Whether a subject of the cohort reached the goal in time."""
    done = case.reader.instant(goal.at, member.row)
    assert member.start is not None
    if done is None or (allowed is not None and done > later(member.start, allowed, case.zone, case.office)):
        return False
    return case.reader.holds(goal.when, member.row)


def _share_of(case: Case, measure: ast.Share, window: Window, target: Target, members: list[Member]) -> Judgement:
    truths = [case.reader.holds(measure.where, m.row) for m in members]
    amounts = [Fraction(1) if measure.amount is None else case.reader.value(measure.amount, m.row) for m in members]
    pairs = [(t, number(a)) for t, a in zip(truths, amounts, strict=True) if a is not None]
    whole = sum((a for _, a in pairs), Fraction(0))
    least = sum((a for t, a in pairs if t is True), Fraction(0))
    most = least + sum((a for t, a in pairs if t is None), Fraction(0))
    if whole == 0:
        empty = "unknown" if None in amounts else "not_applicable"
        return _decided(window, empty), None, least, whole
    verdicts = {_by_target(target, part / whole) for part in (least, most)}
    verdict = "unknown" if len(verdicts) > 1 or None in amounts else verdicts.pop()
    return _decided(window, verdict), least / whole, least, whole


def _statistic(case: Case, measure: ast.Statistic, window: Window, target: Target, members: list[Member]) -> Judgement:
    values = [case.reader.value(measure.operand, m.row) for m in members]
    known = [number(v) for v in values if v is not None]
    if not known:
        return _decided(window, "unknown" if values else "not_applicable"), None, None, 0
    observed = statistic(measure.function, known)
    verdict = "unknown" if len(known) < len(values) else _by_target(target, observed)
    return _decided(window, verdict), observed, None, len(known)


def statistic(function: str, values: list[Fraction]) -> Fraction:
    """A statistic of at least one value; `pNN` is the least value that NN % of the values do not exceed."""
    ordered = sorted(values)
    match function:
        case "average":
            return sum(ordered, Fraction(0)) / len(ordered)
        case "sum":
            return sum(ordered, Fraction(0))
        case "count":
            return Fraction(len(ordered))
        case "min" | "max":
            return ordered[0 if function == "min" else -1]
        case "median":
            middle = len(ordered) // 2
            return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
        case _:
            percent = int(function.removeprefix("p"))
            return next(v for n, v in enumerate(ordered, 1) if 100 * n >= percent * len(ordered))


def _time_statistic(
    case: Case, measure: ast.TimeStatistic, window: Window, target: Target, members: list[Member]
) -> Judgement:
    """Of seconds on the target's clock; a subject still waiting counts at its age so far, and could wait for ever."""
    finished_only = any(flag.word == "only finished" for flag in case.options(ast.Flag))
    done, waiting = list[Fraction](), list[Fraction]()
    for member in members:
        assert member.start is not None
        end = case.reader.instant(measure.end, member.row)
        (waiting if end is None else done).append(_seconds(case, target, member.start, end or case.as_of))
    if finished_only:
        waiting = []
    if not done + waiting:
        return _decided(window, "not_applicable"), None, None, 0
    observed = statistic(measure.function, done + waiting)
    last = statistic(measure.function, done + [FOR_EVER] * len(waiting))
    verdicts = {_by_target(target, value) for value in (observed, last)}
    verdict = verdicts.pop() if len(verdicts) == 1 else "pending"
    return _decided(window, verdict), observed, None, len(done + waiting)


def _seconds(case: Case, target: Target, start: datetime, end: datetime) -> Fraction:
    if end <= start:
        return Fraction(0)
    if target.business:
        assert case.office is not None
        return Fraction(case.office.open_us(start, end), 1_000_000)
    return Fraction(elapsed_us(start, end), 1_000_000)
