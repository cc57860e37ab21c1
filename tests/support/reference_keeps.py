"""`keeps` in the reference evaluator: conversions, shares, statistics and statistics of times (rules 40 to 48, 143)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import FIRST_DAY, Case, Group, Instance, Member, elapsed_us, limit_of
from tests.support.reference_delivers import delivers
from tests.support.reference_entries import Entry, Measure, Value, decided, value_of
from tests.support.reference_policy import walk
from tests.support.reference_targets import Target, groups_of, target_of
from tests.support.reference_time import day_of, later
from tests.support.reference_waivers import settled_period
from tests.support.reference_windows import Window, windows


def keeps(case: Case, promise: ast.Keeps) -> list[Instance]:
    """One instance a period and group: a conversion, a share, or a statistic."""
    measure = promise.measure
    assert isinstance(measure, Measure)
    if isinstance(measure, ast.Statistic) and measure.function in ("sum", "count"):
        return _as_delivered(case, promise, measure)
    start, conditions = _anchor(case, measure)
    per = case.option(ast.Per)
    members = [doubted(case, m) for m in case.members(start, *conditions) if not _left_out(case, measure, m)]
    members = [m for m in members if _promised(case, measure, m)]
    spans = windows(case, per.period if per else None, case.starts(start))
    found = []
    for group in groups_of(case):
        before: Period | None = None
        for window in spans:
            rows = [m for m in members if m.state in ("judged", "unknown") and case.may_be_of(m.row, group)]
            target = target_of(case, promise.target, window, group)
            inside = [m for m in rows if window.holds(m)]
            entries = _entries(case, measure, window, target, inside)
            period = Period(case, measure, window, group, target, entries)
            if period.entries or not case.fields:
                of_previous = promise.target is not None and promise.target.previous
                found.append(period.instance(before) if of_previous else period.instance())
            before = period
    return found


def doubted(case: Case, member: Member) -> Member:
    """Of a row that is unknown in a clause that excuses, nobody knows whether it belongs (rule 83)."""
    doubtful = member.state == "judged" and case.excuses.doubt(case, member)
    return replace(member, state="unknown") if doubtful else member


def _as_delivered(case: Case, promise: ast.Keeps, measure: ast.Statistic) -> list[Instance]:
    """A sum is delivered; of a count, the rows whose value is known are."""
    amount = measure.operand
    if measure.function == "count":
        known = ast.For(ast.Known(measure.operand))
        case.clause = replace(case.clause, options=(*case.clause.options, known))
        amount = None
    return delivers(case, ast.Delivers(promise.target, measure.stage, amount))


def _anchor(case: Case, measure: Measure) -> tuple[ast.Expr, list[ast.Expr | None]]:
    if isinstance(measure, ast.TimeStatistic):
        named = case.policy.named(measure.start)
        return case.anchor(named) if named else (measure.start, [])
    stage = case.policy.stage(measure.origin if isinstance(measure, ast.Conversion) else measure.stage)
    assert stage is not None
    return case.anchor(stage)


def _promised(case: Case, measure: Measure, member: Member) -> bool:
    """Whether a row that is converted has a limit in force on the day of its start (rule 74)."""
    if not isinstance(measure, ast.Conversion) or measure.within is None or member.start is None:
        return True
    return case.reader.amount(measure.within, None, day_of(case.zone, member.start)) is not None


class Period:
    """One period of one group, with its rows."""

    def __init__(
        self, case: Case, measure: Measure, window: Window, group: Group, target: Target | None, entries: list[Entry]
    ) -> None:
        self.case, self.measure, self.window, self.group = case, measure, window, group
        self.target, self.entries = target, entries
        size = case.option(ast.MinSize)
        self.least = max(1, int(case.share(size.size, Fraction(0)))) if size else 1
        self.value: Value = value_of(measure)
        self.sure = [e for e in entries if e.sure]
        self.ripe = _ripe(case, measure, window)
        known = self.value([replace(e, yes=e.yes is True) for e in self.sure if e.worth is not None])
        self.observed = None if known is None else known[0] / known[1]

    def instance(self, *before: Period | None, settled: str | None = None) -> Instance:
        """Its verdict; with a period before it (or None for none) the target is a share of what that one had."""
        target = self.target
        if before:
            target, first = self._share_of(before[0])
        verdict = (
            first
            if before and first
            else self._given() or settled or decided(self.measure, self.value, self.entries, _sure(target))
        )
        instance = Instance(
            self.case.name, verdict, None, (self.window.first, self.window.after), self.window.state, self.group
        )
        instance.observed = self.observed
        if isinstance(self.measure, ast.Conversion | ast.Share):
            instance.numerator = sum((e.worth for e in self.sure if e.worth and e.yes), Fraction(0))
            instance.denominator = sum((e.worth for e in self.sure if e.worth), Fraction(0))
        warn = self.case.option(ast.WarnAt)
        share = self.case.share(warn.share if warn else None, Fraction(3, 4))
        gone, whole = elapsed_us(self.window.start, self.case.as_of), elapsed_us(self.window.start, self.ripe)
        fails = self.observed is not None and target is not None and not target.fits(self.observed)
        instance.at_risk = verdict == "pending" and fails and gone >= share * whole
        instance.verdict = settled_period(self.case, verdict, self.window.low, self.window.high, self.group)
        return instance

    def _given(self) -> str | None:
        """What rule 47 says before the target is looked at."""
        if self.window.state == "partial":
            return "not_applicable"
        if None in self.group:
            return "unknown"
        if self.target is None:
            return "not_applicable"
        if self.case.as_of < self.ripe:
            return "pending"
        return (
            "not_applicable" if len(self.entries) < self.least else "unknown" if len(self.sure) < self.least else None
        )

    def _share_of(self, before: Period | None) -> tuple[Target | None, str | None]:
        """The target as a share of the value before, and the verdict where there is none of it (rule 143)."""
        if self.window.state == "partial" or None in self.group:
            return None, "unknown" if self.window.state != "partial" else "not_applicable"
        if before is None or before.window.state == "partial" or len(before.entries) < before.least:
            return None, "not_applicable"
        if self.target is None or (before.observed is None and not before.doubtful):
            return None, "not_applicable"
        target = None if before.observed is None else self.target.scaled(before.observed)
        if self._given() is not None:
            return target, None
        if self.doubtful or before.doubtful:
            return target, "unknown"
        return target, "pending" if any(e.waits for e in (*self.entries, *before.entries)) else None

    @property
    def doubtful(self) -> bool:
        """Whether a row is there of which membership, value or part is not known."""
        return any(not e.sure or e.worth is None or e.yes is None for e in self.entries)


def _sure(target: Target | None) -> Target:
    assert target is not None
    return target


def _ripe(case: Case, measure: Measure, window: Window) -> datetime:
    """When a period can be judged: at its end, a cohort when it has had its time."""
    found = [window.end]
    if isinstance(measure, ast.Conversion):
        maturing = case.option(ast.Maturing)
        for wait in (measure.within, maturing.after if maturing else None):
            limits = [limit_of(case.reader.amount(wait, None, day)) for day in _changes(case)] if wait else []
            found += [later(window.end, limit, case.zone, case.office) for limit in limits if limit is not None]
    return max(found)


def _changes(case: Case) -> list[date]:
    """A day before all schedules of the policy, and those on which one of them changes."""
    steps = [step for s in case.policy.own for n in walk(s) if isinstance(n, ast.Dated) for step in n.steps]
    return [FIRST_DAY, *(since.day for _, since in steps if since is not None)]


# ------------------------------------------------------------------------------------------------------------- entries


def _entries(case: Case, measure: Measure, window: Window, target: Target, members: list[Member]) -> list[Entry]:
    match measure:
        case ast.Conversion():
            return [Entry(Fraction(1), m.state == "judged", _reached(case, measure, m)) for m in members]
        case ast.Share(amount=None):
            truths = [m.reader(case).holds(measure.where, m.row) for m in members]
            return [Entry(Fraction(1), m.state == "judged", t) for m, t in zip(members, truths, strict=True)]
        case ast.Share(amount=amount):
            assert amount is not None
            truths = [m.reader(case).holds(measure.where, m.row) for m in members]
            return [Entry(case.worth(amount, m), m.state == "judged", t) for m, t in zip(members, truths, strict=True)]
        case ast.Statistic():
            return [Entry(case.worth(measure.operand, m), m.state == "judged") for m in members]
        case ast.TimeStatistic():
            return [_time(case, measure, target, m) for m in members]


def _reached(case: Case, measure: ast.Conversion, member: Member) -> bool | None:
    """Whether a subject of the cohort reached the goal in time."""
    goal = case.policy.stage(measure.goal)
    assert goal is not None
    assert member.start is not None
    day = day_of(case.zone, member.start)
    limit = limit_of(case.reader.amount(measure.within, None, day)) if measure.within is not None else None
    among_children = goal.table is not None and goal.table.text != member.row.table
    done = member.reader(case).instant(ast.Ref(goal.name) if among_children else goal.at, member.row)
    if done is None or (limit is not None and done > later(member.start, limit, case.zone, case.office)):
        return False
    return among_children or case.reader.holds(goal.when, member.row)


def _left_out(case: Case, measure: Measure, member: Member) -> bool:
    """Whether a subject is still waiting where only the finished ones are asked for."""
    finished_only = any(flag.word == "only finished" for flag in case.options(ast.Flag))
    return (
        finished_only
        and isinstance(measure, ast.TimeStatistic)
        and member.reader(case).instant(measure.end, member.row) is None
    )


def _time(case: Case, measure: ast.TimeStatistic, target: Target | None, member: Member) -> Entry:
    """Seconds on the target's clock; a subject still waiting counts at its age so far, and could wait for ever."""
    assert member.start is not None
    end = member.reader(case).instant(measure.end, member.row)
    seconds = _seconds(case, target, member.start, end or case.as_of)
    return Entry(seconds, member.state == "judged", waits=end is None)


def _seconds(case: Case, target: Target | None, start: datetime, end: datetime) -> Fraction:
    if end <= start:
        return Fraction(0)
    if target is not None and target.business:
        assert case.office is not None
        return Fraction(case.office.open_us(start, end), 1_000_000)
    return Fraction(elapsed_us(start, end), 1_000_000)
