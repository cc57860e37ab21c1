"""The time between touches in the reference evaluator: `spaced`, and `every` (rules 120 and 121)."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member, limit_of
from tests.support.reference_duty import doubted, told, too_early
from tests.support.reference_time import later


def well_spaced(
    case: Case, bound: ast.Bound, rows: list[datetime], done: datetime | None, due: datetime | None, member: Member
) -> bool:
    """Whether no time between two rows next to each other, up to the one that does it, is out of bounds."""
    first = limit_of(case.reader.amount(bound.value, None, member.day))
    second = limit_of(case.reader.amount(bound.high, None, member.day)) if bound.high is not None else None
    low = first if bound.op in (">=", "between") else None
    high = second if bound.op == "between" else first if bound.op == "<=" else None
    office = case.office_of(member.row)
    counted = [at for at in rows if done is None or at <= done]
    ends = list(counted)
    if done is None and counted:
        ends.append(max(counted[-1], min(case.as_of, due or case.as_of)))
    if high is not None and any(later(a, high, case.zone, office) < b for a, b in pairwise(ends)):
        return False
    return low is None or not any(too_early(case, a, b, low, office) for a, b in pairwise(counted))


def every(case: Case, amount: ast.Expr, member: Member, rows: list[datetime]) -> Instance | None:
    """No more than so long from the start to the first row, from each to the next, and on to `as of`."""
    assert member.start is not None
    limit = limit_of(case.reader.amount(amount, None, member.day))
    if limit is None:
        return None
    office = case.office_of(member.row)
    if limit.business and office is None:
        return told(case, doubted(member), "unknown", None, None)
    before = case.option(ast.Before)
    event = member.reader(case).instant(before.event, member.row) if before else None
    if member.time is not None and member.time[1] <= case.as_of:
        event = min(member.time[1], event or member.time[1])
    counted = [at for at in rows if event is None or at < event]
    points = [member.start, *counted]
    dues = [later(at, limit, case.zone, office) for at in points]
    lasting = dues[-1] < case.as_of and (event is None or dues[-1] < event)
    if lasting:
        return told(case, member, "missed", None, dues[-1])
    for due, row in zip(dues, counted, strict=False):
        if row > due:
            return told(case, member, "late", row, due)
    running = None if event is not None and dues[-1] >= event else dues[-1]
    verdict = "met" if counted or event is not None else "pending"
    return told(case, member, verdict, counted[-1] if counted else None, running)
