"""Short ways to judge small tables on an engine and to read the verdicts off, for the tests of this room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.source import Source

NEW_YORK = ZoneInfo("America/New_York")


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """An aware instant from a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def instances(
    clause: str, tables: Mapping[str, Any], engine: str, as_of: datetime | str, zone: str = "America/New_York"
) -> pl.DataFrame:
    """Every instance of the one clause of a policy whose other statements stand before it."""
    *before, last = clause.strip("\n").splitlines()
    lines = ['agreement "Small"', f'  timezone "{zone}"', *before, last]
    (found,) = all_instances("\n".join(lines) + "\n", tables, engine, as_of).values()
    return found


def all_instances(
    policy: str, tables: Mapping[str, Any], engine: str, as_of: datetime | str
) -> dict[str, pl.DataFrame]:
    """Every instance of every clause of a policy, by the clause's id."""
    file, mistakes = parse(Source("small.sla", policy))
    assert not mistakes, [m.message for m in mistakes]
    options = Options(as_of=as_of, engine=engine)
    ready = get_ready([file], tables, options)
    found = product.instances_of(ready, product.judged(ready, options))
    return {name: frame.collect() for name, frame in found.items()}


def subjects(*args: Any, **said: Any) -> dict[Any, str]:
    """The verdict of every subject, by its key."""
    rows = instances(*args, **said).filter(pl.col("key").is_not_null())
    return {next(iter(json.loads(k).values())): v for k, v in zip(rows["key"], rows["verdict"], strict=True)}


def periods(*args: Any, **said: Any) -> dict[tuple[Any, ...], tuple[str, float | None]]:
    """Verdict and observed value of every period and group, by the local day the period starts on and the group."""
    rows = instances(*args, **said).filter(pl.col("period_start").is_not_null())
    out = {}
    for row in rows.iter_rows(named=True):
        day = row["period_start"].astimezone(ZoneInfo(said.get("zone", "America/New_York"))).date().isoformat()
        group = json.loads(row["group"]).values() if row["group"] else ()
        out[(day, *group)] = (row["verdict"], row["observed"])
    return out


def leads(**columns: list[Any]) -> pl.DataFrame:
    """Leads numbered from 1; instants are local texts of New York, or aware."""
    rows = len(next(iter(columns.values())))
    return pl.DataFrame(
        {"lead_id": range(1, rows + 1), **{n: moments(v) if n.endswith("_at") else v for n, v in columns.items()}}
    )


def moments(values: list[Any]) -> pl.Series:
    """Aware instants of local texts; None stays."""
    aware = [local(v) if isinstance(v, str) else v for v in values]
    utc = [None if a is None else a.astimezone(ZoneInfo("UTC")) for a in aware]
    return pl.Series(utc, dtype=pl.Datetime("us", "UTC"))
