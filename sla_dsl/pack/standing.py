"""Consequences that are not due, and how near they are: the breaches that are there of those it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from sla_dsl.findings import models
from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import Verdict
from sla_dsl.findings.numbers import exact
from sla_dsl.model.consequences import Action, Consequence
from sla_dsl.model.forms import Per
from sla_dsl.pack import tally
from sla_dsl.pack.judged import Judged, Looked
from sla_dsl.pack.models import Standing
from sla_dsl.pack.spans import before, span_of
from sla_dsl.reports import units, words


def standing(looked: Looked) -> tuple[Standing, ...]:
    """The consequences of the policy that are not due of what goes on now, and may be."""
    found = (
        _of(c, looked.clauses[c.clause], looked) for c in looked.ready.policy.consequences if c.clause in looked.clauses
    )
    return tuple(one for one in found if one is not None)


def _of(of: Consequence, clause: Judged, looked: Looked) -> Standing | None:
    risk = _at_risk(clause)
    if of.times is None:
        return _made(of, "at risk", risk) if risk else None
    assert of.per is not None
    streak, needed = _streak(of, of.per, clause, looked.today)
    missing = needed - streak
    if missing <= 0:
        return None
    unit = of.per.kind.replace("_", " ")
    there = f"{streak} of {units.count(needed, f'breached {unit}')} {'are' if streak != 1 else 'is'} there"
    if streak:
        return _made(of, "pending", "; ".join(filter(None, [there, risk])))
    return _made(of, "at risk", risk) if risk and missing == 1 else None


def _made(of: Consequence, state: Literal["pending", "at risk"], why: str) -> Standing:
    actions = "; ".join(words.action(_action(a)) for a in of.actions)
    return Standing(of.clause, actions, state, why)


def _action(of: Action) -> models.Action:
    return models.Action(of.kind, of.text, of.to, None if of.amount is None else exact(of.amount), of.unit)


def _at_risk(clause: Judged) -> str:
    """What stands so that a breach may come; nothing where nothing does."""
    if clause.by_periods:
        open_ones = [f for f in clause.instances if f.verdict is Verdict.PENDING and f.at_risk]
        return "; ".join(f"{words.whom(f)} is at risk" for f in open_ones[:3])
    daily = clause.daily
    if daily is None or tally.AT_RISK not in daily.columns:
        return ""
    rows = int(daily[tally.AT_RISK].sum())
    return f"{units.count(rows, 'row')} at risk" if rows else ""


def _streak(of: Consequence, per: Per, clause: Judged, today: date) -> tuple[int, int]:
    """How many breached periods count towards a consequence now, of the group that has most, and how many it takes."""
    assert of.times is not None
    most = 0
    for breached in _breached(per, clause):
        most = max(
            most,
            _run(breached, per, clause, today) if of.of_last is None else _recent(breached, of, per, clause, today),
        )
    return most, of.times


def _breached(per: Per, clause: Judged) -> Iterator[set[date]]:
    """The first days of the periods that are breached, group by group."""
    if clause.by_periods:
        groups: dict[str, set[date]] = {}
        for one in clause.instances:
            if one.verdict is Verdict.BREACHED and one.period is not None:
                groups.setdefault(dumps(one.group), set()).add(span_of(per, clause.start_of(one), clause.years).start)
        yield from groups.values()
    elif clause.daily is not None:
        days = clause.daily.filter(tally.breached(clause.daily))["day"]
        yield {span_of(per, tally.day(int(d)), clause.years).start for d in days if d != tally.WHENEVER}


def _run(breached: set[date], per: Per, clause: Judged, today: date) -> int:
    """How many periods in a row are breached, up to now: the period that goes on counts when it is breached already."""
    now = span_of(per, today, clause.years)
    spans = [*before(now, len(breached) + 1, clause.years), now]
    count = 0
    for span in reversed(spans if now.start in breached else spans[:-1]):
        if span.start not in breached:
            break
        count += 1
    return count


def _recent(breached: set[date], of: Consequence, per: Per, clause: Judged, today: date) -> int:
    """How many of the last ones are breached; the next one to come takes the place of the first of them."""
    assert of.of_last is not None
    now = span_of(per, today, clause.years)
    return sum(span.start in breached for span in [*before(now, of.of_last - 1, clause.years), now])
