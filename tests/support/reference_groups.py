"""`keeps` of groups beside one another in the reference evaluator: parts of all and balances (rules 140, 141, 169)."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group, Instance, Member
from tests.support.reference_entries import Entry, sides, statistic
from tests.support.reference_keeps import Period, doubted
from tests.support.reference_targets import Target, groups_of, target_of
from tests.support.reference_windows import Window, windows


def parts_of_all(case: Case, promise: ast.Keeps, of: ast.Counted) -> list[Instance]:
    """What each group holds of what all groups of the period hold together."""
    everything = ast.Share(of.amount, of.stage, ast.Lit(ast.Bool(value=True)))
    found = []
    for group in groups_of(case):
        for window, rows in _periods(case, of):
            if None in group and not any(case.group(m.row) == group for m in rows):
                continue
            entries = [_entry(case, of, m, _inside(case, m, group)) for m in rows]
            target = target_of(case, promise.target, window, group)
            period = Period(case, everything, window, group, target, entries)
            found.append(period.instance(settled=None if target is None else _of_the_whole(entries, target)))
    return found


def _of_the_whole(entries: list[Entry], target: Target) -> str:
    """What holds whichever rows of unknown membership count: of a group's part, and of the whole it is a part of."""
    reached = {(Fraction(0), Fraction(0))}
    for entry in entries:
        worth = entry.worth
        if worth is None:
            return "unknown"
        ways = [
            (worth if inside else Fraction(0), worth)
            for inside in ([entry.yes] if entry.yes is not None else [True, False])
        ]
        if not entry.sure:
            ways.append((Fraction(0), Fraction(0)))
        reached = {(part + more, whole + of) for part, whole in reached for more, of in ways}
    if all(whole <= 0 for _, whole in reached):
        return "not_applicable"
    if any(whole <= 0 for _, whole in reached):
        return "unknown"
    found = [part / whole for part, whole in reached]
    if all(target.fits(v) for v in found):
        return "met"
    return "breached" if any(all(not side.fits(v) for v in found) for side in sides(target)) else "unknown"


def balances(case: Case, promise: ast.Keeps, measure: ast.Balance) -> list[Instance]:
    """How far what each group holds is from the median of the groups; the null group is none of them."""
    near = case.share(measure.within, Fraction(0))
    groups = groups_of(case)
    known = [g for g in groups if None not in g]
    everything = ast.Share(measure.of.amount, measure.of.stage, ast.Lit(ast.Bool(value=True)))
    found = []
    for window, rows in _periods(case, measure.of):
        entries = {g: [_entry(case, measure.of, m, True) for m in rows if case.group(m.row) == g] for g in groups}
        totals = {g: sum((e.worth for e in entries[g] if e.sure and e.worth), Fraction(0)) for g in groups}
        middle = statistic("median", [totals[g] for g in known]) if known else Fraction(0)
        everyone = [e for g in known for e in entries[g]]
        target = Target("between", (1 - near) * middle, (1 + near) * middle)
        for group in groups:
            if None in group and not entries[group]:
                continue
            period = Period(case, everything, window, group, target, everyone)
            period.observed = totals[group]
            doubtful, below = period.doubtful, "not_applicable" if middle < 0 else None
            settled = "unknown" if doubtful else below or ("met" if target.fits(totals[group]) else "breached")
            instance = period.instance(settled=settled)
            instance.numerator, instance.denominator = totals[group], middle
            found.append(instance)
    return found


def _periods(case: Case, of: ast.Counted) -> list[tuple[Window, list[Member]]]:
    stage = case.policy.stage(of.stage)
    assert stage is not None
    per = case.option(ast.Per)
    start, conditions = case.anchor(stage)
    members = [doubted(case, m) for m in case.members(start, *conditions)]
    rows = [m for m in members if m.state in ("judged", "unknown")]
    spans = windows(case, per.period if per else None, case.starts(start))
    return [(window, [m for m in rows if window.holds(m)]) for window in spans]


def _inside(case: Case, member: Member, group: Group) -> bool | None:
    """Whether a row is of a group; not known of a tier that may be the row's own (rule 168)."""
    own = case.group(member.row)
    return True if own == group else None if case.may_be_of(member.row, group) else False


def _entry(case: Case, of: ast.Counted, member: Member, inside: bool | None) -> Entry:
    worth = Fraction(1) if of.amount is None else case.worth(of.amount, member)
    return Entry(worth, member.state == "judged", inside)
