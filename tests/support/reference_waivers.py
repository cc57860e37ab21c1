"""Waivers and excuses in the reference evaluator (rules 80 to 83)."""

from __future__ import annotations

from datetime import date

from sla_dsl.lang import ast
from tests.support.reference_cases import BREACHED, LAST_DAY, Case, Group, Member
from tests.support.reference_policy import Row
from tests.support.reference_time import day_of


def settled(case: Case, member: Member, verdict: str) -> str:
    """What a subject is in the end, given what it would be if it were judged.

    Excluded, excused and unknown members stay so; a breach is waived, or unknown where its excuse is.
    """
    if member.state != "judged":
        return member.state
    if verdict not in BREACHED:
        return verdict
    day = member.day if member.day is not None else day_of(case.zone, case.as_of)
    if any(_covers(w, day, day) and case.reader.holds(w.condition, member.row) is True for w in _waivers(case)):
        return "waived"
    return "unknown" if case.excuses.doubt(case, member) else verdict


def settled_period(case: Case, verdict: str, low: date, high: date, group: Group) -> str:
    """What a period and group is in the end: a breach whose judged days lie all on those of a waiver is waived."""
    if verdict not in BREACHED:
        return verdict
    row = Row(case.table, dict(zip(case.fields, group, strict=True)))
    covering = [w for w in _waivers(case) if _covers(w, low, high)]
    return "waived" if any(case.reader.holds(w.condition, row) is True for w in covering) else verdict


def _waivers(case: Case) -> list[ast.Waive]:
    return [w for w in case.policy.waivers if w.clause.text == case.name]


def _covers(waiver: ast.Waive, low: date, high: date) -> bool:
    end = waiver.end.day if waiver.end else LAST_DAY
    return waiver.start.day <= low and high <= end
