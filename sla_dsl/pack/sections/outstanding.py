"""What stands out in a review pack: the worst breaches, waivers, consequences."""

from __future__ import annotations

from datetime import datetime

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Finding, Verdict
from sla_dsl.pack.models import Pack
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING
from sla_dsl.pack.sections.pieces import NAME, TEXT, heads
from sla_dsl.pack.spans import RUN
from sla_dsl.reports import units, words


def worst(pack: Pack) -> Section:
    """The breaches furthest beyond what was promised."""
    title, id = "Worst breaches", "worst"
    if not pack.worst:
        return Section(id, title, ("There is none.",))
    as_of = pack.run.as_of
    rows = tuple(
        (
            Cell(visible(f.clause, NAME)),
            Cell(words.instance_word(f), verdict=f.verdict),
            Cell(f.severity.value, sort=-f.severity.rank),
            Cell(words.whom(f)),
            Cell(_what(f, as_of)),
        )
        for f in pack.worst
    )
    told = "The gravest clauses first, then by how many times the promise it is missed; at most three of a clause."
    columns = heads("Clause", "Verdict", "Severity", "Whom", "What")
    return Section(id, title, (told,), (Table("The breaches furthest beyond what was promised", columns, rows),))


def _what(of: Finding, as_of: datetime) -> str:
    """What happened; the reason of a count has its numbers."""
    return visible(of.reason, TEXT) if "promised" in of.reason else words.why(of, as_of)


def waivers(pack: Pack) -> Section:
    """What is waived, until when, and how often it was used."""
    title, id = "Waivers", "waivers"
    if not pack.waivers:
        return Section(id, title, ("The policy waives nothing.",))
    rows = tuple(
        (
            Cell(visible(w.clause, NAME)),
            Cell("all" if w.condition is None else visible(w.condition, 200)),
            Cell(" to ".join(day.isoformat() for day in w.days)),
            Cell(_standing_of(w.standing, w.days_left), sort=w.days_left),
            Cell(f"{w.used:,}", sort=w.used),
            Cell(visible(w.because, TEXT)),
            Cell(visible(w.approved_by or NOTHING, 100)),
        )
        for w in pack.waivers
    )
    columns = heads("Clause", "For", "Days", "State", "#Used", "Because", "Approved by")
    told = "Used: how many rows or periods of this review it lifts."
    return Section(id, title, (told,), (Table("Waivers, used and expiring", columns, rows),))


def _standing_of(standing: str, left: int) -> str:
    return f"{standing}, ends in {units.count(left, 'day')}" if standing == "in force" else standing


def consequences(pack: Pack) -> Section:
    """What is triggered, what is on its way, and what one more breach would bring."""
    id, title = "consequences", "Consequences"
    rows = [
        (
            Cell("triggered", sort=0, verdict=Verdict.BREACHED),
            Cell(visible(c.clause, NAME)),
            Cell(words.due(c).removeprefix(visible(c.clause, NAME)).strip() + _of_all(pack, c.period is None)),
            Cell("; ".join(map(words.action, c.actions))),
        )
        for c in pack.triggered
    ]
    order = {"pending": 1, "at risk": 2}
    rows += [
        (Cell(s.state, sort=order[s.state]), Cell(visible(s.clause, NAME)), Cell(s.why), Cell(s.actions))
        for s in pack.standing
    ]
    if not rows:
        return Section(id, title, ("None is triggered, pending or at risk.",))
    told = (
        "Triggered: due of what ends in this review. Pending: some of the breaches that it takes are there, as of "
        "today. At risk: one more breach brings it, and that may come."
    )
    columns = heads("State", "Clause", "Why", "What is to happen")
    return Section(id, title, (told,), (Table("Consequences, triggered, pending and at risk", columns, tuple(rows)),))


def _of_all(pack: Pack, always: bool) -> str:
    return " (in the whole run)" if always and pack.span.kind != RUN else ""
