"""Keys with a suffix that repeats their case: one export writes it, another leaves it out, and both name one row.

A key of Salesforce has 15 letters and digits, of which some differ by case alone. Programs write three more behind it:
each stands for five of the 15, and its place in the alphabet (`A` to `Z`, then `0` to `5`) has a bit for each of these
that is a capital, the first one the lowest.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sla_dsl.data.complaints import counted
from sla_dsl.data.shapes import PreparedTable
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind

_BARE = r"^[0-9A-Za-z]{15}$"
_FULL = r"^[0-9A-Za-z]{15}[A-Z0-5]{3}$"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CAPITALS = list(_ALPHABET[:26])
_LENGTH, _GROUP = 15, 5


def alike(table: PreparedTable, by: str, parent: PreparedTable, key: str) -> PreparedTable:
    """The table with its keys `by` written as the parent's `key` are: with their suffixes or without.

    Where the parent has keys of both ways, or of neither, nothing is changed; nor is a key whose suffix is not its own.
    """
    if table.kinds[by] is not Kind.TEXT or parent.kinds[key] is not Kind.TEXT:
        return table
    cell, keys = pl.col(key), parent.frame.select(pl.col(key).cast(pl.String))
    found = keys.select(bare=cell.str.contains(_BARE).any(), full=cell.str.contains(_FULL).any()).collect()
    bare, full = (bool(found[name].item()) for name in ("bare", "full"))
    if bare == full:
        return table
    frame = table.frame.collect(engine="streaming")
    mine = pl.col(by).cast(pl.String)
    written = mine.str.contains(_BARE)
    if bare:
        written = mine.str.contains(_FULL) & (mine.str.slice(_LENGTH) == _suffix(mine))
    changed = int(frame.select(written.sum()).item())
    if not changed:
        return table
    other = mine.str.head(_LENGTH) if bare else mine + _suffix(mine)
    frame = frame.with_columns(pl.when(written).then(other).otherwise(mine).alias(by))
    has, have = (_LENGTH + 3, _LENGTH) if bare else (_LENGTH, _LENGTH + 3)
    said = (
        f"{counted(changed, 'key')} of {has} letters, where those of `{parent.table}` have {have}: "
        "the last three only repeat the case of the others"
    )
    note = HealthNote(table.table, by, "suffixed_keys", changed, said)
    return replace(table, frame=frame.lazy(), parquet=None, held=True, notes=(*table.notes, note))


def _suffix(key: pl.Expr) -> pl.Expr:
    """The three letters that belong to the first 15 of a key."""
    alphabet = pl.lit(pl.Series(list(_ALPHABET)))
    return pl.concat_str([alphabet.gather(_bits(key, start)) for start in range(0, _LENGTH, _GROUP)])


def _bits(key: pl.Expr, start: int) -> pl.Expr:
    """A bit for each capital of five letters."""
    capitals = (key.str.slice(start + i, 1).is_in(_CAPITALS).cast(pl.UInt32) * (1 << i) for i in range(_GROUP))
    return pl.sum_horizontal(capitals)
