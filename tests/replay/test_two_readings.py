"""Policies that do not read the data the same way: each reads them by itself, and what flips is the same to tell."""

from __future__ import annotations

import polars as pl

from tests.engines.judging import leads, moments
from tests.replay.replaying import HEAD, Turn, because, clause, keys, replayed, words

ZONE = 'agreement "Small" between marketing and sales\n  timezone "{}"\n'
# In New York 12:00 to 18:00; in Tokyo, 13 hours ahead, it is past midnight.
ROWS = leads(
    created_at=["2026-07-01 12:00", "2026-07-02 12:00"],
    first_touch_at=["2026-07-01 18:00", "2026-07-02 13:00"],
    owner=["ana", "ben"],
    other_at=["2026-07-01 13:00", None],
)


def test_another_zone_is_another_reading(engine: str) -> None:
    """Both come at 09:00 of New York, 22:00 of Tokyo, and are touched at 18:00 and 13:00, 07:00 and 02:00 there: on the
    same day in New York, on the next one in Tokyo."""
    text = ZONE + "clause fast: sales first-touch by end of day\n"
    old, new = text.format("America/New_York"), text.format("Asia/Tokyo")
    rows = ROWS.with_columns(created_at=pl.col("created_at") - pl.duration(hours=3))
    found = replayed(old, new, {"leads": rows}, engine)
    fast = clause(found, "fast")
    assert found.passes == 2
    assert words(fast.subjects) == {"met -> late": 2}
    assert because(found, fast.subjects) == {("alone", "timezone"): 2}


def test_a_column_that_is_read_elsewhere(engine: str) -> None:
    """The first touch is told by another header: the first lead is in time by it, the second is not touched at all."""
    table = 'table leads\n  key lead_id\n  first_touch_at = "{}"\n'
    text = table + "clause fast: sales first-touch within 2h\n"
    old, new = text.format("first_touch_at"), text.format("other_at")
    found = replayed(old, new, {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert found.passes == 2
    assert words(fast.subjects) == {"late -> met": 1, "met -> missed": 1}
    assert (keys(fast.subjects, Turn.BETTER), keys(fast.subjects, Turn.WORSE)) == ([1], [2])
    assert fast.subjects.by_owner == {"ana": {Turn.BETTER: 1}, "ben": {Turn.WORSE: 1}}
    kept = {owner: tuple((k.met, k.judged) for k in both) for owner, both in fast.by_owner.items()}
    assert kept == {"ana": ((0, 1), (1, 1)), "ben": ((1, 1), (0, 1))}


def test_an_edit_beside_it_is_told_apart(engine: str) -> None:
    """With the other header alone the first lead is in time within 2 hours; with half an hour it is not."""
    table = 'table leads\n  key lead_id\n  first_touch_at = "{}"\n'
    text = table + "let limit = {}\nclause fast: sales first-touch within limit\n"
    found = replayed(
        text.format("first_touch_at", "2h"), text.format("other_at", "30 min"), {"leads": ROWS}, engine
    )  # fmt: skip
    fast = clause(found, "fast")
    # 1: 6 h before, 1 h by the other header: late both times. 2: 1 h before, never by the other header.
    assert words(fast.subjects) == {"met -> missed": 1}
    assert because(found, fast.subjects) == {("alone", "leads"): 1}
    # The header alone would have met the first.
    assert sum(fast.subjects.cancelled.values()) == 1


def test_entries_told_by_other_rows_are_joined_by_their_number(engine: str) -> None:
    """The lead enters on the first and on the tenth; the new policy counts entries of the stage `hot` only, so that
    what was its second entry is its first."""
    changes = pl.DataFrame(
        {
            "lead_id": [1, 1, 2],
            "at": moments(["2026-07-01 12:00", "2026-07-10 12:00", "2026-07-05 12:00"]),
            "stage": ["warm", "hot", "hot"],
        }
    )
    text = (
        HEAD
        + "table changes of leads by lead_id\nstage entered in changes at at when {}\n"
        + "clause fast: sales first-touch within 1d of entered\n"
    )
    rows = leads(created_at=["2026-06-30 12:00"] * 2, first_touch_at=["2026-07-01 13:00", "2026-07-05 13:00"])
    found = replayed(
        text.format('stage in ("warm", "hot")'),
        text.format('stage = "hot"'),
        {"leads": rows, "changes": changes},
        engine,
    )
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"met -> missed": 1, "missed -> none": 1}
