"""What every peer has to work out for the ten clauses, and what they share because it costs nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.two_sentences.numbers import AS_OF, DAY, HOUR, LIMIT, MOST

__all__ = ["AS_OF", "DAY", "HOUR", "LIMIT", "MOST"]

Numbers = dict[str, Any]
"""By clause: `[period, value...]` of every period; of rows, how many are met, breached and pending, and the first
breached keys; of owners and months, how many there are, how many fail, and the first of these with their p90 (us)."""

SOURCES = ("web", "event", "content", "email")
WAIT = 10 * DAY
NEW_YORK = ZoneInfo("America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOLIDAYS = frozenset(
    [date(2025, m, d) for m, d in (
        (1, 1), (1, 20), (2, 17), (5, 26), (6, 19), (7, 4), (9, 1), (10, 13), (11, 11), (11, 27), (12, 25),
    )] + [date(2026, 1, 1)]
)  # fmt: skip
FIRST_DAY, LAST_DAY = date(2024, 12, 30), date(2026, 1, 12)
FIRST_HOUR = (FIRST_DAY - EPOCH.date()).days * 24
HOURS = (LAST_DAY - FIRST_DAY).days * 24


def volume_target(leads: int) -> int:
    """MQLs that a month has to bring."""
    return leads * 445 // 10_000


@cache
def openings() -> list[tuple[int, int]]:
    """The office's hours, Monday to Friday from 9 to 17 in New York without federal holidays, as UTC microseconds."""
    days = (FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days))
    return [(_us(d, 9), _us(d, 17)) for d in days if d.weekday() < 5 and d not in HOLIDAYS]


def _us(day: date, hour: int) -> int:
    local = datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK)
    return (local - EPOCH) // timedelta(microseconds=1)


def due_by_hour(limit: int) -> tuple[list[int], list[int]]:
    """By UTC hour from `FIRST_HOUR` on: rate r and offset o, so that r * t + o is the last instant within `limit` of
    open time since t."""
    spans = openings()
    passed = [0]
    for opens, closes in spans:
        passed.append(passed[-1] + closes - opens)
    open_hours = {h for opens, closes in spans for h in range(opens // HOUR, closes // HOUR)}
    rates, offsets, before = [], [], 0
    for hour in range(FIRST_HOUR, FIRST_HOUR + HOURS):
        rate = int(hour in open_hours)
        index = bisect_right(passed, before + limit) - 1
        inside = index < len(spans)
        last = spans[index][0] + before + limit - passed[index] if inside else 2**61
        rates.append(rate if inside else 0)
        offsets.append(last - rate * hour * HOUR if inside else last)
        before += rate * HOUR
    return rates, offsets


def month(day: int) -> str:
    """The month of a day number."""
    return f"{EPOCH.date() + timedelta(day):%Y-%m}"


def quarter(day: int) -> str:
    """The quarter of a day number."""
    d = EPOCH.date() + timedelta(day)
    return f"{d.year}-Q{(d.month + 2) // 3}"


def of_days(
    leads: int, qualified: Iterable[tuple[int, int, int, int]], won: Iterable[tuple[int, float, float]]
) -> Numbers:
    """The clauses that are judged by periods. `qualified` has day, MQLs, those with an SQL and those with all contact
    fields; `won` has day, revenue, and revenue of marketing's sources."""
    volumes: Counter[str] = Counter()
    weeks: Counter[tuple[str, int]] = Counter()
    pairs: list[defaultdict[str, list[int]]] = [defaultdict(lambda: [0, 0]) for _ in range(3)]
    conversion, contact, revenue = pairs
    for day, mqls, converted, filled in qualified:
        volumes[month(day)] += mqls
        weeks[month(day), (day + 3) // 7] += mqls
        _add(conversion[quarter(day)], mqls, converted)
        _add(contact[month(day)], mqls, filled)
    for day, whole, part in won:
        _add(revenue[quarter(day)], round(whole * 2), round(part * 2))  # half dollars, so that sums are exact
    target = volume_target(leads)
    fullest = {m: max(n for (of, _), n in weeks.items() if of == m) for m in volumes}
    return {
        "volume": [[m, n, n >= target] for m, n in sorted(volumes.items())],
        "pace": [[m, n, 100 * fullest[m] <= 40 * n] for m, n in sorted(volumes.items())],
        "conversion": _shares(conversion, 30),
        "contact": _shares(contact, 98),
        "revenue": _shares(revenue, 30),
    }


def _add(pair: list[int], whole: int, part: int) -> None:
    pair[0] += whole
    pair[1] += part


def _shares(found: Mapping[str, list[int]], percent: int) -> list[list[Any]]:
    return [[p, of, part, 100 * part >= percent * of] for p, (of, part) in sorted(found.items())]


def of_rows(met: int, breached: int, pending: int, keys: Iterable[int]) -> list[Any]:
    """A clause that is judged row by row."""
    return [met, breached, pending, sorted(keys)[:MOST]]


def of_owners(groups: int, failing: Iterable[tuple[str, str, int]]) -> list[Any]:
    """The owners and months; `failing` has owner, month and p90 (us)."""
    bad = sorted([list(row) for row in failing])
    return [groups, len(bad), bad[:MOST]]
