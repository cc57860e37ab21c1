"""`delivers` in the reference evaluator: what is delivered in a period, and at what pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group, Instance, Member, Window, elapsed_us
from tests.support.reference_policy import Row
from tests.support.reference_targets import Target, agreed, groups_of, target_of
from tests.support.reference_values import number


@dataclass(frozen=True)
class Delivery:
    """What some rows deliver: how many, their total, whether an amount is unknown, and the total by sub-period."""

    rows: int
    total: Fraction
    holes: bool
    paces: tuple[Fraction, ...]


def delivers(case: Case, promise: ast.Delivers) -> list[Instance]:
    """One instance a period and group: the count of a stage, or the sum of an amount in it."""
    stage = case.policy.stage(promise.stage)
    assert stage is not None, promise.stage.text
    per = case.option(ast.Per)
    members = case.members(stage.at, stage.when)
    found = []
    for window in case.windows(per.period if per else None, case.starts(stage.at)):
        inside = [m for m in members if window.holds(m)]
        for group in groups_of(case):
            of_group = [m for m in inside if case.group(m.row) == group]
            sure = [m for m in of_group if m.state == "judged"]
            maybe = [m for m in of_group if m.state in ("judged", "unknown")]
            if None in group and not maybe:
                continue
            target = target_of(case, promise.target, window, group)
            if target is not None or promise.target is None:
                found.append(_delivered(case, promise, window, group, target, (sure, maybe)))
    return found


def _delivery(case: Case, promise: ast.Delivers, window: Window, members: list[Member]) -> Delivery:
    amounts = [Fraction(1) if promise.amount is None else case.reader.value(promise.amount, m.row) for m in members]
    paced, by_sub = case.option(ast.Paced), dict[date, Fraction]()
    for member, amount in zip(members, amounts, strict=True):
        if paced is not None and amount is not None:
            assert member.day is not None
            sub, _ = case.policy.aligned.holding(member.day, paced.period)
            by_sub[sub] = by_sub.get(sub, Fraction(0)) + number(amount)
    total = sum((number(a) for a in amounts if a is not None), Fraction(0))
    return Delivery(len(members), total, None in amounts, tuple(by_sub.values()))


def _choices(sure: list[Member], maybe: list[Member]) -> list[list[Member]]:
    """The rows that count, for every choice of those that may or may not (rule 11).

    Beyond eight of these, the choices that can matter: growing runs of them, and each day's alone or left out.
    """
    loose = [m for m in maybe if m not in sure]
    if len(loose) <= 8:
        return [sure + [m for i, m in enumerate(loose) if number >> i & 1] for number in range(2 ** len(loose))]
    runs = [sure + loose[:n] for n in range(len(loose) + 1)]
    days = {m.day for m in loose}
    weeks = [{d for d in days if d is not None and abs((d - day).days) < 7} for day in days if day is not None]
    sets = [*({d} for d in days), *weeks]
    alone = [sure + [m for m in loose if m.day in some] for some in sets]
    return runs + alone + [sure + [m for m in loose if m.day not in some] for some in sets]


def _delivered(
    case: Case, promise: ast.Delivers, window: Window, group: Group, target: Target | None,
    members: tuple[list[Member], list[Member]],
) -> Instance:  # fmt: skip
    least = _delivery(case, promise, window, members[0])
    choices = [_delivery(case, promise, window, some) for some in _choices(*members)]
    instance = Instance(
        case.name, "not_applicable", None, (window.first, window.after), window.state, group, least.total,
    )  # fmt: skip
    if window.state == "partial":
        prorated = any(flag.word == "prorated" for flag in case.options(ast.Flag))
        if not prorated or target is None:
            return instance
        target = target.scaled(_working_share(case, window))
    is_open = case.as_of < window.end
    volume = agreed((_volume(case, target, c, is_open) for c in choices), is_open=is_open) if target else "met"
    instance.parts = {"volume": volume}
    if case.option(ast.Paced) is not None:
        instance.parts["pace"] = _agreed_pace([_pace(case, target, c, is_open) for c in choices], is_open)
    instance.verdict = _together(instance.parts)
    if None in group:
        instance.verdict = "unknown"
    if instance.verdict == "pending":
        instance.at_risk = _volume_at_risk(case, window, target, least, volume) or _pace_at_risk(
            case, target, least, instance
        )
    where = dict(zip((n.text for o in case.options(ast.By) for n in o.fields), group, strict=True))
    instance.verdict = case.waived(instance.verdict, Row(case.table, where), window.first)
    return instance


def _agreed_pace(verdicts: list[str], is_open: bool) -> str:
    """As `agreed`, but a choice that delivers nothing keeps every pace."""
    judged = [v for v in verdicts if v != "not_applicable"]
    return agreed(verdicts if "breached" in judged or not judged else judged, is_open=is_open)


def _together(parts: dict[str, str]) -> str:
    if parts["volume"] == "not_applicable":
        return "not_applicable"
    return next(v for v in ("breached", "unknown", "pending", "met") if v in parts.values())


def _volume(case: Case, target: Target, delivery: Delivery, is_open: bool) -> str:
    size = case.option(ast.MinSize)
    if size is not None and not is_open and delivery.rows < case.share(size.size, Fraction(0)):
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
    return "unknown" if delivery.holes else "met" if fits else "breached"


def _pace(case: Case, target: Target | None, delivery: Delivery, is_open: bool) -> str:
    paced = case.option(ast.Paced)
    assert paced is not None
    share = case.share(paced.share, Fraction(1))
    if delivery.total == 0 and not delivery.holes:
        return "not_applicable"
    if paced.of_target:
        assert target is not None
        if any(value > share * target.low for value in delivery.paces):
            return "breached"
        return "pending" if is_open else "unknown" if delivery.holes else "met"
    if is_open:
        return "pending"
    if delivery.holes:
        return "unknown"
    return "breached" if any(value > share * delivery.total for value in delivery.paces) else "met"


def _volume_at_risk(case: Case, window: Window, target: Target | None, delivery: Delivery, verdict: str) -> bool:
    gone, whole = elapsed_us(window.start, case.as_of), elapsed_us(window.start, window.end)
    if verdict != "pending" or target is None or gone == 0:
        return False
    return not target.fits(delivery.total * whole / gone)


def _pace_at_risk(case: Case, target: Target | None, delivery: Delivery, instance: Instance) -> bool:
    paced = case.option(ast.Paced)
    if paced is None or instance.parts["pace"] != "pending":
        return False
    base = max(delivery.total, target.low if target is not None else Fraction(0))
    return any(value > case.share(paced.share, Fraction(1)) * base for value in delivery.paces)


def _working_share(case: Case, window: Window) -> Fraction:
    """The share of a period's working days that is in force; Monday to Friday without a calendar."""
    days = [date.fromordinal(n) for n in range(window.first.toordinal(), window.after.toordinal())]
    works = [d for d in days if (case.office.hours(d) if case.office else d.weekday() < 5)]
    begun = case.data_days()
    low = case.low if case.has_term or begun is None else max(case.low, begun[0])
    return Fraction(sum(low <= d <= case.high for d in works), len(works)) if works else Fraction(0)
