"""What every engine behind narwhals shares: safe names, look-ups as joins, child tables, and the pass itself."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw
import polars as pl

from sla_dsl.compile.children import ChildPlan
from sla_dsl.compile.cycles import EntryPlan
from sla_dsl.compile.kit import FIRST_US, Expr, Kit, LookUp
from sla_dsl.compile.naming import group_column
from sla_dsl.compile.parents import ParentPlan
from sla_dsl.compile.plan import Evidence, Rollup, TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.compile.steps import Step, window
from sla_dsl.compile.zone import Zone
from sla_dsl.data.tables import PreparedTable
from sla_dsl.engines.base import PassResult, Progress, Reach
from sla_dsl.model.cycles import BEGINS, CYCLE, ENDS
from sla_dsl.text.record import record

Frame = nw.LazyFrame[Any]

ROW = "^ row"
"""The column by which the rows of a scanned table are in order: `stored` makes no such name."""
SLOT, VALUE = "^ slot", "^ value"
"""The columns of a look-up's table."""
_PARENT = "^ parent"
_TIMES, _LEAST = "^ times", "^ least"
_ENTRY = (CYCLE, BEGINS, ENDS)
_ODD = re.compile(r"[^a-z0-9_.]")


def stored(name: str) -> str:
    """The name of a column inside the engine: another one for every name, whatever the engine makes of case and signs.

    It begins with a sign, so that it is not taken for a text of the policy either.
    """
    return "^" + _ODD.sub(lambda sign: f"^{ord(sign[0]):x}^", name)


class Namespace:
    """narwhals as the namespace of a kit; columns go by their stored names."""

    def __getattr__(self, name: str) -> Any:
        return getattr(nw, name)

    def col(self, name: str) -> nw.Expr:
        return nw.col(stored(name))

    def lit(self, value: int | float | str | bool) -> nw.Expr:
        # The dtype shows in the expression's text, by which a recorder tells look-ups apart.
        return nw.lit(value, nw.String) if isinstance(value, str) else nw.lit(value)


@record
class Recorded:
    """A look-up that is owed: the value of `table` at `at`, in the column `name`."""

    name: str
    table: LookUp
    at: Expr


@dataclass
class Recorder:
    """The look-up of a kit: it names a column, and `looks` tells which joins make these columns, in their order.

    The key of a later look-up may read the column of an earlier one. Equal look-ups are one.
    """

    looks: list[Recorded] = field(default_factory=list)
    _known: dict[tuple[str, str], Recorded] = field(default_factory=dict)

    def __call__(self, table: LookUp, x: Expr) -> nw.Expr:
        key = (table.name, repr(x))
        found = self._known.get(key)
        if found is None:
            found = Recorded(f"^ look {len(self.looks)}", table, x)
            self.looks.append(found)
            # A text in an expression could read like a part of the expression: such look-ups are never taken for equal.
            if "dtype=String" not in key[1]:
                self._known[key] = found
        return nw.col(found.name)


@record
class Rows:
    """Rows that callers select from and filter by plain names, whose stored names are the engine's own business."""

    frame: Frame
    names: tuple[str, ...] = ()

    def select(self, **columns: Expr) -> Rows:
        return Rows(self.frame.select(**{stored(n): e for n, e in columns.items()}), tuple(columns))

    def filter(self, condition: Expr) -> Rows:
        return Rows(self.frame.filter(condition), self.names)


