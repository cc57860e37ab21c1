"""Enterprise accounts: two quarters of people at target accounts, and every touch of them."""

from __future__ import annotations

from datetime import date, datetime, time

from examples.generate.draw import Draw, Row, days, table

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
OWNERS = ("Alice Boyd", "Alice Boyd", "Chen Li", "Noah Stein", "Sara Holt")
ACCOUNTS = ("Atlas Freight", "Borealis Bank", "Cobalt Steel", "Delta Clinics", "Everest Grid", "Fathom Ports")
CHANNELS = ("phone", "email", "linkedin")


def _touches(draw: Draw, lead: Row, qualified: datetime, many: int) -> list[Row]:
    rows, at = list[Row](), qualified
    for number in range(many):
        at += draw.hours(20, 70)
        channel = CHANNELS[number % 3] if number < 3 else draw.one(CHANNELS)
        rows.append({"Lead ID": lead["Lead ID"], "Activity Date": at, "Channel": channel})
    return [row for row in rows if row["Activity Date"] < datetime(2026, 7, 1)]  # type: ignore[operator]


def _tables() -> tuple[list[Row], list[Row]]:
    draw, leads, touches = Draw(17), list[Row](), list[Row]()
    for day in days(FIRST, LAST):
        if day.weekday() > 4 or not draw.chance(0.75):
            continue
        qualified = datetime.combine(day, time(9)) + draw.hours(0, 8)
        lead: Row = {
            "Lead ID": f"L{len(leads) + 1:04}",
            "Account": draw.one(ACCOUNTS),
            "Account Tier": draw.one(("A", "A", "B", "B", "C")) if draw.chance(0.97) else None,
            "Owner": draw.one(OWNERS),
            "Created": qualified - draw.hours(1, 200),
            "MQL Date": qualified,
            "Accepted": None, "Rejected": None, "Disqualified": None, "Opportunity Date": None, "Amount": None,
        }  # fmt: skip
        decided = qualified + draw.hours(1, 46) if draw.chance(0.95) else qualified + draw.hours(100, 160)
        accepted = draw.chance(0.85)
        lead["Accepted" if accepted else "Rejected"] = decided
        if accepted and draw.chance(0.3 if day.month > 3 else 0.4):
            lead["Opportunity Date"] = decided + draw.hours(48, 300)
            lead["Amount"] = 25_000 + 1_000 * draw.below(70)
        # The long way: eight touches and more before anybody gives up.
        many = 9 if draw.chance(0.8) else 4
        if lead["Opportunity Date"] is None:
            lead["Disqualified"] = qualified + (draw.hours(620, 700) if many == 9 else draw.hours(150, 400))
        touches += _touches(draw, lead, qualified, many)
        late = datetime(2026, 7, 1)
        lead |= {k: None for k, v in lead.items() if isinstance(v, datetime) and v >= late}
        leads.append(lead)
    return leads, touches


def leads() -> str:
    """`leads.csv`."""
    return table(_tables()[0])


def touches() -> str:
    """`touches.csv`."""
    return table(_tables()[1])
