"""Where a clause is not the same for every tier and period, each of its variants is settled by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.tiers import of_line, of_no_line
from sla_dsl.model.forms import TIER, Duty, Measure, Quotient, Ratio, Statistic

F = TypeVar("F", bound=Duty | Measure | Ratio | Statistic | Quotient)
Sides = Sequence[pl.DataFrame]
"""The daily rows of a form: of a quotient of two amounts those of both, else one frame."""
Settle = Callable[[F, list[p.Period], Sides, pl.DataFrame | None], pl.DataFrame]
"""A form, its periods, daily rows and groups (None: those of the rows) to one row a period and group."""

_TIER = group_column(TIER)


def settle_all(
    form: F, rows: list[p.Period], sides: Sides, groups: pl.DataFrame | None, settle: Settle[F]
) -> pl.DataFrame:
    """All periods and groups of a form; where it has variants, with the place of its own in `variant` (null: none).

    A period belongs to the variant that is in force on its first day. Every variant is settled for all periods, for one
    may be compared with the period before it, or owe what that has missed. Where nothing is promised yet the verdict
    is `not_applicable`.
    """
    if not form.variants:
        return settle(form, rows, sides, groups)
    frames = []
    for place, variant in enumerate(form.variants):
        since, until = variant.since, variant.until
        mine = [n for n, r in enumerate(rows) if (not since or r.start >= since) and (not until or r.start < until)]
        settled = settle(_form(form, variant.form), rows, *_of_tier(form, variant.tier, sides, groups))
        settled = settled.filter(pl.col("period").is_in(mine))
        if variant.tier is not None:
            settled = settled.filter(pl.col(_TIER) == variant.tier)
        if variant.form is None:
            settled = settled.with_columns(verdict=pl.lit("not_applicable"), at_risk=pl.lit(False))
        frames.append(settled.with_columns(variant=pl.lit(place, dtype=pl.Int64)))
    if any(v.tier is not None for v in form.variants):
        unplaced = settle(form, rows, *_of_no_tier(form, sides, groups)).filter(pl.col(_TIER).is_null())
        frames.append(unplaced.with_columns(variant=pl.lit(None, dtype=pl.Int64)))
    # a variant that is compared with the period before has columns for that, and the others have not
    return pl.concat(frames, how="diagonal").sort("begins", "ends", *(group_column(b) for b in form.by))


def _of_tier(form: F, tier: int | None, sides: Sides, groups: pl.DataFrame | None) -> tuple[Sides, pl.DataFrame | None]:
    """The daily rows and groups that a variant is settled on: those of its tier, or all where it is a part of them."""
    if tier is None:
        return sides, groups
    own = [of_line(side, _TIER, tier, beside=_is_a_part(form)) for side in sides]
    if _is_a_part(form):
        others = [side.filter(pl.col(_TIER) >= 0, pl.col(_TIER) != tier) for side in sides]
        rest = [_no_line(side) for side in sides]
        return [pl.concat(parts) for parts in zip(own, others, rest, strict=True)], groups
    return own, None if groups is None else groups.filter(pl.col(_TIER) == tier)


def _of_no_tier(form: F, sides: Sides, groups: pl.DataFrame | None) -> tuple[Sides, pl.DataFrame | None]:
    """The same for the rows whose tier is not known."""
    own = [_no_line(side) for side in sides]
    if _is_a_part(form):
        tiers = [side.filter(pl.col(_TIER) >= 0) for side in sides]
        return [pl.concat(parts) for parts in zip(own, tiers, strict=True)], groups
    return own, None if groups is None else groups.filter(pl.col(_TIER).is_null())


def _is_a_part(form: F) -> bool:
    """Whether a tier is measured against what all tiers hold."""
    return isinstance(form, Quotient) and form.below == "all"


def _no_line(side: pl.DataFrame) -> pl.DataFrame:
    return of_no_line(side, _TIER) if _TIER in side.columns else side


def _form(whole: F, own: object) -> F:
    """The form of a variant, which is of the clause's own kind, with what is waived of the clause; the clause's where
    nothing is promised yet."""
    return replace(own, meta=whole.meta) if isinstance(own, type(whole)) else whole
