"""Clauses of real agreements that rest on one another, each judged on a few leads by hand."""

from __future__ import annotations

import polars as pl

from sla_dsl import Policy, Report
from tests.engines.judging import all_instances, leads, local

HEAD = 'agreement "Real" between marketing and sales\n  timezone "America/New_York"\n  term 2026-01-01 to 2026-12-31\n'


def report(policy: str, rows: pl.DataFrame, engine: str, as_of: str) -> Report:
    return Policy.from_text(HEAD + policy).check({"leads": rows}, local(as_of), engine=engine)


def verdicts(found: Report) -> dict[str, str]:
    return {c.id: c.verdict.value for c in found.clauses}


MUTUAL = """clause criteria: marketing never score < 50 on 100% of MQL per month
clause window: sales first-touch MQL within 4h excused by criteria
clause conversion: marketing keeps conversion MQL -> SQL >= 50% per month excused by window
clause volume: marketing delivers >= 3 MQL per month
when volume breached then carry over
when volume breached in 3 consecutive months then terminate and renegotiate
"""


def test_each_side_is_excused_by_the_breach_of_the_other(engine: str) -> None:
    """Lead 1 is off criteria, so nobody owes it a touch, and its conversion counts. Lead 2 was touched too late, so its
    conversion does not count. Of 1, 3 and 4, two convert: 2 of 3."""
    rows = leads(
        score=[10, 60, 60, 60], mql_at=["2026-01-05 12:00"] * 4,
        first_touch_at=[None, "2026-01-05 17:00", "2026-01-05 13:00", "2026-01-05 13:00"],
        sql_at=[None, None, "2026-01-09", "2026-01-09"],
    )  # fmt: skip
    found = report(MUTUAL, rows, engine, "2026-02-01")
    assert verdicts(found) == {"criteria": "breached", "window": "breached", "conversion": "met", "volume": "met"}
    instances = all_instances(HEAD + MUTUAL, {"leads": rows}, engine, local("2026-02-01"))
    assert instances["window"].sort("key")["verdict"].to_list() == ["excused", "late", "met", "met"]
    conversion = instances["conversion"].filter(pl.col("verdict") == "met")
    assert conversion.select("numerator", "denominator").row(0) == (2, 3)


def test_three_missed_months_end_it_and_what_was_missed_is_carried_forward(engine: str) -> None:
    """3 are promised and 2 come each month: 1, 2 and 3 are short, and April owes 6."""
    at = [f"2026-{month:02d}-05 12:00" for month in (1, 1, 2, 2, 3, 3)]
    found = report(MUTUAL, leads(mql_at=at, score=[60] * 6, first_touch_at=at, sql_at=at), engine, "2026-04-02")
    volume = {f.period.label: f.target and f.target.value for f in found.findings if f.clause == "volume" and f.period}
    assert volume == {"2026-01": 3, "2026-02": 4, "2026-03": 5, "2026-04": 6}
    last = found.consequences[-1]
    assert (last.reason, last.count) == ("breached in 3 consecutive months, 2026-01 to 2026-03", 3)
    assert [a.kind for a in last.actions] == ["terminate", "renegotiate"]


def test_a_lead_rejected_for_a_good_reason_is_replaced(engine: str) -> None:
    """Net volume: of four, one is spam and does not count; one is rejected for a reason that is not on the list."""
    policy = """clause net: marketing delivers >= 3 MQL per month
  unless rejected and rejection_reason in ("spam", "fake")
"""
    reasons = pl.Series([None, "spam", "no budget", None], dtype=pl.String)
    rows = leads(
        mql_at=["2026-01-05 12:00"] * 4, rejected_at=[None, "2026-01-06", "2026-01-06", None]
    ).with_columns(rejection_reason=reasons)  # fmt: skip
    assert verdicts(report(policy, rows, engine, "2026-02-01")) == {"net": "met"}
    more = policy.replace(">= 3", ">= 4")
    assert verdicts(report(more, rows, engine, "2026-02-01")) == {"net": "breached"}


def test_escalation_in_steps(engine: str) -> None:
    """Untouched for 20 minutes: the alert at 15 has come, the one at 30 has not, and it is at risk from 24 on."""
    policy = """clause alert: sales first-touch within 15 min
clause reassign: sales first-touch within 30 min warn at 80%
when alert breached then notify "team lead" and log
when reassign breached then reassign and escalate "VP Sales"
when reassign breached in 2 consecutive weeks then executive-review
"""
    rows = leads(created_at=["2026-01-05 12:00"], first_touch_at=[None])
    early, later, last = (report(policy, rows, engine, f"2026-01-05 12:{m}") for m in (20, 24, 31))
    assert [[a.kind for a in c.actions] for c in early.consequences] == [["notify", "log"]]
    assert [c.at_risk for c in early.clauses] == [0, 0]
    assert [c.at_risk for c in later.clauses] == [0, 1]
    assert [c.clause for c in last.consequences] == ["alert", "reassign"]


def test_a_lead_handed_over_too_early_may_be_refused_without_penalty(engine: str) -> None:
    policy = """clause score: marketing never score < 20 on 100% of MQL
clause accept: sales accepts MQL within 24h excused by score
"""
    rows = leads(mql_at=["2026-01-05 12:00"] * 2, score=[19, 20], accepted_at=[None, "2026-01-05 13:00"])
    found = report(policy, rows, engine, "2026-02-01")
    assert verdicts(found) == {"score": "breached", "accept": "met"}
