"""The two sentences of the quick start over leads in Parquet: the program against polars by hand and DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks.tables import ROOT, file_of
from benchmarks.workload import Peer, Workload

POLICY = ROOT / "benchmarks" / "two_sentences" / "policy.sla"
AS_OF_DAY = "2026-01-01"


def _check(rows: int) -> Sequence[str]:
    data = f"leads={file_of('leads', rows)}"
    said = ["--data", data, "--as-of", AS_OF_DAY, "--fail-on", "never"]
    return [sys.executable, "-m", "sla_dsl", "check", str(POLICY), *said]


WORKLOAD = Workload(
    "two_sentences",
    (
        Peer("polars by hand", "benchmarks.two_sentences.by_hand"),
        Peer("sla check", "benchmarks.two_sentences.ours", _check),
        Peer("polars, one lazy query", "benchmarks.two_sentences.streaming"),
        Peer("DuckDB", "benchmarks.two_sentences.duckdb_sql"),
    ),
)
