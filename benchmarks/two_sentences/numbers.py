"""What every peer has to work out for the two sentences, and what they share because it costs nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TypedDict

HOUR, DAY = 3_600_000_000, 86_400_000_000  # microseconds
AS_OF = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z, the end of the data
LIMIT = 4 * HOUR
MOST = 100
WORDS = ("met", "late", "missed", "pending", "unknown")
READ = ("lead_id", "score", "created_at", "first_touch_at", "mql_at")


class Numbers(TypedDict):
    """What the report rests on. Instants and durations are microseconds (UTC).

    `months` has the MQL of each month and of its fullest week, clipped to the month; `worst` the key, how long overdue
    and the first touch of the worst breaches; `seen` the first and the last instant of the columns read.
    """

    rows: int
    months: dict[str, list[int]]
    duty: dict[str, int]
    worst: list[list[int | None]]
    nulls: dict[str, int]
    before_start: int
    seen: list[int]
    unique: bool


def by_month(days: Counter[date]) -> dict[str, list[int]]:
    """Daily counts to the months and their fullest weeks (from Monday)."""
    months: Counter[str] = Counter()
    weeks: Counter[tuple[str, date]] = Counter()
    for day, n in days.items():
        month = f"{day:%Y-%m}"
        months[month] += n
        weeks[month, day - timedelta(days=day.weekday())] += n
    return {m: [months[m], max(n for (of, _), n in weeks.items() if of == m)] for m in sorted(months)}
