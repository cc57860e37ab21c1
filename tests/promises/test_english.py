"""The promise in plain English, as a sales leader reads it."""

from __future__ import annotations

import pytest

from sla_dsl.lang import ast
from sla_dsl.model.forms import form_name
from sla_dsl.promises.plain import infinitive
from sla_dsl.promises.registry import VERBS, room
from tests.support.diagnose import bound

SENTENCES = {
    "marketing delivers >= 100 MQL per month paced <= 40% per week": (
        "Marketing must deliver at least 100 MQL per month, with no more than 40% of them in any one week"
    ),
    "marketing delivers >= 100 MQL per month paced <= 10% per rolling 3 days": (
        "Marketing must deliver at least 100 MQL per month, with no more than 10% of them in any 3 days in a row"
    ),
    "marketing delivers >= 100 MQL per month paced <= 40% of target per week": (
        "Marketing must deliver at least 100 MQL per month, with no more than 40% of the target in any one week"
    ),
    "marketing delivers between 100 and 130 MQL per month": "Marketing must deliver between 100 and 130 MQL per month",
    "marketing delivers >= $250k of pipeline_value in MQL per quarter paced <= 50% per month": (
        "Marketing must deliver at least $250k of pipeline_value in MQL per quarter, "
        "with no more than 50% of it in any one month"
    ),
    "table changes of leads by lead_id\n  at = \"At\"\n  status = \"Status\"\n"
    'sales first-touch within 8h paused while status = "waiting" at most 2 days for score >= 70': (
        "Sales must first-touch within 8 hours of created, where score >= 70, "
        'the clock standing still while status = "waiting", for at most 2 days in all'
    ),
    "marketing delivers >= 110%, 120% from 2026-10-01 of previous MQL per month": (
        "Marketing must deliver at least 110% of the previous period's MQL (120% from 2026-10-01 on) per month"
    ),
    "sales makes >= 6 touches of MQL by tier\n"
    "  | score | within |\n  | >= 70 | 7 days |\n  | any | 14 days |": (
        "Sales must make at least 6 touches within the time of its tier after MQL, in all cases for each tier: "
        "7 days for score >= 70; else 14 days"
    ),
    "sales makes >= 6 touches before won\n"
    "  | score | on |\n  | >= 70 | 90% |\n  | any | 80% |": (
        "Sales must make at least 6 touches from created on, before won: "
        "in at least 90% of cases for score >= 70; else in at least 80% of cases"
    ),
    "marketing keeps share of MQL per month by source\n"
    "  | source | target |\n  | web | >= 40% |\n  | any | >= 10% |": (
        "Marketing must have every tier hold its share of all MQL per month for each source: "
        "at least 40% for source web; else at least 10%"
    ),
    "marketing delivers >= 110% of previous MQL per month": (
        "Marketing must deliver at least 110% of the previous period's MQL per month"
    ),
    "marketing keeps conversion MQL -> SQL within 30 days >= 90% of previous per quarter": (
        "Marketing must convert MQL to SQL within 30 days at a rate of at least 90% of the previous period's "
        "per quarter"
    ),
    "marketing keeps share of won <= 15% per quarter by owner": (
        "Marketing must have every owner hold at most 15% of all won per quarter"
    ),
    "marketing keeps balance of amount in opportunity within 15% per quarter by owner": (
        "Marketing must keep what every owner holds of amount in opportunity within 15% of the median per quarter"
    ),
    "table spend\n  cost = \"Cost\"\nstage spent in spend at day_at\n"
    "marketing keeps ratio of amount in opportunity to cost in spent >= 6 per quarter": (
        "Marketing must keep a ratio of amount in opportunity to cost in spent of at least 6 per quarter"
    ),
    "marketing delivers >= 310 MQL per month paced evenly": (
        "Marketing must deliver at least 310 MQL per month, spread evenly and never behind at the end of a day"
    ),
    "calendar office\n  open mon-fri 09:00-17:00\n"
    "marketing delivers >= 310 MQL per month paced evenly over business days within 10% per week": (
        "Marketing must deliver at least 310 MQL per month, "
        "spread evenly over business days and at most 10% behind at the end of a week"
    ),
    "marketing delivers >= 500 MQL from 2026-07-01 to 2026-09-30": (
        "Marketing must deliver at least 500 MQL, from 2026-07-01 to 2026-09-30"
    ),
    "marketing delivers >= 50 MQL per fiscal month prorated": (
        "Marketing must deliver at least 50 MQL per fiscal month, of a partial period in proportion to its working days"
    ),
    "table changes of leads by lead_id\n  at = \"At\"\n  status = \"Status\"\n"
    'stage MQL in changes at at when status = "MQL"\n'
    "sales accepts MQL within 24h first only": (
        "Sales must accept every MQL within 24 hours of becoming MQL, the first time only"
    ),
    "table changes of leads by lead_id\n  at = \"At\"\n  status = \"Status\"\n"
    'stage MQL in changes at at when status = "MQL"\n'
    "marketing delivers >= 100 MQL per month each": (
        "Marketing must deliver at least 100 MQL per month, each time anew"
    ),
    "marketing delivers <= 25 MQL per day by owner": "Marketing must deliver at most 25 MQL per day for each owner",
    "marketing delivers = 12 MQL per rolling 30 days by owner, source min 5": (
        "Marketing must deliver exactly 12 MQL per rolling 30 days for each owner and source; "
        "fewer than 5 are not judged"
    ),
    "sales first-touch within 4h for score >= 70": (
        "Sales must first-touch within 4 hours of created, where score >= 70"
    ),
    "sales first-touch within 4h for MQL unless recycled": (
        "Sales must first-touch within 4 hours of created, for MQL, except for recycled"
    ),
    "sales accepts or rejects MQL within 24h": "Sales must accept or reject every MQL within 24 hours of becoming MQL",
    "sales first-touch within 1h of assigned on >= 90% per week by owner": (
        "Sales must first-touch within 1 hour of assigned, in at least 90% of cases per week for each owner"
    ),
    'sales first-touch between 2h and 24h for source = "content"': (
        "Sales must first-touch no earlier than 2 hours and no later than 24 hours after created, "
        'where source = "content"'
    ),
    "sales qualifies or disqualifies MQL within 2 days per month": (
        "Sales must qualify or disqualify every MQL within 2 days of becoming MQL, in all cases per month"
    ),
    'marketing and sales accept MQL within 30 min unless source = "Partner" by owner': (
        "Marketing and sales must accept every MQL within 30 minutes of becoming MQL, "
        'except where source = "Partner", in all cases for each owner'
    ),
    "marketing and sales keep conversion MQL -> SQL within 30 days >= 30% per quarter by source": (
        "Marketing and sales must convert at least 30% of MQL to SQL within 30 days per quarter for each source"
    ),
    "marketing keeps conversion MQL -> SQL between 10% and 20% per month maturing after 30 days": (
        "Marketing must convert between 10% and 20% of MQL to SQL per month, judged 30 days after the period"
    ),
    'marketing keeps share of amount in won where source = "web" >= 40% per quarter for icp': (
        'Marketing must have source = "web" for at least 40% of amount in won per quarter, for icp'
    ),
    "marketing keeps average score in MQL >= 65 per month": (
        "Marketing must keep an average score in MQL of at least 65 per month"
    ),
    "sales keeps median time from created to first-touch <= 4h per month by owner min 10 only finished": (
        "Sales must keep a median time from created to first-touch of at most 4 hours per month for each owner; "
        "fewer than 10 are not judged, of what is finished only"
    ),
    "sales won_at within 1 min on 100% from 2026-07-01": (
        "Sales must reach `won_at` within 1 minute of created, in all cases, from 2026-07-01 on"
    ),
    "sales makes >= 6 touches within 14 days of MQL before disqualified unless recycled": (
        "Sales must make at least 6 touches within 14 days of MQL and before disqualified, except for recycled"
    ),
    "sales makes >= 3 calls, > 4 emails across >= 2 channels within 10 days on >= 90% per month by owner": (
        "Sales must make at least 3 calls and more than 4 emails, across at least 2 channels, "
        "within 10 days of created, in at least 90% of cases per month for each owner"
    ),
    "sales makes >= 3 touches within 7 days spaced between 1 day and 3 days unless recycled": (
        "Sales must make at least 3 touches within 7 days of created, between 1 day and 3 days apart, "
        "except for recycled"
    ),
    "sales makes >= 6 touches before won spaced <= 48h": (
        "Sales must make at least 6 touches from created on, before won, at most 48 hours apart"
    ),
    "sales makes >= 1 touch every 90 days of won before lost by owner": (
        "Sales must make at least 1 touch every 90 days from won on, until lost, in all cases for each owner"
    ),
    "sales first-touch MQL by end of day": "Sales must first-touch every MQL by the end of the day of becoming MQL",
    "sales first-touch by 10:00 of next day of assigned on >= 90%": (
        "Sales must first-touch by 10:00 of the next day after assigned, in at least 90% of cases"
    ),
    "sales makes >= 3 calls by end of 3 days before won": (
        "Sales must make at least 3 calls by the end of 3 days after created and before won"
    ),
    "marketing keeps conversion MQL -> SQL by end of next day >= 30% per quarter": (
        "Marketing must convert at least 30% of MQL to SQL by the end of the next day per quarter"
    ),
    "sales first-touch MQL before disqualified": "Sales must first-touch every MQL before disqualified",
    "sales first-touch within 4h of assigned before rejects or won": (
        "Sales must first-touch within 4 hours of assigned and before rejects or won"
    ),
    "sales first-touch before disqualified of assigned on >= 90%": (
        "Sales must first-touch from assigned on, before disqualified, in at least 90% of cases"
    ),
    "sales makes >= 6 touches across 6 days within 14 days": (
        "Sales must make at least 6 touches, across at least 6 days, within 14 days of created"
    ),
    "marketing and sales make = 1 calls before accepts or rejects": (
        "Marketing and sales must make 1 call from created on, before accepts or rejects"
    ),
    "sales first-touch by tier for icp\n"
    "  | source       | score | within | on  |\n"
    "  | demo,pricing | any   | 15 min | 95% |\n"
    "  | any          | >= 70 | between 1h and 4h | 90% |\n"
    "  | any          | any   | 2 days | 80% |": (
        "Sales must first-touch within the time of its tier after created, for icp for each tier: "
        "15 minutes in at least 95% of cases for source demo or pricing; "
        "no earlier than 1 hour and no later than 4 hours in at least 90% of cases for score >= 70; "
        "else 2 days in at least 80% of cases"
    ),
    "sales first-touch MQL\n  | source | score | within |\n  | web | < 50 | 1 hour, 2 hours from 2026-10-01 |": (
        "Sales must first-touch every MQL within the time of its tier after becoming MQL: "
        "1 hour (2 hours from 2026-10-01 on) for source web and score < 50"
    ),
    "sales accepts MQL within 8h from 2026-07-01, 4h from 2026-10-01": (
        "Sales must accept every MQL within 8 hours (from 2026-07-01 on; 4 hours from 2026-10-01 on) of becoming MQL"
    ),
    "calendar desk\n  open mon-fri 09:00-17:00\nsales first-touch within 4 business hours using calendar of region": (
        "Sales must first-touch within 4 business hours of created, on the hours of the calendar that region names"
    ),
    "marketing delivers MQL per month by source\n"
    "  | source   | target |\n  | web, ads | >= 25  |\n  | event    | 15, 20 from 2026-10-01 |": (
        "Marketing must deliver MQL per month for each source: at least 25 for source web or ads; "
        "at least 15 (20 from 2026-10-01 on) for source event"
    ),
    "marketing keeps conversion MQL -> SQL within 30 days per quarter\n"
    "  | source | target |\n  | web    | >= 30% |\n  | any    | between 5% and 20% |": (
        "Marketing must convert its share of MQL to SQL within 30 days per quarter: at least 30% for source web; "
        "else between 5% and 20%"
    ),
    "marketing delivers >= 100, 120 from 2026-10-01 MQL per month": (
        "Marketing must deliver at least 100 MQL (120 from 2026-10-01 on) per month"
    ),
    "sales first-touch within response from 2026-07-01 to 2026-09-30": (
        "Sales must first-touch within 2 days of created, from 2026-07-01 to 2026-09-30"
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_in_english(sentence: str) -> None:
    policy, found = bound(f"let response = 2 days\ntable touches of leads by lead_id\n{sentence}")
    assert [d.message for d in found] == []
    assert [f.meta.english for f in policy.forms] == [SENTENCES[sentence]]


# name of a `let`, or arithmetic -> what the promise says instead: its value
CONSTANTS = {
    ("100", "marketing delivers >= target MQL per month"): "at least 100 MQL per month",
    ("1_000", "marketing delivers >= target MQL per month"): "at least 1,000 MQL per month",
    # 21 / 0.35 = 60
    ("35%", "marketing delivers >= ceil(21 / target) MQL per month"): "at least 60 MQL per month",
    ("$250k", "marketing delivers >= target of amount in MQL per month"): "at least $250k of amount in MQL per month",
    ("$250k", "marketing delivers >= target * 2 of amount in MQL per month"): (
        "at least 500,000 USD of amount in MQL per month"
    ),
    ("40%", "marketing delivers >= 9 MQL per month paced <= target per week"): "no more than 40% of them",
    ("90%", "sales first-touch within 4h on >= target"): "in at least 90% of cases",
    ("4 business hours", "sales first-touch within target"): "within 4 business hours of created",
    ("2h + 30 min", "sales first-touch within target"): "within 2.5 hours of created",
    ("2h + 20 min", "sales first-touch within target"): "within 140 minutes of created",
    ("90%, 95% from 2026-06-01", "sales first-touch within 4h on >= target per month"): (
        "in at least 90% of cases (95% from 2026-06-01 on) per month"
    ),
    ("70", "sales first-touch within 4h for score between target and target + 10"): "where score between 70 and 80",
    ("8h from 2026-01-01, 4h from 2026-04-01", "sales first-touch within target"): (
        "within 8 hours (from 2026-01-01 on; 4 hours from 2026-04-01 on) of created"
    ),
    ("8h, 4h from 2026-04-01", "sales first-touch within target * 2"): "16 hours (8 hours from 2026-04-01 on)",
    # Nothing is measured without data.
    ("count of leads", "marketing delivers >= target MQL per month"): "at least target MQL per month",
    # No end of digits, so what was written is what is told.
    ("60", "marketing delivers >= target / 7 MQL per month"): "at least target / 7 MQL per month",
}


@pytest.mark.parametrize(("value", "sentence"), CONSTANTS)
def test_a_name_is_told_by_its_value(value: str, sentence: str) -> None:
    head = "calendar office\n  open mon-fri 09:00-17:00\n"
    policy, found = bound(f"{head}let target = {value}\n{sentence}")
    assert [d.message for d in found] == []
    assert CONSTANTS[value, sentence] in policy.forms[0].meta.english
    assert "target" in policy.forms[0].meta.sentence


def test_a_name_of_a_name_and_tiers_are_told_by_their_values() -> None:
    text = "let hot = 70\nlet warm = hot\nlet soon = 15 min\nsales first-touch\n"
    policy, _ = bound(text + "  | score | within |\n  | >= warm | soon |\n  | any | 4h |")
    assert policy.forms[0].meta.english.endswith(": 15 minutes for score >= 70; else 4 hours")


def test_an_excuse() -> None:
    policy, _ = bound("clause a: marketing fills company\nsales first-touch within 4h excused by a unless recycled")
    told = "Sales must first-touch within 4 hours of created, except for recycled, excused where a is breached"
    assert policy.forms[1].meta.english == told


def test_promise_for_the_whole_term() -> None:
    policy, _ = bound('agreement "a"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers >= 600 MQL')
    assert policy.forms[0].meta.english == "Marketing must deliver at least 600 MQL over the term"


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("accepts", "accept"), ("qualifies", "qualify"), ("wins", "win"), ("loses", "lose"), ("recycles", "recycle"),
        ("touches", "touch"), ("closes", "close"), ("passes", "pass"), ("fixes", "fix"), ("first-touch", "first-touch"),
        ("reports-back", "report-back"), ("process", "process"), ("accept", "accept"), ("ties", "tie"),
    ],
)  # fmt: skip
def test_infinitive(word: str, plain: str) -> None:
    assert infinitive(word) == plain


@pytest.mark.parametrize("node", VERBS, ids=lambda node: VERBS[node])
def test_examples_of_a_room_bind_to_its_form(node: type[ast.Promise]) -> None:
    for example in room(node).examples:
        policy, found = bound(example)
        assert [d.message for d in found] == [], example
        (form,) = policy.forms
        assert form_name(form) == room(node).form
