"""The reference evaluator on duties, by hand."""

from __future__ import annotations

from datetime import timedelta

from tests.support.reference import evaluate
from tests.support.reference_fixtures import (
    HOT,
    NEW_YORK,
    US,
    Table,
    first,
    lead,
    local,
    policy,
    utc,
    verdicts,
)


def test_a_touch_exactly_at_the_limit_is_met_and_one_microsecond_later_is_late() -> None:
    due = utc("2026-07-01 13:00")
    rows = [lead(1, first_touch_at=due), lead(2, first_touch_at=due + US), lead(3)]
    result = first(HOT, rows, utc("2026-07-02"))
    assert verdicts(result) == {1: "met", 2: "late", 3: "missed"}
    assert [i.due for i in result.instances] == [due] * 3
    assert result.verdict == "breached"
    assert result.counts == {"met": 1, "late": 1, "missed": 1}


def test_never_touched_is_pending_up_to_the_due_instant_and_missed_after_it() -> None:
    due = utc("2026-07-01 13:00")
    assert first(HOT, [lead(1)], due).instances[0].verdict == "pending"
    assert first(HOT, [lead(1)], due + US).instances[0].verdict == "missed"
    assert first(HOT, [lead(1)], due).verdict == "pending"


def test_a_pending_subject_is_at_risk_from_three_quarters_of_its_window() -> None:
    early, late = utc("2026-07-01 12:00") - US, utc("2026-07-01 12:00")
    assert not first(HOT, [lead(1)], early).instances[0].at_risk
    assert first(HOT, [lead(1)], late).instances[0].at_risk
    half = HOT.strip() + " warn at 50%\n"
    assert first(half, [lead(1)], utc("2026-07-01 11:00")).instances[0].at_risk


def test_a_touch_before_creation_is_met() -> None:
    rows = [lead(1, first_touch_at=utc("2026-06-30 09:00"))]
    assert first(HOT, rows, utc("2026-07-02")).instances[0].verdict == "met"


def test_a_touch_before_the_lower_bound_is_too_early() -> None:
    text = "sales first-touch between 2h and 24h\n"
    rows = [
        lead(1, first_touch_at=utc("2026-07-01 11:00")),
        lead(2, first_touch_at=utc("2026-07-01 11:00") - US),
        lead(3, first_touch_at=utc("2026-06-30 09:00")),
        lead(4, first_touch_at=utc("2026-07-02 09:00") + US),
    ]
    assert verdicts(first(text, rows, utc("2026-07-09"))) == {1: "met", 2: "breached", 3: "breached", 4: "late"}


def test_an_unknown_score_is_unknown_and_a_low_one_is_no_instance() -> None:
    rows = [lead(1, score=None), lead(2, score=69), lead(3, score=70)]
    result = first(HOT, rows, utc("2026-07-02"))
    assert verdicts(result) == {1: "unknown", 3: "missed"}
    assert first(HOT, rows[:2], utc("2026-07-02")).verdict == "unknown"
    assert first(HOT, rows[1:2], utc("2026-07-02")).verdict == "not_applicable"


def test_a_touch_after_as_of_has_not_happened() -> None:
    rows = [lead(1, first_touch_at=utc("2026-07-01 12:30"))]
    assert first(HOT, rows, utc("2026-07-01 12:29")).instances[0].verdict == "pending"
    assert first(HOT, rows, utc("2026-07-01 12:30")).instances[0].verdict == "met"


def test_a_lead_created_after_as_of_is_no_instance() -> None:
    assert first(HOT, [lead(1)], utc("2026-07-01 08:59")).instances == []


def test_as_of_defaults_to_the_latest_mapped_instant() -> None:
    rows = [lead(1), lead(2, created_at=utc("2026-07-01 13:00"), unmapped_at=utc("2026-07-09"))]
    assert verdicts(first(HOT, rows, None)) == {1: "pending", 2: "pending"}
    assert verdicts(first("event other = unmapped_at\n" + HOT, rows, None)) == {1: "missed", 2: "missed"}


