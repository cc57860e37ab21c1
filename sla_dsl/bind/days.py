"""Dates in the policy's zone: a day compared with an instant stands for all its instants, first to last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def day_alone(e: ast.Expr) -> ast.Date | None:
    """The date that an expression is, when it has no time of day."""
    return e.value if isinstance(e, ast.Lit) and isinstance(e.value, ast.Date) and e.value.time is None else None


def compared_with_day(op: ast.CompareOp, at: m.Expr, day: ast.Date, zone: ZoneInfo) -> m.Expr:
    """`at op day`: `<=` holds to the end of the day, `>` begins with the next one, `=` is within it."""
    start, after = local_instant(day, zone), local_instant(ast.Date(day.day + _DAY), zone)
    match op:
        case "<":
            return m.Test("<", at, start)
        case "<=":
            return m.Test("<", at, after)
        case ">":
            return m.Test(">=", at, after)
        case ">=":
            return m.Test(">=", at, start)
    within = m.Both((m.Test(">=", at, start), m.Test("<", at, after)))
    return within if op == "=" else m.Negation(within)


def local_instant(date: ast.Date, zone: ZoneInfo) -> m.Const:
    """The instant (us) of a date, its first moment, or of a date and time; in the zone unless it has an offset."""
    if date.time is None:
        local = datetime(date.day.year, date.day.month, date.day.day)
    else:
        local = datetime.combine(date.day, date.time)
    aware = local if local.tzinfo is not None else local.replace(tzinfo=zone, fold=0)
    return m.Const((aware.astimezone(UTC) - _EPOCH) // _MICROSECOND, Kind.INSTANT)
