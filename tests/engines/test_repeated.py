"""`repeated(x)` on every engine: the first row with a value repeats nothing, and all later ones repeat it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.engines.judging import leads, local, moments, periods, subjects

AS_OF = local("2026-08-01")
WORDS = {"breached": True, "met": False, "unknown": None}
DAYS = ["2026-07-03 09:00", "2026-07-01 09:00", "2026-07-02 09:00", None, "2026-07-01 09:00"]


def repeated(engine: str, of: str, as_of: Any = AS_OF, **columns: list[Any]) -> dict[int, bool | None]:
    """Whether each lead repeats what is asked of."""
    found = subjects(f"sales never repeated({of})", {"leads": leads(**columns)}, engine, as_of)
    return {key: WORDS[verdict] for key, verdict in sorted(found.items())}


def test_the_first_by_creation_and_then_by_key_is_no_repetition(engine: str) -> None:
    # 2 and 5 were created at once, so 2 is the first one; 3 came later, 1 last, and when 4 came nobody knows
    assert repeated(engine, "email", created_at=DAYS, email=["a@x"] * 5) == {
        1: True,
        2: False,
        3: True,
        4: True,
        5: True,
    }


def test_a_value_that_stands_once_or_is_not_known(engine: str) -> None:
    mails = ["a@x", "b@x", None, None, "A@X"]
    assert repeated(engine, "email", created_at=DAYS, email=mails) == {1: False, 2: False, 3: None, 4: None, 5: False}
    # in small letters 1 and 5 are the same, and 5 came on the 1st
    assert repeated(engine, "lower(email)", created_at=DAYS, email=mails) == {
        1: True,
        2: False,
        3: None,
        4: None,
        5: False,
    }


def test_where_nobody_knows_when_the_key_decides(engine: str) -> None:
    assert repeated(engine, "company", created_at=[None] * 3, company=["a", "b", "a"]) == {1: False, 2: False, 3: True}
    assert repeated(engine, "company", company=["a", "b", "a"]) == {1: False, 2: False, 3: True}


def test_a_lead_that_is_created_later_repeats_nothing_before(engine: str) -> None:
    # as of the 2nd lead 1 is not there yet: of the two the first one is 2, and stays it
    for as_of in ("2026-07-02", "2026-07-10"):
        found = repeated(engine, "email", local(as_of), created_at=DAYS[:2], email=["a@x"] * 2)
        assert found[2] is False


def test_numbers_and_days_repeat_too(engine: str) -> None:
    assert repeated(engine, "score", score=[5, 6, 5], email=["x"] * 3) == {1: False, 2: False, 3: True}
    # local days: 1 July twice (2 and 5), and the earlier key is the first
    assert repeated(engine, "day(created_at)", created_at=DAYS) == {1: False, 2: False, 3: False, 4: None, 5: True}


def test_a_rate_of_duplicates(engine: str) -> None:
    mails = ["Jo@x.de", "jo@x.de", "li@x.de", "jo@X.de", None]
    days = ["2026-07-01 09:00", "2026-07-02 09:00", "2026-07-03 09:00", "2026-08-01 09:00", "2026-07-04 09:00"]
    tables = {"leads": leads(created_at=days, email=mails)}
    clause = "marketing keeps share of lead where repeated(lower(email)) <= 60% per month"
    # July: 2 of 1, 2, 3 and of 5, whose mail is not known: a quarter or a half. August: 4 repeats what came in July
    found = periods(clause, tables, engine, local("2026-09-01"))
    assert {day: verdict for (day,), (verdict, _) in found.items()} == {"2026-07-01": "met", "2026-08-01": "breached"}
    # the order of the rows does not matter
    tables["leads"] = tables["leads"].reverse()
    assert periods(clause, tables, engine, local("2026-09-01")) == found


def test_another_table_has_its_own_order(engine: str) -> None:
    policy = """
table accounts
  key account
table reps of accounts by account
  key rep
stage rep in reps at at
sales never repeated(accounts.domain) on 100% of rep"""
    tables = {
        "leads": leads(created_at=["2026-07-01 09:00"]),
        "accounts": pl.DataFrame({"account": [1, 2, 3], "domain": ["x.de", "x.de", "y.de"]}),
        "reps": pl.DataFrame(
            {
                "rep": ["a", "b", "c"],
                "account": [1, 2, 3],
                "at": moments(["2026-07-02 09:00", "2026-07-01 09:00", "2026-07-01 09:00"]),
            }
        ),
    }
    assert subjects(policy, tables, engine, AS_OF) == {"a": "breached", "b": "met", "c": "met"}


def test_at_an_instant_of_those_that_are_new(engine: str) -> None:
    policy = """
table scores of leads by lead_id
  at = "at"
  score = "score"
stage fresh at created_at when not repeated(email)
sales ensures score at fresh = 5"""
    tables = {
        "leads": leads(created_at=["2026-07-02 09:00", "2026-07-01 09:00"], email=["a@x", "a@x"]),
        "scores": pl.DataFrame({"lead_id": [1, 2], "at": moments(["2026-07-01 09:00"] * 2), "score": [5, 5]}),
    }
    assert subjects(policy, tables, engine, AS_OF) == {1: "unknown", 2: "met"}


def test_over_batches(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 2)
    found = repeated(engine, "email", created_at=["2026-07-01 09:00"] * 6, email=["a", "b", "a", "c", "b", "a"])
    assert found == {1: False, 2: False, 3: True, 4: False, 5: True, 6: True}
