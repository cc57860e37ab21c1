"""`keeps ratio` in the reference evaluator: one sum or count over another one, maybe of another table (rule 144)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Group, Instance, Member
from tests.support.reference_entries import Entry, sides
from tests.support.reference_keeps import Period, doubted
from tests.support.reference_policy import AFTER_LAST_INSTANT
from tests.support.reference_tables import Tables
from tests.support.reference_targets import Target, groups_of, target_of
from tests.support.reference_time import day_of
from tests.support.reference_windows import Window, windows


class Side:
    """What stands above or below the line: the rows of a stage, or an amount of them."""

    def __init__(self, case: Case, of: ast.Counted) -> None:
        stage = case.policy.stage(of.stage)
        assert stage is not None
        self.case, self.of = case, of
        start, conditions = case.anchor(stage)
        members = [doubted(case, m) for m in case.members(start, *conditions)]
        self.members = [m for m in members if m.state in ("judged", "unknown")]
        self.starts = case.starts(start)

    def reach(self) -> tuple[date, date] | None:
        """The local days of the first and the last instant that the table or the stage tells."""
        counted = [day_of(self.case.zone, t) for t in self.starts]
        days = [*(self.case.data_days() or ()), *counted]
        return (min(days), max(days)) if days else None

    def entries(self, window: Window, group: Group) -> list[Entry]:
        """The rows of a period and group, or those that a tier may hold (rule 168)."""
        rows = [m for m in self.members if window.holds(m) and self.case.may_be_of(m.row, group)]
        return [Entry(self._worth(m), m.state == "judged") for m in rows]

    def _worth(self, member: Member) -> Fraction | None:
        return Fraction(1) if self.of.amount is None else self.case.worth(self.of.amount, member)


def ratios(case: Case, promise: ast.Keeps, measure: ast.QuotientOf, tables: Tables) -> list[Instance]:
    """One instance a period and group that either table knows."""
    below = _side(case, measure.to, tables, scoped=False)
    above = _side(case, measure.of, tables, scoped=True)
    per = case.option(ast.Per)
    spans = windows(case, per.period if per else None, above.starts + below.starts, _both(above, below))
    found = []
    for group in sorted({*groups_of(above.case), *groups_of(below.case)}, key=repr):
        for window in spans:
            top, bottom = above.entries(window, group), below.entries(window, group)
            if None in group and not top + bottom:
                continue
            found.append(_instance(case, promise, window, group, top, bottom))
    return found


def _side(case: Case, of: ast.Counted, tables: Tables, *, scoped: bool) -> Side:
    """`for`, `unless` and excuses are about what stands above the line."""
    stage = case.policy.stage(of.stage)
    table = stage.table.text if stage is not None and stage.table is not None else "leads"
    options = case.clause.options
    if not scoped:
        options = tuple(o for o in options if not isinstance(o, ast.For | ast.Unless))
    clause = replace(case.clause, options=options)
    return Side(Case(case.policy, tables, case.as_of, clause, case.name, table), of)


def _both(above: Side, below: Side) -> tuple[date, date] | None:
    """From the first day that both tables reach back to, to the last one of either; a table without any instant
    reaches back to none (rule 178)."""
    reached = [side.reach() for side in (above, below)]
    there = [r for r in reached if r is not None]
    if not there:
        return None
    return max(AFTER_LAST_INSTANT.date() if r is None else r[0] for r in reached), max(r[1] for r in there)


def _instance(
    case: Case, promise: ast.Keeps, window: Window, group: Group, top: list[Entry], bottom: list[Entry]
) -> Instance:
    target = target_of(case, promise.target, window, group)
    everything = ast.Share(None, ast.Name(("",)), ast.Lit(ast.Bool(value=True)))
    period = Period(case, everything, window, group, target, bottom)
    part, whole = _sure(top), _sure(bottom)
    period.observed = part / whole if whole > 0 else None
    settled = None if target is None else _decided(top, bottom, target)
    instance = period.instance(settled=settled)
    instance.numerator, instance.denominator = part, whole
    return instance


def _sure(entries: list[Entry]) -> Fraction:
    return sum((e.worth for e in entries if e.sure and e.worth is not None), Fraction(0))


def _decided(top: list[Entry], bottom: list[Entry], target: Target) -> str:
    """What holds whichever rows of unknown membership are chosen, on either side."""
    if any(e.worth is None for e in (*top, *bottom)):
        return "unknown"
    wholes = _ends(bottom)
    if max(wholes) <= 0:
        return "not_applicable"
    if min(wholes) <= 0:
        return "unknown"
    found = [part / whole for part in _ends(top) for whole in wholes]
    if all(target.fits(v) for v in found):
        return "met"
    return "breached" if any(all(not side.fits(v) for v in found) for side in sides(target)) else "unknown"


def _ends(entries: list[Entry]) -> tuple[Fraction, Fraction]:
    """The least and the greatest total."""
    loose = [e.worth for e in entries if not e.sure and e.worth is not None]
    sure = _sure(entries)
    return sure + sum((w for w in loose if w < 0), Fraction(0)), sure + sum((w for w in loose if w > 0), Fraction(0))
