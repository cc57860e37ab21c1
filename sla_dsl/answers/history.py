"""What the data tell of every clause that is judged by periods: which of them met it, and how near the others came."""

from __future__ import annotations

from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.lint.context import History, Missed
from sla_dsl.reports import units
from sla_dsl.reports.words import whom

CLOSED = "closed"
PERIODS = 10_000
"""How many findings of a clause a report must list, so that all of its periods are among them."""


def histories(report: Report) -> dict[str, History]:
    """The histories by the ids of clauses; of those that have none, because they are judged row by row, none."""
    missed: dict[str, list[Missed]] = {}
    for finding in report.findings:
        one = _missed(finding)
        if one is not None:
            missed.setdefault(finding.clause, []).append(one)
    there = {clause.id: clause for clause in report.clauses}
    return {name: _history(there[name], tuple(ones)) for name, ones in missed.items()}


def _missed(finding: Finding) -> Missed | None:
    period, observed = finding.period, finding.observed
    if period is None or period.state != CLOSED or finding.verdict is not Verdict.BREACHED or observed is None:
        return None
    return Missed(whom(finding), observed, units.quantity(observed, finding.target))


def _history(clause: ClauseSummary, missed: tuple[Missed, ...]) -> History:
    counts = clause.counts if clause.shares is None else clause.shares
    target = clause.target
    promised = "" if target is None else units.bound(target, words=True)
    return History(promised, target is None or target.op not in ("<=", "<"), counts.get(Verdict.MET, 0), missed)
