"""A vendor's demonstration workspace, with dates in words, and leads that have no date at all."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sla_dsl import DataError, load
from tests.support.by_hand import counts, month, not_met, periods, rows, shares, without

HERE = Path(__file__).parent
AS_OF = datetime(2021, 5, 1)


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%d %b, %Y %H:%M:%S")


def test_zoho(home: Path, engine: str) -> None:
    folder = home / "zoho_crm_demo"
    tables = {"leads": folder / "Leads.csv", "potentials": folder / "Potentials.csv"}
    report = load(HERE / "zoho.sla").check(tables, "2021-05-01", engine=engine, max_evidence=10_000)
    leads = rows(tables["leads"])
    created = {r["LEADID"]: instant(r["Created Time"]) for r in leads}

    counted = Counter(month(created[r["LEADID"]].date()) for r in leads if r["Lead Source"] != "Partner")
    first, last = min(created.values()).date(), max(created.values()).date()
    expected = {
        (m,): ("met" if counted[m] >= 100 else "breached", counted[m]) for m in periods(month, first, last)
    }  # fmt: skip
    if first.day != 1:
        expected[(month(first),)] = ("not_applicable", counted[month(first)])
    assert last < date(2021, 5, 1)
    assert not_met(report, "volume") == without("met", expected)
    assert counts(report, "volume")["excluded"] == sum(r["Lead Source"] == "Partner" for r in leads)

    opened: dict[str, datetime] = {}
    for deal in rows(tables["potentials"]):
        at = instant(deal["Created Time"])
        opened[deal["LEADID"]] = min(at, opened.get(deal["LEADID"], at))
    verdicts: Counter[str] = Counter()
    by_owner: Counter[tuple[str, str]] = Counter()
    for row in leads:
        start, done = created[row["LEADID"]], opened.get(row["LEADID"])
        due = start + timedelta(days=90)
        verdict = ("missed" if due < AS_OF else "pending") if done is None else "met" if done <= due else "late"
        verdicts[verdict] += 1
        by_owner[(row["Lead Owner"], verdict)] += 1
    assert counts(report, "deals") == verdicts
    owners = {r["Lead Owner"] for r in leads}
    judged = {o: sum(by_owner[(o, v)] for v in ("met", "late", "missed")) for o in owners}
    # Everyone broke a promise of 100 %.
    assert all(by_owner[(o, "met")] < judged[o] for o in owners)
    assert shares(report, "deals") == {(o,): ("breached", by_owner[(o, "met")], judged[o]) for o in owners}
    early = sum(opened[lead] < at for lead, at in created.items() if lead in opened)
    assert [n.count for n in report.run.health if n.kind == "before_start"] == [early]


def test_leads_without_a_date_can_not_be_judged_and_it_is_said(home: Path, engine: str) -> None:
    policy, tables = load(HERE / "x_education.sla"), {"leads": home / "x_education_leads" / "Leads.csv"}
    report = policy.check(tables, "2026-01-01", engine=engine)
    (clause,) = report.clauses
    assert not clause.evaluable
    assert "`created_at`" in clause.why
    assert report.exit_code(None) == 4
    with pytest.raises(DataError) as told:
        policy.check(tables, engine=engine)
    (diagnostic,) = told.value.diagnostics
    assert "`created_at`" in diagnostic.message
