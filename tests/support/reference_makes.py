"""`makes` in the reference evaluator: how many touches of which kinds come in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member, elapsed_us, limit_of
from tests.support.reference_duty import judge, start_of
from tests.support.reference_policy import AFTER_LAST_INSTANT, Row, Value
from tests.support.reference_time import later
from tests.support.reference_values import COMPARE, number


def makes(case: Case, promise: ast.Makes) -> list[tuple[Member, Instance]]:
    """One instance a subject (rules 30 to 33); done is the instant at which every need is satisfied."""
    start, conditions = start_of(case, None)
    return [(member, _makes(case, promise, member)) for member in case.members(start, *conditions)]


def _makes(case: Case, promise: ast.Makes, member: Member) -> Instance:
    assert member.start is not None
    start, due = member.start, _due(case, promise, member)
    done = _done(case, promise, member)
    instance = Instance(case.name, member.state, case.key(member.row), group=case.group(member.row),
                        start=start, done=done, due=due)  # fmt: skip
    if member.state == "judged":
        verdict = judge(case, start, done, due or AFTER_LAST_INSTANT, None)
        instance.verdict = case.waived(verdict, member.row, member.day)
        warn = case.option(ast.WarnAt)
        share = case.share(warn.share if warn else None, Fraction(3, 4))
        warned = due is not None and elapsed_us(start, case.as_of) >= share * elapsed_us(start, due)
        instance.at_risk = verdict == "pending" and warned
    return instance


def _due(case: Case, promise: ast.Makes, member: Member) -> datetime | None:
    """The end of the limit, or the last microsecond before the event where that is earlier; null with neither."""
    assert member.start is not None
    ends = []
    if promise.within is not None:
        limit = limit_of(case.reader.amount(promise.within, member.row, member.day))
        assert limit is not None
        ends.append(later(member.start, limit, case.zone, case.office))
    before = case.option(ast.Before)
    event = case.reader.instant(before.event, member.row) if before else None
    if event is not None:
        ends.append(event - timedelta(microseconds=1))
    return min(ends, default=None)


def _done(case: Case, promise: ast.Makes, member: Member) -> datetime | None:
    assert member.start is not None
    made = [
        (at, child)
        for children in member.row.children.values()
        for child in children
        if isinstance(at := child.values.get("at"), datetime) and at >= member.start
        if any(_is_a(case, need.noun, child) for need in promise.needs)
    ]
    for at, _ in sorted(made, key=lambda entry: entry[0]):
        so_far = [child for t, child in made if t <= at]
        if all(_enough(case, need, sum(_is_a(case, need.noun, c) for c in so_far)) for need in promise.needs) and (
            promise.across is None or _enough(case, promise.across, len(_kinds(promise.across.noun, so_far)))
        ):
            return at
    return None


def _enough(case: Case, need: ast.Need, count: int) -> bool:
    """Whether there are so many: to be exactly `n` means to come to `n`."""
    return COMPARE[">=" if need.op == "=" else need.op](count, number(case.reader.amount(need.count, None, None)))


def _is_a(case: Case, noun: ast.Name, child: Row) -> bool:
    """A noun is a table, a definition over its rows, or the plural of a `kind`."""
    if noun.text == child.table:
        return True
    found = case.policy.names.get(noun.text)
    if isinstance(found, ast.Define):
        return case.reader.holds(found.definition, child) is True
    return child.values.get("kind") in (noun.text, noun.text.removesuffix("s"))


def _kinds(noun: ast.Name, children: list[Row]) -> set[Value]:
    column = noun.text.removesuffix("s")
    return {value for c in children if (value := c.values.get(column)) is not None}
