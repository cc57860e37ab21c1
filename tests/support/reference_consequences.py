"""Consequences in the reference evaluator: what is due when a clause is breached (rules 84 to 87)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sla_dsl.lang import ast
from tests.support.reference_cases import BREACHED, ClauseResult, Group, Instance
from tests.support.reference_policy import Policy
from tests.support.reference_time import ONE_DAY, day_of


@dataclass(frozen=True)
class Consequence:
    """What is due for a clause: the days it is about (the first, and the one after the last), a group, and how many
    rows or periods are breached."""

    clause: str
    period: tuple[date, date] | None
    group: Group
    count: int


Span = tuple[date, date]


def consequences(policy: Policy, results: dict[str, ClauseResult], as_of_day: date) -> list[Consequence]:
    """Everything that is due, in no order."""
    found = []
    for when in policy.whens:
        result = results.get(when.clause.text)
        if result is None:
            continue
        judged = result.shares or result.instances
        by_period = any(i.key is None for i in judged)
        if when.times is None:
            found += _each(result.id, judged) if by_period else _all(result.id, judged)
        else:
            assert when.period is not None
            unit = _unit(policy, when) if by_period else when.period
            for group, spans in _broken(policy, judged, unit, by_period=by_period).items():
                pick = _runs(spans, when.times) if when.of_last is None else _last(policy, when, unit, spans, as_of_day)
                found += [Consequence(result.id, span, group, count) for span, count in pick]
    return found


def _unit(policy: Policy, when: ast.When) -> ast.Period:
    """The clause's own period: `quarters` are also its fiscal ones (rule 85)."""
    clause = next(c for c in policy.clauses if c.id is not None and c.id.text == when.clause.text)
    return next(o.period for o in clause.options if isinstance(o, ast.Per))


def _each(clause: str, judged: list[Instance]) -> list[Consequence]:
    return [Consequence(clause, i.period, i.group, 1) for i in judged if i.verdict in BREACHED]


def _all(clause: str, judged: list[Instance]) -> list[Consequence]:
    count = sum(i.verdict in BREACHED for i in judged)
    return [Consequence(clause, None, (), count)] if count else []


def _broken(policy: Policy, judged: list[Instance], unit: ast.Period, *, by_period: bool) -> dict[Group, set[Span]]:
    """The breached periods of every group; of single subjects, the periods in which a breached one began."""
    found: dict[Group, set[Span]] = {}
    for instance in judged:
        if instance.verdict in BREACHED:
            span = instance.period
            if not by_period:
                assert instance.start is not None
                span = policy.aligned.holding(day_of(policy.zone, instance.start), unit)
            assert span is not None
            found.setdefault(instance.group if by_period else (), set()).add(span)
    return found


def _runs(spans: set[Span], least: int) -> list[tuple[Span, int]]:
    """The runs of periods that follow one another, at least so many."""
    runs: list[list[Span]] = []
    for span in sorted(spans):
        if runs and runs[-1][-1][1] == span[0]:
            runs[-1].append(span)
        else:
            runs.append([span])
    return [((run[0][0], run[-1][1]), len(run)) for run in runs if len(run) >= least]


def _last(policy: Policy, when: ast.When, unit: ast.Period, spans: set[Span], today: date) -> list[tuple[Span, int]]:
    assert when.of_last is not None
    assert when.times is not None
    units = [policy.aligned.holding(today, unit)]
    while len(units) < when.of_last:
        units.append(policy.aligned.holding(units[-1][0] - ONE_DAY, unit))
    count = len(spans & set(units))
    return [((units[-1][0], units[0][1]), count)] if count >= when.times else []
