"""Half a year in Boston, after which both sides sit down and revise what they promised each other."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from examples.generate.draw import Draw, Row, days, table

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
CLOSED = {date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19)}
"""Holidays of the whole country. On Patriots' Day, 20 April, the office was not open either, but nobody had said so."""
LEAVE = (date(2026, 3, 2), date(2026, 3, 27))
"""Mia's parental leave."""
CROWDED = (date(2026, 5, 11), date(2026, 5, 15))
"""A trade show: two fifths of May come in one week."""
REASONS = ("no budget", "no need", "student", "competitor")


def _a_day(day: date) -> int:
    if CROWDED[0] <= day <= CROWDED[1]:
        return 10
    return 1 if day.weekday() > 4 else {1: 5, 2: 5, 3: 5, 4: 4, 5: 4, 6: 6}[day.month]


def _touched(draw: Draw, mql: datetime) -> datetime | None:
    """In office hours, mostly within the first two of them."""
    if draw.chance(0.02):
        return None
    start = mql
    while (
        start.weekday() > 4 or start.date() in CLOSED or start.time() >= time(16) or start.date() == date(2026, 4, 20)
    ):
        start = datetime.combine(start.date() + timedelta(days=1), time(9))
    start = max(start, datetime.combine(start.date(), time(9)))
    return start + (draw.hours(0.1, 2) if draw.chance(0.8) else draw.hours(2, 6))


def leads() -> str:
    """`leads.csv`: local times of New York."""
    draw, rows = Draw(2026), list[Row]()
    for day in days(FIRST, LAST):
        for _ in range(_a_day(day)):
            mql = datetime.combine(day, time(8)) + draw.hours(0, 10)
            owner = draw.one(("Lee", "Mia", "Raj"))
            away = owner == "Mia" and LEAVE[0] <= day <= LEAVE[1]
            wait = draw.hours(24, 90) if away else draw.hours(1, 24) if draw.chance(0.85) else draw.hours(24, 60)
            accepted = draw.chance(0.7)
            row: Row = {
                "Lead ID": f"L{len(rows) + 1:04}",
                "Owner": owner,
                "Country": draw.one(("US", "US", "CA", "UK")),
                "Employees": draw.one(("20", "80", "150", "300", "900")),
                "Score": 50 + draw.below(50),
                "Phone": f"+1 555 01{draw.below(100):02}" if draw.chance(0.93) else None,
                "MQL Date": mql,
                "First Touch": _touched(draw, mql),
                "Accepted": mql + wait if accepted else None,
                "Rejected": None if accepted or draw.chance(0.05) else mql + wait,
                "Rejection Reason": None if accepted or draw.chance(0.1) else draw.one(REASONS),
            }
            rows.append({k: None if isinstance(v, datetime) and v.date() > LAST else v for k, v in row.items()})
    return table(rows)
