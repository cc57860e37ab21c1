"""The clauses in the parts of the time that a review pack is about."""

from __future__ import annotations

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Verdict
from sla_dsl.pack.models import ClauseReview, InPeriod, Pack
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING, kept, share
from sla_dsl.pack.sections.pieces import NAME, heads, rank
from sla_dsl.reports import units, words


def parts(pack: Pack) -> Section | None:
    """A row a clause, a column a part; None where there are not two parts."""
    labels = [part.span.label for part in pack.clauses[0].parts] if pack.clauses else []
    judged = [c for c in pack.clauses if c.parts]
    if len(labels) < 2:
        labels = [part.span.label for part in judged[0].parts] if judged else []
    if not judged or len(labels) < 2:
        return None
    rows = tuple((Cell(visible(c.summary.id, NAME)), *(_part(part, c) for part in c.parts), _whole(c)) for c in judged)
    columns = heads("Clause", *(f"#{label}" for label in labels), "#All")
    told = (
        "Rows count in the part in which they begin, and periods in the one in which they end. "
        "Shares are of the instances that were judged."
    )
    return Section("periods", "By period", (told,), (Table("Compliance by period", columns, rows),))


def _part(of: InPeriod, clause: ClauseReview) -> Cell:
    """A clause in a part: what was seen, where it is one number; else the share that was met, and of how many."""
    if of.rows is None:
        seen = next((b for b in clause.bars if b.label == of.span.label and b.value is not None), None)
        if seen is not None and seen.value is not None:
            said = f"{units.quantity(seen.value, seen.target)}{_undecided(seen.verdict)}"
            return Cell(said, sort=seen.value, verdict=seen.verdict)
    if not of.kept.judged:
        return Cell(NOTHING, sort=-1)
    said = f"{share(of.kept)} of {of.kept.judged:,}{_undecided(of.verdict)}"
    return Cell(said, sort=rank(of.kept), verdict=of.verdict)


def _undecided(verdict: Verdict) -> str:
    """What stands behind a value that neither keeps nor breaks the promise; nothing where nothing is judged there."""
    if verdict is Verdict.MET or verdict.is_breach or verdict is Verdict.NOT_APPLICABLE:
        return ""
    return f", {words.verdict_word(verdict)}"


def _whole(clause: ClauseReview) -> Cell:
    """The share of rows that was met in all parts, or how many periods were: a share of values says nothing."""
    of = clause.now
    said = share(of.kept) if of.rows is not None else kept(of, clause)
    return Cell(said, sort=rank(of.kept))
