"""Evidence is the first rows in the order of the clause, however many rows, batches and ties there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from sla_dsl import check as product
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.source import Source

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("UTC"))
POLICY = 'agreement "Small"\n  timezone "UTC"\n'
HOT = "clause hot: sales first-touch within 1h for score >= 50\n"
KNOWN = "clause known: marketing ensures country is known\n"


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 16)
    monkeypatch.setattr("sla_dsl.engines.kept._FEW", 2)


def first(clause: str, leads: pl.DataFrame, engine: str, most: int) -> list[int]:
    """The keys of the findings of a clause, as they are listed."""
    file, _ = parse(Source("small.sla", POLICY + clause))
    options = Options(as_of="2026-04-01", engine=engine, max_evidence=most)
    return [int(f.subject["lead_id"]) for f in product.check([file], {"leads": leads}, options).findings if f.subject]


def leads(late: list[int], keys: list[int] | None = None) -> pl.DataFrame:
    """Leads that were touched so many hours after their creation."""
    keys = keys or list(range(1, len(late) + 1))
    touched = [NOON + timedelta(hours=h) for h in late]
    return pl.DataFrame(
        {"lead_id": keys, "score": [70] * len(late), "created_at": [NOON] * len(late), "first_touch_at": touched}
    )


def test_the_worst_first(engine: str) -> None:
    # lead n is touched 2 + n % 50 hours late: the worst are 49 and 99, then 48 and 98, then 47 and 97
    late = [2 + n % 50 for n in range(1, 101)]
    assert first(HOT, leads(late), engine, 5) == [49, 99, 48, 98, 47]


def test_whatever_the_order_of_the_rows(engine: str) -> None:
    late = [2 + n % 50 for n in range(1, 101)]
    mixed = leads(late).sample(fraction=1, shuffle=True, seed=7)
    assert first(HOT, mixed, engine, 5) == [49, 99, 48, 98, 47]


def test_the_lower_key_where_many_are_alike(engine: str) -> None:
    # all are three hours late but lead 7, so that no bound leaves few of them
    late = [9 if n == 7 else 3 for n in range(1, 101)]
    assert first(HOT, leads(late), engine, 3) == [7, 1, 2]
    assert first(HOT, leads(late[::-1], list(range(100, 0, -1))), engine, 3) == [7, 1, 2]


@pytest.mark.parametrize("keys", [list(range(1, 101)), list(range(100, 0, -1))], ids=["rising", "falling"])
def test_the_lowest_keys_of_what_does_not_hold(engine: str, keys: list[int]) -> None:
    # the country of every tenth lead is not known: of 10, 20, and so on
    there = pl.DataFrame({"lead_id": keys, "country": [None if k % 10 == 0 else "US" for k in keys]})
    found = there.with_columns(created_at=pl.lit(NOON))
    assert first(KNOWN, found, engine, 3) == [10, 20, 30]


def test_none_is_asked_for(engine: str) -> None:
    assert first(HOT, leads([2] * 40), engine, 0) == []
