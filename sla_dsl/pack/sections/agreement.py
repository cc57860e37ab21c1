"""The agreement in a review pack, and what has changed in it since the last review."""

from __future__ import annotations

from sla_dsl.findings.exact import visible
from sla_dsl.pack.models import Pack
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING
from sla_dsl.pack.sections.pieces import NAME, TEXT, cap, heads
from sla_dsl.review.say.text import bears, said, summary, where


def agreement(pack: Pack) -> Section:
    """Who has agreed on what for how long, and who has accepted it."""
    of = pack.agreement
    first, last = of.term
    facts = [
        f"Between {' and '.join(visible(p, NAME) for p in of.parties)}" if of.parties else "",
        f"Term {first or 'from the beginning'} to {last or 'without an end'}" if first or last else "No term is set",
        f"Reviewed {of.review}" if of.review else "How often it is reviewed is not said",
        f"Purpose: {visible(of.purpose, TEXT)}" if of.purpose else "",
    ]
    missing = [f"Not accepted by {' and '.join(visible(p, NAME) for p in of.missing)}"] if of.missing else []
    rows = tuple(
        (Cell(cap(party)), Cell(visible(role, 100)), Cell(day.isoformat())) for party, role, day in of.acceptances
    )
    tables = (Table("Acceptance", heads("Party", "By", "On"), rows),) if rows else ()
    return Section("agreement", "The agreement", (), tables, (), (*filter(None, facts), *missing))


def changes(pack: Pack) -> Section:
    """What a diff to the policy of the last review says."""
    title, id = "What changed since the last review", "changes"
    if pack.since is None:
        return Section(id, title, ("No earlier policy was given to compare with; --since names one.",))
    found = pack.since
    rows = tuple(
        (
            Cell(c.direction.value),
            Cell(visible(c.clause or ", ".join(c.reaches) or "agreement", 200)),
            Cell(visible(said(c, "→"), 500) + (f" (also of {c.begun}, which had begun)" if c.retroactive else "")),
            Cell(visible(bears(c) or NOTHING, 200)),
            Cell(visible(where(c) or NOTHING, 200)),
        )
        for c in found.changes
    )
    told = f"Compared with {visible(found.old.ref, 100)}: {summary(found)}."
    points = tuple(visible(r.message, TEXT) for r in found.remarks)
    columns = heads("Direction", "Clause", "Change", "For whom", "Where")
    tables = (Table("Changes of the policy", columns, rows),) if rows else ()
    return Section(id, title, (told,), tables, (), points)
