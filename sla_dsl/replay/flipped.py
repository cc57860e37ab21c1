"""The days of an old form from those of the new one: only the rows that flip are counted again.

What a form with an instance a row has summed up by day and group is one number for each of its words. Where the old
form and the new one have the same days and groups, these numbers differ by the rows that flip, and by no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import Rollup, TablePlan
from sla_dsl.engines.base import PassResult
from sla_dsl.text.record import record


@record
class Pair:
    """The places of two forms in a pass, and the name of the roll-up that counts the rows that one of them judges
    otherwise."""

    old: int
    new: int
    counted: str


@record
class Left:
    """What is left to be summed for an old form: the roll-up `name` by `keys`, from its sums of the new form and from
    the rows that flip, `counted` by the same keys (`made`: the sums of the old form by those of the new one, which may
    not be there)."""

    name: str
    keys: tuple[str, ...]
    made: Mapping[str, str | None]
    counted: str


def spared(plan: TablePlan, pairs: Sequence[Pair]) -> tuple[TablePlan, tuple[Left, ...]]:
    """The plan without the sums of old forms that the new ones tell of, and what makes them from these."""
    rollups, found = {r.name: r for r in plan.rollups}, list[Left]()
    gone = set[int]()
    for pair in pairs:
        shared = next((r for r in rollups.values() if _has(r, pair.old) and _has(r, pair.new)), None)
        if shared is None or pair.old in {p.new for p in pairs} or pair.old in gone:
            continue
        gone.add(pair.old)
        own = _sums(shared, pair.old)
        other = {own_name: prefix(pair.new) + own_name.removeprefix(prefix(pair.old)) for own_name in own}
        made = {name: there if there in shared.sums else None for name, there in other.items()}
        rollups[shared.name] = replace(shared, sums={n: e for n, e in shared.sums.items() if n not in own})
        found.append(Left(shared.name, tuple(shared.keys), made, pair.counted))
    return replace(plan, rollups=tuple(rollups.values())), tuple(found)


def _sums(rollup: Rollup, place: int) -> list[str]:
    return [n for n in rollup.sums if n.startswith(prefix(place))]


def _has(rollup: Rollup, place: int) -> bool:
    """Whether a roll-up sums the words of a form."""
    return prefix(place) + "met" in rollup.sums


def restored(result: PassResult, left: Sequence[Left]) -> PassResult:
    """What a pass gave, with the sums of the old forms."""
    rollups = dict(result.rollups)
    for one in left:
        rollups[one.name] = rollups[one.name].hstack(_old(rollups[one.name], rollups[one.counted], one))
    return replace(result, rollups=rollups)


def _old(rollup: pl.DataFrame, flips: pl.DataFrame, one: Left) -> pl.DataFrame:
    """The sums of an old form, row by row of the roll-up; of its columns no more are joined than tell them."""
    there = dict.fromkeys(n for n in one.made.values() if n is not None)
    more = flips.lazy().group_by(one.keys).agg(**{old: _more(flips, old, new) for old, new in one.made.items()})
    joined = (
        rollup.lazy()
        .select(*one.keys, *there)
        .join(more, on=list(one.keys), how="left", nulls_equal=True, maintain_order="left")
    )
    sums = {
        old: pl.col(old).cast(pl.Int64).fill_null(0) + (pl.lit(0) if new is None else pl.col(new).cast(pl.Int64))
        for old, new in one.made.items()
    }
    return joined.select(**sums).collect(engine="in-memory")


def _more(flips: pl.DataFrame, old: str, new: str | None) -> pl.Expr:
    """By how many rows the mask `old` has more than the mask `new`; masks that tell no row apart are not there."""
    there = [n for n in (old, new) if n in flips.columns]
    signs = [pl.col(n).cast(pl.Int64) * (1 if n == old else -1) for n in there]
    return (pl.sum_horizontal(pl.lit(0, pl.Int64), *signs) * pl.col("count").cast(pl.Int64)).sum()
