"""The value that speaks for a clause about ratios and statistics."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

import sla_dsl


@pytest.mark.parametrize(
    ("target", "speaks"),
    # July averages 70, August 95, September 60; of a band from 65 to 80 the middle is 72.5: 2.5, 22.5 and 12.5 off it
    [(">= 65", 60), ("<= 65", 95), ("between 65 and 80", 95), ("between 80 and 90", 60)],
)
def test_the_worst_judged_period_speaks_for_the_clause(tmp_path: Path, target: str, speaks: int) -> None:
    policy = tmp_path / "policy.sla"
    policy.write_text(
        'agreement "Scores"\n  term 2026-07-01 to 2026-09-30\n  timezone "UTC"\n'
        f"marketing keeps average score in MQL {target} per month\n",
        encoding="utf-8",
    )
    months = [dt.datetime(2026, month, 5, tzinfo=dt.UTC) for month in (7, 7, 8, 9)]
    rows = pl.DataFrame({"lead_id": [1, 2, 3, 4], "mql_at": months, "score": [60, 80, 95, 60]})
    (clause,) = sla_dsl.load(policy).check({"leads": rows}, as_of="2026-11-01").clauses
    assert clause.observed == speaks
