"""What a test expects, held against the instances that the clauses gave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sla_dsl.lang import ast
from sla_dsl.text.record import record
from sla_dsl.text.source import Span


@record
class Outcome:
    """One expectation: what was said, whether it holds, and what came out instead with its reason."""

    test: str
    said: str
    holds: bool
    found: str
    span: Span


def outcomes(test: ast.Test, verdicts: Mapping[str, str], instances: Mapping[str, pl.DataFrame]) -> list[Outcome]:
    """Every expectation of a test; `verdicts` are the clauses' own, `instances` frames like that of the findings."""
    found = []
    for expect in test.expects:
        clause = expect.clause.text
        if not expect.subjects:
            said = f"{clause} {expect.verdict}"
            verdict = verdicts[clause]
            holds = verdict == expect.verdict
            found.append(Outcome(test.name.value, said, holds, f"the clause is {verdict}", expect.span))
        for subject in expect.subjects:
            there = instances.get(clause)  # none of a clause that these tables can not answer
            rows = [] if there is None else _about(there, text_of(subject))
            said = f"{clause} {expect.verdict} for {text_of(subject)}"
            holds = bool(rows) and all(r["verdict"] == expect.verdict for r in rows)
            found.append(Outcome(test.name.value, said, holds, _told(rows), expect.span))
    return found


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


def _about(frame: pl.DataFrame, subject: str) -> list[dict[str, Any]]:
    """The instances of a subject: its key, a value of its group, or the period that begins on that day."""
    return [row for row in frame.iter_rows(named=True) if subject in _names(row)]


def _names(row: Mapping[str, Any]) -> list[str]:
    named = [v for part in ("key", "group") if row[part] for v in json.loads(row[part]).values()]
    begins = row["period_start"]
    days = [] if begins is None else [begins.date().isoformat(), begins.strftime("%Y-%m"), begins.strftime("%Y")]
    return [str(v) for v in named if v is not None] + days


def _told(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "there is no such instance"
    return "; ".join(dict.fromkeys(f"{r['verdict']}: {r['reason']}" for r in rows))
