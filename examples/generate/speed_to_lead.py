"""Speed to lead: two months in New York, over a holiday and the change of the clocks, two of them bad."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from examples.generate.draw import Draw, Row, days, table

FIRST, LAST = date(2026, 2, 1), date(2026, 3, 31)
OWNERS = ("Jane Ortiz", "Marc Webb", "Priya Nair", "Tom Ruiz")
SOURCES = ("demo", "web", "web", "content", "event", "pricing")
BAD = (date(2026, 3, 9), date(2026, 3, 22))
"""Two weeks in which the team was at a trade show."""
LEAVE = date(2026, 3, 16)
HOLIDAY = date(2026, 2, 16)


def _touched(draw: Draw, lead: Row, created: datetime, day: date) -> datetime | None:
    """In office hours, soon after the lead came or the office opened."""
    away = lead["Owner"] == "Jane Ortiz" and day >= LEAVE
    if away or draw.chance(0.015):
        return created + draw.hours(90, 160) if draw.chance(0.8) else None
    start = created
    while start.weekday() > 4 or start.date() == HOLIDAY or start.time() >= time(17, 15):
        start = datetime.combine(start.date() + timedelta(days=1), time(9))
    start = max(start, datetime.combine(start.date(), time(9)))
    urgent = lead["Lead Source"] in ("demo", "pricing")
    slow = BAD[0] <= day <= BAD[1] and draw.chance(0.25)
    if urgent:
        return start + (draw.hours(0.3, 2) if slow else draw.hours(0.02, 0.22))
    return start + (draw.hours(26, 60) if slow else draw.hours(0.1, 3))


def leads() -> str:
    """`leads.csv`: local times of New York, as the CRM shows them."""
    draw, rows = Draw(308), list[Row]()
    for day in days(FIRST, LAST):
        for _ in range(2 if day.weekday() > 4 else 8):
            created = datetime.combine(day, time(8)) + draw.hours(0, 11)
            row: Row = {
                "Lead ID": f"00Q{len(rows) + 1:05}",
                "Owner": draw.one(OWNERS),
                "Lead Source": draw.one(SOURCES),
                "Score": 40 + draw.below(60),
                "Create Date": created,
            }
            touched = _touched(draw, row, created, day)
            row["First Activity"] = touched if touched and touched.date() <= LAST else None
            rows.append(row)
    return table(rows)
