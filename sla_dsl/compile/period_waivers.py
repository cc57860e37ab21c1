"""What waivers relieve of the forms that are judged by periods only: whole periods and groups (fine print 80)."""

from __future__ import annotations

from typing import Any

import polars as pl

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit, gather
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.population import window
from sla_dsl.compile.relief import WAIVED, first
from sla_dsl.compile.zone import Zone
from sla_dsl.model.forms import Measure, PeriodForm
from sla_dsl.model.waivers import Waiver


def waived_periods(form: PeriodForm, settled: pl.DataFrame, zone: Zone) -> pl.DataFrame:
    """The settled periods and groups, those `waived` that would be breached and lie wholly on a waiver's days.

    Where the clause has waivers, `would` is the verdict without them and `waiver` the number of the one that covers.
    """
    if not form.meta.waivers:
        return settled
    settled = settled.with_columns(would="verdict", waiver=covering(form, zone))
    forgiven = (pl.col("verdict") == "breached") & pl.col("waiver").is_not_null()
    return settled.with_columns(verdict=pl.when(forgiven).then(pl.lit(WAIVED)).otherwise("verdict"))


def covering(form: PeriodForm, zone: Zone) -> pl.Expr:
    """The number of the first waiver that covers a settled period and group, null where none does."""
    kit = Kit(_Groups(), gather, zone, 0)
    found = first(kit, {n: _covers_period(kit, form, w) for n, w in enumerate(form.meta.waivers)})
    assert isinstance(found, pl.Expr)
    return found


def _covers_period(kit: Kit, form: PeriodForm, waiver: Waiver) -> Expr:
    low, high = window(kit.zone, waiver.days)
    first, after = ("first", "after") if isinstance(form, Measure) else ("begins", "ends")
    parts = [pl.col(first) >= low]
    if high is not None:
        parts.append(pl.col(after) <= high)
    if waiver.condition is not None:
        parts.append(compile_expr(kit, waiver.condition))
    return pl.all_horizontal(*parts)


class _Groups:
    """The namespace polars, in which a column is that of the group."""

    def col(self, name: str) -> pl.Expr:
        return pl.col(group_column(name))

    def __getattr__(self, name: str) -> Any:
        return getattr(pl, name)
