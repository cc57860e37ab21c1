"""What currencies the cells of a column are written in, and what is to be said of it: nothing is ever converted."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from sla_dsl.data.complaints import counted, examples
from sla_dsl.data.outcome import Column
from sla_dsl.model.health import FOREIGN_CURRENCY
from sla_dsl.model.money import SIGNS


def say_currencies(column: Column, before: pl.Series, after: pl.Series, cells: pl.Series) -> None:
    """Notes cells of another currency than the policy's, or where it has none, cells of several.

    `before` and `after` have the signs around the number of each cell.
    """
    used = {s: SIGNS.get(s, frozenset((s,))) for s in pl.concat([before, after]).drop_nulls().unique().sort()}
    own = column.options.currency
    foreign = [s for s, codes in used.items() if own is not None and own not in codes]
    if foreign:
        found = before.is_in(foreign).fill_null(False) | after.is_in(foreign).fill_null(False)
        count = int(found.sum())
        message = f"`{column.header}`: {counted(count, 'amount')} in {_listed(foreign)} counted as if in {own}"
        column.note(FOREIGN_CURRENCY, count, message, examples(cells.filter(found)))
    elif used and own is None and not frozenset.intersection(*used.values()):
        column.note("currency", None, f"amounts of several currencies are added up as they stand: {_listed(used)}")


def _listed(signs: Iterable[str]) -> str:
    return ", ".join(f"`{s}`" for s in signs)
