"""Writes the data of the examples: made-up exports from fixed seeds, so that anyone gets the same bytes."""

from __future__ import annotations

from pathlib import Path

from examples.generate import (
    bad_quarter,
    enterprise_abm,
    exports,
    half_year_review,
    messy_handoff,
    partner_channel,
    product_led,
    quick_start,
    speed_to_lead,
)

HERE = Path(__file__).parents[1]

DATA = {
    "quick-start/leads.csv": quick_start.leads,
    "speed-to-lead/leads.csv": speed_to_lead.leads,
    "enterprise-abm/leads.csv": enterprise_abm.leads,
    "enterprise-abm/touches.csv": enterprise_abm.touches,
    "product-led/signups.csv": product_led.signups,
    "partner-channel/leads.csv": partner_channel.leads,
    "partner-channel/partners.csv": partner_channel.partners,
    "messy-handoff/export.csv": messy_handoff.leads,
    "bad-quarter/leads.csv": bad_quarter.leads,
    "bad-quarter/score_history.csv": bad_quarter.scores,
    "bad-quarter/stage_history.csv": bad_quarter.changes,
    "half-year-review/leads.csv": half_year_review.leads,
    "exports/hubspot_contacts.csv": exports.hubspot_contacts,
    "exports/hubspot_activities.csv": exports.hubspot_activities,
    "exports/salesforce_leads.csv": exports.salesforce_leads,
    "exports/salesforce_tasks.csv": exports.salesforce_tasks,
}
"""Every generated file, by its path under `examples`, and what makes it."""


def write() -> None:
    """Writes every file."""
    for path, make in DATA.items():
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_text(make(), encoding="utf-8", newline="\n")
