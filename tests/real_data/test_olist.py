"""A marketplace's funnel of 8,000 leads and their deals, as published and in three other dresses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sla_dsl import Report, load
from tests.support.by_hand import (
    Row,
    counts,
    days_later,
    fullest_week,
    local,
    month,
    not_met,
    periods,
    rows,
    shares,
    subjects,
    week,
    without,
)  # fmt: skip

ZONE = ZoneInfo("America/Sao_Paulo")
POLICY = Path(__file__).parent / "olist.sla"
AS_OF = datetime(2018, 12, 1, tzinfo=ZONE)


@dataclass(frozen=True)
class Dress:
    """One copy of the two tables: file names, the sign between cells, and how its dates are written."""

    leads: str
    deals: str
    delimiter: str
    day: str
    moment: str

    def days(self, home: Path) -> dict[str, date]:
        """The day of first contact by lead."""
        return {r["mql_id"]: datetime.strptime(r["first_contact_date"], self.day).date() for r in self.rows(home)}

    def rows(self, home: Path) -> list[Row]:
        return rows(home / "olist_marketing_funnel" / self.leads, self.delimiter)

    def won(self, home: Path) -> dict[str, datetime]:
        """The instant at which a deal was won, by lead."""
        deals = rows(home / "olist_marketing_funnel" / self.deals, self.delimiter)
        return {r["mql_id"]: local(ZONE, datetime.strptime(r["won_date"], self.moment)) for r in deals}

    def check(self, home: Path, engine: str, as_of: datetime = AS_OF) -> Report:
        folder = home / "olist_marketing_funnel"
        tables = {"leads": folder / self.leads, "deals": folder / self.deals}
        said = {"day_first": False} if "/" in self.day else {}
        return load(POLICY).check(tables, as_of, engine=engine, max_evidence=10_000, **said)  # type: ignore[arg-type]


ORIGINAL = Dress(
    "olist_marketing_qualified_leads_dataset.csv",
    "olist_closed_deals_dataset.csv",
    delimiter=",",
    day="%Y-%m-%d",
    moment="%Y-%m-%d %H:%M:%S",
)
# With a byte order mark, CRLF, and deals to the minute.
DOTTED = Dress(
    "variants/hiflylabs_semicolon_mql.csv",
    "variants/hiflylabs_semicolon_closed_deals.csv",
    delimiter=";",
    day="%Y.%m.%d",
    moment="%Y.%m.%d %H:%M",
)
# 2/1/2018 for 1 February, and only 380 of the 842 deals.
US_DATES = Dress(
    "variants/mohithchava_usdates_mql.csv",
    "variants/mohithchava_usdates_closed_deals.csv",
    delimiter=",",
    day="%m/%d/%Y",
    moment="%m/%d/%Y %H:%M",
)
# Blanks where the original has underscores.
BLANKS = Dress(
    "variants/cleberaksenen_mql.csv",
    "variants/cleberaksenen_closed_deals.csv",
    delimiter=",",
    day="%Y-%m-%d",
    moment="%Y-%m-%d %H:%M:%S",
)
DRESSES = pytest.mark.parametrize(
    "dress", [ORIGINAL, DOTTED, US_DATES, BLANKS], ids=["original", "dotted", "us_dates", "blanks"]
)


@DRESSES
def test_volume_by_month_and_week(home: Path, engine: str, dress: Dress) -> None:
    days = sorted(dress.days(home).values())
    assert (len(days), days[0], days[-1]) == (8000, date(2017, 6, 14), date(2018, 5, 31))
    report = dress.check(home, engine)
    for clause, of, promised in (("monthly", month, 500), ("weekly", week, 100)):
        delivered = Counter(map(of, days))
        expected = {
            (first,): ("met" if delivered[first] >= promised else "breached", delivered[first])
            for first in periods(of, days[0], days[-1])
        }
        # The data begin on Wednesday, 14 June: neither its month nor its week is whole.
        expected[(of(days[0]),)] = ("not_applicable", delivered[of(days[0])])
        assert not_met(report, clause) == without("met", expected)
        assert counts(report, clause) == Counter(verdict for verdict, _ in expected.values())


@DRESSES
def test_pace(home: Path, engine: str, dress: Dress) -> None:
    days = list(dress.days(home).values())
    delivered, fullest = Counter(map(month, days)), fullest_week(days)
    expected = {
        (first,): ("breached" if Fraction(fullest[first], count) > Fraction(3, 10) else "met", count)
        for first, count in delivered.items()
    }
    expected[(date(2017, 6, 1),)] = ("not_applicable", delivered[date(2017, 6, 1)])
    assert not_met(dress.check(home, engine), "pace") == without("met", expected)
    assert "breached" in {verdict for verdict, _ in expected.values()}


@pytest.mark.parametrize("day", [15, 31])
def test_in_the_midst_of_march(home: Path, engine: str, day: int) -> None:
    # Dates are the start of their day, so the as-of's own day has happened, and what lies after it has not.
    as_of = datetime(2018, 3, day, 12, tzinfo=ZONE)
    days = list(ORIGINAL.days(home).values())
    report = ORIGINAL.check(home, engine, as_of)
    so_far = sum(date(2018, 3, 1) <= d <= as_of.date() for d in days)
    found = not_met(report, "monthly")
    assert max(found) < (date(2018, 4, 1),)
    assert found.get((date(2018, 3, 1),), ("met", so_far)) == ("met" if so_far >= 500 else "pending", so_far)
    (later,) = (n.count for n in report.run.health if n.kind == "after_as_of" and n.column == "mql_at")
    assert later == sum(d > as_of.date() for d in days)


def origins(home: Path, dress: Dress) -> dict[tuple[object, ...], tuple[str, int]]:
    """Every month and origin: all origins of the table have all months, and where there is none it is unknown."""
    table = dress.rows(home)
    days = dress.days(home)
    seen = Counter((month(days[r["mql_id"]]), r["origin"] or None) for r in table)
    found: dict[tuple[object, ...], tuple[str, int]] = {}
    for first in periods(month, min(days.values()), max(days.values())):
        for origin in {r["origin"] or None for r in table}:
            count = seen[(first, origin)]
            if origin is None and not count:
                continue
            verdict = "unknown" if origin is None else "met" if count >= 50 else "breached"
            found[(first, origin)] = ("not_applicable" if first == date(2017, 6, 1) else verdict, count)
    return found


@DRESSES
def test_volume_by_origin(home: Path, engine: str, dress: Dress) -> None:
    expected = origins(home, dress)
    report = dress.check(home, engine)
    assert not_met(report, "origins") == without("met", expected)
    assert counts(report, "origins") == Counter(verdict for verdict, _ in expected.values())


def test_one_dress_says_where_leads_without_an_origin_came_from(home: Path) -> None:
    # That copy calls the 60 leads without an origin direct traffic, so it has no unknown group.
    original, dotted = (
        Counter(r["origin"].lower().replace("_", " ") for r in d.rows(home)) for d in (ORIGINAL, DOTTED)
    )
    assert original.pop("") == 60
    assert dotted - original == {"direct traffic": 60}
    assert not [key for key in origins(home, DOTTED) if key[1] is None]


def verdicts(days: dict[str, date], won: dict[str, datetime]) -> dict[str, str]:
    """The verdict of every lead: won within 60 days of the first contact, when all of that lies in the past."""
    found = {}
    for lead, day in days.items():
        start = local(ZONE, datetime(day.year, day.month, day.day))
        due, done = days_later(ZONE, start, 60), won.get(lead)
        assert due < AS_OF
        assert done is None or done <= AS_OF
        found[lead] = "missed" if done is None else "met" if done <= due else "late"
    return found


@DRESSES
def test_won_within_sixty_days(home: Path, engine: str, dress: Dress) -> None:
    days, won = dress.days(home), dress.won(home)
    assert len(won) == (380 if dress is US_DATES else 842)
    expected = verdicts(days, won)
    report = dress.check(home, engine)
    assert subjects(report, "won") == without("met", expected)
    assert counts(report, "won") == Counter(expected.values())
    early = sum(done < local(ZONE, datetime(*days[lead].timetuple()[:3])) for lead, done in won.items())
    assert sum(n.count or 0 for n in report.run.health if (n.kind, n.column) == ("before_start", "won")) == early
    # By the month of the first contact.
    met = Counter(month(days[lead]) for lead, verdict in expected.items() if verdict == "met")
    of = Counter(map(month, days.values()))
    by_month = {
        (first,): ("met" if Fraction(met[first], of[first]) >= Fraction(5, 100) else "breached", met[first], of[first])
        for first in of
    }
    by_month[(date(2017, 6, 1),)] = ("not_applicable", met[date(2017, 6, 1)], of[date(2017, 6, 1)])
    assert shares(report, "won-share") == without("met", by_month)


def test_what_differs_between_the_dresses(home: Path) -> None:
    original = verdicts(ORIGINAL.days(home), ORIGINAL.won(home))
    # Deals without their seconds turn no verdict, and blanks for underscores touch none.
    assert verdicts(DOTTED.days(home), DOTTED.won(home)) == original
    assert verdicts(BLANKS.days(home), BLANKS.won(home)) == original
    # Where deals are missing, their leads are missed and all others are as they were.
    kept = US_DATES.won(home)
    cut = verdicts(US_DATES.days(home), kept)
    assert cut == {lead: verdict if lead in kept else "missed" for lead, verdict in original.items()}