def test_excluded_goes_before_unknown_and_a_false_scope_before_both() -> None:
    text = 'exclude source = "Partner" because "own agreement"\n' + HOT.strip() + ' unless country = "FR"\n'
    rows = [
        lead(1, score=None, source="Partner", country="US"),
        lead(2, score=10, source="Partner", country="US"),
        lead(3, source="web", country="FR"),
        lead(4, source=None, country="FR"),
        lead(5, source=None, country="US"),
        lead(6, source="web", country=""),
        lead(7, source="partner", country="fr"),
    ]
    found = verdicts(first(text, rows, utc("2026-07-09")))
    assert found == {1: "excluded", 3: "excluded", 4: "excluded", 5: "unknown", 6: "unknown", 7: "missed"}


def test_a_term_holds_both_its_days_in_the_zone_of_the_policy() -> None:
    text = NEW_YORK + "  term 2026-07-01 to 2026-07-31\n" + HOT
    zone = "America/New_York"
    created = ["2026-06-30 23:59:59.999999", "2026-07-01 00:00", "2026-07-31 23:59:59", "2026-08-01 00:00"]
    rows = [lead(n, created_at=local(zone, t)) for n, t in enumerate(created)]
    assert set(verdicts(first(text, rows, utc("2026-09-01")))) == {1, 2}


def test_a_stage_noun_sets_the_start_and_the_population() -> None:
    text = "stage MQL at mql_at when score >= 50\nsales accepts or rejects MQL within 24h\n"
    start = utc("2026-07-01 09:00")
    rows = [
        lead(1, mql_at=start, accepted_at=None, rejected_at=start + timedelta(hours=24)),
        lead(2, mql_at=start, accepted_at=start + timedelta(hours=30), rejected_at=start + timedelta(hours=25)),
        lead(3, mql_at=None, accepted_at=start, rejected_at=None),
        lead(4, mql_at=start, score=49, accepted_at=None, rejected_at=None),
        lead(5, mql_at=start, score=None, accepted_at=None, rejected_at=None),
    ]
    result = first(text, rows, utc("2026-07-09"))
    assert verdicts(result) == {1: "met", 2: "late", 5: "unknown"}
    assert result.instances[1].done == start + timedelta(hours=25)


def test_events_joined_by_and_are_done_when_all_are() -> None:
    text = "event both = accepts and first-touch\nsales both within 4h\n"
    two = utc("2026-07-01 11:00")
    rows = [lead(1, accepted_at=two, first_touch_at=utc("2026-07-01 09:30")), lead(2, accepted_at=two)]
    result = first(text, rows, utc("2026-07-01 12:00"))
    assert verdicts(result) == {1: "met", 2: "pending"}
    assert result.instances[0].done == two


def test_events_over_touches_take_the_first_the_last_and_the_nth_that_satisfies() -> None:
    text = (
        "table touches of leads by lead_id\n"
        'event called = first touches.at where kind = "call" and not automated\n'
        "event second = 2nd touches.at\n"
        "event seen = last touches.at where leads.score >= 70\n"
        "clause a: sales called within 4h\nclause b: sales second within 4h\nclause c: sales seen within 4h\n"
    )
    nine = utc("2026-07-01 09:00")
    touches: Table = [
        {"lead_id": 1, "at": nine + timedelta(hours=h), "kind": kind, "automated": automated}
        for h, kind, automated in ((1, "call", None), (2, "call", True), (3, "call", False), (3.5, "email", False))
    ]
    touches.append({"lead_id": 2, "at": nine, "kind": "call", "automated": False})
    file = policy(text)
    found = evaluate(file, {"leads": [lead(1), lead(2, score=None)], "touches": touches}, utc("2026-07-01 20:00"))
    done = {name: [i.done for i in result.instances] for name, result in found.items()}
    assert done == {
        "a": [nine + timedelta(hours=3), nine],
        "b": [nine + timedelta(hours=2), None],
        "c": [nine + timedelta(hours=3.5), None],
    }
