"""Duties and the shares of duties and invariants in the reference evaluator."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import BREACHED, Case, Instance, Member, elapsed_us, limit_of
from tests.support.reference_deadline import NothingPromised, due_of
from tests.support.reference_policy import AFTER_LAST_INSTANT, Row, Value
from tests.support.reference_time import ELAPSED, Limit, later
from tests.support.reference_waivers import settled
from tests.support.reference_windows import Window, windows

CREATED = ast.Ref(ast.Name(("created",)))


def start_of(case: Case, noun: ast.Name | None) -> tuple[ast.Expr, list[ast.Expr | None]]:
    """The start of a duty and the conditions it adds to the scope (rule 5): `of`, else the stage noun, else created."""
    of, stage = case.option(ast.Of), case.policy.stage(noun)
    start: ast.Expr = stage.at if stage else CREATED
    conditions: list[ast.Expr | None] = [stage.when] if stage else []
    if of is not None:
        if stage is not None and noun is not None:
            conditions = [ast.Ref(noun)]
        started = case.policy.stage(of.event)
        start = started.at if started else of.event
        conditions += [started.when] if started else []
    return start, conditions


def within(case: Case, promise: ast.Within) -> list[tuple[Member, Instance]]:
    """One instance a subject: `EVENT within LIMIT`, `EVENT between LOW and HIGH`."""
    start, conditions = start_of(case, promise.stage)
    found = []
    for member in case.members(start, *conditions):
        instance = _within(case, promise, member)
        if instance is not None:
            found.append((member, instance))
    return found


def _within(case: Case, promise: ast.Within, member: Member) -> Instance | None:
    assert member.start is not None
    limit: ast.Time | None = promise.limit
    if case.clause.tiers is not None:
        limit = tier_amount(case, case.clause.tiers, member.row, "within")
        if limit is None:
            return None
    try:
        due = due_of(case, limit, member)
    except NothingPromised:
        return None
    done = member.reader(case).instant(promise.event, member.row)
    low = limit_of(case.reader.amount(promise.low, member.row, member.day)) if promise.low is not None else None
    return judged(case, member, done, due, low)


def judged(case: Case, member: Member, done: datetime | None, due: datetime | None, low: Limit | None) -> Instance:
    """The instance of a subject; without a due instant nothing is ever due (rules 7, 8 and 33)."""
    start = member.start
    assert start is not None
    verdict = judge(case, start, done, due or AFTER_LAST_INSTANT, low)
    warn = case.option(ast.WarnAt)
    share = case.share(warn.share if warn else None, Fraction(3, 4))
    warned = due is not None and elapsed_us(start, case.as_of) >= share * elapsed_us(start, due)
    final = settled(case, member, verdict)
    return Instance(
        case.name, final, case.key(member.row), group=case.group(member.row), start=start, done=done, due=due,
        at_risk=final == "pending" and warned, cycle=member.cycle,
    )  # fmt: skip


def judge(case: Case, start: datetime, done: datetime | None, due: datetime, low: Limit | None) -> str:
    """The verdict of a duty that is judged (rule 7)."""
    if done is None:
        return "missed" if due < case.as_of else "pending"
    if done > due:
        return "late"
    return "breached" if low is not None and _too_early(case, start, max(done, start), low) else "met"


def _too_early(case: Case, start: datetime, done: datetime, low: Limit) -> bool:
    """Whether less than the lower bound has passed; on open time that is less open time (rule 52)."""
    if low.business and low.unit in ELAPSED and case.office is not None:
        return case.office.open_us(start, done) < low.seconds() * 1_000_000
    return done < later(start, low, case.zone, case.office)


def tier_amount(case: Case, tiers: ast.Tiers, row: Row, column: str) -> ast.Amount | None:
    """The amount of the first tier whose conditions all hold."""
    names = [n.text for n in tiers.header]
    for cells in tiers.rows:
        found: ast.Amount | None = None
        holds = True
        for name, cell in zip(names, cells, strict=True):
            if name == column:
                found = cell.values[0] if cell.kind == "amount" else cell.bound.value if cell.bound else None
            else:
                holds = holds and cell_holds(case, cell, case.reader.value(ast.Ref(ast.Name((name,))), row)) is True
        if holds:
            return found
    return None


def cell_holds(case: Case, cell: ast.CellBound, value: Value) -> bool | None:
    """The truth of a tier's cell for a value of its column."""
    if cell.kind == "any":
        return True
    if cell.kind == "values":
        return (
            any(case.reader.compare("=", value, case.reader.value(v, None)) is True for v in cell.values)
            if value is not None
            else None
        )
    bound = cell.bound
    assert bound is not None
    low = case.reader.amount(bound.value, None, None)
    if bound.high is None:
        return case.reader.compare(bound.op, value, low)
    high = case.reader.amount(bound.high, None, None)
    return case.reader.compare(">=", value, low) is True and case.reader.compare("<=", value, high) is True


# ------------------------------------------------------------------------------------------------- shares


def wants_shares(case: Case) -> bool:
    """Whether the clause promises a share (rule 9)."""
    return any(case.option(kind) is not None for kind in (ast.On, ast.Per, ast.By))


def shares(case: Case, instances: list[tuple[Member, Instance]], starts: list[datetime] | None) -> list[Instance]:
    """One instance a period and group: the share that is met (rules 9, 10 and 19)."""
    per = case.option(ast.Per)
    spans: list[Window | None] = (
        list(windows(case, per.period, starts or [])) if per else [None] if starts != [] or case.has_term else []
    )
    found = []
    for window in spans:
        inside = [i for m, i in instances if window is None or window.holds(m)]
        groups = sorted({i.group for i in inside}, key=repr) if case.option(ast.By) else [()]
        found += [_share(case, window, group, [i for i in inside if i.group == group]) for group in groups]
    return found


def _share(case: Case, window: Window | None, group: tuple[Value, ...], instances: list[Instance]) -> Instance:
    verdicts = [i.verdict for i in instances]
    met, pending, unknown = (verdicts.count(word) for word in ("met", "pending", "unknown"))
    judged = met + sum(v in BREACHED for v in verdicts)
    state = window.state if window else "closed"
    on, size = case.option(ast.On), case.option(ast.MinSize)
    target = case.share(on.share if on else None, Fraction(1))
    if state == "partial":
        verdict = "not_applicable"
    elif None in group:
        verdict = "unknown"
    elif state == "open":
        verdict = "pending"
    elif judged + pending == 0 and unknown:
        verdict = "unknown"
    elif judged + pending == 0 or (size is not None and judged + pending < case.share(size.size, Fraction(0))):
        verdict = "not_applicable"
    else:
        best = met + pending >= target * (judged + pending)
        worst = met >= target * (judged + pending)
        verdict = "met" if worst else "pending" if best else "breached"
    return Instance(
        case.name, verdict, None, (window.first, window.after) if window else None, state, group,
        Fraction(met, judged) if judged else None, met, judged,
        at_risk=verdict == "pending" and met < target * judged,
    )  # fmt: skip
