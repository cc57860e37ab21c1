"""The volume that a revenue goal takes, counted by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import polars as pl
import pytest

from sla_dsl.answers.goal import yields
from sla_dsl.cli.app import sla
from sla_dsl.policy import parse_all
from sla_dsl.ready import Options, opened
from sla_dsl.text.source import Source

POLICY = "clause volume: marketing delivers >= 10 MQL per month\n"
# within 30 days of becoming an MQL: leads 1 and 3 of the four that have had them; won: 100, 200 and 60, 120 on average
LEADS = """lead_id,created_at,mql_at,sql_at,opportunity_at,won_at,amount
1,2026-05-01,2026-05-01,2026-05-02,2026-05-03,2026-05-06,100
2,2026-05-01,2026-05-01,2026-05-03,2026-05-20,2026-06-11,200
3,2026-06-01,2026-06-01,2026-06-02,2026-06-03,2026-06-20,60
4,2026-06-01,2026-06-01,,,,
5,2026-07-20,2026-07-20,,,,
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.sla").write_text(POLICY)
    (tmp_path / "leads.csv").write_text(LEADS)
    return tmp_path


def targets(*args: str) -> int:
    return sla.run(
        ["targets", "policy.sla", "--data", "leads=leads.csv", "--as-of", "2026-08-01", "--within", "30d", *args]
    )


def test_what_a_goal_takes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert targets("--goal", "$1000", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    # 1000 / (120 * 1/2) = 16.67
    assert found["required"] == 17
    assert (found["rate"]["value"], found["rate"]["rows"]) == (0.5, 4)
    assert (found["sale"]["value"], found["sale"]["rows"]) == (120, 3)
    # MQL -> SQL 3 of 4; SQL -> opportunity 3 of 3; opportunity -> won 3 of 3, the slowest in 22 days
    assert [(s["value"], s["rows"]) for s in found["stages"]] == [(0.75, 4), (1, 3), (1, 3)]
    # 10 MQL * 1/2 * 120
    assert [(p["clause"], p["target"], p["revenue"]) for p in found["present"]] == [("volume", 10, 600)]


def test_the_text_shows_the_arithmetic_and_warns_of_few_rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert targets("--goal", "$1000", "--per", "quarter") == 0
    out = capsys.readouterr().out
    said = " ".join(out.split())
    assert "required ceil($1000 / (120 * 0.5)) = 17 MQL per quarter" in said
    assert "average amount in won: 120, from 3 rows; fewer than 30 rows tell little" in said
    assert max(map(len, out.splitlines())) <= 80


def test_what_is_not_known_is_no_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "leads.csv").write_text(LEADS.replace(",200", ","))
    assert targets("--goal", "$1000") == 4
    assert "required not known" in " ".join(capsys.readouterr().out.split())


def test_a_conversion_that_the_policy_measures_is_taken_as_it_stands_there() -> None:
    # within 18 days of becoming an MQL lead 1 alone is won of the four that have had them; 90 days only leads 1 and 2
    # have had
    policy = (
        POLICY.replace(">= 10", ">= need")
        + "let win = conversion MQL -> won within 18 days\nlet need = ceil(5 / win)\n"
    )
    options = Options(as_of="2026-08-01")
    rows = pl.read_csv(StringIO(LEADS))
    raws = opened({"leads": rows}, options)
    found = yields(parse_all([Source("policy.sla", policy)]), raws, options, "MQL")
    assert (found.rate.text, found.rate.value, found.rate.rows) == (
        "conversion MQL -> won within 18 days",
        Decimal("0.25"),
        4,
    )
    assert (found.stages[0].text, found.stages[0].rows) == ("conversion MQL -> SQL within 90 days", 2)
    # 5 / 25 % = 20 MQL, of which 5 are won, at 120 each
    assert [(p.clause, p.target, p.revenue) for p in found.present] == [("volume", 20, 600)]


def test_without_data_there_is_no_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sla.run(["targets", "policy.sla", "--goal", "$1000"]) == 2
    assert "error[SLA516]" in capsys.readouterr().err
