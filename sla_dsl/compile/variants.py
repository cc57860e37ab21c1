"""Where a clause is not the same for every tier and period, each of its variants is settled by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.plan import group_column
from sla_dsl.model.forms import TIER, Duty, Measure, Quotient, Ratio, Statistic

F = TypeVar("F", bound=Duty | Measure | Ratio | Statistic | Quotient)
Settle = Callable[[F, list[p.Period], pl.DataFrame, pl.DataFrame | None], pl.DataFrame]
"""A form, its periods, daily rows and groups (None: those of the rows) to one row a period and group."""

_TIER = group_column(TIER)


def settle_all(
    form: F, rows: list[p.Period], daily: pl.DataFrame, groups: pl.DataFrame | None, settle: Settle[F]
) -> pl.DataFrame:
    """All periods and groups of a form; where it has variants, with the place of its own in `variant` (null: none).

    A period belongs to the variant that is in force on its first day. Every variant is settled for all periods, for one
    may be compared with the period before it, or owe what that has missed. Where nothing is promised yet the verdict
    is `not_applicable`.
    """
    if not form.variants:
        return settle(form, rows, daily, groups)
    frames = []
    for place, variant in enumerate(form.variants):
        since, until = variant.since, variant.until
        mine = [n for n, r in enumerate(rows) if (not since or r.start >= since) and (not until or r.start < until)]
        settled = settle(_form(form, variant.form), rows, *_of_tier(variant.tier, daily, groups))
        settled = settled.filter(pl.col("period").is_in(mine))
        if variant.form is None:
            settled = settled.with_columns(verdict=pl.lit("not_applicable"), at_risk=pl.lit(False))
        frames.append(settled.with_columns(variant=pl.lit(place, dtype=pl.Int64)))
    if any(v.tier is not None for v in form.variants):
        nobody = settle(
            form,
            rows,
            daily.filter(pl.col(_TIER).is_null()),
            None if groups is None else groups.filter(pl.col(_TIER).is_null()),
        )
        frames.append(nobody.with_columns(variant=pl.lit(None, dtype=pl.Int64)))
    # a variant that is compared with the period before has columns for that, and the others have not
    return pl.concat(frames, how="diagonal").sort("begins", "ends", *(group_column(b) for b in form.by))


def _of_tier(
    tier: int | None, daily: pl.DataFrame, groups: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    if tier is None:
        return daily, groups
    return daily.filter(pl.col(_TIER) == tier), None if groups is None else groups.filter(pl.col(_TIER) == tier)


def _form(whole: F, own: object) -> F:
    """The form of a variant, which is of the clause's own kind; the clause's where nothing is promised yet."""
    return own if isinstance(own, type(whole)) else whole
