"""A pipeline of 8,800 opportunities: a stage of another table, by month, quarter and agent."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sla_dsl import Report, load
from tests.support.by_hand import Row, counts, month, not_met, periods, quarter, rows, shares, without

POLICY = Path(__file__).parent / "maven.sla"
FILES = ["sales_pipeline.csv", "variants/kisara_usdates_sales_pipeline.csv", "variants/ikebude_lf_sales_pipeline.csv"]


def table(home: Path) -> list[Row]:
    return rows(home / "maven_crm_sales" / FILES[0])


def won(home: Path) -> list[Row]:
    return [r for r in table(home) if r["deal_stage"] == "Won"]


def check(home: Path, engine: str, file: str = FILES[0], as_of: str | None = "2018-01-01") -> Report:
    tables = {"opportunities": home / "maven_crm_sales" / file}
    return load(POLICY).check(tables, as_of, engine=engine, max_evidence=10_000, day_first=False)


@pytest.mark.parametrize("file", FILES)
def test_won_by_month_and_quarter(home: Path, engine: str, file: str) -> None:
    days = [date.fromisoformat(r["close_date"]) for r in won(home)]
    report = check(home, engine, file)
    # Closing begins on 1 March 2017, so March is whole; engagement reaches back to 2016, so the first quarter is too.
    assert min(r["close_date"] for r in table(home) if r["close_date"]) == "2017-03-01"
    for clause, of, promised in (("months", month, 450), ("quarters", quarter, 1300)):
        delivered = Counter(map(of, days))
        expected = {
            (first,): ("met" if delivered[first] >= promised else "breached", delivered[first])
            for first in periods(of, date(2017, 3, 1), date(2017, 12, 31))
        }
        assert not_met(report, clause) == without("met", expected)
        assert counts(report, clause) == Counter(verdict for verdict, _ in expected.values())


def test_won_by_agent(home: Path, engine: str) -> None:
    delivered = Counter((quarter(date.fromisoformat(r["close_date"])), r["sales_agent"]) for r in won(home))
    agents = {r["sales_agent"] for r in table(home)}
    expected = {
        (first, agent): ("met" if delivered[(first, agent)] >= 35 else "breached", delivered[(first, agent)])
        for first in periods(quarter, date(2017, 3, 1), date(2017, 12, 31))
        for agent in agents
    }
    report = check(home, engine)
    assert (len(agents), len(expected)) == (30, 120)
    assert not_met(report, "agents") == without("met", expected)
    assert counts(report, "agents") == Counter(verdict for verdict, _ in expected.values())


def test_the_value_of_what_was_won(home: Path, engine: str) -> None:
    value: Counter[date] = Counter()
    for row in won(home):
        value[quarter(date.fromisoformat(row["close_date"]))] += int(row["close_value"])
    expected = {(q,): ("met" if v >= 2_900_000 else "breached", Decimal(v)) for q, v in value.items()}
    assert len(expected) == 4
    assert not_met(check(home, engine), "value") == without("met", expected)


def test_as_of_is_the_latest_date_of_the_data(home: Path, engine: str) -> None:
    # 31 December is the last day of its month and has begun: December and the fourth quarter are open.
    report = check(home, engine, as_of=None)
    assert (report.run.as_of.date(), report.run.as_of_source) == (date(2017, 12, 31), "data")
    delivered = sum(r["close_date"][:7] == "2017-12" for r in won(home))
    december = not_met(report, "months").get((date(2017, 12, 1),), ("met", delivered))
    assert december == ("met" if delivered >= 450 else "pending", delivered)


def test_closed_within_sixty_days_by_agent(home: Path, engine: str) -> None:
    as_of = datetime(2018, 1, 1)
    words: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for row in table(home):
        if row["engage_date"]:
            start = datetime.fromisoformat(row["engage_date"])
            due = start + timedelta(days=60)
            done = datetime.fromisoformat(row["close_date"]) if row["close_date"] else None
            verdict = ("missed" if due < as_of else "pending") if done is None else "met" if done <= due else "late"
            words[(quarter(start.date()), row["sales_agent"])][verdict] += 1
    expected = {}
    for (first, agent), seen in words.items():
        met, pending = seen["met"], seen["pending"]
        judged = met + seen["late"] + seen["missed"]
        if first == date(2016, 10, 1) or judged + pending < 20:  # the data begin on 20 October
            verdict = "not_applicable"
        elif Fraction(met, judged + pending) >= Fraction(7, 10):
            verdict = "met"
        else:
            verdict = "pending" if Fraction(met + pending, judged + pending) >= Fraction(7, 10) else "breached"
        expected[(first, agent)] = (verdict, met, judged)
    report = check(home, engine)
    assert shares(report, "closed") == without("met", expected)
    assert counts(report, "closed") == sum(words.values(), Counter())
    assert {v for v, _, _ in expected.values()} == {"met", "breached", "pending", "not_applicable"}
