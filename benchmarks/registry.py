"""The workloads, in the order in which they are run."""

from __future__ import annotations

from benchmarks import business_clock, from_csv, hundred_clauses, ten_clauses, two_sentences

WORKLOADS = (
    two_sentences.WORKLOAD,
    ten_clauses.WORKLOAD,
    hundred_clauses.WORKLOAD,
    business_clock.ON_GRID,
    business_clock.OFF_GRID,
    from_csv.WORKLOAD,
)
