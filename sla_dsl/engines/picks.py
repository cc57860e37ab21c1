"""What is taken from child rows over native polars frames: whose they are, and what of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import reduce
from typing import Any

import polars as pl

from sla_dsl.compile.children import ChildPlan
from sla_dsl.compile.parents import ParentPlan
from sla_dsl.compile.rows import Columns
from sla_dsl.compile.steps import window
from sla_dsl.engines.places import placed
from sla_dsl.text.record import record

KEY = "parent key"
ROW = "^ row"
"""The number of a subject's row in its table."""

_WHO = "^ who"
"""The number of a subject among those that are asked about; 0 is a row that nobody asks about."""
_UNTIL, _IN_TIME, _STRANGE = "until", "in time", "^ strange"


@record
class Laid:
    """What is picked from a child table, a row for each row of its subjects' table.

    Of what the child's rows told as they were read, `totals` are those that were asked for, by table, and `strangers`
    how many name a subject that is not there, by table and the column that names it; empty where it was not seen.
    """

    picks: pl.DataFrame
    totals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    strangers: Mapping[tuple[str, str], int] = field(default_factory=dict)


def references(parents: Sequence[ParentPlan], tables: Mapping[str, pl.LazyFrame]) -> list[pl.LazyFrame]:
    """The rows of each parent by their key, with the columns that are seen of them."""
    found = []
    for p in parents:
        rows = tables[p.table].filter(pl.col(p.key).is_not_null()).with_columns(**p.guards)
        rows = linked(rows, p.parents, references(p.parents, tables))
        found.append(rows.select(pl.col(p.key).alias(KEY), *(pl.col(own).alias(n) for n, own in p.columns.items())))
    return found


