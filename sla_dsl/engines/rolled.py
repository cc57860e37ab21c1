"""Roll-ups over native polars frames: rows are grouped batch by batch, and few rows are laid by until there are more.

To group a thousand rows takes nearly as long as to group ten thousand. What flips between two policies is few rows of
a batch, in many roll-ups: the rows of several batches are grouped at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

import polars as pl

from sla_dsl.compile.naming import group_column
from sla_dsl.compile.plan import Rollup, TablePlan
from sla_dsl.engines.kept import columns_of

_SMALL = 50_000
"""Rows up to which groups are made sooner than a stream of them begins; as many of a roll-up are laid by."""

_FEW = 20_000
"""Rows of a batch that are laid by."""

Rolled = Mapping[str, pl.DataFrame]
"""Roll-ups by their names."""

Groups = Mapping[tuple[str, ...], pl.DataFrame]
"""The groups that are there, by the columns that tell them."""


class Roller:
    """Makes the roll-ups of a plan, and the groups that are there: batch by batch, and then of all batches."""

    def __init__(self, plan: TablePlan) -> None:
        self._rollups, self._groups = plan.rollups, plan.groups
        self._reads = {
            r.name: columns_of(r.where, *r.keys.values(), *r.sums.values())
            for r in plan.rollups
            if r.where is not None and r.sums
        }
        self._laid: dict[str, list[pl.DataFrame]] = {}
        self._turn = Lock()  # several batches are under way at once

    def rolled(self, frame: pl.DataFrame) -> tuple[Rolled, Groups]:
        """What a batch gives: the roll-ups whose rows are grouped now, and the groups of its rows."""
        wheres = {r.name: r.where for r in self._rollups if r.where is not None}
        masks = frame.select(**wheres) if wheres else frame
        numbers = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
        rolled: dict[str, _Query] = {}
        for r in self._rollups:
            count = frame.height if r.where is None else int(masks[r.name].sum())
            if r.name not in self._reads or count > _FEW:
                rows = frame.lazy() if r.where is None else frame.lazy().filter(r.where)
                rolled[r.name] = _grouped(rows, r), count
            elif (laid := self._laid_by(r.name, frame, numbers, masks[r.name])) is not None:
                rolled[r.name] = _grouped(laid.lazy(), r), laid.height
        there = {by: (_distinct(frame.lazy(), by), frame.height) for by in self._groups}
        found = iter(_collected([*rolled.values(), *there.values()]))
        return {name: next(found) for name in rolled}, {by: next(found) for by in there}

    def _laid_by(self, name: str, frame: pl.DataFrame, numbers: pl.Series, mask: pl.Series) -> pl.DataFrame | None:
        """Lays rows by; gives all that were, once they are enough."""
        taken = frame[numbers.filter(mask), self._reads[name]]
        with self._turn:
            laid = self._laid.setdefault(name, [])
            laid.append(taken)
            if sum(f.height for f in laid) <= _SMALL:
                return None
            del self._laid[name]
        return pl.concat(laid)

    def merged(self, parts: Sequence[tuple[Rolled, Groups]]) -> tuple[Rolled, Groups]:
        """What all batches give, and the rows that are still laid by: roll-ups added up, each group once."""
        last = {r.name: r for r in self._rollups if r.name in self._laid}
        queries = [_grouped(pl.concat(self._laid[name]).lazy(), r) for name, r in last.items()]
        rest = dict(zip(last, pl.collect_all(queries, engine="in-memory"), strict=True))
        rollups = {
            r.name: _added([*(rolled[r.name] for rolled, _ in parts if r.name in rolled),
                            *([rest[r.name]] if r.name in rest else [])], r)
            for r in self._rollups
        }  # fmt: skip
        groups = {by: pl.concat(there[by].lazy() for _, there in parts).unique() for by in self._groups}
        found = iter(pl.collect_all([*rollups.values(), *groups.values()], engine="in-memory"))
        return {name: next(found) for name in rollups}, {by: next(found) for by in groups}


_Query = tuple[pl.LazyFrame, int]
"""What is asked of some rows, and how many there are."""


def _collected(queries: Sequence[_Query]) -> list[pl.DataFrame]:
    # Of many rows groups are made in two thirds of the work where they stream.
    small = iter(pl.collect_all([q for q, rows in queries if rows <= _SMALL], engine="in-memory"))
    large = iter(pl.collect_all([q for q, rows in queries if rows > _SMALL], engine="streaming"))
    return [next(small if rows <= _SMALL else large) for _, rows in queries]


def _grouped(rows: pl.LazyFrame, rollup: Rollup) -> pl.LazyFrame:
    """The roll-up of some rows."""
    if not rollup.sums:
        return rows.select(**rollup.keys).filter(pl.col("day").is_not_null())
    placed = rows.with_columns(**rollup.keys).filter(pl.col("day").is_not_null())
    return placed.group_by(*rollup.keys).agg(**rollup.sums)


def _added(parts: Sequence[pl.DataFrame], rollup: Rollup) -> pl.LazyFrame:
    """The same roll-up of several lots of rows as one."""
    stacked = pl.concat(part.lazy() for part in parts)
    return stacked.group_by(*rollup.keys).agg(pl.col(*rollup.sums).sum()) if rollup.sums and parts[1:] else stacked


def _distinct(rows: pl.LazyFrame, by: tuple[str, ...]) -> pl.LazyFrame:
    return rows.select(pl.col(b).alias(group_column(b)) for b in by).unique()
