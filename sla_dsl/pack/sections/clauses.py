"""The clauses in a review pack: what they say, how they were kept, and how that goes up and down."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.findings.exact import visible
from sla_dsl.pack.models import ClauseReview, Pack
from sla_dsl.pack.page import Cell, Chart, Section, Table
from sla_dsl.pack.said import NOTHING, change, kept, trend, verdict
from sla_dsl.pack.sections.pieces import NAME, TEXT, cap, heads, rank
from sla_dsl.reports import units


def clauses(pack: Pack) -> Section:
    """The verdict of each clause, how it was kept before, and in which parts of the time."""
    rows = tuple(
        (
            Cell(visible(c.summary.id, NAME)),
            Cell(cap(c.summary.party)),
            verdict(c.now),
            Cell(c.summary.severity.value, sort=-c.summary.severity.rank),
            Cell(kept(c.now, c), sort=rank(c.now.kept)),
            Cell(kept(c.earlier[-1], c), sort=rank(c.earlier[-1].kept)) if c.earlier else Cell(NOTHING, sort=-1),
            change(c.now.kept, c.earlier[-1].kept if c.earlier else None),
            trend(c),
        )
        for c in pack.clauses
    )
    points = tuple(_told(c) for c in pack.clauses)
    columns = heads("Clause", "Party", "Verdict", "Severity", "Kept", "Period before", "#Change", "Trend")
    charts = tuple(_chart(c) for c in pack.clauses if len(c.bars) > 1)
    table = Table(f"Compliance by clause, {pack.span.label}", columns, rows)
    return Section("clauses", "The clauses", tuple(_remembered(pack)), (table,) if rows else (), charts, points)


def _remembered(pack: Pack) -> Iterator[str]:
    """What comes from the ledger, and which of that another policy has judged."""
    found = [one for c in pack.clauses for one in c.earlier if one.ledger is not None]
    if found:
        yield "Earlier periods that the data do not hold are taken from the ledger."
    others = {
        one.span: one.ledger.version
        for one in found
        if one.ledger is not None and one.ledger.policy != pack.run.policy_digest
    }
    if others:
        said = [
            f"{span.label}{f' (version {visible(version, 40)})' if version else ''}"
            for span, version in sorted(others.items(), key=lambda other: other[0].start)
        ]
        yield f"Judged by the policy as it was then: {', '.join(said)}."


def _told(clause: ClauseReview) -> str:
    """A clause in plain English; who looks after it, and why it is not judged where it is not."""
    title = f" ({visible(clause.summary.title, 100)})" if clause.summary.title else ""
    owner = f" Looked after by {visible(clause.owner, NAME)}." if clause.owner else ""
    why = "" if clause.summary.evaluable else f" Not judged: {visible(clause.summary.why, TEXT)}."
    return f"{visible(clause.summary.id, NAME)}{title}: {visible(clause.summary.english, 500)}.{owner}{why}"


def _chart(clause: ClauseReview) -> Chart:
    values = [
        f"{bar.label} {units.quantity(bar.value, bar.target)}" for bar in clause.bars if bar.value is not None
    ]  # fmt: skip
    last = clause.bars[-1].target
    promised = f"; promised {units.bound(last, words=True)}" if last is not None else ""
    breached = [bar.label for bar in clause.bars if bar.verdict.is_breach]
    missed = f"; breached {', '.join(breached)}" if breached else ""
    return Chart(visible(clause.summary.id, NAME), f"{', '.join(values)}{promised}{missed}", clause.bars)
