"""Evidence over native polars frames: which rows of a batch may come first in their order, and what is told of them.

A clause keeps a hundred rows of a million, so what tells them is worked out once they are known. To find them a bound
is put on what their order begins with: some of the rows give one, and few of the others keep to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sla_dsl.compile.plan import Evidence, TablePlan, key_column

Kept = Mapping[str, pl.DataFrame]
"""By the name of an evidence rows of the table among which its first ones are, with the columns that tell them."""

_ROW = "^ row"
_FEW = 32
"""For each row that is shown, how many are few: to look at for a bound, and to be sorted in the end."""


def kept(frame: pl.DataFrame, plan: TablePlan, shown: int, *, rising: bool) -> Kept:
    """What a batch has of each evidence, of which `shown` rows are told; in a `rising` one the table's only key ascends
    from row to row."""
    if not plan.evidence or not shown:
        return {}
    masks = frame.select(**{e.name: e.where for e in plan.evidence})
    numbers = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    by_key = ((key_column(plan.key[0]), False),) if rising else None
    found: dict[str, pl.DataFrame] = {}
    for e, mask in zip(plan.evidence, masks, strict=True):
        count = mask.sum()
        if not count:
            continue
        if e.order == by_key:
            rows = _first_true(numbers, mask, shown)
        elif count > shown:
            rows = _bounded(frame, numbers, mask, e, shown)
        else:
            rows = numbers.filter(mask)
        found[e.name] = frame[rows, _read(*e.columns.values())]
    return found


def told(plan: TablePlan, parts: Sequence[Kept], shown: int) -> dict[str, pl.DataFrame]:
    """What is told of the first rows of all batches."""
    found: dict[str, pl.LazyFrame] = {}
    for e in plan.evidence:
        there = [p[e.name] for p in parts if e.name in p]
        if there:
            by, down = [c for c, _ in e.order], [d for _, d in e.order]
            rows = pl.concat(there).lazy().select(**e.columns)
            found[e.name] = rows.sort(by, descending=down, nulls_last=True).head(shown)
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
        for each in (lead.len() // (shown * _FEW), 1):
            bound = lead.gather_every(max(each, 1)).sort(descending=down)[shown - 1]
            within = lead >= bound if down else lead <= bound
            rows, lead = rows.filter(within), lead.filter(within)
    return rows if rows.len() <= shown * _FEW else _first(frame, rows, e, shown)


def _first(frame: pl.DataFrame, rows: pl.Series, e: Evidence, shown: int) -> pl.Series:
    """The first of some rows by the whole of their order."""
    order = {c: e.columns[c] for c, _ in e.order}
    keys = frame[rows, _read(*order.values())].select(**order, **{_ROW: rows})
    return keys.bottom_k(shown, by=list(order), reverse=[down for _, down in e.order])[_ROW]


def _read(*expressions: pl.Expr) -> list[str]:
    """The columns of the table that some expressions are made of."""
    return list(dict.fromkeys(name for e in expressions for name in e.meta.root_names()))
