"""`delivers` in the reference evaluator: what is delivered in a period, at what pace, and what is carried over."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group, Instance, Member, elapsed_us
from tests.support.reference_paces import (
    Delivery,
    agreed_pace,
    choices_of,
    delivery_of,
    even_pace,
    one_is_broken,
    pace,
    pace_at_risk,
    parts_of,
)
from tests.support.reference_targets import Target, agreed, groups_of, target_of
from tests.support.reference_time import ONE_DAY, day_start
from tests.support.reference_waivers import settled_period
from tests.support.reference_windows import Window, windows


@dataclass(frozen=True)
class Owed:
    """What is carried over to a period: at least and at most (rule 88)."""

    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)


def delivers(case: Case, promise: ast.Delivers) -> list[Instance]:
    """One instance a period and group: the count of a stage, or the sum of an amount in it."""
    stage = case.policy.stage(promise.stage)
    assert stage is not None, promise.stage.text
    per = case.option(ast.Per)
    start, conditions = case.anchor(stage)
    members = case.members(start, *conditions)
    spans = windows(case, per.period if per else None, case.starts(start))
    found = []
    for group in groups_of(case):
        owed, before = Owed(), None
        for window in spans:
            inside = [m for m in members if window.holds(m) and case.may_be_of(m.row, group)]
            part = Part(case, promise, window, group, inside, owed)
            if promise.target is not None and promise.target.previous:
                part.follow(before)
            before = part
            if part.exists:
                found.append(part.instance())
                owed = part.owes() if _carries_over(case) else owed
    return found


def _carries_over(case: Case) -> bool:
    return any(w.clause.text == case.name and any(a.verb == "carry over" for a in w.actions) for w in case.policy.whens)


class Part:
    """One period of one group, with what is owed from before."""

    def __init__(
        self, case: Case, promise: ast.Delivers, window: Window, group: Group, members: list[Member], owed: Owed
    ) -> None:
        self.case, self.promise, self.window, self.group, self.owed = case, promise, window, group, owed
        self.sure = [m for m in members if m.state == "judged" and not case.excuses.doubt(case, m)]
        self.loose = [m for m in members if m.state in ("judged", "unknown") and m not in self.sure]
        self.end = min(window.end, day_start(case.zone, window.high + ONE_DAY))
        self.is_open = case.as_of < self.end
        self.prorated = window.state == "partial" and any(f.word == "prorated" for f in case.options(ast.Flag))
        self.target = target_of(case, promise.target, window, group)
        if self.prorated and self.target is not None:
            self.target = self.target.scaled(_working_share(case, window))
        self.exists = None not in group or bool(self.sure or self.loose)
        self.promised = self.target is not None or (promise.target is None and case.tiers is None)
        parts = parts_of(case, window)
        self.least = delivery_of(case, promise, self.sure, parts)
        choices = choices_of(self.sure, self.loose, parts)
        self.choices = [delivery_of(case, promise, some, parts) for some in choices]
        self.verdict, self.doubted, self.groundless = "", False, False

    def follow(self, before: Part | None) -> None:
        """Take the target as a share of what the period before delivered (rule 143)."""
        self.groundless = before is None or before.window.state == "partial" or before.too_few
        if before is not None and self.target is not None:
            self.target = self.target.scaled(before.least.total)
            self.doubted = bool(before.loose) or before.least.holes

    @property
    def too_few(self) -> bool:
        """Whether less than `min` is delivered in a closed period, whatever counts."""
        return all(_too_few(self.case, choice, self.is_open) for choice in self.choices)

    @property
    def raised(self) -> Target | None:
        """The target with the most that may be owed, which is shown."""
        return None if self.target is None else self.target.raised(self.owed.high)

    def instance(self) -> Instance:
        """The period's verdict, of all its parts."""
        case, window = self.case, self.window
        instance = Instance(
            case.name, "not_applicable", None, (window.first, window.after), window.state, self.group, self.least.total
        )
        if None not in self.group and (self.groundless or not self.promised):
            self.verdict = instance.verdict
            return instance
        if window.state == "partial" and not self.prorated:
            self.verdict = instance.verdict
            return instance
        instance.parts = self._parts()
        instance.verdict = "unknown" if None in self.group else _together(instance.parts)
        if instance.verdict == "pending":
            instance.at_risk = self._volume_at_risk(instance.parts["volume"]) or (
                instance.parts.get("pace") == "pending" and pace_at_risk(case, self.target, self.least)
            )
        instance.verdict = settled_period(case, instance.verdict, window.low, window.high, self.group)
        self.verdict = instance.verdict
        return instance

    def _parts(self) -> dict[str, str]:
        targets = [t and t.raised(o) for t in [self.target] for o in (self.owed.low, self.owed.high)]
        volumes = [_volume(self.case, t, c, self.is_open) for c in self.choices for t in targets if t]
        volume = agreed(volumes, is_open=self.is_open) if volumes else "met"
        parts = {"volume": "breached" if volume == "too little" else volume}
        if self.doubted and parts["volume"] != "not_applicable":
            parts["volume"] = "pending" if self.is_open else "unknown"
        paced = self.case.option(ast.Paced)
        if paced is not None:
            paces = [pace(self.case, self.target, c, self.is_open) for c in self.choices]
            parts["pace"] = agreed_pace(paces, self.is_open)
            if parts["pace"] == "breached" and not paced.of_target and not one_is_broken(self.case, self.choices):
                parts["pace"] = "unknown"
        if self.case.option(ast.PacedEvenly) is not None and self.target is not None:
            members = (self.sure, self.loose)
            parts["even"] = even_pace(self.case, self.promise, self.window, self.target, members, self.is_open)
        return parts

    def _volume_at_risk(self, verdict: str) -> bool:
        begin = day_start(self.case.zone, self.window.low)
        gone, whole = elapsed_us(begin, self.case.as_of), elapsed_us(begin, self.end)
        if verdict != "pending" or self.raised is None or gone <= 0:
            return False
        return not self.raised.fits(self.least.total * whole / gone)

    def owes(self) -> Owed:
        """What goes on to the next period: what a judged one misses, else what it was given."""
        if self.target is None or (self.verdict == "not_applicable" and self.window.state == "partial"):
            return self.owed
        low, high, summed = [], [], self.promise.amount is not None
        for choice in self.choices:
            few = _too_few(self.case, choice, self.is_open)
            if few:
                low.append(self.owed.low)
                high.append(self.owed.high)
            if not few or (summed and not self.too_few):  # of a sum all unknown rows are in doubt at once
                low.append(Fraction(0) if choice.holes else self._missed(self.owed.low, choice))
                high.append(self._missed(self.owed.high, choice))
        return Owed(min(low), max(high))

    def _missed(self, given: Fraction, choice: Delivery) -> Fraction:
        """What is missed of the target and of what was given; only of that where a breach would be waived."""
        assert self.target is not None
        missed = max(Fraction(0), self.target.low + given - choice.total)
        window = self.window
        forgiven = settled_period(self.case, "breached", window.low, window.high, self.group) == "waived"
        return min(given, missed) if forgiven else missed


