"""The ten clauses as the program answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

import sla_dsl
from benchmarks.tables import file_of
from benchmarks.ten_clauses import AS_OF_DAY, policy_for
from benchmarks.ten_clauses.numbers import Numbers, of_owners, of_rows
from sla_dsl.check import instances_of, judged
from sla_dsl.findings.report import Report
from sla_dsl.policy import parse_all, read_source
from sla_dsl.ready import Options, get_ready

BREACHED = ("late", "missed", "breached")


def _tables(rows: int) -> dict[str, object]:
    return {"leads": file_of("leads", rows), "touches": file_of("touches", rows)}


def run(rows: int) -> Report:
    """The report, as a program gets it that calls the library."""
    return sla_dsl.load(policy_for(rows)).check(_tables(rows), as_of=AS_OF_DAY)


def numbers(rows: int) -> Numbers:
    """The numbers behind the report; it lists only what is not met, so all instances are asked."""
    files, options = parse_all([read_source(policy_for(rows))]), Options(as_of=AS_OF_DAY)
    ready = get_ready(files, _tables(rows), options)
    found = {name: frame.collect() for name, frame in instances_of(ready, judged(ready, options)).items()}
    return {
        **{name: _periods(found[name]) for name in ("volume", "pace")},
        **{name: _periods(found[name], 1) for name in ("conversion", "contact")},
        "revenue": _periods(found["revenue"], 2),
        **{name: _rows(found[name]) for name in ("hot", "office-hours", "reasons", "persistence")},
        "p90": _owners(found["p90"]),
    }


def _periods(instances: pl.DataFrame, scale: int | None = None) -> list[list[Any]]:
    """What was observed of every period; with `scale` the whole and the part, times that."""
    rows = instances.filter(pl.col("period_start").is_not_null()).sort("period_start")
    values = ["observed"] if scale is None else ["denominator", "numerator"]
    told = rows.select("period_kind", "period_start", pl.col("verdict") == "met", *values).iter_rows()
    return [
        [_label(kind, start), *(round(v * (scale or 1)) for v in amounts), met] for kind, start, met, *amounts in told
    ]


def _label(kind: str, start: datetime) -> str:
    return f"{start.year}-Q{(start.month + 2) // 3}" if kind == "quarter" else f"{start:%Y-%m}"


def _rows(instances: pl.DataFrame) -> list[Any]:
    verdict, key = pl.col("verdict"), pl.col("key").str.json_path_match("$.lead_id").cast(pl.Int64)
    rows = instances.filter(pl.col("key").is_not_null())
    breached = rows.filter(verdict.is_in(BREACHED)).select(key).to_series()
    met, pending = (rows.filter(verdict == word).height for word in ("met", "pending"))
    return of_rows(met, breached.len(), pending, breached)


def _owners(instances: pl.DataFrame) -> list[Any]:
    owner = pl.col("group").str.json_path_match("$.owner")
    failing = instances.filter(pl.col("verdict") == "breached").select(owner, "period_start", "observed").iter_rows()
    return of_owners(instances.height, ((o, f"{start:%Y-%m}", round(p * 1_000_000)) for o, start, p in failing))
