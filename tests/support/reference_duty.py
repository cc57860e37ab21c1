"""Duties and the shares of duties and invariants in the reference evaluator."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_cases import BREACHED, Case, Instance, Member, elapsed_us, limit_of
from tests.support.reference_deadline import NoCalendar, NothingPromised, due_of
from tests.support.reference_logic import number
from tests.support.reference_policy import AFTER_LAST_INSTANT, Value
from tests.support.reference_tiers import lines
from tests.support.reference_time import ELAPSED, Limit, Office, later
from tests.support.reference_waivers import settled
from tests.support.reference_windows import Window, windows

CREATED = ast.Ref(ast.Name(("created",)))


def start_of(case: Case, noun: ast.Name | None) -> tuple[ast.Expr, list[ast.Expr | None]]:
    """The start of a duty and the conditions it adds to the scope (rule 5): `of`, else the stage noun, else created."""
    of, stage = case.option(ast.Of), case.policy.stage(noun)
    start, conditions = case.anchor(stage) if stage else (CREATED, [])
    if of is not None:
        conditions = [ast.Ref(noun)] if stage is not None and noun is not None else []
        started = case.policy.named(of.event)
        start, more = case.anchor(started) if started else (of.event, [])
        conditions += more
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
    limit, lowest = limits_of(case, promise.limit, promise.low, member)
    try:
        due = due_of(case, limit, member)
    except NothingPromised:
        return None
    except NoCalendar:
        member, due, lowest = doubted(member), due_of(case, None, member), None
    done = member.reader(case).instant(promise.event, member.row)
    low = limit_of(case.reader.amount(lowest, member.row, member.day)) if lowest is not None else None
    return judged(case, member, done, due, low)


def limits_of(
    case: Case, limit: ast.Time | None, low: ast.Amount | None, member: Member
) -> tuple[ast.Time | None, ast.Amount | None]:
    """The upper and the lower limit of a subject: the promise's, or its tier's."""
    if case.tiers is None or "within" not in (n.text for n in case.tiers.header) or member.tier is None:
        return limit, low
    cell = member.tier.cells["within"]
    if cell.bound is not None:
        return cell.bound.high, cell.bound.value
    (amount,) = cell.values
    return amount, None


def doubted(member: Member) -> Member:
    """A member of which nobody knows how it would be judged."""
    return replace(member, state="unknown") if member.state == "judged" else member


def judged(case: Case, member: Member, done: datetime | None, due: datetime | None, low: Limit | None) -> Instance:
    """The instance of a subject; without a due instant nothing is ever due (rules 7, 8 and 33)."""
    assert member.start is not None
    office = case.office_of(member.row)
    return told(case, member, judge(case, member.start, done, due or AFTER_LAST_INSTANT, low, office), done, due)


def told(case: Case, member: Member, verdict: str, done: datetime | None, due: datetime | None) -> Instance:
    """The instance of a subject with the verdict that it has if it is judged."""
    start = member.start
    assert start is not None
    warn = case.option(ast.WarnAt)
    share = case.share(warn.share if warn else None, Fraction(3, 4))
    warned = due is not None and elapsed_us(start, case.as_of) >= share * elapsed_us(start, due)
    final = settled(case, member, verdict)
    return Instance(
        case.name, final, case.key(member.row), group=case.group(member.row), start=start, done=done, due=due,
        at_risk=final == "pending" and warned, cycle=member.cycle,
    )  # fmt: skip


def judge(
    case: Case, start: datetime, done: datetime | None, due: datetime, low: Limit | None, office: Office | None
) -> str:
    """The verdict of a duty that is judged (rule 7)."""
    if done is None:
        return "missed" if due < case.as_of else "pending"
    if done > due:
        return "late"
    return "breached" if low is not None and too_early(case, start, max(done, start), low, office) else "met"


def too_early(case: Case, start: datetime, done: datetime, low: Limit, office: Office | None) -> bool:
    """Whether less than the lower bound has passed; on open time that is less open time (rule 52)."""
    if low.business and low.unit in ELAPSED and office is not None:
        return office.open_us(start, done) < low.seconds() * 1_000_000
    return done < later(start, low, case.zone, office)


# ------------------------------------------------------------------------------------------------- shares


def wants_shares(case: Case) -> bool:
    """Whether the clause promises a share (rule 9)."""
    return _own(case) or any(case.option(kind) is not None for kind in (ast.On, ast.Per, ast.By))


def shares(case: Case, instances: list[tuple[Member, Instance]], starts: list[datetime] | None) -> list[Instance]:
    """One instance a period and group: the share that is met (rules 9, 10 and 19)."""
    per = case.option(ast.Per)
    spans: list[Window | None] = (
        list(windows(case, per.period, starts or [])) if per else [None] if starts != [] or case.has_term else []
    )
    found = []
    for window in spans:
        inside = [i for m, i in instances if window is None or window.holds(m)]
        groups = sorted({i.group for i in inside}, key=repr) if case.option(ast.By) or _own(case) else [()]
        found += [_share(case, window, group, [i for i in inside if i.group == group]) for group in groups]
    return found


def _own(case: Case) -> bool:
    """Whether each tier has a share of its own (rule 72)."""
    return case.tiers is not None and "on" in (n.text for n in case.tiers.header)


def _target(case: Case, window: Window | None, group: tuple[Value, ...]) -> Fraction | None:
    """The share that is promised: the clause's, or the tier's; null before its first date (rule 74)."""
    on, day = case.option(ast.On), window.first if window else None
    promised: ast.Amount | None = on.share if on else None
    if _own(case):
        assert case.tiers is not None
        tier = next((t for t in lines(case.tiers) if t.label in group), None)
        cell = tier.cells["on"] if tier else None
        promised = None if cell is None else cell.bound.value if cell.bound else cell.values[0]
    found = Fraction(1) if promised is None else case.reader.amount(promised, None, day)
    return None if found is None else number(found)


def _share(case: Case, window: Window | None, group: tuple[Value, ...], instances: list[Instance]) -> Instance:
    verdicts = [i.verdict for i in instances]
    met, pending, unknown = (verdicts.count(word) for word in ("met", "pending", "unknown"))
    judged = met + sum(v in BREACHED for v in verdicts)
    state = window.state if window else "closed"
    size, target = case.option(ast.MinSize), _target(case, window, group)
    if state == "partial" or target is None:
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
        at_risk=verdict == "pending" and target is not None and met < target * judged,
    )  # fmt: skip
