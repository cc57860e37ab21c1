"""The default engine: one pass over native polars frames, in batches, in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count, pairwise
from typing import Any

import polars as pl

from sla_dsl.compile.children import ChildPlan
from sla_dsl.compile.cycles import EntryPlan
from sla_dsl.compile.kit import FIRST_US, LAST_US, Kit, gather
from sla_dsl.compile.plan import TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.compile.zone import Zone
from sla_dsl.data.tables import PreparedTable
from sla_dsl.engines.base import PassResult, Progress, Reach
from sla_dsl.engines.kept import Keeper
from sla_dsl.engines.picks import KEY, ROW, Laid, laid, linked, picked, references
from sla_dsl.engines.places import placed
from sla_dsl.engines.rolled import Roller
from sla_dsl.model.cycles import BEGINS, CYCLE, ENDS

BATCH = 250_000
"""Rows a batch: small enough to stay in the caches' reach, large enough that planning does not show."""

_WIDE = 32
"""Columns that a pass makes, from which on it is wide: each of its steps keeps every processor busy."""


class PolarsEngine:
    """Native expressions; no other library is imported."""

    name = "polars"
    xp: Any = pl

    def kit(self, zone: Zone, as_of: int) -> Kit:
        return Kit(pl, gather, zone, as_of)

    def scan(self, table: PreparedTable) -> pl.LazyFrame:
        # Files are read batch by batch; any other plan is run once, since a second run may give another order of rows.
        there = table.held or table.parquet is not None
        return table.frame if there else table.frame.collect(engine="streaming").lazy()

    def totals(self, frame: pl.LazyFrame, columns: Columns) -> Mapping[str, Any]:
        return _collected(frame.select(**columns), _rows(frame)).row(0, named=True)

    def reach(self, table: PreparedTable, columns: Sequence[str], seen: Reach, as_of: int) -> Reach:
        frame, instant = _as_stored(table, columns)
        first = as_of if seen[0] is None else seen[0]
        last = FIRST_US if seen[1] is None else seen[1]
        queries = [
            _beyond(frame, c, (instant(FIRST_US), instant(first)), (instant(last), instant(as_of))) for c in columns
        ]
        # Of a file little is read; collected together they would share one scan, and lose the filter that statistics
        # answer.
        ends = [q.collect(engine="streaming" if table.parquet is None else "in-memory").row(0) for q in queries]
        found = [int(us) for row in ends for us in row if us is not None]
        return min(found, default=None), max(found, default=None)

    def duplicates(self, frame: pl.LazyFrame, key: tuple[str, ...]) -> tuple[int, int]:
        keys = frame.select(*key).drop_nulls()
        one = pl.col(*key) if len(key) == 1 else pl.struct(*key)
        counted = keys.select(one.n_unique().alias("distinct"), pl.len().alias("rows"))
        there = _rows(frame)
        distinct, rows = _collected(counted, there).row(0)
        if distinct == rows:
            return 0, 0
        twice = keys.group_by(*key).len().filter(pl.col("len") > 1)
        found, members = _collected(twice.select(pl.len().alias("keys"), pl.col("len").sum()), there).row(0)
        return int(found), int(members)

    def crowds(self, frame: pl.LazyFrame, at: str, owner: str, least: int) -> tuple[int, int]:
        # To sort the instants is a sixth of the work of counting pairs, and mostly leaves none to be counted.
        instants = frame.select(at).collect(engine="streaming").to_series().drop_nulls().sort()
        full = instants.filter(instants == instants.shift(least - 1)).unique()
        if full.is_empty():
            return 0, 0
        rows = frame.select(at, owner).drop_nulls().filter(pl.col(at).is_in(full.implode()))
        crowds = rows.group_by(at, owner).len().filter(pl.col("len") >= least)
        found = crowds.select(pl.len().alias("pairs"), pl.col("len").sum()).collect(engine="streaming")
        return int(found.item(0, 0)), int(found.item(0, 1))

    def unmatched(self, frame: pl.LazyFrame, by: str, parents: pl.LazyFrame, key: str) -> int:
        keys = parents.select(key).collect(engine="streaming").to_series()
        numbers = pl.repeat(0, keys.len(), dtype=pl.UInt32, eager=True)
        named = placed(frame.select(by).drop_nulls(), by, keys, numbers, ROW)
        return int(named.select(pl.col(ROW).null_count()).collect(engine="streaming").item())

    def earlier(self, frame: pl.LazyFrame, at: str, by: str, parents: pl.LazyFrame, key: str, since: str) -> int:
        rows = frame.select(pl.col(by).alias("by"), pl.col(at).alias("at")).drop_nulls()
        above = parents.select(pl.col(key).alias("by"), pl.col(since).alias("since"))
        before = rows.join(above, on="by", how="inner").filter(pl.col("at") < pl.col("since"))
        return int(before.select(pl.len()).collect(engine="streaming").item())

    def distinct(self, frame: pl.LazyFrame, key: tuple[str, ...], keep: str) -> pl.LazyFrame:
        known = pl.all_horizontal(pl.col(k).is_not_null() for k in key)
        once = frame.filter(known).unique(list(key), keep="first" if keep == "first" else "last", maintain_order=True)
        return pl.concat([once, frame.filter(~known)]).collect(engine="streaming").lazy()

    def rows(self, frame: pl.LazyFrame, plan: TablePlan, tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
        frame = frame if plan.entries is None else _entries(frame, plan.entries, tables)
        seen = references(plan.parents, tables)
        guarded = _told(frame.with_columns(**plan.guards), plan, seen, _firsts(plan, seen, tables))
        out = guarded
        for child in plan.children:
            out = _join(out, child, picked(child, tables, guarded if child.asked is None else out))
        return _staged(out, plan)

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        return frame.collect(engine="streaming")

    def run(
        self, frame: pl.LazyFrame, plan: TablePlan, tables: Mapping[str, pl.LazyFrame], shown: int, progress: Progress
    ) -> PassResult:  # fmt: skip
        if plan.entries is not None:
            frame = _entries(frame, plan.entries, tables).collect(engine="streaming").lazy()
        seen = [f.collect(engine="streaming") for f in references(plan.parents, tables)]
        first = [f.collect(engine="streaming") for f in _firsts(plan, [f.lazy() for f in seen], tables)]
        rows = _rows(frame)
        beside: list[Laid] = []
        for child in plan.children:
            # Every subject goes by its number: what is picked is laid beside the table without another join.
            known = pl.concat([frame.with_row_index(ROW), *(p.picks.lazy() for p in beside)], how="horizontal")
            known = known.with_columns(**plan.guards)
            known = _told(known, plan, [f.lazy() for f in seen], [f.lazy() for f in first])
            beside.append(laid(child, tables, known, rows, plan.beside.get(child.table), once=plan.entries is None))
        done, keeper, roller = count(), Keeper(plan, shown), Roller(plan)
        stage = f"judging {plan.table}"
        progress(stage, 0, rows)

        def batch(offset: int) -> PassResult:
            read = frame.select(plan.reads).slice(offset, BATCH).collect(engine="in-memory")
            taken = [p.picks.slice(offset, BATCH) for p in beside]
            found = _pass(read, plan, seen, first, taken, keeper, roller)
            progress(stage, min(rows, (next(done) + 1) * BATCH), rows)
            return found

        with ThreadPoolExecutor(_workers(plan)) as pool:
            parts = list(pool.map(batch, range(0, max(rows, 1), BATCH)))
        totals = {table: found for b in beside for table, found in b.totals.items()}
        strangers = {link: found for b in beside for link, found in b.strangers.items()}
        return replace(_merge(parts, keeper, roller), unique=_ascend(parts), beside=totals, strangers=strangers)


def _workers(plan: TablePlan) -> int:
    """Batches under way, and in memory, at once: one is read while another is reckoned, and the short steps of a narrow
    pass wait for one another, so that more of them keep the processors busy."""
    return 2 if sum(map(len, (*plan.footing, *plan.masks))) >= _WIDE else 4


def _rows(frame: pl.LazyFrame) -> int:
    """The rows of a scanned frame: of a file, what its footer says."""
    return int(frame.select(pl.len()).collect(engine="in-memory").item())


def _collected(query: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """A query over a frame of so many rows: to begin to stream takes longer than all that a small one asks for."""
    return query.collect(engine="in-memory" if rows <= BATCH else "streaming")


def _first_and_last(batch: pl.DataFrame, key: tuple[str, ...]) -> tuple[Any, Any] | None:
    """The first and the last key of a batch in which every key is greater than the one before; None of any other."""
    if len(key) != 1 or not batch.height:
        return None
    column = batch[key[0]]
    rises = column.null_count() == 0 and bool((column > column.shift(1)).all())
    return (column[0], column[-1]) if rises else None


def _ascend(parts: Sequence[PassResult]) -> bool:
    """Whether the keys ascend through all batches: then none stands twice, and nobody has to look."""
    ends = [p.keys for p in parts]
    return all(e is not None for e in ends) and all(a[1] < b[0] for a, b in pairwise(ends) if a and b)


def _as_stored(table: PreparedTable, columns: Sequence[str]) -> tuple[pl.LazyFrame, Callable[[int], pl.Expr]]:
    """The instant columns in the dtype they are stored in, and a literal of it.

    A file's statistics answer a comparison with a stored column without reading a row, with a converted one not.
    """
    if table.parquet is not None:
        stored = pl.scan_parquet(list(table.parquet))
        schema = stored.collect_schema()
        dtypes = {schema[table.columns[c]] for c in columns}
        if dtypes == {pl.Datetime("us", "UTC")}:
            renamed = stored.select(pl.col(table.columns[c]).alias(c) for c in columns)
            return renamed, lambda us: pl.lit(us, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    return table.frame.select(columns), lambda us: pl.lit(us, dtype=pl.Int64)


def _beyond(
    frame: pl.LazyFrame, column: str, before: tuple[pl.Expr, pl.Expr], behind: tuple[pl.Expr, pl.Expr]
) -> pl.LazyFrame:
    """The least instant of a column in one stretch of time, and the greatest in another one (ends included)."""
    x = pl.col(column)
    earlier, later = ((x >= low) & (x <= high) for low, high in (before, behind))
    ends = [x.filter(earlier).min().to_physical().alias("least"), x.filter(later).max().to_physical().alias("greatest")]
    return frame.select(column).filter(earlier | later).select(ends)


def _told(
    frame: pl.LazyFrame, plan: TablePlan, seen: Sequence[pl.LazyFrame], first: Sequence[pl.LazyFrame]
) -> pl.LazyFrame:
    """The frame with what its rows see of the rows they belong to, and with who had their values first."""
    frame = linked(frame, plan.parents, seen)
    for r, rows in zip(plan.repeats, first, strict=True):
        frame = frame.with_columns(**r.told.columns).join(rows, on=r.value, how="left", maintain_order="left")
    return frame


def _firsts(plan: TablePlan, seen: Sequence[pl.LazyFrame], tables: Mapping[str, pl.LazyFrame]) -> list[pl.LazyFrame]:
    """For each repeated value the row that had it first."""
    rows = linked(tables[plan.table].with_columns(**plan.guards), plan.parents, seen)
    found = []
    for r in plan.repeats:
        told = rows.with_columns(**r.told.columns).filter(pl.col(r.value).is_not_null())
        times = {"times": pl.len()} | ({} if r.since is None else {"least": pl.col(r.since).min()})
        several = told.group_by(r.value).agg(**times).filter(pl.col("times") > 1)
        among = told.join(several, on=r.value, how="inner")
        if r.since is not None:
            among = among.filter(pl.col("least").is_null() | (pl.col(r.since) == pl.col("least")))
        found.append(among.group_by(r.value).agg(pl.col(r.key).min().alias(r.first)))
    return found


def _join(frame: pl.LazyFrame, child: ChildPlan, picked: pl.LazyFrame) -> pl.LazyFrame:
    names = {column: f"{KEY} {n}" for n, column in enumerate(child.one_parent)}
    return frame.join(picked.rename(names), left_on=child.subject, right_on=list(names.values()), how="left")


def _entries(frame: pl.LazyFrame, plan: EntryPlan, tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The parents' rows, once for each of their entries, with its number, its begin and its end."""
    rows = tables[plan.child].filter(pl.col(plan.by).is_not_null())
    if plan.happened is not None:
        rows = rows.filter(plan.happened)
    rows = linked(rows, plan.parents, references(plan.parents, tables))
    begins = rows.select(pl.col(plan.by).alias(KEY), plan.begins.alias(BEGINS)).drop_nulls().unique()
    entries = begins.with_columns(
        pl.col(BEGINS).rank("ordinal").over(KEY).cast(pl.Int64).alias(CYCLE),
        pl.col(BEGINS).shift(-1).over(KEY, order_by=BEGINS).alias(ENDS),
    )
    if plan.first_only:
        entries = entries.filter(pl.col(CYCLE) == 1).with_columns(pl.lit(None, dtype=pl.Int64).alias(ENDS))
    return frame.join(entries, left_on=plan.parent_key, right_on=KEY, how="inner")


def _staged(frame: pl.LazyFrame, plan: TablePlan) -> pl.LazyFrame:
    """The frame with what verdicts rest on, and the stages of the masks."""
    for stage in (*plan.footing, *plan.masks):
        frame = frame.with_columns(**stage) if stage else frame
    return frame


def _pass(
    batch: pl.DataFrame, plan: TablePlan, seen: Sequence[pl.DataFrame], first: Sequence[pl.DataFrame],
    picked: Sequence[pl.DataFrame], keeper: Keeper, roller: Roller,
) -> PassResult:  # fmt: skip
    guards, beyond = ({}, dict.fromkeys(plan.beyond, 0)) if _happened(batch, plan) else (plan.guards, {})
    raw = batch.select(**plan.raw, **(plan.beyond if guards else {})).row(0, named=True)
    # What was picked goes by the place of a row, so it is there before anything is joined.
    beside = pl.concat([batch, *picked], how="horizontal").lazy().with_columns(**guards)
    lazy = _told(beside, plan, [f.lazy() for f in seen], [f.lazy() for f in first])
    frame = _staged(lazy, plan).collect(engine="in-memory")
    totals = frame.select(**plan.totals).row(0, named=True) if plan.totals else {}
    rollups, groups = roller.rolled(frame)
    keys = _first_and_last(frame, plan.key)
    return PassResult(
        {**raw, **beyond, **totals},
        rollups,
        groups,
        keeper.kept(frame, rising=keys is not None),
        keys=keys,
    )


def _happened(batch: pl.DataFrame, plan: TablePlan) -> bool:
    """Whether all instants of a batch are plausible and have happened: then there is nothing to guard or to count."""
    last = min(plan.kit.as_of, LAST_US)
    ends = [(batch[c].min(), batch[c].max()) for c in plan.guards]
    return all(low is None or (low >= FIRST_US and high <= last) for low, high in ends)  # type: ignore[operator]


def _merge(parts: list[PassResult], keeper: Keeper, roller: Roller) -> PassResult:
    """The results of all batches as one: totals by their meaning, roll-ups added up, evidence cut again and told."""
    rollups, groups = roller.merged([(p.rollups, p.groups) for p in parts])
    totals = {name: _combined(name, [p.totals[name] for p in parts]) for name in parts[0].totals}
    return PassResult(totals, rollups, groups, keeper.told([p.evidence for p in parts]))


def _combined(name: str, values: list[Any]) -> Any:
    there = [v for v in values if v is not None]
    if name.endswith((".min", ".first", ".next_due")):
        return min(there, default=None)
    if name.endswith((".max", ".last", ".last_due")):
        return max(there, default=None)
    return sum(there)
