"""A review pack as a page: what its records say, in sentences and tables for a person who leads."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sla_dsl.findings.exact import visible
from sla_dsl.pack.models import Pack
from sla_dsl.pack.page import Page, Section
from sla_dsl.pack.sections.agreement import agreement, changes
from sla_dsl.pack.sections.ahead import funnel, proposals
from sla_dsl.pack.sections.clauses import clauses
from sla_dsl.pack.sections.outstanding import consequences, waivers, worst
from sla_dsl.pack.sections.owners import owners
from sla_dsl.pack.sections.parties import answers, parties
from sla_dsl.pack.sections.periods import parts
from sla_dsl.pack.sections.pieces import NAME
from sla_dsl.pack.spans import ONE, RUN
from sla_dsl.reports import units


def page(pack: Pack) -> Page:
    """The page of a pack."""
    title = visible(pack.agreement.title, 200) if pack.agreement.title else "Agreement without a title"
    sections = (
        parties(pack), agreement(pack), changes(pack), clauses(pack), parts(pack), owners(pack), worst(pack),
        waivers(pack), consequences(pack), funnel(pack), proposals(pack), _about(pack),
    )  # fmt: skip
    return Page(
        title=f"{title}: review of {pack.span.label}",
        subtitle=_subtitle(pack),
        answers=tuple(answers(pack)),
        sections=tuple(s for s in sections if s is not None),
    )


def _subtitle(pack: Pack) -> str:
    zone = ZoneInfo(pack.run.timezone)
    version = f"Version {visible(pack.agreement.version, 40)}, as" if pack.agreement.version else "As"
    goes_on = pack.run.as_of.astimezone(zone).date() < pack.span.end and pack.span.kind != RUN
    more = f"; {pack.span.label} goes on until {pack.span.end - ONE}" if goes_on else ""
    return f"{version} of {units.full_instant(pack.run.as_of, zone)}{more}"


def _about(pack: Pack) -> Section:
    run = pack.run
    points = [
        f"Policy: {', '.join(visible(f, 200) for f in run.policy_files)}, {run.policy_digest}",
        *(f"Data: {visible(t.table, NAME)}, {t.rows:,} rows from {visible(t.source, 200)}" for t in run.data),
        *([f"Ledger: {visible(pack.ledger, 200)}"] if pack.ledger else []),
        f"Days are local days of {run.timezone}; made by {run.tool}",
    ]
    return Section("about", "About this review", (), (), (), tuple(points))
