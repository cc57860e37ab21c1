"""A hundred clauses that judge single leads, over leads in Parquet: the program against polars by hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.tables import ROOT, file_of
from benchmarks.workload import Peer, Workload

AS_OF_DAY = "2026-01-01"
HALF = 50
"""Of each kind: duties of `i` hours for leads that score `i` or more, and contact fields of leads that score so."""


def hours(i: int) -> int:
    """The limit of the `i`-th duty."""
    return 1 + i % 24


def score(i: int) -> int:
    """From which score on the `i`-th clause of its kind speaks."""
    return 2 * i


def policy() -> Path:
    """The policy of a hundred clauses."""
    path = ROOT / "build" / "benchmarks" / "hundred_clauses.sla"
    path.parent.mkdir(parents=True, exist_ok=True)
    duties = (f"clause d{i}: sales first-touch within {hours(i)}h for score >= {score(i)}" for i in range(HALF))
    fields = (f"clause f{i}: marketing ensures country is known for score >= {score(i)}" for i in range(HALF))
    path.write_text("\n".join([*duties, *fields]) + "\n", encoding="utf-8")
    return path


def _check(rows: int) -> Sequence[str]:
    said = ["--data", f"leads={file_of('leads', rows)}", "--as-of", AS_OF_DAY, "--fail-on", "never"]
    return [sys.executable, "-m", "sla_dsl", "check", str(policy()), *said]


WORKLOAD = Workload(
    "hundred_clauses",
    (
        Peer("polars by hand", "benchmarks.hundred_clauses.by_hand"),
        Peer("sla check", "benchmarks.hundred_clauses.ours", _check),
    ),
)