class NarwhalsEngine(ABC):
    """An engine whose frames narwhals speaks; its room says how to scan and how to hold a table."""

    name: str
    xp: Any = Namespace()

    @abstractmethod
    def scan(self, table: PreparedTable) -> Frame:
        """The lazy frame of a prepared table: its columns by their stored names, and `ROW`."""

    @abstractmethod
    def small(self, table: LookUp) -> Frame:
        """The table of a look-up, `SLOT` and `VALUE` (both Int64): slots count from zero."""

    @abstractmethod
    def held(self, frame: Frame) -> AbstractContextManager[Frame]:
        """The frame worked out once, for as long as the context lasts."""

    def kit(self, zone: Zone, as_of: int) -> Kit:
        return Kit(self.xp, Recorder(), zone, as_of, another=Recorder, among=_among)

    def totals(self, frame: Frame, columns: Columns) -> Mapping[str, Any]:
        return self._collected(frame, columns).row(0, named=True) if columns else {}

    def reach(self, table: PreparedTable, columns: Sequence[str], seen: Reach, as_of: int) -> Reach:
        first = as_of if seen[0] is None else seen[0]
        last = FIRST_US if seen[1] is None else seen[1]
        ends: Columns = {}
        for c in columns:
            at = self.xp.col(c)
            ends[f"{c}.min"] = nw.when((at >= FIRST_US) & (at <= first)).then(at).min()
            ends[f"{c}.max"] = nw.when((at >= last) & (at <= as_of)).then(at).max()
        found = [v for v in self.totals(self.scan(table), ends).values() if v is not None]
        return min(found, default=None), max(found, default=None)

    def duplicates(self, frame: Frame, key: tuple[str, ...]) -> tuple[int, int]:
        names = [stored(k) for k in key]
        twice = frame.select(names).drop_nulls().group_by(names).agg(n=nw.len()).filter(nw.col("n") > 1)
        found = self.totals(twice, {"keys": nw.len(), "members": nw.col("n").sum()})
        return int(found["keys"]), int(found["members"] or 0)

    def crowds(self, frame: Frame, at: str, owner: str, least: int) -> tuple[int, int]:
        names = [stored(at), stored(owner)]
        crowds = frame.select(names).drop_nulls().group_by(names).agg(n=nw.len()).filter(nw.col("n") >= least)
        found = self.totals(crowds, {"pairs": nw.len(), "rows": nw.col("n").sum()})
        return int(found["pairs"]), int(found["rows"] or 0)

    def unmatched(self, frame: Frame, by: str, parents: Frame, key: str) -> int:
        named = frame.select(stored(by)).drop_nulls()
        alone = named.join(parents.select(stored(key)), left_on=stored(by), right_on=stored(key), how="anti")
        return int(self.totals(alone, {"rows": nw.len()})["rows"])

    def earlier(self, frame: Frame, at: str, by: str, parents: Frame, key: str, since: str) -> int:
        rows = frame.select(**{_PARENT: nw.col(stored(by)), _TIMES: nw.col(stored(at))})
        above = parents.select(**{_PARENT: nw.col(stored(key)), _LEAST: nw.col(stored(since))})
        before = rows.join(above, on=_PARENT, how="inner").filter(nw.col(_TIMES) < nw.col(_LEAST))
        return int(self.totals(before, {"rows": nw.len()})["rows"])

    def distinct(self, frame: Frame, key: tuple[str, ...], keep: str) -> Frame:
        names = [stored(k) for k in key]
        known = reduce(and_, (~nw.col(n).is_null() for n in names))
        kept = frame.filter(known).unique(names, keep="first" if keep == "first" else "last", order_by=[ROW])
        return nw.concat([kept, frame.filter(~known)])

    def rows(self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame]) -> Rows:
        return Rows(self._rows(frame, plan, tables))

    def collect(self, frame: Rows) -> pl.DataFrame:
        return _named(frame.frame, frame.names)

    def _rows(self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame]) -> Frame:
        """The frame with all that the plan says of a row: guards, picks, look-ups, footing and masks."""
        if plan.entries is not None:
            frame = self._entries(frame, plan.entries, tables)
        guarded = self._repeated(_guarded(frame, plan, plan.reads, tables), plan, tables)
        out = guarded
        for child in plan.children:
            picked = self._picked(child, tables, guarded if child.asked is None else out)
            names = [_PARENT, *map(stored, child.within)]
            out = out.join(picked, left_on=list(map(stored, child.subject)), right_on=names, how="left")
        out = self._all_looked(out, plan.kit)
        for stage in (*plan.footing, *plan.masks):
            out = _with(out, stage)
        return out

    def _repeated(self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame]) -> Frame:
        """The frame with who had the rows' values first."""
        for r in plan.repeats:
            value = nw.col(stored(r.value))
            rows = _guarded(tables[plan.table], plan, [c for c in plan.reads if c not in _ENTRY], tables)
            told = self._told(rows, r.told).filter(~value.is_null())
            since = nw.col(_TIMES if r.since is None else stored(r.since))
            times = told.with_columns(nw.lit(1).alias(_TIMES)).group_by(stored(r.value))
            several = times.agg(nw.col(_TIMES).sum(), since.min().alias(_LEAST)).filter(nw.col(_TIMES) > 1)
            among = told.join(several, on=stored(r.value), how="inner")
            if r.since is not None:
                among = among.filter(nw.col(_LEAST).is_null() | (since == nw.col(_LEAST)))
            first = among.group_by(stored(r.value)).agg(nw.col(stored(r.key)).min().alias(stored(r.first)))
            frame = self._told(frame, r.told).join(first, on=stored(r.value), how="left")
        return frame

    def _told(self, frame: Frame, step: Step) -> Frame:
        """The frame with the columns of a step, and without what was looked up for them."""
        recorder = step.kit.look
        assert isinstance(recorder, Recorder)
        told = _with(self._all_looked(frame, step.kit), dict(step.columns))
        return told.drop([look.name for look in recorder.looks]) if recorder.looks else told

    def _picked(self, child: ChildPlan, tables: Mapping[str, Frame], subjects: Frame) -> Frame:
        """One row a subject that has child rows: its key, and what is picked from them."""
        by = stored(child.by)
        frame = tables[child.table].filter(~nw.col(by).is_null())
        if child.happened is not None:
            frame = frame.filter(child.happened)
        frame = _with(frame, child.guards)
        if child.asked is not None:
            subjects = _with(self._all_looked(subjects, child.asked.kit), dict(child.asked.columns))
        if child.seen or child.asked is not None:
            own = dict(child.seen) | {n: n for n in child.asked.columns} if child.asked else child.seen
            seen = {stored(n): nw.col(stored(there)) for n, there in own.items()}
            renamed = subjects.select(**{_PARENT: nw.col(stored(child.parent_key))}, **seen)
            frame = frame.join(renamed, left_on=by, right_on=_PARENT, how="left")
        frame = _linked(frame, child.parents, tables)
        for step in child.steps:
            frame = _with(self._all_looked(frame, step.kit), dict(step.columns))
            frame = _with(frame, {n: window(self.xp, w, stored) for n, w in step.windows.items()})
        frame = _with(self._all_looked(frame, child.kit), child.days)
        firsts = {
            n: nw.when(at.rank("ordinal").over(*map(stored, child.one_parent), stored(column)) == 1).then(at)
            for n, (at, column) in child.firsts.items()
        }
        frame = _with(frame, firsts)  # on its own, since an engine may not take a window over a window
        values = {stored(n): value for n, (value, _) in child.values.items()}
        within = list(map(stored, child.within))
        frame = frame.select(nw.col(by).alias(_PARENT), *within, **values)
        for name, (_, rank) in child.ranked.items():
            value = nw.col(stored(name))
            nth = value.rank("ordinal").over(_PARENT, *within) == rank
            frame = frame.with_columns(**{stored(name): nw.when(nth).then(value)})
        aggregates = {stored(n): getattr(nw.col(stored(n)), how)() for n, (_, how) in child.values.items()}
        return frame.group_by(_PARENT, *within).agg(**aggregates)

    def _entries(self, frame: Frame, plan: EntryPlan, tables: Mapping[str, Frame]) -> Frame:
        """The parents' rows, once for each of their entries, with its number, its begin and its end."""
        by, begins, ends, number = stored(plan.by), stored(BEGINS), stored(ENDS), stored(CYCLE)
        there = tables[plan.child].filter(~nw.col(by).is_null())
        if plan.happened is not None:
            there = there.filter(plan.happened)
        there = _linked(there, plan.parents, tables)
        told = self._all_looked(there, plan.kit).select(nw.col(by).alias(_PARENT), plan.begins.alias(begins))
        once = told.filter(~nw.col(begins).is_null()).unique()
        entries = once.with_columns(
            nw.col(begins).rank("ordinal").over(_PARENT).alias(number),
            nw.col(begins).shift(-1).over(_PARENT, order_by=begins).alias(ends),
        )
        if plan.first_only:
            never = nw.lit(None, nw.Int64).alias(ends)
            entries = entries.filter(nw.col(number) == 1).with_columns(never)
        return frame.join(entries, left_on=stored(plan.parent_key), right_on=_PARENT, how="inner")

    def run(
        self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame], shown: int, progress: Progress
    ) -> PassResult:
        raw = self.totals(frame, {**plan.raw, **plan.beyond}) if plan.entries is None else {}
        count = int(raw.get("rows", 0))
        stage = f"judging {plan.table}"
        progress(stage, 0, count)
        with self.held(self._rows(frame, plan, tables)) as rows:
            found = PassResult(
                {**raw, **self.totals(rows, plan.totals)},
                {r.name: self._rolled(rows, r) for r in plan.rollups},
                {by: self._groups(rows, by) for by in plan.groups},
                {e.name: self._first(rows, e, shown) for e in plan.evidence},
            )
        progress(stage, count, count)
        return found

    def _collected(self, frame: Frame, columns: Columns) -> pl.DataFrame:
        return _named(frame.select(**_numbered(columns)), columns)

    def _all_looked(self, frame: Frame, kit: Kit) -> Frame:
        """The frame with all that the expressions of a kit have looked up; another kit has recorded nothing of them."""
        assert isinstance(kit.look, Recorder)
        for look in kit.look.looks:
            frame = self._looked(frame, look)
        return frame

    def _looked(self, frame: Frame, look: Recorded) -> Frame:
        """The frame with a look-up's column, which the engine joins by slot."""
        slot = (look.at - look.table.base) // look.table.step
        small = self.small(look.table).rename({VALUE: look.name})
        return frame.with_columns(slot.alias(SLOT)).join(small, on=SLOT, how="left").drop(SLOT)

    def _rolled(self, frame: Frame, rollup: Rollup) -> pl.DataFrame:
        keys = _numbered(rollup.keys, "key")
        day = list(keys)[list(rollup.keys).index("day")]
        rows = frame if rollup.where is None else frame.filter(rollup.where)
        placed = rows.with_columns(**keys).filter(~nw.col(day).is_null())
        if not rollup.sums:
            return _named(placed.select(list(keys)), rollup.keys)
        return _named(placed.group_by(list(keys)).agg(**_numbered(rollup.sums)), [*rollup.keys, *rollup.sums])

    def _groups(self, frame: Frame, by: tuple[str, ...]) -> pl.DataFrame:
        return _named(frame.select(*map(stored, by)).unique(), [group_column(b) for b in by])

    def _first(self, frame: Frame, evidence: Evidence, shown: int) -> pl.DataFrame:
        """The first rows by the evidence's order."""
        columns = _numbered(evidence.columns)
        names = dict(zip(evidence.columns, columns, strict=True))
        by, down = [names[c] for c, _ in evidence.order], [d for _, d in evidence.order]
        found = frame.filter(evidence.where).select(**columns).sort(by, descending=down, nulls_last=True)
        return _named(found.head(shown), evidence.columns)