def linked(frame: pl.LazyFrame, parents: Sequence[ParentPlan], there: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """The frame with what its rows see of the rows they belong to; its rows stay as they are in order."""
    for p, rows in zip(parents, there, strict=True):
        frame = frame.join(rows, left_on=p.by, right_on=KEY, how="left", maintain_order="left")
    return frame


def picked(child: ChildPlan, tables: Mapping[str, pl.LazyFrame], subjects: pl.LazyFrame) -> pl.LazyFrame:
    """One row a subject that has child rows: its key under the child's `by` column, and what is picked."""
    frame = tables[child.table].filter(pl.col(child.by).is_not_null())
    if child.seen or child.asked is not None:
        seen = _asking(child, subjects).select(pl.col(child.parent_key), **_sees(child))
        frame = frame.join(seen, left_on=child.by, right_on=child.parent_key, how="inner")
    frame = _stepped(frame, child, tables)
    plain, one = _plain(child), child.one_parent
    found = [frame.group_by(*one).agg(**plain)] if plain else []
    for name, (_, rank) in child.ranked.items():
        nth = pl.col(name).sort().get(rank - 1, null_on_oob=True)
        found.append(_valued(frame, child, name, one).group_by(*one).agg(nth))
    return reduce(lambda left, right: left.join(right, on=one, how="full", coalesce=True), found)


def laid(
    child: ChildPlan, tables: Mapping[str, pl.LazyFrame], subjects: pl.LazyFrame, rows: int,
    beside: Columns | None, *, once: bool,
) -> Laid:  # fmt: skip
    """What is picked, laid beside the `rows` of the subjects, which have their numbers as `ROW`.

    Where each key stands for `once` one subject, the child's rows are read once for all that is picked and for the
    totals `beside`. Any instant up to the child's `until` stands for a pick that is not later.
    """
    ends = {f"{_UNTIL} {n}": e for n, e in child.until.items()}
    asking = _asking(child, subjects).select(pl.col(child.parent_key), pl.col(ROW), **_sees(child), **ends)
    asked = asking.collect(engine="streaming").with_row_index(_WHO, offset=1)
    totals: list[pl.LazyFrame] = []
    if once:
        numbers = _scattered(asked.select(ROW, _WHO), rows)[_WHO].fill_null(0)
        keys = subjects.select(child.parent_key).collect(engine="streaming").to_series()
        read = placed(tables[child.table], child.by, keys, numbers, _WHO)
        frame = _gathered(read.filter(pl.col(_WHO) > 0), asked.drop(child.parent_key, ROW))
        if beside is not None:
            strange = pl.col(_WHO).is_null() & pl.col(child.by).is_not_null()
            totals = [read.select(**beside, **{_STRANGE: strange.sum()})]
    else:
        named, seen = tables[child.table].filter(pl.col(child.by).is_not_null()), asked.drop(ROW).lazy()
        frame = named.join(seen, left_on=child.by, right_on=child.parent_key, how="inner")
    picks, told = _taken(_stepped(frame, child, tables), child, asked, totals)
    beside_rows = pl.concat([_scattered(_by_row(p, asked[ROW]), rows) for p in picks], how="horizontal")
    if not told:
        return Laid(beside_rows)
    strangers = {(child.table, child.by): int(told.pop(_STRANGE))}
    return Laid(beside_rows, {child.table: told}, strangers)


def _gathered(frame: pl.LazyFrame, asked: pl.DataFrame) -> pl.LazyFrame:
    """The rows with the columns of the subject that has their number."""
    place = (pl.col(_WHO) - 1).cast(pl.UInt32)
    return frame.with_columns(pl.lit(asked[n]).gather(place).alias(n) for n in asked.columns if n != _WHO)


def _taken(
    frame: pl.LazyFrame, child: ChildPlan, asked: pl.DataFrame, totals: Sequence[pl.LazyFrame]
) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    """What is picked for each subject that has it, by the number of the subject; and the totals, in the same pass."""
    plain = _plain(child)
    queries = [frame.group_by(_WHO).agg(**plain)] if plain else []
    ranked = [_valued(frame, child, name, (_WHO,)) for name in child.ranked]
    found = pl.collect_all([*queries, *ranked, *totals], engine="streaming")
    told = found.pop().row(0, named=True) if totals else {}
    picks = found[: len(queries)]
    for (name, (_, rank)), values in zip(child.ranked.items(), found[len(queries) :], strict=True):
        picks.append(_nth(values, name, rank, asked.get_column(f"{_UNTIL} {name}", default=None)))
    return picks, told


def _asking(child: ChildPlan, subjects: pl.LazyFrame) -> pl.LazyFrame:
    return subjects if child.wanted is None else subjects.filter(child.wanted)


def _sees(child: ChildPlan) -> dict[str, pl.Expr]:
    """What child rows see of their subject."""
    return {n: pl.col(there) for n, there in child.seen.items()} | dict(
        {} if child.asked is None else child.asked.columns
    )


def _stepped(frame: pl.LazyFrame, child: ChildPlan, tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The child's rows that are there at the as-of, with all that what is picked is made of."""
    frame = frame if child.happened is None else frame.filter(child.happened)
    frame = linked(frame.with_columns(**child.guards), child.parents, references(child.parents, tables))
    for step in child.steps:
        windows = {n: window(pl, w, str) for n, w in step.windows.items()}
        frame = frame.with_columns(**step.columns).with_columns(**windows)
    return frame.with_columns(**child.days) if child.days else frame


def _plain(child: ChildPlan) -> dict[str, pl.Expr]:
    return {n: getattr(v, how)() for n, (v, how) in child.values.items() if n not in child.ranked}


def _valued(frame: pl.LazyFrame, child: ChildPlan, name: str, one: tuple[str, ...]) -> pl.LazyFrame:
    """The instants of each subject, which is one by these columns, that have a rank; of what need not be known after
    an instant, whether they are in time."""
    value, _ = child.ranked[name]
    first, end = f"first.{name}", f"{_UNTIL} {name}"
    counted = _WHO in one and name in child.until
    kept = (*one, end) if counted else one
    if first in child.firsts:
        at, column = child.firsts[first]
        rows = frame.select(*kept, column, at.alias(name)).filter(pl.col(name).is_not_null())
        rows = rows.group_by(*kept, column).agg(pl.col(name).min())
    else:
        rows = frame.select(*kept, value.alias(name)).filter(pl.col(name).is_not_null())
    return rows.select(*one, name, *([(pl.col(name) <= pl.col(end)).alias(_IN_TIME)] if counted else []))


def _nth(values: pl.DataFrame, name: str, rank: int, ends: pl.Series | None) -> pl.DataFrame:
    """The n-th instant of each subject that has so many; where all of these are in time, the last that would be."""
    if ends is None:
        return _in_order(values, name, rank)
    met = _often(values.filter(_IN_TIME)[_WHO], rank)
    late = _in_order(values.filter(~_among(met, values[_WHO])).drop(_IN_TIME), name, rank)
    return pl.concat([pl.DataFrame([met, ends.gather(met - 1).alias(name)]), late])


def _in_order(values: pl.DataFrame, name: str, rank: int) -> pl.DataFrame:
    rows = values.filter(_among(_often(values[_WHO], rank), values[_WHO]))
    rows = rows.sort(name).sort(_WHO, maintain_order=True)
    who = rows[_WHO]
    return rows.filter((who == who.shift(rank - 1)) & who.ne_missing(who.shift(rank)))


def _often(numbers: pl.Series, times: int) -> pl.Series:
    """The numbers that stand so many times at least: to sort them is half of the work of counting them."""
    ordered = numbers.sort()
    return ordered.filter(ordered == ordered.shift(times - 1)).unique()


def _among(some: pl.Series, numbers: pl.Series) -> pl.Series:
    """Which of the numbers are among some of them."""
    size = 1 + max(int(s.max() or 0) for s in (some, numbers))  # type: ignore[arg-type]
    return pl.repeat(False, size, dtype=pl.Boolean, eager=True).scatter(some, True).gather(numbers)


def _by_row(picks: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The picks by the row of a subject instead of its number among those that are asked about."""
    return picks.drop(_WHO).with_columns(rows.gather(picks[_WHO] - 1).alias(ROW))


def _scattered(picks: pl.DataFrame, rows: int) -> pl.DataFrame:
    """What is picked, a row for each of so many subjects; a tenth of the work of joining it by their numbers."""
    places, values = picks[ROW], picks.drop(ROW)
    return pl.DataFrame(
        [pl.repeat(None, rows, dtype=v.dtype, eager=True).scatter(places, v).alias(v.name) for v in values]
    )
