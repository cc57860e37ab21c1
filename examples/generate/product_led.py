"""Product-led: sign-ups of four months, what they did in the product, and what became of them."""

from __future__ import annotations

from datetime import date, datetime, time

from examples.generate.draw import Draw, Row, days, table

FIRST, LAST = date(2026, 3, 1), date(2026, 7, 31)


def signups() -> str:
    """`signups.csv`."""
    draw, rows = Draw(606), list[Row]()
    end = datetime(2026, 8, 1)
    for day in days(FIRST, LAST):
        for _ in range(6 if day.weekday() < 5 else 3):
            created = datetime.combine(day, time(6)) + draw.hours(0, 16)
            active = draw.chance(0.72 if day.month < 7 else 0.5)
            used = created + (draw.hours(5, 150) if draw.chance(0.8) else draw.hours(200, 500))
            row: Row = {
                "user_id": f"u_{len(rows) + 1:05}",
                "plan": draw.one(("trial", "trial", "free")),
                "signed_up": created,
                "days_active": 3 + draw.below(9) if active else draw.below(3),
                "seats_used": 2 + draw.below(6) if active else 1,
                "activated": used if active else None,
                "first_call": None,
                "paid": None,
            }
            if active:
                row["first_call"] = used + (draw.hours(1, 20) if draw.chance(0.96) else draw.hours(100, 200))
                if draw.chance(0.11):
                    row["paid"] = used + draw.hours(200, 1300)
            row |= {k: None for k, v in row.items() if isinstance(v, datetime) and v >= end}
            rows.append(row)
    return table(rows)
