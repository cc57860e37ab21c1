"""The workloads, in the order in which they are run."""

from __future__ import annotations

from benchmarks import from_csv, ten_clauses, two_sentences

WORKLOADS = (two_sentences.WORKLOAD, ten_clauses.WORKLOAD, from_csv.WORKLOAD)
