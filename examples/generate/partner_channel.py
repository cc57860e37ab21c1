"""Partners: who they are, what they referred, and who got the deal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from examples.generate.draw import Draw, Row, days, table

PARTNERS = (
    ("P-01", "Northwind Consulting", "gold", "EMEA"),
    ("P-02", "Brightside IT", "gold", "AMER"),
    ("P-03", "Kite & Co", "silver", "AMER"),
    ("P-04", "Harbour Systems", "silver", "EMEA"),
)
REASONS = ("no budget", "no fit", "known already", "bad contact")


def partners() -> str:
    """`partners.csv`: a reference table."""
    return table([dict(zip(("partner_id", "name", "level", "region"), row, strict=True)) for row in PARTNERS])


def leads() -> str:
    """`leads.csv`: the referrals among leads of other origin."""
    draw, rows = Draw(404), list[Row]()
    for day in days(date(2026, 4, 1), date(2026, 6, 30)):
        if day.weekday() > 4:
            continue
        referred = draw.chance(0.72 if day.month < 6 else 0.35)
        created = datetime.combine(day, time(9, 30)) + draw.hours(0, 6)
        partner = PARTNERS[draw.below(4)][0] if referred else None
        if referred and draw.chance(0.03):
            partner = "P-09"  # a partner that nobody has entered
        decided = created + (draw.hours(0.5, 20) if draw.chance(0.93) else draw.hours(80, 120))
        decided = decided + timedelta(days=7 - decided.weekday()) if decided.weekday() > 4 else decided
        yes = draw.chance(0.6)
        won = yes and draw.chance(0.35)
        rows.append({
            "lead_id": f"R{len(rows) + 1:04}", "source": "partner" if referred else "web", "partner_id": partner,
            "company": f"Customer {len(rows) + 1}", "email": f"buyer{len(rows) + 1}@customer.example",
            "phone": f"+1 555 01{draw.below(100):02}" if draw.chance(0.9) else None, "mobile": None,
            "created_at": created, "accepted_at": decided if yes else None, "rejected_at": None if yes else decided,
            "rejection_reason": None if yes else draw.one(REASONS) if draw.chance(0.9) else "other",
            "partner_informed_at": decided + draw.hours(1, 90) if yes and draw.chance(0.95) else None,
            "won_at": decided + draw.hours(200, 400) if won else None,
            "registered_partner": partner if won else None,
            "credited_partner": partner if draw.chance(0.9) else "P-03",
        })  # fmt: skip
    end = datetime(2026, 7, 1)
    for row in rows:
        row |= {k: None for k, v in row.items() if isinstance(v, datetime) and v >= end}
    return table(rows)
