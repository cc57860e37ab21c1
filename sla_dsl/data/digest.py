"""A fingerprint of what a table holds: the same whatever the order of its rows, its chunks, or the file of it."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from sla_dsl.data.shapes import PreparedTable

_ODD = 0x5851F42D4C957F2D  # any odd multiplier: it keeps the columns of a row apart before they are mixed


def digest(prepared: PreparedTable) -> str:
    """`rows:` and 32 hexadecimal digits over the canonical names, the kinds and all rows; one streaming pass.

    The hash of each row, and a hash of that, are added, wrapping, so order plays no part. They
    are those of the installed polars: digests compare within one version of it, and are no proof against
    somebody who forges data.
    """
    names = sorted(prepared.columns)
    row = _row_hash(names)
    sums = [row.sum().alias("first"), row.hash(2).sum().alias("second")]
    rows, *found = prepared.frame.select(pl.len().alias("rows"), *sums).collect(engine="streaming").row(0)
    dtypes = prepared.frame.select(names).collect_schema()
    told = repr((rows, found, [(n, str(prepared.kinds[n]), str(dtypes[n])) for n in names]))
    return f"rows:{sha256(told.encode()).hexdigest()[:32]}"


def _row_hash(names: list[str]) -> pl.Expr:
    row = pl.lit(1, pl.UInt64)
    for name in names:
        row = row * pl.lit(_ODD, pl.UInt64) + pl.col(name).hash(1)
    return row.hash(1)  # mixed once more: a sum of sums would not notice cells that change rows
