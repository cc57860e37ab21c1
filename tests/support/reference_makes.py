"""`makes` in the reference evaluator: how many touches of which kinds come in time."""

from __future__ import annotations

from datetime import datetime

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member
from tests.support.reference_deadline import NoCalendar, NothingPromised, due_of
from tests.support.reference_duty import doubted, judged, limits_of, start_of, told
from tests.support.reference_logic import COMPARE, number
from tests.support.reference_policy import AFTER_LAST_INSTANT, Row, Value
from tests.support.reference_rhythm import every, well_spaced
from tests.support.reference_time import day_of


def makes(case: Case, promise: ast.Makes) -> list[tuple[Member, Instance]]:
    """One instance a subject (rules 30 to 33); done is the instant at which every need is satisfied."""
    start, conditions = start_of(case, None)
    found = [(member, _makes(case, promise, member)) for member in case.members(start, *conditions)]
    return [(member, instance) for member, instance in found if instance is not None]


def _makes(case: Case, promise: ast.Makes, member: Member) -> Instance | None:
    if promise.every is not None:
        return every(case, promise.every, member, [at for at, _ in _made(case, promise, member)])
    limit, _ = limits_of(case, promise.within, None, member)
    try:
        due = due_of(case, limit, member)
    except NothingPromised:
        return None
    except NoCalendar:
        member, due = doubted(member), due_of(case, None, member)
    done = _done(case, promise, member)
    instance = judged(case, member, done, due, None)
    spaced = case.option(ast.Spaced)
    if spaced is not None and member.state == "judged":
        first = [at for at, child in _made(case, promise, member) if _is_a(case, promise.needs[0].noun, child)]
        if not well_spaced(case, spaced.bound, first, done, due, member):
            return told(case, member, "breached", done, due)
    return instance


def _made(case: Case, promise: ast.Makes, member: Member) -> list[tuple[datetime, Row]]:
    """The child rows that count for a need, from the start on, in their order."""
    assert member.start is not None
    low, high = member.time or (member.start, AFTER_LAST_INSTANT)
    made = [
        (at, child)
        for children in member.row.children.values()
        for child in children
        if isinstance(at := child.values.get("at"), datetime) and max(low, member.start) <= at < high
        if any(_is_a(case, need.noun, child) for need in promise.needs)
    ]
    return sorted(made, key=lambda entry: entry[0])


def _done(case: Case, promise: ast.Makes, member: Member) -> datetime | None:
    made = _made(case, promise, member)
    for at, _ in made:
        so_far = [(t, child) for t, child in made if t <= at]
        if all(_enough(case, need, sum(_is_a(case, need.noun, c) for _, c in so_far)) for need in promise.needs) and (
            promise.across is None or _enough(case, promise.across, len(_kinds(case, promise.across.noun, so_far)))
        ):
            return at
    return None


def _enough(case: Case, need: ast.Need, count: int) -> bool:
    """Whether there are so many: to be exactly `n` means to come to `n`."""
    return COMPARE[">=" if need.op == "=" else need.op](count, number(case.reader.amount(need.count, None, None)))


def _is_a(case: Case, noun: ast.Name, child: Row) -> bool:
    """A noun is a table, a definition over its rows, a stage that they entered, or the plural of a `kind` (rule 31)."""
    if noun.text == child.table:
        return True
    found = case.policy.names.get(noun.text)
    if isinstance(found, ast.Define | ast.Stage) and found.table is not None:
        return found.table.text == child.table and case.reader.holds(ast.Ref(noun), child) is True
    return child.values.get("kind") in (noun.text, noun.text.removesuffix("s"))


def _kinds(case: Case, noun: ast.Name, made: list[tuple[datetime, Row]]) -> set[Value]:
    """The different days (rule 124), or the different known values of a column (rule 32)."""
    if noun.text in ("day", "days"):
        return {day_of(case.zone, at) for at, _ in made}
    singular = noun.text.removesuffix("s")
    return {v for _, c in made if (v := c.values.get(noun.text, c.values.get(singular))) is not None}
