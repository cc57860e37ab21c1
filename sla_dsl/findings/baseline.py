"""The baseline: breaches that are known, a line each, so that only new ones fail a run.

A breach is known while its line holds: the same instance of the same clause, and the same data behind it. What stands
in the finding stands for the data: start, done and due instant, what was seen and what was promised; for a row that
breaks a condition it is the values that the condition reads. So a line drops out when its breach is mended, when
somebody touches the row, and when the promise itself becomes another. The as-of is no part of it: a lead that nobody
called is known tomorrow as it is today.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import field, replace
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl.findings.exact import dumps, read_json
from sla_dsl.findings.fingerprint import LENGTH
from sla_dsl.findings.instances import RESTED
from sla_dsl.findings.models import Baseline, Finding, KnownBreach, Stale, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.text.record import record

BREACHES = tuple(v.value for v in Verdict if v.is_breach)
GONE, CHANGED, NO_CLAUSE = "is breached no longer", "its data changed", "the policy has no such clause"
_DATA = ("verdict", "start", "done", "due", "observed", "target", "numerator", "denominator")

Mark = tuple[str, str]
"""The id of a breach and the digest of its data: what makes it the known one."""


@record
class Held:
    """What a file of a baseline holds; `salt` tells one salt of hashed keys from another (`salt_word`), None where keys
    stand as they are."""

    breaches: tuple[KnownBreach, ...] = ()
    salt: str | None = None

    @property
    def most(self) -> int:
        """How many breaches of one clause it knows at most."""
        return max(Counter(b.clause for b in self.breaches).values(), default=0)


@record
class Comparison:
    """A run beside a baseline: the marks of what is known, how many that are by clause and verdict, the lines that hold
    no longer, and those of clauses that the run did not judge."""

    known: frozenset[Mark] = frozenset()
    counts: Mapping[tuple[str, str], int] = field(default_factory=Counter)
    stale: tuple[Stale, ...] = ()
    unseen: tuple[KnownBreach, ...] = ()

    @property
    def ids(self) -> set[str]:
        """The ids of what is known."""
        return {id for id, _ in self.known}


def salt_word(salt: bytes) -> str:
    """A word by which one salt is told from another, and from which none can be made."""
    return hmac.new(salt, b"baseline", "sha256").hexdigest()[:LENGTH]


def breaches_of(frames: Iterable[pl.DataFrame], timezone: str) -> tuple[KnownBreach, ...]:
    """The breaches among rows of findings (`sla_dsl.findings.frame.SCHEMA`, and `RESTED` where it is there), periods by
    their first day in the zone."""
    zone = ZoneInfo(timezone)
    return tuple(
        _breach(row, zone)
        for frame in frames
        for row in frame.filter(pl.col("verdict").is_in(BREACHES)).iter_rows(named=True)
    )


def _breach(row: Mapping[str, Any], zone: ZoneInfo) -> KnownBreach:
    kind, start = row["period_kind"], row["period_start"]
    return KnownBreach(
        clause=row["clause"],
        verdict=row["verdict"],
        id=row["id"],
        data=_digest(row),
        subject=None if row["key"] is None else read_json(row["key"]),
        cycle=row["cycle"],
        # There is one period of the kind `term`, and without a written term its start moves with the data.
        period=kind if kind in (None, "term") else f"{kind} {start.astimezone(zone).date()}",
        group={} if row["group"] is None else read_json(row["group"]),
    )


def _digest(row: Mapping[str, Any]) -> str:
    data = [row[name] for name in _DATA]
    rested = row.get(RESTED)
    return sha256(dumps(data if rested is None else [*data, rested]).encode()).hexdigest()[:LENGTH]


def mark(breach: KnownBreach) -> Mark:
    return breach.id, breach.data


def compared(held: Held, found: Sequence[KnownBreach], report: Report, *, whole: bool) -> Comparison:
    """What a run found beside what a baseline holds; `whole` says that all clauses of the policy were asked for.

    Nothing is said of the lines of a clause that was not asked for, or that could not be evaluated.
    """
    there, ids = {mark(b) for b in found}, {b.id for b in found}
    known = frozenset(there & {mark(b) for b in held.breaches})
    clauses = {c.id: c.evaluable for c in report.clauses}
    unseen, stale = [], []
    for breach in held.breaches:
        if not clauses.get(breach.clause, whole):
            unseen.append(breach)
        elif mark(breach) not in known:
            why = CHANGED if breach.id in ids else GONE if breach.clause in clauses else NO_CLAUSE
            stale.append(Stale(breach, why))
    counts = Counter((b.clause, b.verdict) for b in found if mark(b) in known)
    return Comparison(known, counts, tuple(stale), tuple(unseen))


def with_baseline(report: Report, comparison: Comparison, file: str, most: int) -> Report:
    """The report with what is known marked and counted; of each clause at most `most` findings stay, new ones first."""
    rows = report.to_polars().iter_rows(named=True)
    ids = comparison.ids
    marked = [replace(f, known=_known(row, ids)) for f, row in zip(report.findings, rows, strict=True)]
    by_clause: dict[str, list[Finding]] = {c.id: [] for c in report.clauses}
    for finding in sorted(marked, key=lambda f: f.known is not False):
        by_clause[finding.clause].append(finding)
    listed = {id: findings[:most] for id, findings in by_clause.items()}
    words = [Verdict(word) for word in BREACHES]
    clauses = tuple(
        replace(c, findings_shown=len(listed[c.id]), known={v: n for v in words if (n := comparison.counts[c.id, v])})
        for c in report.clauses
    )
    found = tuple(f for findings in listed.values() for f in findings)
    baseline = Baseline(file, sum(comparison.counts.values()), comparison.stale)
    return replace(report, clauses=clauses, findings=found, baseline=baseline)


def known_rows(frame: pl.DataFrame, comparison: Comparison) -> pl.DataFrame:
    """Rows of findings with their column `known` filled."""
    ids = comparison.ids
    told = [_known(row, ids) for row in frame.select("id", "verdict").iter_rows(named=True)]
    return frame.with_columns(pl.Series("known", told, pl.Boolean))


def _known(row: Mapping[str, Any], ids: Set[str]) -> bool | None:
    return row["id"] in ids if row["verdict"] in BREACHES else None
