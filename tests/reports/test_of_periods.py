"""What the text says of clauses that are judged by periods: over what, how much overall, and which rows were missed."""

from __future__ import annotations

from typing import Any

from sla_dsl.api.policy import Policy
from sla_dsl.reports.text import render

TERM = 'agreement "A"\n  term 2026-06-01 to 2026-07-31\n'


def said(policy: str, rows: list[dict[str, Any]]) -> str:
    """The text of a check at the end of July, each blank once."""
    return " ".join(render(Policy.from_text(TERM + policy).check({"leads": rows}, as_of="2026-08-01")).split())


def touched(*months: str, late: int) -> list[dict[str, Any]]:
    """Six leads a month, of which the first ones are never touched."""
    return [
        {"lead_id": f"{month}-{n}", "created_at": f"2026-{month}-0{n}", "first_touch_at": at, "mql_at": None}
        for month in months
        for n in range(1, 7)
        for at in [None if n <= late else f"2026-{month}-0{n}"]
    ]


def test_the_first_rows_of_a_missed_month_are_named_and_the_others_counted() -> None:
    text = said("sales first-touch within 4h on >= 90% per month\n", touched("06", late=5) + touched("07", late=2))
    # 7 of the 12 leads were missed, which are 5 of 12 in time: 41.7 %
    assert "overall 41.7% in time (promised at least 90%)" in text
    assert "leads: 5 met · 7 missed" in text
    assert "lead_id 06-1, 06-2, 06-3 and 2 more" in text
    assert "lead_id 07-1, 07-2" in text
    assert "07-2 and" not in text


def test_periods_are_called_by_their_kind_where_none_is_listed() -> None:
    rows = touched("06", "07", late=0)
    assert "months: 2 met" in said("marketing delivers >= 6 lead per month\n", rows)
    assert "months: 2 met" in said("sales first-touch within 4h on >= 90% per month\n", rows)


def test_of_several_leads_the_plural_is_said() -> None:
    rows = touched("06", "07", late=0)
    assert "at worst 6 leads (promised at least 7 leads)" in said("marketing delivers >= 7 lead per month\n", rows)
    assert "(promised at least 1 lead)" in said("marketing delivers >= 1 lead per month\n", rows)
    assert "0 MQL" in said("marketing delivers >= 2 MQL per month\n", rows)


def test_one_share_alone_is_not_told_as_one_of_many() -> None:
    rows = touched("06", late=5)
    assert "overall" not in said("sales first-touch within 4h on >= 90%\n", rows)


def test_a_condition_that_does_not_hold_is_told_once() -> None:
    rows = [{"lead_id": n, "created_at": "2026-06-01", "score": n} for n in (1, 70)]
    text = said("sales ensures score >= 70\n", rows)
    assert text.count("score >= 70") == 1
    assert "lead_id ------- 1" in text
    assert "does not hold" not in text
