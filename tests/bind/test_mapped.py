"""Columns by a mapping: which header is taken, what goes before it, and what is said where none or two fit."""

from __future__ import annotations

import pytest

from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.model.schema import Header, Schema, TableSchema
from tests.support.diagnose import bound

CLAUSE = "sales first-touch within 4h\n"
EXPORT = "Record ID|Create Date|Contact owner|Date of first engagement"
ACTIVITIES = "Associated Contact IDs|Activity date|hs_engagement_type"
TOUCHES = "table touches from hubspot.activities of leads by lead_id\n"
REACHED = "event reached = first touches.at where qualifying-touch\nsales reached within 4h\n"


def schema(**tables: str) -> Schema:
    """Tables by their headers, split by `|`; what is called a date holds instants, as far as a sample can tell."""
    return {
        name: TableSchema(f"{name}.csv", {h: Header(_kind(h), typed=False) for h in headers.split("|")})
        for name, headers in tables.items()
    }


def _kind(header: str) -> Kind:
    return Kind.INSTANT if "date" in header.casefold() or header.endswith("_at") else Kind.TEXT


def codes(text: str, given: Schema) -> list[str]:
    return [d.code for d in bound(text, given)[1]]


def headers(policy: CheckedPolicy, table: str = "leads") -> dict[str, str | None]:
    return {c.name: c.header for c in policy.tables[table].columns if c.read}


def said(policy: CheckedPolicy, table: str, kind: str) -> list[str]:
    return [r.message for r in policy.tables[table].remarks if r.kind == kind]


def test_a_mapping_gives_each_column_its_header() -> None:
    policy, found = bound("table leads from hubspot.contacts\n" + CLAUSE, schema(leads=EXPORT))
    assert found == ()
    assert headers(policy) == {
        "created_at": "Create Date", "first_touch_at": "Date of first engagement", "lead_id": "Record ID",
    }  # fmt: skip
    assert said(policy, "leads", "mapping") == ["columns are read as those of `hubspot.contacts`, as the policy says"]
    assert any("current owner" in s for s in said(policy, "leads", "caveat"))


def test_what_the_table_says_itself_goes_before_the_mapping() -> None:
    text = 'table leads from hubspot.contacts\n  first_touch_at = "Called"\n' + CLAUSE
    policy, found = bound(text, schema(leads=EXPORT + "|Called"))
    assert found == ()
    assert headers(policy)["first_touch_at"] == "Called"
    assert not any("current owner" in s for s in said(policy, "leads", "caveat"))


def test_two_headers_that_fit_one_column_are_not_guessed_between() -> None:
    given = schema(leads=EXPORT + "|First outreach date")
    _, (found,) = bound("table leads from hubspot.contacts\n" + CLAUSE, given)
    assert found.code == "SLA111"
    assert found.message == "`Date of first engagement` and `First outreach date` could both be `first_touch_at`"
    assert found.hint == 'say which: `table leads` with `first_touch_at = "Date of first engagement"`'


def test_a_header_of_the_columns_own_name_is_a_rival_to_a_mapping_that_is_said_and_not_to_one_that_is_found() -> None:
    given = schema(leads=EXPORT + "|First touch at")
    assert codes("table leads from hubspot.contacts\n" + CLAUSE, given) == ["SLA111"]
    policy, found = bound(CLAUSE, given)
    assert found == ()
    assert headers(policy)["first_touch_at"] == "First touch at"


def test_without_a_word_the_headers_tell_the_mapping_and_it_is_said() -> None:
    policy, found = bound(CLAUSE, schema(leads=EXPORT))
    assert found == ()
    assert headers(policy)["created_at"] == "Create Date"
    assert said(policy, "leads", "mapping") == [
        "columns are read as those of `hubspot.contacts`, which the headers `Record ID`, `Create Date`, "
        "`Contact owner` tell"
    ]


def test_a_table_with_its_key_and_its_time_is_read_as_it_stands() -> None:
    given = schema(leads="lead_id|created_at|first_touch_at|Record ID|Create Date|Contact owner")
    policy, found = bound(CLAUSE, given)
    assert found == ()
    assert headers(policy)["created_at"] == "created_at"
    assert policy.tables["leads"].remarks == ()


