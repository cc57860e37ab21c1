"""Small tables and short questions for the hand-computed checks of the reference evaluator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.text.source import Source
from tests.support.reference import ClauseResult, evaluate

Table = list[dict[str, object]]
US = timedelta(microseconds=1)
HOT = "sales first-touch within 4h for score >= 70\n"
VOLUME = "marketing delivers >= 2 MQL per month\n"
NEW_YORK = 'agreement "A"\n  timezone "America/New_York"\n'
BERLIN = 'agreement "A"\n  timezone "Europe/Berlin"\n'


def policy(text: str) -> ast.File:
    file, errors = parse(Source("test.sla", text))
    assert not errors
    return file


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(zone: str, text: str) -> datetime:
    """An unambiguous local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def first(text: str, leads: Table, as_of: datetime | None, **tables: Table) -> ClauseResult:
    """The result of the first clause."""
    return next(iter(evaluate(policy(text), {"leads": leads} | tables, as_of).values()))


def verdicts(result: ClauseResult) -> dict[object, str]:
    return {i.key[0]: i.verdict for i in result.instances if i.key is not None}


def lead(key: int, **cells: object) -> dict[str, object]:
    return {"lead_id": key, "score": 85, "created_at": utc("2026-07-01 09:00"), "first_touch_at": None} | cells


def mql(*instants: str, zone: str = "UTC") -> Table:
    return [{"lead_id": n, "created_at": t, "mql_at": t} for n, t in enumerate(local(zone, i) for i in instants)]


def states(result: ClauseResult) -> list[tuple[str, str, object]]:
    return [(i.period[0].isoformat(), f"{i.state} {i.verdict}", i.observed) for i in result.instances if i.period]
