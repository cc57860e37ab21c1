"""Evidence over native polars frames: which rows of a batch may come first in their order, and what is told of them.

A clause keeps a hundred rows of a million, so what tells them is worked out once they are known. To find them a bound
is put on what their order begins with: some of the rows give one, and few of the others keep to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        self._reads = {e.name: _read(*e.columns.values()) for e in self.evidence}

    def kept(self, frame: pl.DataFrame, *, rising: bool) -> Kept:
        """What a batch has of each evidence; in a `rising` one the table's only key ascends from row to row."""
        if not self.evidence:
            return {}
        masks = frame.select(**{e.name: e.where for e in self.evidence})
        numbers = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
        found: dict[str, pl.DataFrame] = {}
        for e, mask in zip(self.evidence, masks, strict=True):
            count = mask.sum()
            if not count:
                continue
            if rising and e.order == self._by_key:
                rows = _first_true(numbers, mask, self.shown)
            elif count > self.shown:
                rows = _bounded(frame, numbers, mask, e, self.shown)
            else:
                rows = numbers.filter(mask)
            found[e.name] = frame[rows, self._reads[e.name]]
        return found

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


def _bounded(frame: pl.DataFrame, numbers: pl.Series, mask: pl.Series, e: Evidence, shown: int) -> pl.Series:
    """Rows of the mask among which are the first ones: those that come before as many of a sample as are shown."""
    (name, down), *_ = e.order
    read = pl.DataFrame([frame[c].filter(mask) for c in _read(e.columns[name])])
    lead = read.select(e.columns[name]).to_series()
    rows = numbers.filter(mask)
    if lead.dtype.is_integer() and not lead.null_count():
        each = lead.len() // (shown * _FEW)
        if each > 1:
            rows, lead = _within(rows, lead, lead.gather_every(each), shown, down=down)
        rows, _ = _within(rows, lead, lead, shown, down=down)
    return rows if rows.len() <= shown * _FEW else _first(frame, rows, e, shown)


def _within(
    rows: pl.Series, lead: pl.Series, some: pl.Series, shown: int, *, down: bool
) -> tuple[pl.Series, pl.Series]:
    """The rows, and what their order begins with, that do not come behind the last of `some` that would be shown."""
    bound = some.sort(descending=down)[shown - 1]
    within = lead >= bound if down else lead <= bound
    return rows.filter(within), lead.filter(within)


def _first(frame: pl.DataFrame, rows: pl.Series, e: Evidence, shown: int) -> pl.Series:
    """The first of some rows by the whole of their order."""
    order = {c: e.columns[c] for c, _ in e.order}
    keys = frame[rows, _read(*order.values())].select(**order, **{_ROW: rows})
    return keys.bottom_k(shown, by=list(order), reverse=[down for _, down in e.order])[_ROW]


def _read(*expressions: pl.Expr) -> list[str]:
    """The columns of the table that some expressions are made of."""
    return list(dict.fromkeys(name for e in expressions for name in e.meta.root_names()))
