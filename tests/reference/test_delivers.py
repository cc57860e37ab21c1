"""The reference evaluator on what is delivered in a period, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.reference_fixtures import (
    NEW_YORK,
    US,
    VOLUME,
    Table,
    first,
    local,
    mql,
    states,
    utc,
)


def test_a_lead_at_the_last_second_of_a_month_belongs_to_it() -> None:
    rows = mql("2026-07-01 00:00", "2026-07-31 23:59:59.999999", "2026-08-01 00:00", zone="America/New_York")
    result = first(NEW_YORK + VOLUME, rows, local("America/New_York", "2026-09-01 00:00"))
    assert states(result) == [("2026-07-01", "closed met", 2), ("2026-08-01", "closed breached", 1)]


def test_a_period_that_ends_at_as_of_is_closed_and_the_next_is_open() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\n' + VOLUME
    assert states(first(text, mql("2026-07-05 09:00"), utc("2026-08-01") - US)) == [("2026-07-01", "open pending", 1)]
    assert states(first(text, mql("2026-07-05 09:00"), utc("2026-08-01"))) == [
        ("2026-07-01", "closed breached", 1),
        ("2026-08-01", "open pending", 0),
    ]


def test_a_period_of_the_term_without_rows_is_a_breach() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\n' + VOLUME
    result = first(text, mql("2026-08-05 09:00", "2026-08-06 09:00"), utc("2026-09-15"))
    assert [s[1:] for s in states(result)] == [("closed breached", 0), ("closed met", 2), ("open pending", 0)]
    assert first(text, [], utc("2026-09-15")).verdict == "breached"
    assert first(VOLUME, [], utc("2026-09-15")).verdict == "not_applicable"


def test_the_first_month_is_partial_unless_the_table_reaches_its_first_day() -> None:
    rows = mql("2026-07-09 10:00", "2026-08-09 10:00", "2026-08-31 10:00")
    assert [s[1] for s in states(first(VOLUME, rows, utc("2026-09-01")))] == ["partial not_applicable", "closed met"]
    rows.append({"lead_id": 9, "created_at": utc("2026-07-01 23:00"), "mql_at": None})
    assert [s[1] for s in states(first(VOLUME, rows, utc("2026-09-01")))] == ["closed breached", "closed met"]


def test_periods_cut_by_the_term_or_by_the_clause_are_partial() -> None:
    text = 'agreement "A"\n  term 2026-07-15 to 2026-12-15\n' + VOLUME.strip() + " from 2026-08-01 to 2026-10-20\n"
    result = first(text, mql("2026-08-05 09:00"), utc("2027-02-01"))
    assert [s[:2] for s in states(result)] == [
        ("2026-08-01", "closed breached"),
        ("2026-09-01", "closed breached"),
        ("2026-10-01", "partial not_applicable"),
    ]
    whole = first(text.replace(" from 2026-08-01 to 2026-10-20", ""), [], utc("2027-02-01"))
    assert [s[1] for s in states(whole)][::5] == ["partial not_applicable", "partial not_applicable"]


@pytest.mark.parametrize(
    ("bound", "open_verdict", "closed_verdict"),
    [
        (">= 3", "met", "met"), (">= 4", "pending", "breached"), ("<= 3", "pending", "met"),
        ("<= 2", "breached", "breached"), ("between 3 and 4", "pending", "met"),
        ("between 4 and 5", "pending", "breached"),
        ("between 1 and 3", "pending", "met"),
        ("between 1 and 2", "breached", "breached"), ("= 3", "pending", "met"), ("= 2", "breached", "breached"),
        ("= 4", "pending", "breached"), ("> 3", "pending", "breached"), ("< 3", "breached", "breached"),
    ],
)  # fmt: skip
def test_bounds_in_open_and_closed_periods(bound: str, open_verdict: str, closed_verdict: str) -> None:
    text = f'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers {bound} MQL per month\n'
    rows = mql("2026-07-02 09:00", "2026-07-03 09:00", "2026-07-04 09:00")
    assert first(text, rows, utc("2026-07-20")).instances[0].verdict == open_verdict
    assert first(text, rows, utc("2026-08-01")).instances[0].verdict == closed_verdict


def test_an_open_period_is_at_risk_when_its_projection_fails() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers >= 4 MQL per month\n'
    rows = mql("2026-07-02 09:00", "2026-07-03 09:00")
    half = utc("2026-07-16 12:00")  # 15.5 of 31 days: two become four
    assert not first(text, rows, half).instances[0].at_risk
    assert first(text, rows, half + US).instances[0].at_risk


def test_unknown_membership_counts_only_where_it_would_change_the_verdict() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers {} MQL per month for score >= 50\n'
    rows = [row | {"score": s} for row, s in zip(mql(*["2026-07-02 09:00"] * 3), (60, None, None), strict=True)]
    bounds = (">= 1", ">= 3", ">= 4", "<= 3", "<= 2", "<= 0")
    found = [first(text.format(b), rows, utc("2026-08-01")).instances[0].verdict for b in bounds]
    assert found == ["met", "unknown", "breached", "met", "unknown", "breached"]


def test_a_sum_is_exact_and_an_unknown_amount_leaves_a_failing_total_unknown() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers {} of amount in MQL per month\n'
    full: Table = [row | {"amount": Decimal("0.1")} for row in mql(*["2026-07-02 09:00"] * 3)]
    assert first(text.format("= 0.3"), full, utc("2026-08-01")).instances[0].verdict == "met"
    holed = [full[0] | {"amount": None}, *full[1:]]
    bounds = (">= 0.2", ">= 0.3", "<= 0.2", "<= 0.1", "between 0.1 and 0.3")
    found = [first(text.format(b), holed, utc("2026-08-01")).instances[0].verdict for b in bounds]
    assert found == ["met", "unknown", "unknown", "breached", "unknown"]


def test_an_amount_of_nineteen_digits_is_not_known() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing {} per month\n'
    said = ("delivers <= 5 of amount in MQL", "delivers >= 5 of amount in MQL", "keeps average amount in MQL >= 5")
    for large, verdicts in (
        (10**18, ["unknown", "unknown", "unknown"]),
        (-(10**18), ["unknown", "unknown", "unknown"]),
        (10**18 - 1, ["breached", "met", "met"]),
    ):
        rows: Table = [row | {"amount": n} for row, n in zip(mql(*["2026-07-02 09:00"] * 2), (3, large), strict=True)]
        found = [first(text.format(s), rows, utc("2026-08-01")).instances[0].verdict for s in said]
        assert found == verdicts, large


def test_every_group_of_the_table_has_an_instance_in_every_period() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers >= 1 MQL per month by owner\n'
    rows = mql("2026-07-02 09:00", "2026-08-02 09:00", "2026-08-03 09:00")
    owned: Table = [row | {"owner": o} for row, o in zip(rows, ("ann", None, "ann"), strict=True)]
    owned.append({"lead_id": 9, "owner": "bob"})
    found = first(text, owned, utc("2026-09-01"))
    closed = {(i.period[0].month, i.group[0]): i.verdict for i in found.instances if i.period and i.state == "closed"}
    assert closed == {
        (7, "ann"): "met", (7, "bob"): "breached", (8, "ann"): "met", (8, "bob"): "breached", (8, None): "unknown",
    }  # fmt: skip


def test_fewer_than_min_are_not_judged() -> None:
    text = 'agreement "A"\n  term 2026-07-01 to 2026-12-31\nmarketing delivers >= 5 MQL per month min 2\n'
    rows = mql("2026-07-02 09:00", "2026-08-02 09:00", "2026-08-03 09:00")
    assert [s[1] for s in states(first(text, rows, utc("2026-09-01")))] == [
        "closed not_applicable", "closed breached", "open pending",
    ]  # fmt: skip
