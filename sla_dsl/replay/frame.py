"""All flips as one flat table, for other tools."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sla_dsl.compile.naming import key_column
from sla_dsl.findings.exact import dumps
from sla_dsl.findings.instances import key_json
from sla_dsl.model.schema import OWNER
from sla_dsl.replay import words
from sla_dsl.replay.causes import Try, cause
from sla_dsl.replay.models import WORDS, ClauseReplay, Flip, Replay, turn

_INSTANT = pl.Datetime("us", "UTC")

SCHEMA: dict[str, pl.DataType] = {
    "clause": pl.String(),
    "party": pl.String(),
    "turn": pl.String(),
    "old": pl.String(),
    "new": pl.String(),
    "cause": pl.String(),
    "key": pl.String(),
    "cycle": pl.Int64(),
    "start": _INSTANT,
    "owner": pl.String(),
    "period": pl.String(),
    "group": pl.String(),
}
"""Column to dtype. `old` and `new` are verdicts, or `none`; `key` and `group` are JSON text, null where there is none;
`start` is that of a subject, or of a period."""


def of_rows(found: Replay, clause: ClauseReplay, rows: pl.DataFrame, tries: Sequence[Try]) -> pl.DataFrame:
    """Rows that flip, in the order of their keys: the key columns, `old` and `new` codes, `made`, and what is known of
    `cycle`, `start` (us) and owner."""
    keys = [c for c in rows.columns if c.startswith(key_column(""))]
    order = [*keys, *(c for c in ("cycle",) if c in rows.columns)]
    rows = rows.sort(order, nulls_last=True)
    known = {c: pl.col(c) if c in rows.columns else pl.lit(None) for c in ("cycle", "start", OWNER)}
    made = {bits: words.cause(found, cause(bits, tries, clause.untried)) for bits in rows["made"].unique().to_list()}
    pairs = rows.select(pl.struct("old", "new")).to_series()
    told: dict[str, pl.Expr | pl.Series] = {
        "clause": pl.lit(clause.id),
        "party": pl.lit(" and ".join(clause.parties)),
        "turn": pl.Series([turn(WORDS[p["old"]], WORDS[p["new"]]).value for p in pairs], dtype=pl.String),
        "old": pl.col("old").replace_strict(dict(enumerate(WORDS)), return_dtype=pl.String),
        "new": pl.col("new").replace_strict(dict(enumerate(WORDS)), return_dtype=pl.String),
        "cause": pl.col("made").replace_strict(made, return_dtype=pl.String) if made else pl.lit(None),
        "key": key_json([k.removeprefix(key_column("")) for k in keys]),
        "cycle": known["cycle"],
        "start": known["start"].cast(pl.Int64).cast(_INSTANT),
        "owner": known[OWNER],
    }
    return rows.select(**{name: told.get(name, pl.lit(None)) for name in SCHEMA}).cast(SCHEMA)  # type: ignore[arg-type]


def of_periods(found: Replay, clause: ClauseReplay, flips: Sequence[Flip]) -> pl.DataFrame:
    """Periods and groups that flip."""
    rows = []
    for f in flips:
        margin = f.margin
        assert margin is not None
        rows.append(
            {
                "clause": clause.id,
                "party": " and ".join(clause.parties),
                "turn": f.turn.value,
                "old": f.old,
                "new": f.new,
                "cause": words.cause(found, f.cause),
                "start": margin.start,
                "owner": None if f.owner is None else str(f.owner),
                "period": margin.period,
                "group": dumps(margin.group) if margin.group else None,
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
