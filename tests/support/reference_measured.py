"""Amounts that are measured from the data, in the reference evaluator (rule 150)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import cache, partial

from sla_dsl.lang import ast
from tests.support.reference_cases import FIRST_DAY, LAST_DAY, Case, Member, limit_of
from tests.support.reference_entries import statistic
from tests.support.reference_logic import any_of, number
from tests.support.reference_policy import Policy, Value, walk
from tests.support.reference_tables import Tables
from tests.support.reference_time import later

NO_CLAUSE = ast.Clause(None, None, (), ast.Ensures(ast.Lit(ast.Bool(value=True))))


def measure_all(policy: Policy, tables: Tables, as_of: datetime) -> None:
    """Tells the policy what each of its measured amounts is, once that is asked for; None where it is not known."""
    for name, let in policy.names.items():
        if isinstance(let, ast.Let) and isinstance(let.value, ast.Measured):
            policy.measured[name] = cache(partial(_measured, policy, tables, as_of, let.value.of))


def rests_on_the_unknown(case: Case) -> bool:
    """Whether a clause, or a waiver of it, rests on an amount that could not be measured or reckoned with."""
    waivers = [w for w in case.policy.waivers if w.clause.text == case.name]
    return any(
        any(isinstance(n, ast.Measured) for n in _behind(case.policy, let))
        and not isinstance(let.value, ast.Dated)
        and case.reader.value(ast.Ref(let.name), None) is None
        for part in (case.clause, *waivers)
        for let in _behind(case.policy, part)
        if isinstance(let, ast.Let)
    )


def _behind(policy: Policy, node: ast.Node) -> list[ast.Node]:
    """Every node of a statement, of those that its names stand for, and of the clauses that excuse it and of their
    waivers (rules 150 and 214)."""
    found: dict[int, ast.Node] = {}
    todo = [node]
    while todo:
        for part in walk(todo.pop()):
            if id(part) not in found:
                found[id(part)] = part
                named = policy.names.get(part.text) if isinstance(part, ast.Name) else None
                todo += [] if named is None else [named]
                if isinstance(part, ast.ExcusedBy):
                    todo += [c for c in policy.clauses if c.id and c.id.text == part.clause.text]
                    todo += [w for w in policy.waivers if w.clause.text == part.clause.text]
    return list(found.values())


def _measured(
    policy: Policy, tables: Tables, as_of: datetime, of: ast.Conversion | ast.Statistic | ast.CountOf
) -> Value:
    if isinstance(of, ast.CountOf):
        return _count(_case(policy, tables, as_of, of.table.text), of)
    stage = policy.stage(of.origin if isinstance(of, ast.Conversion) else of.stage)
    assert stage is not None
    case = _case(policy, tables, as_of, stage.table.text if stage.table else "leads")
    start, conditions = case.anchor(stage)
    members = [m for m in case.members(start, *conditions) if m.state != "excluded"]
    if isinstance(of, ast.Conversion):
        return _rate(case, of, members)
    values = [case.reader.value(of.operand, m.row) for m in members]
    if not members or any(m.state == "unknown" for m in members) or None in values:
        return None
    known = [number(v) for v in values]
    return sum(known, Fraction(0)) if of.function == "sum" else statistic(of.function, known)


def _case(policy: Policy, tables: Tables, as_of: datetime, table: str) -> Case:
    """Everything of a table, whatever the term."""
    case = Case(policy, tables, as_of, NO_CLAUSE, "", table)
    case.low, case.high = FIRST_DAY, LAST_DAY
    return case


def _rate(case: Case, of: ast.Conversion, members: list[Member]) -> Value:
    goal = case.policy.stage(of.goal)
    assert goal is not None
    limit = None if of.within is None else limit_of(case.reader.amount(of.within, None, None))
    reached: list[bool | None] = []
    for member in members:
        assert member.start is not None
        end = None if limit is None else later(member.start, limit, case.zone, case.office)
        if end is not None and end > case.as_of:
            continue
        done = case.reader.instant(goal.at, member.row)
        in_time = done is not None and (end is None or done <= end)
        truth = case.reader.holds(goal.when, member.row) if in_time else False
        reached.append(None if member.state == "unknown" else truth)
    return None if not reached or None in reached else Fraction(reached.count(True), len(reached))


def _count(case: Case, of: ast.CountOf) -> Value:
    truths = []
    for row in case.rows:
        out = any_of(case.excluded(e, row) for e in case.policy.excludes)
        if out is not True:
            truths.append(None if out is None else case.reader.holds(of.where, row))
    return None if None in truths else Fraction(truths.count(True))
