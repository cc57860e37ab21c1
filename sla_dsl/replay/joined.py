"""Flips of rows that no single pass holds: their verdicts under each policy, joined by their keys.

So it is where policies read the data in different ways (another zone, another column), or where a row is entered by
other child rows than before.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import polars as pl

from sla_dsl.check import plans
from sla_dsl.compile.naming import key_column
from sla_dsl.model.schema import OWNER
from sla_dsl.ready import Prepared
from sla_dsl.replay.days import NO_DAY, told
from sla_dsl.replay.masks import Masks
from sla_dsl.replay.models import BREACHED, WORDS, Turn
from sla_dsl.replay.tally import Counted

_CODE = "code {}".format
_BREACHED = [code for code, word in enumerate(WORDS) if word in BREACHED]


def verdicts(ready: Prepared, place: int) -> pl.DataFrame:
    """The rows that are instances of a form: what `told` says of them, their cycle, and the `code` of the verdict.

    Rows whose key is not known are left out: nothing tells which of the others they are.
    """
    rows = ready.policy.forms[place].population.rows
    masks = Masks(plans(ready)[rows], [place])
    plan, engine = masks.plan, ready.engine
    columns = {**told(plan, place), "code": masks.code(place)}  # before any row is looked at
    found = engine.collect(engine.rows(ready.frames[plan.table], plan, ready.frames).select(**columns))
    keys = [pl.col(c).is_not_null() for c in found.columns if c.startswith(key_column(""))]
    cycle = pl.col("cycle") if "cycle" in found.columns else pl.lit(1)
    whole = {"day": pl.col("day"), "code": pl.col("code"), "cycle": cycle}
    numbers = {name: e.cast(pl.Int64) for name, e in whole.items()}
    return found.filter(pl.col("code") != 0, *keys).with_columns(**numbers)


def flipped(old: pl.DataFrame | None, new: pl.DataFrame | None, *tries: pl.DataFrame | None) -> pl.DataFrame:
    """All rows that flip in the whole or in a try, with `old`, `new` and `made`."""
    sides = [new, old, *tries]
    there = [s for s in sides if s is not None]
    keys = [c for c in there[0].columns if c.startswith(key_column(""))] + ["cycle"]
    names = [n for n in ("start", "day", OWNER) if any(n in s.columns for s in there)]
    joined: pl.DataFrame | None = None
    for n, side in enumerate(sides):
        if side is None:
            continue
        own = side.rename({name: f"{name} {n}" for name in (*names, "code") if name in side.columns})
        joined = own if joined is None else joined.join(own, on=keys, how="full", coalesce=True)
    assert joined is not None
    codes = [
        pl.lit(0, dtype=pl.Int64) if s is None else pl.col(_CODE(n)).fill_null(0) for n, s in enumerate(sides)
    ]  # fmt: skip
    now, was, *made = codes
    bits = [(c == now).cast(pl.Int64) * (1 << n) for n, c in enumerate(made)]
    facts = {
        name: pl.coalesce(f"{name} {n}" for n, s in enumerate(sides) if s is not None and name in s.columns)
        for name in names
    }
    out = joined.select(*keys, **facts, old=was, new=now, made=pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *bits))
    touched = reduce(or_, (c != was for c in (now, *made)))
    return out.filter(joined.select(touched).to_series())


def counted(rows: pl.DataFrame, shown: int) -> Counted:
    """What a pass would have told of them."""
    keys = [c for c in rows.columns if c.startswith(key_column(""))] + ["cycle"]
    by = [c for c in ("day", OWNER, "old", "new", "made") if c in rows.columns]
    was, now = (pl.col(side).is_in(_BREACHED) for side in ("old", "new"))
    other = (pl.col("old") != pl.col("new")) & (was == now)
    where = {Turn.WORSE: ~was & now, Turn.BETTER: was & ~now, Turn.OTHER: other}
    first = {t: rows.filter(e).sort(keys, nulls_last=True).head(shown) for t, e in where.items()}
    if (rows["cycle"] == 1).all():
        first = {t: f.drop("cycle") for t, f in first.items()}
    return Counted(rows.with_columns(pl.col("day").fill_null(NO_DAY)).group_by(by).agg(count=pl.len()), first)
