"""The clause as the program compiles it: what its verdicts rest on, and these, as columns of a batch."""

from __future__ import annotations

from functools import cache

import polars as pl

from benchmarks.business_clock.instants import WORDS, Numbers, counted
from benchmarks.tables import file_of
from benchmarks.ten_clauses import AS_OF_DAY
from sla_dsl.check import plans
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import TablePlan
from sla_dsl.policy import parse_all, read_source
from sla_dsl.ready import Options, get_ready

POLICY = """\
agreement "Business hours" between marketing and sales
  timezone "UTC"

calendar office
  open mon-fri 09:00-17:00
  holidays US
  timezone "America/New_York"

clause office-hours: sales first-touch within {} business minutes
"""


@cache
def _plan(rows: int, minutes: int) -> TablePlan:
    path = file_of(f"within_{minutes}_business_minutes", rows, "sla")
    path.write_text(POLICY.format(minutes), encoding="utf-8")
    given = {"leads": file_of("leads", rows)}
    return plans(get_ready(parse_all([read_source(path)]), given, Options(as_of=AS_OF_DAY)))["leads"]


def verdicts(rows: int, minutes: int) -> Numbers:
    """The answer."""
    plan = _plan(rows, minutes)

    def judged(batch: pl.LazyFrame) -> pl.LazyFrame:
        for stage in (*plan.footing, *plan.masks):
            batch = batch.with_columns(**stage)
        return batch.select(pl.col(prefix(0) + word).alias(word) for word in WORDS)

    return counted(rows, judged)
