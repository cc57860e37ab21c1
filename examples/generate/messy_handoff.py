"""A hand-off as it comes: a German spreadsheet, semicolons, a BOM, decimal commas, dotted dates, and many blanks."""

from __future__ import annotations

from datetime import date, datetime, time

from examples.generate.draw import Draw, Row, days, table

BLANK = ("", "", "n/a", "-")


def _german(at: datetime | None) -> str:
    return "" if at is None else f"{at:%d.%m.%Y %H:%M}"


def leads() -> str:
    """`export.csv`."""
    draw, rows = Draw(99), list[Row]()
    for day in days(date(2026, 5, 1), date(2026, 6, 30)):
        for _ in range(4 if day.weekday() < 5 else 0):
            number = len(rows) + 1
            again = number > 40 and draw.chance(0.05)
            mail = (
                f"Kontakt{number - 30}@firma-{number - 30}.example "
                if again
                else f"kontakt{number}@firma-{number}.example"
            )
            mql = datetime.combine(day, time(8)) + draw.hours(0, 9)
            points = f"{40 + draw.below(600) / 10:.1f}".replace(".", ",")
            amount = 900 + draw.below(90_000) / 10
            rows.append({
                "Kontakt-Nr": f"K{number:05}",
                "E-Mail": mail,
                "Firma": f"Firma {number} GmbH" if draw.chance(0.97) else draw.one(BLANK),
                "Telefon": f"+49 30 5550{draw.below(1000):03}" if draw.chance(0.92) else draw.one(BLANK),
                "Punkte": points if draw.chance(0.95) else draw.one(BLANK),
                "Angelegt": _german(mql - draw.hours(1, 30)),
                "MQL am": _german(mql),
                "Betrag": f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", "."),
            })  # fmt: skip
    return "\ufeff" + table(rows, ";")
