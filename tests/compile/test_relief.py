"""What is left of a verdict once waivers and excuses have spoken: every combination, from the words of the rules."""

from __future__ import annotations

from itertools import product

import polars as pl

from sla_dsl.compile.relief import relieved
from sla_dsl.compile.rows import BREACHES

WORDS = ("missed", "late", "breached", "unknown", "pending", "excluded", "met", None)
ROWS = list(product(WORDS, (True, False), (True, None, False)))
"""The verdict of the clause alone (None: no instance), whether a waiver covers it, whether an excuse holds."""


def expected(word: str | None, waived: bool, excuse: bool | None) -> str | None:
    """Rules 81 and 83."""
    if word is None or word == "excluded":
        return word
    if excuse:
        return "excused"
    if word in BREACHES and waived:
        return "waived"
    if word in BREACHES and excuse is None:
        return "unknown"
    return word


def test_every_combination_has_the_one_verdict_of_the_rules() -> None:
    frame = pl.DataFrame(ROWS, schema=["own", "waived", "excuse"], orient="row")
    own = {w: pl.col("own") == w for w in WORDS if w is not None}
    masks = relieved(own, pl.col("waived"), pl.col("excuse"))
    found = frame.select(**masks).fill_null(False)
    words = [[w for w in found.columns if row[w]] for row in found.iter_rows(named=True)]
    assert words == [[] if (w := expected(*row)) is None else [w] for row in ROWS]


def test_without_an_excuse_and_without_a_waiver() -> None:
    frame = pl.DataFrame(ROWS, schema=["own", "waived", "excuse"], orient="row")
    own = {w: pl.col("own") == w for w in WORDS if w is not None}
    for masks, of in (
        (relieved(own, pl.col("waived"), None), lambda word, waived, _: expected(word, waived, False)),
        (relieved(own, None, pl.col("excuse")), lambda word, _, excuse: expected(word, False, excuse)),
    ):
        found = frame.select(**masks).fill_null(False)
        words = [[w for w in found.columns if row[w]] for row in found.iter_rows(named=True)]
        assert words == [[] if (w := of(*row)) is None else [w] for row in ROWS]
