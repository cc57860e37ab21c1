"""A replay that tells nobody's key: in the place of keys stand hashes, those that a report of a check would have."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import polars as pl

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import Scalar
from sla_dsl.findings.redaction import Keys, hashed_values
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.models import ClauseReplay, Flip, Flips, Margin, Replay


def redacted(found: Replay, salt: bytes, keys: Keys) -> Replay:
    """The replay with hashes for all values of key columns, also where periods are told by them."""
    names = {name for of in keys.values() for name in of}
    return replace(found, clauses=tuple(_clause(c, salt, names) for c in found.clauses))


def redacted_table(table: pl.DataFrame, salt: bytes, keys: Keys) -> pl.DataFrame:
    """The table of all flips (`sla_dsl.replay.frame.SCHEMA`) as `redacted` has them."""
    names = {name for of in keys.values() for name in of}

    def values(text: str, hidden: set[str] | None) -> str:
        read = json.loads(text, parse_float=Decimal)
        return dumps(hashed_values(read, salt, read if hidden is None else hidden))

    key = pl.col("key").map_elements(lambda text: values(text, None), return_dtype=pl.String)
    group = pl.col("group").map_elements(lambda text: values(text, names), return_dtype=pl.String)
    owner = pl.col("owner").map_elements(lambda one: str(_owner(one, salt, names)), return_dtype=pl.String)
    return table.with_columns(key, group, owner)


def _clause(of: ClauseReplay, salt: bytes, names: set[str]) -> ClauseReplay:
    return replace(
        of,
        subjects=_flips(of.subjects, salt, names),
        periods=_flips(of.periods, salt, names),
        margins=tuple(_margin(m, salt, names) for m in of.margins),
        by_owner={_owner(owner, salt, names): kept for owner, kept in of.by_owner.items()},
    )


def _flips(of: Flips, salt: bytes, names: set[str]) -> Flips:
    owners = {_owner(owner, salt, names): turns for owner, turns in of.by_owner.items()}
    return replace(of, by_owner=owners, shown=tuple(_flip(f, salt, names) for f in of.shown))


def _flip(of: Flip, salt: bytes, names: set[str]) -> Flip:
    key = None if of.key is None else hashed_values(of.key, salt, of.key)
    margin = None if of.margin is None else _margin(of.margin, salt, names)
    return replace(of, key=key, owner=_owner(of.owner, salt, names), margin=margin)


def _owner(owner: Scalar, salt: bytes, names: set[str]) -> Scalar:
    """An owner, hashed where owners are the key of a table."""
    return hashed_values({OWNER: owner}, salt, names)[OWNER]


def _margin(of: Margin, salt: bytes, names: set[str]) -> Margin:
    return replace(of, group=hashed_values(of.group, salt, names))
