"""Who kept what: a sentence a party on top of a review pack, and its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_dsl.findings.models import Verdict
from sla_dsl.findings.numbers import ratio
from sla_dsl.pack.models import ClauseReview, InPeriod, Pack
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING, of_trend
from sla_dsl.pack.sections.pieces import cap, heads, named
from sla_dsl.reports import units


def answers(pack: Pack) -> Iterator[str]:
    """Who kept what, in a sentence a party; then what was breached."""
    for party, clauses in _by_party(pack.clauses).items():
        met, judged = _promises_kept([c.now for c in clauses])
        if judged:
            then = _before(clauses)
            more = f" ({then[0]} of {then[1]} in {clauses[0].earlier[-1].span.label})" if then and then[1] else ""
            yield f"{cap(party)} kept {met} of {units.count(judged, 'promise')}{more}"
        else:
            yield f"{cap(party)}: nothing was judged"
    breached = [c.summary.id for c in pack.clauses if c.now.verdict.is_breach]
    if breached:
        yield f"Breached: {named(breached)}"
    elif any(c.now.verdict is Verdict.MET for c in pack.clauses):
        yield "No promise that was judged is breached"


def _promises_kept(spans: Sequence[InPeriod]) -> tuple[int, int]:
    """How many clauses are met, of those that are met or breached."""
    met = sum(one.verdict is Verdict.MET for one in spans)
    return met, met + sum(one.verdict.is_breach for one in spans)


def _before(clauses: Sequence[ClauseReview]) -> tuple[int, int] | None:
    found = [c.earlier[-1] for c in clauses if c.earlier]
    return _promises_kept(found) if found else None


def _by_party(clauses: Sequence[ClauseReview]) -> dict[str, list[ClauseReview]]:
    """The clauses of each party; those of several parties are promises of each of them."""
    out: dict[str, list[ClauseReview]] = {}
    for clause in clauses:
        for party in clause.parties:
            out.setdefault(party, []).append(clause)
    return out


def parties(pack: Pack) -> Section:
    """A row a party: promises kept now and before."""
    rows = []
    for party, clauses in _by_party(pack.clauses).items():
        met, judged = _promises_kept([c.now for c in clauses])
        then = _before(clauses)
        spans = [e.span for e in max((c.earlier for c in clauses), key=len)]
        past = [_promises_kept([e for c in clauses for e in c.earlier if e.span == span]) for span in spans]
        rows.append(
            (
                Cell(cap(party)),
                Cell(f"{met} of {judged}", sort=met),
                Cell(NOTHING if then is None else f"{then[0]} of {then[1]}", sort=-1 if then is None else then[0]),
                of_trend([ratio(n, of) for n, of in (*past, (met, judged))]),
                Cell(named([c.summary.id for c in clauses if c.now.verdict.is_breach]) or "none"),
            )
        )
    columns = heads("Party", "#Promises kept", "#Period before", "Trend", "Breached")
    told = "A promise is kept when it is met; those that are pending, unknown or waived are not counted."
    return Section("parties", "Who kept what", (told,), (Table("Compliance by party", columns, tuple(rows)),))
