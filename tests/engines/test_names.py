"""No name and no text of a policy or an export is ever taken for something else by an engine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.engines.judging import instances, subjects

HOSTILE = """o'dd "name"; drop table x --"""


def rows() -> pl.DataFrame:
    start = datetime(2026, 7, 1, tzinfo=UTC)
    return pl.DataFrame(
        {
            "lead_id": [1, 2, 3],
            "created_at": [start] * 3,
            "first_touch_at": pl.Series([None] * 3, dtype=pl.Datetime("us", "UTC")),
            HOSTILE: ["x", "owner", None],
            "owner": ["o'dd", "owner", "ann"],
            "Owner": ["other"] * 3,
        }
    )


@pytest.fixture(params=["frame", "parquet"])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    if request.param == "frame":
        return rows()
    path = tmp_path / "rows's; drop.parquet"
    rows().write_parquet(path)
    return path


def judged(condition: str, given: object, engine: str, columns: str = "") -> dict[object, str]:
    policy = f"{columns}\nsales first-touch within 4h for {condition}"
    return subjects(policy, {"leads": given}, engine, datetime(2026, 7, 2, tzinfo=UTC))


def test_headers_that_differ_in_case_are_two_columns(engine: str, given: object) -> None:
    assert judged('owner = "ann" and Owner = "other"', given, engine) == {3: "missed"}


def test_a_text_may_equal_the_name_of_a_column(engine: str, given: object) -> None:
    assert judged('owner = "owner"', given, engine) == {2: "missed"}


def test_a_text_may_hold_quotes(engine: str, given: object) -> None:
    assert judged('owner = "o\'dd"', given, engine) == {1: "missed"}


def test_a_header_may_read_like_a_query(engine: str, given: object) -> None:
    header = HOSTILE.replace('"', '\\"')
    mapped = f'table leads\n  odd = "{header}"'
    assert judged('odd = "x"', given, engine, mapped) == {1: "missed", 3: "unknown"}


def test_keys_that_differ_in_case_are_told_apart(engine: str, given: object) -> None:
    found = instances(
        'table leads\n  key owner, Owner\nsales first-touch within 4h for owner = "ann"',
        {"leads": given}, engine, datetime(2026, 7, 2, tzinfo=UTC),
    )  # fmt: skip
    assert found["key"].to_list() == ['{"owner": "ann", "Owner": "other"}']


def test_a_file_beside_the_data_is_never_read(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"lead_id": [9]}).write_parquet(tmp_path / "leads.parquet")
    pl.DataFrame({"lead_id": [9]}).write_parquet(tmp_path / "held_0")
    assert judged('owner = "ann"', rows(), engine) == {3: "missed"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["held_0", "leads.parquet"]
