"""Which findings a report with an upper limit lists one by one, and how many it folds into a line for each clause."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.words import by_clause, instances_of, total, verdict_word
from sla_dsl.text.record import record


@record
class Fold:
    """The findings of one clause with one of some verdicts: those listed, and the counts of those that are not."""

    clause: ClauseSummary
    listed: tuple[Finding, ...]
    left: tuple[tuple[Verdict, int], ...]

    @property
    def more(self) -> int:
        return sum(n for _, n in self.left)

    @property
    def said(self) -> str:
        """What is left out: `1,000 more: 1,000 missed`."""
        return f"{self.more:,} more: " + ", ".join(f"{n:,} {verdict_word(v)}" for v, n in self.left)


def folds(report: Report, verdicts: Sequence[Verdict], most: int) -> list[Fold]:
    """What is listed of every clause, at most `most` findings in all, in the policy's order.

    No clause crowds out another: the first finding of each comes before the second of any, the weightiest first.
    """
    found = by_clause(report)
    wanted = {c.id: [f for f in found[c.id] if f.verdict in verdicts] for c in report.clauses}
    places = [
        (turn, -clause.severity.rank, position, clause.id)
        for position, clause in enumerate(report.clauses)
        for turn in range(len(wanted[clause.id]))
    ]
    allotted = dict.fromkeys(wanted, 0)
    for *_, id in sorted(places)[: max(most, 0)]:
        allotted[id] += 1
    return [_fold(c, wanted[c.id], verdicts, allotted[c.id]) for c in report.clauses]


def _fold(clause: ClauseSummary, found: Sequence[Finding], verdicts: Sequence[Verdict], most: int) -> Fold:
    listed = found[:most]
    # The report may hold fewer findings than there are: the counts know.
    counts = instances_of(clause)
    left = []
    for verdict in verdicts:
        there = max(total(counts, (verdict,)), sum(f.verdict is verdict for f in found))
        left.append((verdict, there - sum(f.verdict is verdict for f in listed)))
    return Fold(clause, tuple(listed), tuple((v, n) for v, n in left if n))