def _among(x: Expr, where: Expr) -> nw.Expr:
    return nw.when(where).then(x)


def _numbered(columns: Columns, word: str = "column") -> Columns:
    """The columns under numbers, for a result whose names the engine need not know."""
    return {f"^ {word} {n}": e for n, e in enumerate(columns.values())}


def _named(frame: Frame, names: Iterable[str]) -> pl.DataFrame:
    """The rows of a frame, its columns by these names; integers as Int64, and as Int128 what is summed."""
    found: pl.DataFrame = frame.collect("polars").to_native()
    wide, narrow = pl.selectors.decimal().cast(pl.Int128), pl.selectors.integer().cast(pl.Int64)
    return found.with_columns(wide, narrow).rename(dict(zip(found.columns, names, strict=True)))


def _with(frame: Frame, columns: Columns) -> Frame:
    return frame.with_columns(**{stored(n): e for n, e in columns.items()}) if columns else frame


def _guarded(frame: Frame, plan: TablePlan, reads: Sequence[str], tables: Mapping[str, Frame]) -> Frame:
    """The frame with what has happened, and with what its rows see of the rows they belong to."""
    return _linked(_with(frame.select(*map(stored, reads)), plan.guards), plan.parents, tables)


def _linked(frame: Frame, parents: Sequence[ParentPlan], tables: Mapping[str, Frame]) -> Frame:
    """The frame with what its rows see of the rows they belong to."""
    for p in parents:
        key = nw.col(stored(p.key))
        rows = _linked(_with(tables[p.table].filter(~key.is_null()), p.guards), p.parents, tables)
        seen = {stored(n): nw.col(stored(own)) for n, own in p.columns.items()}
        frame = frame.join(rows.select(**{_PARENT: key}, **seen), left_on=stored(p.by), right_on=_PARENT, how="left")
    return frame
