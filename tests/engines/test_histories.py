"""`score at MQL` on every engine: of a history's rows up to the event the last one, and only what it says."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.engines.judging import leads, local, moments, subjects

AS_OF = local("2026-07-20")
TABLES = """
table scores of leads by lead_id
  at = "at"
  score = "score"
"""
MQL = "2026-07-10 12:00"


def history(*rows: tuple[int | None, str | None, Any], column: str = "score", dtype: Any = None) -> pl.DataFrame:
    """Rows of a history: whose, when, what."""
    return pl.DataFrame(
        {
            "lead_id": pl.Series([r[0] for r in rows], dtype=pl.Int64),
            "at": moments([r[1] for r in rows]),
            column: pl.Series([r[2] for r in rows], dtype=dtype),
        }
    )


def qualified(*at: str | None, **more: list[Any]) -> pl.DataFrame:
    """Leads created on 1 July and qualified at these times, whose score is 99 today."""
    rows = len(at)
    return leads(created_at=["2026-07-01 09:00"] * rows, mql_at=list(at), score=[99] * rows, **more)


def said(
    condition: str, tables: dict[str, pl.DataFrame], engine: str, as_of: Any = AS_OF, more: str = ""
) -> dict[int, str]:
    """Whether a condition holds for each lead."""
    return subjects(f"{TABLES}{more}sales ensures {condition}", tables, engine, as_of)


SCORES = history(
    (1, "2026-07-02 09:00", 40), (1, MQL, 60), (1, "2026-07-10 12:00:00.000001", 10),  # 60 holds from that instant on
    (2, "2026-07-02 09:00", 60), (2, "2026-07-09 09:00", 40),  # 40 is the last one
    (3, "2026-07-11 09:00", 60),  # none by then
    (4, "2026-07-02 09:00", 60), (4, "2026-07-09 09:00", None),  # the last one says nothing
    (5, "2026-07-09 09:00", 60), (5, "2026-07-09 09:00", 70),  # two at one instant that do not agree
    (6, "2026-07-09 09:00", 60), (6, "2026-07-09 09:00", 60),  # and two that do
    (7, "2026-07-09 09:00", 60), (7, "2026-07-09 09:00", None),  # and two of which one says nothing
    (8, "2026-07-09 09:00", 60),  # the lead was never qualified
    (None, "2026-07-09 09:00", 60), (10, "2026-07-09 09:00", 60), (9, None, 60),  # nobody's, a stranger's, at no time
)  # fmt: skip


def test_what_was_in_force(engine: str) -> None:
    tables = {"leads": qualified(*[MQL] * 7, None, MQL), "scores": SCORES}
    assert said("score at MQL >= 50", tables, engine) == {
        1: "met", 2: "breached", 3: "unknown", 4: "unknown", 5: "unknown", 6: "met", 7: "unknown", 8: "unknown",
        9: "unknown",
    }  # fmt: skip
    # whoever asks for it by its table means the same
    assert said("scores.score at mql_at = 60", tables, engine) == {
        1: "met", 2: "breached", 3: "unknown", 4: "unknown", 5: "unknown", 6: "met", 7: "unknown", 8: "unknown",
        9: "unknown",
    }  # fmt: skip


def test_what_comes_after_the_as_of_is_not_there(engine: str) -> None:
    tables = {"leads": qualified("2026-07-10 12:00"), "scores": SCORES.filter(pl.col("lead_id") == 1)}
    # 25 July has not come on the 20th
    assert said("score at (mql_at + 15 days) = 10", tables, engine) == {1: "unknown"}
    assert said("score at (mql_at + 15 days) = 10", tables, engine, local("2026-07-25 12:00")) == {1: "met"}
    later = {"leads": qualified("2026-07-10 12:00"), "scores": history((1, "2026-07-09 09:00", 60))}
    assert said("score at MQL >= 50", later, engine, local("2026-07-10 11:59")) == {1: "unknown"}
    assert said("score at MQL >= 50", later, engine, local(MQL)) == {1: "met"}


@pytest.mark.parametrize(
    ("values", "condition"),
    [
        (["hot", "cold"], 'grade at MQL = "cold"'),
        ([True, False], "not (grade at MQL)"),
        ([1.5, 0.25], "grade at MQL = 0.25"),
    ],
)
def test_values_of_every_kind(engine: str, values: list[Any], condition: str) -> None:
    changes = history((1, "2026-07-02 09:00", values[0]), (1, "2026-07-03 09:00", values[1]), column="grade")
    policy = f"table changes of leads by lead_id\nsales ensures {condition}"
    assert subjects(policy, {"leads": qualified(MQL), "changes": changes}, engine, AS_OF) == {1: "met"}


def test_the_condition_of_a_stage_is_one_of_its_instant(engine: str) -> None:
    tables = {"leads": qualified(MQL, MQL, MQL, source=["web", "event", None]), "scores": SCORES}
    stage = 'stage web-MQL at mql_at when source = "web"\n'
    # lead 2 never entered the stage, and of lead 3 nobody knows
    assert said("score at web-MQL > 0", tables, engine, more=stage) == {1: "met", 2: "unknown", 3: "unknown"}


def test_several_columns_and_several_instants(engine: str) -> None:
    rows = SCORES.filter(pl.col("lead_id") <= 2).with_columns(fit=pl.col("score") + 1)
    tables = {"leads": qualified(MQL, MQL), "scores": rows}
    # lead 1: 60 and 61 at MQL, nothing at creation; the fit of 2 July is 41 on the 3rd
    condition = "fit at MQL - score at MQL = 1 and score at created is unknown and fit at (created + 2 days) = 41"
    assert said(condition, tables, engine) == {1: "met", 2: "breached"}


def test_an_instant_that_another_table_tells(engine: str) -> None:
    policy = f"""{TABLES}
