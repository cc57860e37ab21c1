"""What a test expects, held against the instances that the clauses gave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl.findings.models import ClauseSummary
from sla_dsl.lang import ast
from sla_dsl.text.record import record
from sla_dsl.text.source import Span

Row = Mapping[str, Any]


@record
class Outcome:
    """One expectation: what was said of which clause, and whether it holds.

    `rows` are the instances it is about, by the columns of `sla_dsl.findings.frame.SCHEMA`; where there are none,
    `there` names those that there are. Both are empty for an expectation about the clause itself.
    """

    said: str
    clause: str
    holds: bool
    span: Span
    subject: str | None = None
    rows: tuple[Row, ...] = ()
    there: tuple[str, ...] = ()


def outcomes(
    test: ast.Test, clauses: Mapping[str, ClauseSummary], instances: Mapping[str, pl.DataFrame], zone: ZoneInfo
) -> tuple[Outcome, ...]:
    """Every expectation of a test; `instances` are frames like that of the findings, `zone` is the policy's."""
    found = []
    for expect in test.expects:
        clause = expect.clause.text
        if not expect.subjects:
            holds = clauses[clause].verdict.value == expect.verdict
            found.append(Outcome(f"{clause} {expect.verdict}", clause, holds, expect.span))
        for subject in expect.subjects:
            there = instances.get(clause)  # none of a clause that these tables can not answer
            rows = [] if there is None else there.rows(named=True)
            found.append(_of_subject(expect, text_of(subject), rows, zone))
    return tuple(found)


def _of_subject(expect: ast.Expect, subject: str, instances: Sequence[Row], zone: ZoneInfo) -> Outcome:
    """The subject is a key, a value of a group, the period that begins on that day, or a group in that period.

    Where a share is called so, it is meant, and not the rows of its tier beside it.
    """
    called = [names_of(row, zone) for row in instances]
    rows = tuple(row for row, names in zip(instances, called, strict=True) if subject in names)
    if any(row["key"] is None for row in rows):
        rows = tuple(row for row in rows if row["key"] is None or subject in _values(row["key"]))
    holds = bool(rows) and all(row["verdict"] == expect.verdict for row in rows)
    said = f"{expect.clause.text} {expect.verdict} for {subject}"
    there = () if rows else tuple(dict.fromkeys(names[0] for names in called if names))
    return Outcome(said, expect.clause.text, holds, expect.span, subject, rows, there)


def text_of(value: ast.Value) -> str:
    """A subject as written, without quotes."""
    match value:
        case ast.Text(text):
            return text
        case ast.Number(number, text):
            return text or f"{number:f}"
        case ast.Date(day):
            return day.isoformat()
        case _:
            return str(getattr(value, "text", value))


def names_of(row: Row, zone: ZoneInfo) -> list[str]:
    """What a test may call an instance: values of its key and group, and its period's first day, month or year.

    Of several entries of a row each is called by its number, too: `1 cycle 2`; a group in a period by both: `2026-07
    web`, or, of several values, `2026-07 web, US`. The first name is the one that tells the most.
    """
    key, group = (_values(row[part]) for part in ("key", "group"))
    cycles = [f"{v} cycle {row['cycle']}" for v in key if row["cycle"] is not None]
    begins = None if row["period_start"] is None else row["period_start"].astimezone(zone)
    days = [] if begins is None else [begins.strftime(form) for form in ("%Y-%m-%d", "%Y-%m", "%Y")]
    whole = [", ".join(group)] if group and not key else []
    both = [f"{day} {name}" for day in days for name in whole]
    return [*both, *key, *cycles, *whole, *group, *days]


def _values(part: str | None) -> list[str]:
    return [str(v) for v in json.loads(part).values() if v is not None] if part else []
