"""Why a clause as a whole is not judged."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from sla_dsl import Policy

HEAD = 'agreement "Scores"\n  term 2026-07-15 to 2026-12-31\n  timezone "UTC"\n'
PROMISES = ("marketing delivers >= 9 MQL per month", "marketing keeps average score in MQL >= 65 per month")


@pytest.mark.parametrize("promise", PROMISES)
def test_of_a_partial_period_that_has_ended_and_an_open_one_no_whole_one_has_closed(promise: str) -> None:
    """July is cut by the term, and August is open."""
    months = [dt.datetime(2026, month, 20, tzinfo=dt.UTC) for month in (7, 8)]
    rows = pl.DataFrame({"lead_id": [1, 2], "mql_at": months, "score": [60, 80]})
    (clause,) = Policy.from_text(HEAD + promise + "\n").check({"leads": rows}, as_of="2026-08-25").clauses
    assert (clause.verdict, clause.why) == ("pending", "no whole period has closed yet")
