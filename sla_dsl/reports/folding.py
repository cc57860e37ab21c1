"""Which findings a report with an upper limit lists one by one, and how many it folds into a line for each clause."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.words import by_clause, instances_of, of_known, total, verdict_word
from sla_dsl.text.record import record


@record
class Left:
    """How many findings of one verdict are not listed; `known` as that of a finding."""

    verdict: Verdict
    count: int
    known: bool | None = None

    @property
    def word(self) -> str:
        return of_known(verdict_word(self.verdict), self.known)

    @property
    def said(self) -> str:
        """`1,000 more missed`."""
        return f"{self.count:,} more {self.word}"

    def id(self, clause: str) -> str:
        """A stable id, as that of a finding."""
        return fingerprint(clause, group={"more": self.verdict.value} | ({"known": True} if self.known else {}))


@record
class Fold:
    """The findings of one clause with one of some verdicts: those listed, and the counts of those that are not."""

    clause: ClauseSummary
    listed: tuple[Finding, ...]
    left: tuple[Left, ...]


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
    counts, known = instances_of(clause), clause.known or {}
    left = []
    for verdict in verdicts:
        there = max(total(counts, (verdict,)), sum(f.verdict is verdict for f in found))
        unlisted = there - sum(f.verdict is verdict for f in listed)
        of_them = known.get(verdict, 0) - sum(f.verdict is verdict and f.known is True for f in listed)
        compared = False if clause.known is not None and verdict.is_breach else None
        left += [Left(verdict, unlisted - of_them, compared), Left(verdict, of_them, True)]
    return Fold(clause, tuple(listed), tuple(part for part in left if part.count))
