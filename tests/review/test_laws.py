"""The laws of directions, on random policies, edits and tables.

A policy does not differ from itself; the way back is the mirror; what is tightened keeps every breach; what is
equivalent, or no change at all, has the same breaches.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla_dsl import Finding, Report
from sla_dsl.check import check
from sla_dsl.policy import bound, parse_all
from sla_dsl.ready import Options
from sla_dsl.review.catalogue import NO_VERDICTS, SORTS
from sla_dsl.review.diff import diff
from sla_dsl.review.models import Bound, Direction, PolicyDiff
from sla_dsl.text.diagnostic import Told
from sla_dsl.text.source import Source
from tests.review.mutations import edited
from tests.support.comparing import SCHEMAS, frame
from tests.support.strategies import Scenario, scenarios

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

RANDOM = settings(
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SOAK = int(os.environ.get("SLA_SOAK", "5000"))
T, L, E = Direction.TIGHTENED, Direction.LOOSENED, Direction.EQUIVALENT


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Scenario, str]:
    """A policy with its tables, and the policy after an edit."""
    scenario = draw(scenarios())
    return scenario, draw(edited(scenario.text))


def policy(text: str, base: str | None) -> Bound | None:
    """The policy with the base that it uses; None where an edit has left it with mistakes."""
    with TemporaryDirectory() as folder:
        if base is not None:
            Path(folder, "base.sla").write_text(base, encoding="utf-8")
        try:
            files = parse_all([Source("policy.sla", text, Path(folder, "policy.sla"))])
            return Bound("policy.sla", files, bound(files)[0])
        except Told:
            return None


def said(found: PolicyDiff) -> list[str]:
    """The changes in one line each, for a failure."""
    return [f"{c.id} {c.direction} {c.clause or c.reaches}: {c.old_said} -> {c.new_said}" for c in found.changes]


def told(found: PolicyDiff, *, back: bool = False) -> list[tuple[object, ...]]:
    """The changes without their places, or what they are to be on the way back."""
    if back:
        return sorted((SORTS[c.id].mirror, c.direction.mirror, c.clause or "", c.reaches) for c in found.changes)
    return sorted((c.id, c.direction, c.clause or "", c.reaches) for c in found.changes)


def of_clause(found: PolicyDiff, clause: str) -> set[Direction]:
    """The directions of all that changes the verdicts of a clause."""
    verdicts = (c for c in found.changes if c.area not in NO_VERDICTS)
    return {c.direction for c in verdicts if clause == c.clause or clause in c.reaches}


def report(of: Bound, scenario: Scenario) -> Report:
    tables = {name: frame(rows, SCHEMAS[name]) for name, rows in scenario.tables.items()}
    return check(of.files, tables, Options(as_of=scenario.as_of, max_evidence=1_000_000, digests=False))


def key(finding: Finding) -> tuple[object, ...]:
    """The instance that a finding is about."""
    subject = None if finding.subject is None else tuple(finding.subject.items())
    period = None if finding.period is None else (finding.period.start, finding.period.end)
    return subject, finding.cycle, period, tuple(sorted(finding.group.items()))


def breaches(of: Report, clause: str, *, by_period: bool) -> set[tuple[object, ...]]:
    """The instances of a clause that are breached and decide it: periods and groups where it has any."""
    found = [f for f in of.findings if f.clause == clause and f.verdict.is_breach]
    return {key(f) for f in found if (f.period is not None) == by_period}


def judged(pair: tuple[Scenario, str], outcomes: Counter[str]) -> None:
    scenario, text = pair
    old, new = (policy(one, scenario.base) for one in (scenario.text, text))
    if old is None or new is None:
        outcomes["not a policy"] += 1
        return
    found = diff(old, new)
    assert told(diff(new, old)) == told(found, back=True)
    try:
        before, after = report(old, scenario), report(new, scenario)
    except Told:
        outcomes["not judged"] += 1
        return
    for clause in [f.meta.id for f in old.policy.forms if f.meta.id in {g.meta.id for g in new.policy.forms}]:
        directions = of_clause(found, clause)
        outcomes[" ".join(sorted(directions)) or "same"] += 1
        holds(clause, directions, before, after, found)


def holds(clause: str, directions: set[Direction], before: Report, after: Report, found: PolicyDiff) -> None:
    """What the directions of a clause say of its breaches."""
    (one,), (other,) = ([c for c in r.clauses if c.id == clause] for r in (before, after))
    periods = [c.shares is not None or c.form == "measure" for c in (one, other)]
    if periods[0] != periods[1]:  # the instances are not the same: the clause is
        was, now = {()} if one.verdict.is_breach else set(), {()} if other.verdict.is_breach else set()
    else:
        was, now = (breaches(r, clause, by_period=periods[0]) for r in (before, after))
    if directions <= {T, E}:
        assert was <= now, said(found)
    if directions <= {L, E}:
        assert now <= was, said(found)
    if not directions:
        assert one.counts == other.counts, said(found)


@settings(RANDOM, max_examples=25)
@given(pair=pairs())
def test_directions_hold_on_random_tables(pair: tuple[Scenario, str]) -> None:
    judged(pair, Counter())


@settings(RANDOM, max_examples=15)
@given(scenario=scenarios())
def test_a_random_policy_does_not_differ_from_itself(scenario: Scenario) -> None:
    one = policy(scenario.text, scenario.base)
    if one is None:  # a stage defined by itself, dates outside the term
        return
    found = diff(one, one)
    assert (found.changes, found.edits, found.equal_in_meaning) == ((), (), True)


@pytest.mark.soak
def test_directions_hold_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes: Counter[str] = Counter()

    @settings(RANDOM, max_examples=SOAK)
    @given(pair=pairs())
    def run(pair: tuple[Scenario, str]) -> None:
        judged(pair, outcomes)

    try:
        run()
    finally:
        with capsys.disabled():
            print(f"\n{dict(outcomes)}")
    told = outcomes.total() - outcomes["not a policy"] - outcomes["not judged"]
    assert outcomes["tightened"] + outcomes["loosened"] > told / 20
