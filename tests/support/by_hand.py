"""What a report should say of a plain CSV file, counted with the standard library alone, and what it does say."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sla_dsl import Report

Row = dict[str, str]
Numbers = dict[Any, Any]
ONE_DAY = timedelta(days=1)


def rows(path: Path, delimiter: str = ",") -> list[Row]:
    """The rows of a file as texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def month(day: date) -> date:
    return day.replace(day=1)


def quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def periods(of: Callable[[date], date], first: date, last: date) -> list[date]:
    """The first days of all periods from the one that holds `first` to the one that holds `last`."""
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return sorted({of(day) for day in days})


def fullest_week(days: Iterable[date]) -> dict[date, int]:
    """The largest count of one ISO week, clipped to the month, by month."""
    by_week: dict[date, Counter[date]] = defaultdict(Counter)
    for day in days:
        by_week[month(day)][week(day)] += 1
    return {first: max(weeks.values()) for first, weeks in by_week.items()}


def not_met(report: Report, clause: str) -> Numbers:
    """Verdict and observed value of every period that is not met, by its first local day and its group."""
    zone = ZoneInfo(report.run.timezone)
    return {
        (f.period.start.astimezone(zone).date(), *f.group.values()): (f.verdict.value, f.observed)
        for f in report.findings
        if f.clause == clause and f.period is not None
    }


def shares(report: Report, clause: str) -> Numbers:
    """Verdict, numerator and denominator of every period or group of a share that is not met."""
    zone = ZoneInfo(report.run.timezone)
    found: Numbers = {}
    for f in report.findings:
        if f.clause == clause and f.subject is None:
            period = () if f.period is None else (f.period.start.astimezone(zone).date(),)
            found[(*period, *f.group.values())] = (f.verdict.value, f.numerator, f.denominator)
    return found


def subjects(report: Report, clause: str) -> dict[Any, str]:
    """The verdict of every subject that is not met, by its key."""
    return {
        next(iter(f.subject.values())): f.verdict.value
        for f in report.findings
        if f.clause == clause and f.subject is not None
    }


def counts(report: Report, clause: str) -> dict[str, int]:
    """How many instances have each verdict, without the zeros."""
    (found,) = (c for c in report.clauses if c.id == clause)
    return {verdict.value: n for verdict, n in found.counts.items() if n}


def without(met: str, verdicts: Mapping[Any, Any]) -> Numbers:
    """What is left of verdicts, or of tuples that begin with one, when a word is taken out."""
    return {k: v for k, v in verdicts.items() if (v if isinstance(v, str) else v[0]) != met}


def local(zone: ZoneInfo, wall: datetime) -> datetime:
    """The instant of a local time; `fold=0` is the offset before a change, of a fold and of a gap."""
    return wall.replace(tzinfo=zone, fold=0)


def days_later(zone: ZoneInfo, start: datetime, days: int) -> datetime:
    """The same local time so many days later."""
    wall = start.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None, fold=0)
    return local(zone, wall + timedelta(days=days))
