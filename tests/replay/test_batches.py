"""What flips in a table of many batches, whether the rows of a batch are counted at once or laid by for later ones."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import polars as pl
import pytest

from sla_dsl.replay.models import Turn
from tests.replay.replaying import HEAD, clause, replayed, words

FAST = HEAD + "clause fast: sales first-touch within {}\n"
BEGIN = datetime(2026, 6, 21)
NUMBERS = range(100)
OWNERS = ("ana", "ben", None)


def hours(n: int) -> float:
    """After how long lead `n` was touched: the first half of an hour, later ones after up to nine and a half."""
    return n % 10 + 0.5


LEADS = pl.DataFrame(
    {
        "lead_id": NUMBERS,
        "created_at": [BEGIN + timedelta(hours=5 * n) for n in NUMBERS],  # to the 11th of July
        "first_touch_at": [BEGIN + timedelta(hours=5 * n + hours(n)) for n in NUMBERS],
        "owner": [OWNERS[n % 3] for n in NUMBERS],
    }
)
FLIPPED = [n for n in NUMBERS if 5 < hours(n) < 8]


@pytest.mark.parametrize(
    ("few", "small"),
    [(100, 100), (100, 10), (5, 7), (0, 1000), (4, 0)],
    ids=["laid by to the end", "laid by now and then", "laid by or not", "none laid by", "none for later"],
)
def test_flips_are_counted_through_all_batches(few: int, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of each ten leads flip: those touched between five and eight hours after their creation."""
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 16)
    monkeypatch.setattr("sla_dsl.engines.rolled._FEW", few)
    monkeypatch.setattr("sla_dsl.engines.rolled._SMALL", small)
    found = clause(replayed(FAST.format("8h"), FAST.format("5h"), {"leads": LEADS}), "fast")
    assert words(found.subjects) == {"met -> late": 30}
    assert found.subjects.by_owner == {o: {Turn.WORSE: n} for o, n in Counter(OWNERS[n % 3] for n in FLIPPED).items()}
    months = Counter(f"{BEGIN + timedelta(hours=5 * n):%Y-%m}" for n in FLIPPED)
    assert found.subjects.by_period == {month: {Turn.WORSE: n} for month, n in months.items()}
    assert {o: [k.met for k in both] for o, both in found.by_owner.items()} == {
        o: [sum(OWNERS[n % 3] == o and hours(n) <= limit for n in NUMBERS) for limit in (8, 5)] for o in OWNERS
    }
    for side, met in enumerate((80, 50)):
        there = [both[side] for both in found.by_period.values()]
        assert (sum(k.met for k in there), sum(k.judged for k in there)) == (met, 100)
