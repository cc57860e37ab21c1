"""The first example: three months of leads, one line each, instants in UTC without a zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from examples.generate.draw import Draw, days, table

SOURCES = ("web", "web", "web", "content", "content", "event", "demo", "partner")
OWNERS = ("ana", "ben", "chloe", "dev")
COUNTRIES = ("US", "US", "US", "CA", "GB", "DE")
FIRST = ("Alder", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbor", "Island", "Juniper", "Kestrel", "Lake")
SECOND = ("Analytics", "Foods", "Health", "Labs", "Logistics", "Robotics", "Systems")

FIRST_DAY, LAST_DAY = date(2026, 7, 1), date(2026, 9, 30)
WEEKDAY_LEADS = {7: 6, 8: 4, 9: 5}
WEEKEND_LEADS = 1
# A webinar: one week of August brings more than 40 % of the month, which is what pacing is there to show.
WEBINAR = {date(2026, 8, 18): 12, date(2026, 8, 19): 26, date(2026, 8, 20): 14}


def leads_on(day: date) -> int:
    usual = WEEKEND_LEADS if day.weekday() >= 5 else WEEKDAY_LEADS[day.month]
    return usual + WEBINAR.get(day, 0)


def first_touch(draw: Draw, created: datetime, score: int | None) -> datetime | None:
    """Hot leads (70 and more) are mostly touched within four hours; the others within days, or never."""
    if score is None or score < 70:
        return created + draw.between(timedelta(hours=2), timedelta(days=3)) if draw.chance(0.7) else None
    if draw.chance(0.92):
        return created + draw.between(timedelta(minutes=3), timedelta(hours=3, minutes=50))
    if draw.chance(0.7):
        return created + draw.between(timedelta(hours=4, minutes=5), timedelta(hours=30))
    return None


def lead(draw: Draw, number: int, day: date) -> dict[str, object]:
    created = datetime.combine(day, time(7)) + draw.between(timedelta(0), timedelta(hours=13))
    company = f"{draw.one(FIRST)} {draw.one(SECOND)}"
    score = None if draw.chance(0.02) else 40 + draw.below(60)
    qualified = score is not None and score >= 50
    mql = created + draw.between(timedelta(minutes=1), timedelta(hours=2)) if qualified else None
    return {
        "lead_id": f"L-{number:04}",
        "email": f"lead{number:04}@{company.lower().replace(' ', '-')}.example",
        "company": company,
        "source": "event" if day in WEBINAR else draw.one(SOURCES),
        "owner": draw.one(OWNERS),
        "country": draw.one(COUNTRIES),
        "score": score,
        "created_at": created,
        "first_touch_at": first_touch(draw, created, score),
        "mql_at": mql,
    }


def leads() -> str:
    """`leads.csv`."""
    draw = Draw(2026)
    rows: list[dict[str, object]] = []
    for day in days(FIRST_DAY, LAST_DAY):
        rows += [lead(draw, len(rows) + n + 1, day) for n in range(leads_on(day))]
    # The export was made when September ended: what happened later is not in it.
    end = datetime.combine(LAST_DAY + timedelta(days=1), time(0))
    for row in rows:
        row |= {name: None for name, value in row.items() if isinstance(value, datetime) and value >= end}
    # The last evening's hot lead: not touched, and at that moment not due yet.
    waiting = lead(draw, len(rows) + 1, LAST_DAY)
    waiting |= {"score": 88, "created_at": datetime(2026, 9, 30, 21, 30), "first_touch_at": None}
    waiting |= {"mql_at": datetime(2026, 9, 30, 21, 45)}
    return table([*rows, waiting])
