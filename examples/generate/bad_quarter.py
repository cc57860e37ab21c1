"""The quarter that went wrong: too few leads from March on, slow answers, and leads that come back."""

from __future__ import annotations

from datetime import date, datetime, time

from examples.generate.draw import Draw, Row, days, table

A_DAY = {1: 5, 2: 5, 3: 4, 4: 4, 5: 4, 6: 6}
"""Leads a working day, by month; 100 and, from April on, 120 a month are promised."""
END = datetime(2026, 7, 1)


def _tables() -> tuple[list[Row], list[Row], list[Row]]:
    draw, leads, scores, changes = Draw(666), list[Row](), list[Row](), list[Row]()
    for day in days(date(2026, 1, 1), date(2026, 6, 30)):
        for _ in range(A_DAY[day.month] if day.weekday() < 5 else 1):
            number = f"L{len(leads) + 1:04}"
            created = datetime.combine(day, time(8)) + draw.hours(0, 8)
            mql = created + draw.hours(0.2, 2)
            score = 45 + draw.below(50)
            scores.append({"Lead ID": number, "Changed": created, "Score": score})
            changes.append({"Lead ID": number, "Changed": mql, "New Stage": "MQL"})
            if draw.chance(0.12):  # comes back after some weeks
                back = mql + draw.hours(500, 1200)
                changes.append({"Lead ID": number, "Changed": back, "New Stage": "Recycled"})
                changes.append({"Lead ID": number, "Changed": back + draw.hours(24, 300), "New Stage": "MQL"})
            if draw.chance(0.4):
                scores.append({"Lead ID": number, "Changed": mql + draw.hours(30, 400), "Score": draw.below(100)})
            touched = mql + (draw.hours(0.1, 3.8) if draw.chance(0.9 if day.month != 5 else 0.7) else draw.hours(5, 60))
            leads.append({
                "Lead ID": number,
                "Company": f"Company {number}" if draw.chance(0.95) else None,
                "Phone": f"+1 555 01{draw.below(100):02}" if draw.chance(0.93) else None,
                "Owner": draw.one(("Lee", "Mia", "Raj")),
                "Created": created,
                "MQL Date": mql,
                "First Touch": touched,
                "Accepted": mql + draw.hours(1, 40) if draw.chance(0.9) else None,
            })  # fmt: skip
    for lead in leads:
        lead |= {k: None for k, v in lead.items() if isinstance(v, datetime) and v >= END}
    kept = [[row for row in rows if row["Changed"] < END] for rows in (scores, changes)]  # type: ignore[operator]
    return leads, kept[0], kept[1]


def leads() -> str:
    """`leads.csv`."""
    return table(_tables()[0])


def scores() -> str:
    """`score_history.csv`: every change of a score."""
    return table(_tables()[1])


def changes() -> str:
    """`stage_history.csv`: every change of a stage."""
    return table(_tables()[2])
