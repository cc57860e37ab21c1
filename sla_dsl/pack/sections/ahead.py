"""What a review pack says of the time to come: targets against the funnel, and limits to talk about."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Verdict
from sla_dsl.pack.models import Kept, Pack, Proposal, Step
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING, share
from sla_dsl.pack.sections.pieces import NAME, TEXT, heads
from sla_dsl.reports import units


def funnel(pack: Pack) -> Section | None:
    """What the targets rest on, and what has come; None without a target."""
    if not pack.funnel:
        return None
    rows = tuple(
        (
            Cell(visible(f.clause, NAME)),
            Cell(f.target),
            Cell("; ".join(visible(x, TEXT) for x in f.lets) or NOTHING),
            Cell(f.came or NOTHING),
            *([Cell(f.brings or NOTHING)] if pack.steps else []),
        )
        for f in pack.funnel
    )
    brings = ["What it brings"] if pack.steps else []
    columns = heads("Clause", "Target", "How it is worked out", "What came", *brings)
    table = Table("Targets and what came", columns, rows)
    told = (
        "What a target brings: the target times the conversion times the average sale, both measured from all data up "
        "to the as-of, as `sla targets` does."
    )
    return Section("funnel", "Targets against the funnel", (told,) if pack.steps else (), (table, *_steps(pack)))


def _steps(pack: Pack) -> Iterator[Table]:
    if pack.steps:
        rows = tuple(
            (Cell(visible(s.what, TEXT)), Cell(s.measured), Cell(_rows_of(s), sort=s.rows)) for s in pack.steps
        )
        yield Table("The funnel as it was measured", heads("Step", "#Measured", "#From"), rows)


def _rows_of(of: Step) -> str:
    return f"{units.count(of.rows, 'row')}{', which tells little' if of.few else ''}"


def proposals(pack: Pack) -> Section | None:
    """Limits and targets that the data could bear; None without any."""
    if not pack.proposals:
        return None
    rows = tuple(_proposal(p) for p in pack.proposals)
    told = (
        "What the data could bear: the round limit at which so many of the rows of this review would have been met, "
        "and the round target that so many of the periods up to now would have met. A star marks the clause's own "
        "share."
    )
    columns = heads("Clause", "What", "Promised now", "Met now", "What the data could bear")
    return Section("proposals", "Proposals", (told,), (Table("Limits and targets to talk about", columns, rows),))


def _proposal(of: Proposal) -> tuple[Cell, ...]:
    levels = "; ".join(
        f"{units.percent(level.share)}{'*' if level.own else ''}: {level.said or 'none of those tried'}"
        for level in of.levels
    )
    now = Kept({Verdict.MET: of.met, Verdict.BREACHED: of.judged - of.met})
    met = f"{of.met:,} of {of.judged:,} {visible(of.unit, NAME)} ({share(now)})"
    return Cell(visible(of.clause, NAME)), Cell(of.what), Cell(of.present), Cell(met), Cell(levels)
