"""Headers as exports have them are known by the one mapping that explains them, and plain ones by none."""

from __future__ import annotations

import pytest

from sla_dsl.mappings.detect import hits
from sla_dsl.model.schema import CANONICAL

HEADERS = {
    "hubspot.contacts": "Record ID|First Name|Last Name|Email|Phone Number|Contact owner|Lead Status|Create Date",
    "hubspot.deals": "Record ID|Deal Name|Deal Stage|Amount|Deal owner|Close Date|Create Date",
    "hubspot.activities": "Associated Contact IDs|Activity date|hs_engagement_type|Activity assigned to|Call direction",
    "salesforce.leads": "Lead ID|Lead Owner|First Name|Last Name|Email|Lead Status|Phone|Create Date",
    "salesforce.opportunities": "Opportunity ID|Opportunity Name|Stage|Close Date|Created Date|Opportunity Owner",
    "salesforce.tasks": "Id|WhoId|OwnerId|Subject|ActivityDate|Status|TaskSubtype|CompletedDateTime|CreatedDate",
    "salesforce.lead_history": "Lead ID|Field / Event|Old Value|New Value|Edited By|Edit Date",
    "marketo.people": "id|email|company|leadScore|leadSource|leadStatus|createdAt",
    "marketo.activities": "marketoGUID|leadId|activityDate|activityTypeId|campaignId",
    "pipedrive.deals": "Deal - ID|Deal - Title|Deal - Value|Deal - Stage|Deal - Status|Deal - Deal created",
    "pipedrive.activities": "Activity - ID|Activity - Type|Activity - Due date|Activity - Assigned to user",
    "dynamics.leads": "(Do Not Modify) Lead|(Do Not Modify) Row Checksum|Subject|Created On",
    "zoho.leads": "Record Id|Lead Owner|Company|First Name|Last Name|Email|Lead Source|Lead Status|Created Time",
    "zoho.calls": "TASKID|Call Start Time|Call Duration (in seconds)|Call Owner|Subject|Call Type|Created Time|LEADID",
    "zoho.deals": "Potential Name|Potential Owner|Created Time|Closing Date|Amount|Stage|LEADID",
}


@pytest.mark.parametrize(("name", "headers"), HEADERS.items())
def test_an_export_is_known_by_its_headers(name: str, headers: str) -> None:
    assert [h.mapping.name for h in hits(headers.split("|"))] == [name]


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("hubspot.contacts", "id|property_email|property_createdate|property_hs_lead_status"),
        ("hubspot.contacts", "id|properties_email|properties_createdate|properties_hs_lead_status"),
        ("hubspot.activities", "engagement_id|property_hs_timestamp|property_hs_createdate|type"),
        ("salesforce.leads", "id|owner_id|lead_source|created_date|converted_date|is_converted"),
        ("salesforce.tasks", "id|who_id|activity_date|task_subtype|completed_date_time"),
    ],
)
def test_the_names_of_a_warehouse_are_known_too(name: str, headers: str) -> None:
    assert [h.mapping.name for h in hits(headers.split("|"))] == [name]


def test_a_hit_names_the_headers_that_it_rests_on() -> None:
    (hit,) = hits(["Record ID", "Email", "Contact owner", "Create Date"])
    assert hit.evidence == ("Record ID", "Create Date", "Contact owner")


@pytest.mark.parametrize("headers", ["|".join(CANONICAL), "id|created_at|email", "deal_id|amount|stage", ""])
def test_plain_tables_are_nobodys_export(headers: str) -> None:
    assert hits(headers.split("|")) == ()


def test_leads_and_other_tables_are_asked_apart() -> None:
    deals = HEADERS["hubspot.deals"].split("|")
    assert hits(deals, "leads") == ()
    assert [h.mapping.name for h in hits(deals, "opportunities")] == ["hubspot.deals"]
    contacts = HEADERS["hubspot.contacts"].split("|")
    assert hits(contacts, "touches") == ()


def test_two_that_fit_are_both_named() -> None:
    both = ["Lead ID", "Lead Owner", "Lead Status", "Create Date", "Created Time"]
    assert [h.mapping.name for h in hits(both, "leads")] == ["salesforce.leads", "zoho.leads"]
