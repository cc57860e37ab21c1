"""Pairs of policies that differ in one thing, with what is to be said of it: id, direction, clause or clauses."""

from __future__ import annotations

from dataclasses import dataclass

from sla_dsl.policy import bound, parse_all
from sla_dsl.review.models import Bound, Direction
from sla_dsl.text.source import Source

T, L, B, E, U = (
    Direction.TIGHTENED,
    Direction.LOOSENED,
    Direction.BOTH,
    Direction.EQUIVALENT,
    Direction.UNDETERMINED,
)  # fmt: skip

Expected = tuple[str, Direction, str]
"""An id of the catalogue, the direction, and the clauses, joined by blanks."""

HEAD = """\
agreement "SLA" version "1"
  between marketing and sales
  term 2026-01-01 to 2026-12-31
"""
OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"
TOUCHES = "table touches of leads by lead_id\n"


@dataclass(frozen=True)
class Pair:
    """An old and a new text behind the head of the agreement, and the changes expected; none is "the same"."""

    old: str
    new: str
    expected: tuple[Expected, ...]
    name: str = ""

    def __str__(self) -> str:
        return self.name or (self.expected[0][0] if self.expected else "the same")


def one(old: str, new: str, id: str, direction: Direction, clauses: str = "c", name: str = "") -> Pair:
    return Pair(old, new, ((id, direction, clauses),), name or f"{id}: {old[-40:]!r} {new[-40:]!r}")


def clause(old: str, new: str, id: str, direction: Direction, before: str = "") -> Pair:
    """Two texts of one clause `c`; `before` stands above both."""
    return one(f"{before}clause c: {old}\n", f"{before}clause c: {new}\n", id, direction)


def same(old: str, new: str, before: str = "") -> Pair:
    return Pair(f"{before}clause c: {old}\n", f"{before}clause c: {new}\n", (), f"same: {old!r} {new!r}")


def policy(text: str, name: str = "policy.sla", head: str = HEAD) -> Bound:
    files = parse_all([Source(name, head + text)])
    return Bound(name, files, bound(files)[0])


TOUCH = "sales first-touch within 4h"
VOLUME = "marketing delivers >= 100 MQL per month"
EVERY = "marketing delivers <= 25 MQL per day"
CONVERSION = "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter"
SHARE = 'marketing keeps share of won where source = "web" >= 40% per quarter'
MEDIAN = "sales keeps median time from created to first-touch <= 4h per month"

LIMITS = (
    clause("sales first-touch within 4h", "sales first-touch within 2h", "limit-tightened", T),
    clause("sales first-touch within 2 days", "sales first-touch within 3 days", "limit-loosened", L),
    clause("sales first-touch within 1 month", "sales first-touch within 2 months", "limit-loosened", L),
    # open time never passes faster than time does
    clause("sales first-touch within 4h", "sales first-touch within 4 business hours", "limit-loosened", L, OFFICE),
    # from an opening on 2 hours of open time are 2 hours; over a week-end they are more than 4
    clause("sales first-touch within 4h", "sales first-touch within 2 business hours", "limit-changed", B, OFFICE),
    # 8 open hours a day: 4 of them are used up before a working day is
    clause("sales first-touch within 4 business hours", "sales first-touch within 1 business day", "limit-loosened", L, OFFICE),
    clause("sales first-touch within 2 days", "sales first-touch within 2 business days", "limit-loosened", L, OFFICE),
    # in UTC a day has 24 hours
    same("sales first-touch within 2 days", "sales first-touch within 48h"),
    clause("sales first-touch within 1 day", "sales first-touch within 30h", "limit-loosened", L),
    # a month has 28 to 31 days
    clause("sales first-touch within 1 month", "sales first-touch within 28 days", "limit-tightened", T),
    clause("sales first-touch within 1 month", "sales first-touch within 30 days", "limit-changed", B),
    clause("sales first-touch within 4h", "sales first-touch by end of next day", "limit-loosened", L),
    clause("sales first-touch by end of day", "sales first-touch by 10:00 of next day", "limit-loosened", L),
    clause("sales first-touch within 4h", "sales first-touch between 1h and 4h", "earliest-added", T),
    clause("sales first-touch between 1h and 4h", "sales first-touch between 2h and 4h", "earliest-tightened", T),
    clause("sales first-touch between 1h and 1 day", "sales first-touch between 2 days and 3 days", "earliest-tightened", T)
    if False
    else clause("sales first-touch between 2h and 4h", "sales first-touch between 1h and 4h", "earliest-loosened", L),
    clause(
        "sales first-touch between 1 day and 2 months", "sales first-touch between 24h and 2 months", "earliest-changed", B,
        'calendar night\n  open mon 01:00-02:00\n  timezone "Europe/Berlin"\n',
    ),
    clause("sales first-touch MQL before disqualified", "sales first-touch MQL within 4h before disqualified", "limit-added", T),
    clause("sales first-touch MQL within 4h", "sales first-touch MQL within 4h before disqualified", "before-added", T),
    clause("sales first-touch MQL before disqualified", "sales first-touch MQL before rejected", "before-changed", B),
)  # fmt: skip
