"""Invariants (`fills`, `ensures`, `never`) in the reference evaluator."""

from __future__ import annotations

from sla_dsl.lang import ast
from tests.support.reference_cases import Case, Instance, Member
from tests.support.reference_duty import CREATED
from tests.support.reference_logic import any_of, negate
from tests.support.reference_policy import Row
from tests.support.reference_waivers import settled


def invariant(case: Case, promise: ast.Fills | ast.Ensures | ast.Never) -> list[tuple[Member, Instance]]:
    """One instance a row: met, breached, or unknown where the condition is."""
    start, conditions = anchor(case)
    found = []
    for member in case.members(start, *conditions):
        truth = _truth(case, promise, member.row)
        verdict = settled(case, member, "unknown" if truth is None else "met" if truth else "breached")
        instance = Instance(case.name, verdict, case.key(member.row), group=case.group(member.row), start=member.start)
        found.append((member, instance))
    return found


def anchor(case: Case) -> tuple[ast.Expr | None, list[ast.Expr | None]]:
    """The instant that places a row in time: the stage it names, else created where a period or a term asks for one."""
    on = case.option(ast.On)
    stage = case.policy.stage(on.of if on else None)
    if stage is not None:
        return stage.at, [stage.when]
    placed = case.has_term or case.option(ast.Per) is not None or bool(case.options(ast.InForce))
    return (CREATED if placed else None), []


def _truth(case: Case, promise: ast.Fills | ast.Ensures | ast.Never, row: Row) -> bool | None:
    match promise:
        case ast.Fills():
            return all(any_of(_filled(case, name, row) for name in needs) is True for needs in promise.fields)
        case ast.Ensures():
            return case.reader.holds(promise.condition, row)
        case ast.Never():
            return negate(case.reader.holds(promise.condition, row))


def _filled(case: Case, name: ast.Name, row: Row) -> bool:
    return case.reader.value(ast.Ref(name), row) is not None
