"""Short ways to show where two policies part, and what has to hold of everything that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.cli.suites import Suite, run
from sla_dsl.lang import ast
from sla_dsl.lang.printer import formatted
from sla_dsl.policy import bound, parse_all
from sla_dsl.replay.boundary.cases import Case, cases, text
from sla_dsl.replay.boundary.judge import said
from sla_dsl.review.diff import diff
from sla_dsl.review.models import Bound, Direction
from sla_dsl.text.source import Source

HEAD = """agreement "Smarketing SLA" between marketing and sales
  term 2026-07-01 to 2026-12-31
  timezone "America/New_York"

calendar office
  open mon-fri 09:00-17:00

table touches of leads by lead_id
  at = "at"
  kind = "kind"

table reps
  key owner
  region = "region"

table leads of reps by owner

table scores of leads by lead_id
  at = "at"
  score = "score"

table bills
  key bill_id
  at = "at"

stage spend in bills at at

table changes of leads by lead_id
  at = "at"
  stage = "stage"

stage nurtured in changes at at when stage = "nurtured"
event reached = first touches.at where kind = "call"
"""


BREACHED = {"late", "missed", "breached"}
Pairs = Sequence[tuple[str, str]]


def back_and_forth(pairs: Pairs) -> list[tuple[str, str]]:
    """All pairs, and every third of them the other way round."""
    return [*pairs, *((new, old) for old, new in pairs[::3])]


def bound_of(policy: str) -> Bound:
    files = parse_all([Source("policy.sla", policy)])
    return Bound("policy.sla", files, bound(files)[0])


def shown(old: str, new: str, head: str = HEAD) -> str:
    return text(cases(bound_of(head + old), bound_of(head + new)))


def held(policy: str, blocks: str) -> list[list[bool]]:
    """Whether each expectation of each test holds under a policy."""
    files = parse_all([Source("policy.sla", f"{policy}\n{blocks}")])
    tests = [(s, f.source) for f in files for s in f.statements if isinstance(s, ast.Test)]
    ran = [run(Suite(files, bound(files)[0].forms, ()), test, source) for test, source in tests]
    assert all(not one.trouble for one in ran)
    return [[o.holds for o in one.outcomes] for one in ran]


def shown_apart(old: str, new: str) -> None:
    """What is shown of a clause, by its two promises, holds under the new one and not under the old one."""
    policies_apart(*(f"{HEAD}clause it: {one}\n" for one in (old, new)))


def policies_apart(before: str, after: str) -> None:
    """The blocks that are shown pass under the new policy, and none of them does under the old one."""
    found = cases(bound_of(before), bound_of(after), {"it"})
    blocks = text(found)
    under_new, under_old = held(after, blocks), held(before, blocks)
    assert under_new, blocks
    assert all(all(one) for one in under_new)
    assert not any(all(one) for one in under_old)
    assert formatted(Source("cases.sla", blocks)) == blocks
    goes_the_way_that_the_diff_says(bound_of(before), bound_of(after), found)


def goes_the_way_that_the_diff_says(before: Bound, after: Bound, found: tuple[Case, ...]) -> None:
    """Where all is tightened nothing is breached under the old policy only, and the other way round."""
    directions = {change.direction for change in diff(before, after, None).changes}
    if directions not in ({Direction.TIGHTENED}, {Direction.LOOSENED}):
        return
    sides = (before, after) if directions == {Direction.TIGHTENED} else (after, before)
    for one in (one for case in found for one in case.shown):
        looser, tighter = (said(side.files, one.test, "it", by_cycle=True) for side in sides)
        assert looser is not None
        assert tighter is not None
        breached = [name for name, verdict in looser.instances.items() if verdict in BREACHED]
        assert all(tighter.instances.get(name) in BREACHED for name in breached)
