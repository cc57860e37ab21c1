"""Evidence over native polars frames: which rows of a batch may come first in their order, and what is told of them.

A clause keeps a hundred rows of a million, so what tells them is worked out once they are known. To find them a bound
is put on what their order begins with: some of the rows give one, and few of the others keep to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sla_dsl.compile.naming import key_column
from sla_dsl.compile.plan import Evidence, TablePlan

Kept = Mapping[str, pl.DataFrame]
"""By the name of an evidence rows of the table among which its first ones are, with the columns that tell them."""

_ROW = "^ row"
_FEW = 32
"""For each row that is shown, how many are few: to look at for a bound, and to be sorted in the end."""


class Keeper:
    """Keeps the evidence of a plan, `shown` rows of each: batch by batch, and then of all of them."""

    def __init__(self, plan: TablePlan, shown: int) -> None:
        self.evidence, self.shown = plan.evidence if shown else (), shown
        self._by_key = tuple((key_column(k), False) for k in plan.key)
        self._reads = {e.name: columns_of(*e.columns.values()) for e in self.evidence}
        self._key = plan.key
        # Of evidence that a batch had enough rows of: the last of their keys, or of what their order begins with. Of
        # two batches at the same time the one may miss what the other has found; then it keeps more than it needs.
        self._last: dict[str, Any] = {}
        self._bounds: dict[str, int] = {}

    def kept(self, frame: pl.DataFrame, *, rising: bool) -> Kept:
        """What a batch has of each evidence; in a `rising` one the table's only key ascends from row to row."""
        by_key = self._by_key if rising else None
        evidence = [e for e in self.evidence if e.order != by_key or not self._behind(e, frame)]
        if not evidence:
            return {}
        masks = frame.select(**{e.name: e.where for e in evidence})
        numbers = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
        found: dict[str, pl.DataFrame] = {}
        for e, mask in zip(evidence, masks, strict=True):
            count = mask.sum()
            if not count:
                continue
            if e.order == by_key:
                rows = _first_true(numbers, mask, self.shown)
                if rows.len() == self.shown:
                    last = frame[self._key[0]][int(rows[-1])]
                    self._last[e.name] = min(last, self._last.get(e.name, last))
            elif count > self.shown:
                rows = self._bounded(frame, numbers, mask, e)
            else:
                rows = numbers.filter(mask)
            found[e.name] = frame[rows, self._reads[e.name]]
        return found

    def _behind(self, e: Evidence, frame: pl.DataFrame) -> bool:
        """Whether all keys of a rising batch come after those of enough rows that were found: then it adds none."""
        return e.name in self._last and bool(frame[self._key[0]][0] > self._last[e.name])

    def _bounded(self, frame: pl.DataFrame, numbers: pl.Series, mask: pl.Series, e: Evidence) -> pl.Series:
        """Rows of the mask among which are the first ones: those that come before as many of a sample, or of another
        batch, as are shown."""
        (name, down), *_ = e.order
        read = pl.DataFrame([frame[c].filter(mask) for c in columns_of(e.columns[name])])
        lead = read.select(e.columns[name]).to_series()
        rows = numbers.filter(mask)
        if lead.dtype.is_integer() and not lead.null_count():
            known = self._bounds.get(e.name)
            if known is not None:
                rows, lead = _within(rows, lead, known, down=down)
            each = lead.len() // (self.shown * _FEW)
            if each > 1:
                rows, lead = _within(rows, lead, _bound(lead.gather_every(each), self.shown, down=down), down=down)
            if lead.len() >= self.shown:
                bound = self._bounds[e.name] = _bound(lead, self.shown, down=down)
                rows, lead = _within(rows, lead, bound, down=down)
        return rows if rows.len() <= self.shown * _FEW else _first(frame, rows, e, self.shown)

    def told(self, parts: Sequence[Kept]) -> dict[str, pl.DataFrame]:
        """What is told of the first rows of all batches."""
        found: dict[str, pl.LazyFrame] = {}
        for e in self.evidence:
            there = [p[e.name] for p in parts if e.name in p]
            if there:
                by, down = [c for c, _ in e.order], [d for _, d in e.order]
                rows = pl.concat(there).lazy().select(**e.columns)
                found[e.name] = rows.sort(by, descending=down, nulls_last=True).head(self.shown)
        # There is nothing to be gained from a better plan for a hundred rows.
        frames = pl.collect_all(found.values(), engine="in-memory", optimizations=pl.QueryOptFlags.none())
        return dict(zip(found, frames, strict=True))


def _first_true(numbers: pl.Series, mask: pl.Series, shown: int) -> pl.Series:
    """The first rows for which the mask is true: mostly they are near the beginning."""
    size = shown * _FEW
    while True:
        found = numbers.head(size).filter(mask.head(size))
        if found.len() >= shown or size >= mask.len():
            return found.head(shown)
        size *= 8


def _bound(lead: pl.Series, shown: int, *, down: bool) -> int:
    """What the last of those begins with that would be shown of some."""
    return int(lead.sort(descending=down)[shown - 1])


def _within(rows: pl.Series, lead: pl.Series, bound: int, *, down: bool) -> tuple[pl.Series, pl.Series]:
    """The rows, and what their order begins with, that do not come behind a bound."""
    within = lead >= bound if down else lead <= bound
    return rows.filter(within), lead.filter(within)


def _first(frame: pl.DataFrame, rows: pl.Series, e: Evidence, shown: int) -> pl.Series:
    """The first of some rows by the whole of their order."""
    order = {c: e.columns[c] for c, _ in e.order}
    keys = frame[rows, columns_of(*order.values())].select(**order, **{_ROW: rows})
    return keys.bottom_k(shown, by=list(order), reverse=[down for _, down in e.order])[_ROW]


def columns_of(*expressions: pl.Expr) -> list[str]:
    """The columns of the table that some expressions are made of."""
    return list(dict.fromkeys(name for e in expressions for name in e.meta.root_names()))
