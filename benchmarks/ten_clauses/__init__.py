"""Ten clauses of every kind over leads and touches in Parquet: the program against polars by hand and DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.tables import ROOT, file_of
from benchmarks.workload import Peer, Workload

POLICY = ROOT / "benchmarks" / "ten_clauses" / "policy.sla"
AS_OF_DAY = "2026-01-01"


def policy_for(rows: int) -> Path:
    """The policy with the number of leads that its volume target is made of."""
    path = file_of("ten_clauses", rows, "sla")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(POLICY.read_text(encoding="utf-8").replace("let leads = 1_000_000", f"let leads = {rows}"), "utf-8")
    return path


def _check(rows: int) -> Sequence[str]:
    data = [part for t in ("leads", "touches") for part in ("--data", f"{t}={file_of(t, rows)}")]
    said = [*data, "--as-of", AS_OF_DAY, "--fail-on", "never"]
    return [sys.executable, "-m", "sla_dsl", "check", str(policy_for(rows)), *said]


WORKLOAD = Workload(
    "ten_clauses",
    (
        Peer("polars by hand", "benchmarks.ten_clauses.by_hand"),
        Peer("sla check", "benchmarks.ten_clauses.ours", _check),
        Peer("DuckDB", "benchmarks.ten_clauses.duckdb_sql"),
    ),
)