def test_mappings_that_both_explain_the_headers_are_named() -> None:
    _, (found,) = bound(CLAUSE, schema(leads="Lead ID|Lead Owner|Lead Status|Create Date|Created Time"))
    assert found.code == "SLA431"
    assert found.message == "the columns of leads.csv fit `salesforce.leads` and `zoho.leads`"
    assert found.hint == "say which: `table leads from salesforce.leads`"


def test_what_the_data_lacks_is_called_by_the_names_of_the_mapping() -> None:
    policy, _ = bound("table leads from hubspot.contacts\nsales qualifies within 4h\n", schema(leads=EXPORT))
    (unjudged,) = policy.unjudged
    assert "leads.csv has no column for `sql_at`" in unjudged.reason
    assert '`Date entered "Sales Qualified Lead (Lifecycle Stage Pipeline)"`' in unjudged.reason
    policy, _ = bound(
        "table leads from salesforce.leads\ntable touches from salesforce.tasks of leads by lead_id\n" + REACHED,
        schema(leads="Lead ID|Create Date", touches="WhoId|Due Date|Status|Task Subtype|Created Date"),
    )
    assert "the due date says not when it happened" in policy.unjudged[0].reason


def test_a_mapping_brings_its_key_where_the_data_has_it() -> None:
    text = "table deals from hubspot.deals\nstage deal in deals at created_at\nsales fills amount on 100% of deal\n"
    policy, _ = bound(text, schema(leads=EXPORT, deals="Record ID|Create Date|Close Date|Amount"))
    assert policy.tables["deals"].key == ("opportunity_id",)
    policy, _ = bound(text, schema(leads=EXPORT, deals="Create Date|Close Date|Amount"))
    assert policy.tables["deals"].key == ()


def test_due_dates_are_plans_and_tell_nothing_of_how_far_the_data_reach() -> None:
    text = "table deals from hubspot.deals\nstage deal in deals at created_at\nsales fills close_date on 100% of deal\n"
    policy, _ = bound(text, schema(leads=EXPORT, deals="Record ID|Create Date|Close Date|Amount"))
    assert policy.tables["deals"].instants == ("created_at",)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("|Call direction|Call status|Email direction|Meeting outcome", "calls made and completed"),
        ("|Call direction", "calls made, emails and meetings"),
        ("", "nothing tells which of them came in"),
    ],
)
def test_what_counts_as_a_touch_is_the_strictest_that_the_data_can_tell(more: str, says: str) -> None:
    policy, found = bound(TOUCHES + REACHED, schema(leads=EXPORT, touches=ACTIVITIES + more))
    assert found == ()
    (told,) = said(policy, "touches", "qualifying_touch")
    assert says in told


def test_touches_are_found_by_their_headers_too() -> None:
    policy, found = bound("table touches of leads by lead_id\n" + REACHED, schema(leads=EXPORT, touches=ACTIVITIES))
    assert found == ()
    assert headers(policy, "touches") == {
        "at": "Activity date", "kind": "hs_engagement_type", "lead_id": "Associated Contact IDs",
    }  # fmt: skip


@pytest.mark.parametrize(
    "own",
    [
        TOUCHES + 'define qualifying-touch in touches = kind = "Visit"\n',
        TOUCHES + '  qualifying-touch = kind = "Visit"\n',
    ],
)
def test_the_policys_own_touch_goes_before_that_of_the_mapping(own: str) -> None:
    given = schema(leads=EXPORT, touches=ACTIVITIES)
    policy, found = bound(own + REACHED, given)
    assert found == ()
    assert said(policy, "touches", "qualifying_touch") == []
    assert "Visit" in str(policy.forms[0])


def test_a_touch_that_nothing_asks_for_is_not_held_against_the_data() -> None:
    policy, found = bound(TOUCHES + CLAUSE + "sales makes >= 2 touches within 2 days\n",
                          schema(leads=EXPORT, touches="Associated Contact IDs|Activity date"))  # fmt: skip
    assert found == ()
    assert said(policy, "touches", "qualifying_touch") == []


def test_a_mapping_without_touches_makes_none() -> None:
    given = schema(leads=EXPORT, touches="leadId|activityDate|activityTypeId")
    text = "table touches from marketo.activities of leads by lead_id\n" + REACHED
    assert codes(text, given) == ["SLA101"]


def test_a_policy_alone_knows_the_columns_of_its_mappings() -> None:
    text = 'table leads from hubspot.contacts\nclause a: sales first-touch within 4h for lifecycle_stage = "lead"\n'
    assert bound(text + TOUCHES + REACHED)[1] == ()
