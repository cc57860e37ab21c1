"""The columns of the two sentences from CSV: the program's reader against DuckDB's and that of polars."""

from __future__ import annotations

from benchmarks.workload import Peer, Workload

WORKLOAD = Workload(
    "from_csv",
    (
        Peer("DuckDB read_csv", "benchmarks.from_csv.duckdb_reader"),
        Peer("sla_dsl.data.tables", "benchmarks.from_csv.ours"),
        Peer("polars, try_parse_dates", "benchmarks.from_csv.polars_reader"),
    ),
    suffix="csv",
)