table touches of leads by lead_id of campaigns by campaign
  at = "at"
table campaigns
  key campaign
table leads of campaigns by campaign
event touched = first touches.at where campaigns.kind = "call"
sales ensures score at touched = 60 and score at campaigns.begun_at = 40"""
    tables = {
        "leads": qualified(None, None, campaign=[7, 7]),
        "campaigns": pl.DataFrame({"campaign": [7], "kind": ["call"], "begun_at": moments(["2026-07-05 09:00"])}),
        "touches": pl.DataFrame(
            {"lead_id": [1, 2], "campaign": [7, 7], "at": moments(["2026-07-10 12:00", "2026-07-08 09:00"])}
        ),
        "scores": SCORES.filter(pl.col("lead_id") <= 2),
    }
    # lead 1: touched at 60, 40 on the 5th; lead 2: touched while it was 60, and 60 on the 5th too
    assert subjects(policy, tables, engine, AS_OF) == {1: "met", 2: "breached"}


def test_an_instant_that_a_history_tells(engine: str) -> None:
    policy = """
table scores of leads by lead_id
  at = "at"
  score = "score"
table plans of leads by lead_id
  at = "at"
  review = "review"
sales ensures score at (review at MQL) = 40"""
    plans = history((1, "2026-07-02 09:00", None)).drop("score")
    tables = {
        "leads": qualified(MQL),
        "plans": plans.with_columns(review=moments(["2026-07-08 09:00"])),
        "scores": history((1, "2026-07-08 09:00", 40), (1, "2026-07-09 09:00", 60)),
    }
    assert subjects(policy, tables, engine, AS_OF) == {1: "met"}


def test_the_day_of_an_instant_asked_for(engine: str) -> None:
    tables = {
        "leads": qualified(MQL, "2026-07-11 12:00"),
        "scores": history((1, "2026-07-02 09:00", 60), (2, "2026-07-02 09:00", 60)),
    }
    # 10 July 2026 is a Friday, the 11th a Saturday
    stage = 'stage weekday-MQL at mql_at when weekday(mql_at) != "sat"\n'
    assert said("score at weekday-MQL = 60", tables, engine, more=stage) == {1: "met", 2: "unknown"}


def test_in_every_batch(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sla_dsl.engines.polars.BATCH", 2)
    tables = {"leads": qualified(*[MQL] * 6), "scores": SCORES}
    found = said("score at MQL >= 50", tables, engine)
    assert found == {1: "met", 2: "breached", 3: "unknown", 4: "unknown", 5: "unknown", 6: "met"}