def _together(parts: dict[str, str]) -> str:
    if parts["volume"] == "not_applicable":
        return "not_applicable"
    return next(v for v in ("breached", "unknown", "pending", "met") if v in parts.values())


def _too_few(case: Case, delivery: Delivery, is_open: bool) -> bool:
    size = case.option(ast.MinSize)
    return size is not None and not is_open and delivery.rows < case.share(size.size, Fraction(0))


def _volume(case: Case, target: Target, delivery: Delivery, is_open: bool) -> str:
    if _too_few(case, delivery, is_open):
        return "not_applicable"
    fits, exceeded = target.fits(delivery.total), target.exceeded(delivery.total)
    if target.op in (">=", ">"):
        if fits:
            return "met"
        return "pending" if is_open else "unknown" if delivery.holes else "breached"
    if exceeded:
        return "breached"
    if is_open:
        return "pending"
    return "unknown" if delivery.holes else "met" if fits else "too little"


def _working_share(case: Case, window: Window) -> Fraction:
    """The share of a period's working days that it covers; Monday to Friday without a calendar (rule 146)."""
    days = [window.first + n * ONE_DAY for n in range((window.after - window.first).days)]
    works = [d for d in days if (case.office.hours(d) if case.office else d.weekday() < 5)]
    return Fraction(sum(window.low <= d <= window.high for d in works), len(works)) if works else Fraction(0)
