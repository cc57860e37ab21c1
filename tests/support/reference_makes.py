"""`makes` in the reference evaluator: how many touches of which kinds come in time."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member, elapsed_us, limit_of
from tests.support.reference_duty import judge, start_of
from tests.support.reference_policy import Row, Value
from tests.support.reference_time import later
from tests.support.reference_values import COMPARE, number


def makes(case: Case, promise: ast.Makes) -> list[tuple[Member, Instance]]:
    """One instance a subject; done is the instant at which every need is satisfied by what came from the start on."""
    start, conditions = start_of(case, None)
    found = []
    for member in case.members(start, *conditions):
        assert member.start is not None
        limit = limit_of(case.reader.amount(promise.within, member.row, member.day)) if promise.within else None
        if limit is None:
            raise NotImplementedError("makes without a limit")
        due = later(member.start, limit, case.zone, case.office)
        before = case.option(ast.Before)
        end = case.reader.instant(before.event, member.row) if before else None
        done = _done(case, promise, member, end)
        due = min(due, end) if end is not None else due
        instance = Instance(case.name, member.state, case.key(member.row), group=case.group(member.row),
                            start=member.start, done=done, due=due)  # fmt: skip
        if member.state == "judged":
            verdict = judge(case, member.start, done, due, None)
            instance.verdict = case.waived(verdict, member.row, member.day)
            warn = case.option(ast.WarnAt)
            share = case.share(warn.share if warn else None, Fraction(3, 4))
            instance.at_risk = verdict == "pending" and elapsed_us(member.start, case.as_of) >= share * elapsed_us(
                member.start, due
            )
        found.append((member, instance))
    return found


def _done(case: Case, promise: ast.Makes, member: Member, end: datetime | None) -> datetime | None:
    assert member.start is not None
    made = [
        (at, child)
        for children in member.row.children.values()
        for child in children
        if isinstance(at := child.values.get("at"), datetime) and at >= member.start and (end is None or at < end)
    ]
    for at, _ in sorted(made, key=lambda entry: entry[0]):
        so_far = [child for t, child in made if t <= at]
        if all(_enough(case, need, sum(_is_a(case, need.noun, c) for c in so_far)) for need in promise.needs) and (
            promise.across is None or _enough(case, promise.across, len(_kinds(promise.across.noun, so_far)))
        ):
            return at
    return None


def _enough(case: Case, need: ast.Need, count: int) -> bool:
    if need.op not in (">=", ">"):
        raise NotImplementedError("only a least number of touches")
    return COMPARE[need.op](count, number(case.reader.amount(need.count, None, None)))


def _is_a(case: Case, noun: ast.Name, child: Row) -> bool:
    """A noun is a table, a definition over its rows, or the plural of a `kind`."""
    if noun.text == child.table:
        return True
    found = case.policy.names.get(noun.text)
    if isinstance(found, ast.Define):
        return case.reader.holds(found.definition, child) is True
    return child.values.get("kind") == noun.text.removesuffix("s")


def _kinds(noun: ast.Name, children: list[Row]) -> set[Value]:
    column = noun.text.removesuffix("s")
    return {value for c in children if (value := c.values.get(column)) is not None}
