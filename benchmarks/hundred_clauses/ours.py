"""The hundred clauses as the program answers them."""

from __future__ import annotations

import polars as pl

import sla_dsl
from benchmarks.hundred_clauses import AS_OF_DAY, policy
from benchmarks.hundred_clauses.by_hand import Numbers
from benchmarks.tables import file_of
from benchmarks.two_sentences.numbers import MOST
from sla_dsl.check import instances_of, judged
from sla_dsl.findings.report import Report
from sla_dsl.policy import parse_all, read_source
from sla_dsl.ready import Options, get_ready

BREACHED = ("late", "missed", "breached")


def run(rows: int) -> Report:
    """The report, as a program gets it that calls the library."""
    return sla_dsl.load(policy()).check({"leads": file_of("leads", rows)}, as_of=AS_OF_DAY)


def numbers(rows: int) -> Numbers:
    """By clause: judged (or pending), breached, and the sum of the first breached keys."""
    files, options = parse_all([read_source(policy())]), Options(as_of=AS_OF_DAY)
    ready = get_ready(files, {"leads": file_of("leads", rows)}, options)
    found = instances_of(ready, judged(ready, options))
    return {name: _numbers(frame.select("verdict", "key").collect()) for name, frame in found.items()}


def _numbers(instances: pl.DataFrame) -> list[int]:
    rows = instances.filter(~pl.col("verdict").is_in(["unknown", "excluded"]))
    breached = rows.filter(pl.col("verdict").is_in(BREACHED))
    keys = breached["key"].str.json_path_match("$.lead_id").cast(pl.Int64)
    return [rows.height, breached.height, int(keys.bottom_k(MOST).sum())]
