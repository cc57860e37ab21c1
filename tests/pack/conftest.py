"""A small agreement with half a year of leads, whose numbers can be worked out by hand, and a way to review it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars as pl
import pytest

from sla_dsl.pack.contents import pack, span_to_review
from sla_dsl.pack.judged import Looked, looked, ready_for
from sla_dsl.pack.ledger import Entry
from sla_dsl.pack.models import ClauseReview, Pack
from sla_dsl.policy import parse_all
from sla_dsl.ready import Options
from sla_dsl.text.source import Source

POLICY = """agreement "Pack" version "1.1"
  between marketing and sales
  term 2026-01-01 to 2026-12-31
  review every quarter
  timezone "UTC"
  accepted by marketing "CMO" on 2025-12-01

let monthly = 2

clause volume: marketing delivers >= monthly MQL per month severity critical
clause hot: sales first-touch within 4h

when volume breached in 2 consecutive months then escalate "CRO"
"""
# The leads a month and the hours until they were touched (None: never):
#   January 2 (1 h, 5 h), February 1 (1 h), March 2 (1 h, 1 h): 4 of 5 in time, 2 of 3 months with two MQL
#   April 1 (1 h), May 1 (6 h), June 2 (never, 1 h): 2 of 4 in time, 1 of 3 months with two MQL
LEADS: tuple[tuple[str, str, date, int | None], ...] = (
    ("1", "ann", date(2026, 1, 12), 1),
    ("2", "ann", date(2026, 1, 13), 5),
    ("3", "bob", date(2026, 2, 12), 1),
    ("4", "bob", date(2026, 3, 12), 1),
    ("5", "bob", date(2026, 3, 13), 1),
    ("6", "ann", date(2026, 4, 14), 1),
    ("7", "ann", date(2026, 5, 14), 6),
    ("8", "bob", date(2026, 6, 11), None),
    ("9", "bob", date(2026, 6, 12), 1),
)
SECOND_QUARTER = date(2026, 4, 1)
Review = Callable[..., Pack]
Run = Callable[..., Looked]


def leads(rows: Sequence[tuple[str, str, date, int | None]] = LEADS) -> pl.DataFrame:
    """The leads as a table: each becomes an MQL at nine."""
    return pl.DataFrame(
        {
            "lead_id": [r[0] for r in rows],
            "owner": [r[1] for r in rows],
            "created_at": [f"{r[2]} 09:00" for r in rows],
            "mql_at": [f"{r[2]} 09:00" for r in rows],
            "first_touch_at": [None if r[3] is None else f"{r[2]} {9 + r[3]:02}:00" for r in rows],
        }
    )


def run_of(
    policy: str = POLICY, rows: object = None, as_of: str = "2026-07-01", engine: str = "polars",
    period: str | None = None, by: str | None = None, names: Mapping[str, object] | None = None,
) -> tuple[Looked, Callable[..., Pack]]:  # fmt: skip
    """A run of a policy over leads, and what makes its pack."""
    files = parse_all([Source("policy.sla", policy)])
    options = Options(as_of=as_of, engine=engine)
    ready = ready_for(files, {"leads": leads() if rows is None else rows, **(names or {})}, options, by)
    span = span_to_review(files, ready, period)
    found = looked(files, ready, options, by or "owner", span)

    def packed(entries: Sequence[Entry] = (), **more: object) -> Pack:
        return pack(found, span, by or "owner", entries, **more)  # type: ignore[arg-type]

    return found, packed


def clause(of: Pack, id: str) -> ClauseReview:
    """The clause of a pack with that id."""
    return next(c for c in of.clauses if c.summary.id == id)


@pytest.fixture
def review() -> Review:
    """Reviews a policy (see `run_of`) and gives the pack."""
    return lambda **asked: run_of(**asked)[1]()
