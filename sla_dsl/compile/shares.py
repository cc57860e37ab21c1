"""The share of a duty that is met, by period and group, against what was promised (fine print 9 and 10)."""

from __future__ import annotations

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.rows import BREACHES
from sla_dsl.compile.settle import collected, in_null_group, instances, share_at_least, totals
from sla_dsl.model.forms import SubjectForm

COUNTS = ("missed", "late", "breached", "unknown", "pending", "excluded", "waived", "excused", "met")


def settle(form: SubjectForm, daily: pl.DataFrame, rows: list[p.Period], days: pl.DataFrame) -> pl.DataFrame:
    """One row a period and group that exists.

    `daily` has `day`, the group columns and an Int64 column a word of `COUNTS`. The result adds to the period columns
    and groups: those counts, `numerator` (met), `denominator` (judged), `verdict` and `at_risk`.
    """
    by = [group_column(b) for b in form.by]
    counts = [c for c in COUNTS if c in daily.columns]
    sums = totals(daily, days, ["period", *by], counts).filter(pl.any_horizontal(pl.col(*counts) > 0))
    frame = instances(rows, None, sums, by, counts)
    frame = frame.with_columns(pl.lit(0, dtype=pl.Int64).alias(c) for c in COUNTS if c not in counts)
    met, pending = pl.col("met"), pl.col("pending")
    judged = met + pl.sum_horizontal(*(pl.col(b) for b in BREACHES))
    size = judged + pending
    worst, best = share_at_least(met, size, form.share), share_at_least(met + pending, size, form.share)
    state = pl.col("period_state")
    verdict = (
        pl.when(state == "partial").then(pl.lit("not_applicable"))
        .when(in_null_group(by)).then(pl.lit("unknown"))
        .when(state == "open").then(pl.lit("pending"))
        .when((size == 0) & (pl.col("unknown") > 0)).then(pl.lit("unknown"))
        .when((size == 0) | (size < form.minimum)).then(pl.lit("not_applicable"))
        .when(worst).then(pl.lit("met"))
        .when(~best).then(pl.lit("breached"))
        .otherwise(pl.lit("pending"))
    )  # fmt: skip
    settled = frame.with_columns(numerator=met, denominator=judged, verdict=verdict).with_columns(
        at_risk=(pl.col("verdict") == "pending") & ~share_at_least(met, judged, form.share)
    )
    return collected(settled.sort("period", *by), daily.height)
