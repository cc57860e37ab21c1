"""`test` blocks: what is given is read like an export, and what is expected is held against every instance."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sla_dsl.cli import app
from sla_dsl.cli.test import command

CLAUSES = """clause hot: sales first-touch within 4h for score >= 70
clause volume: marketing delivers >= 2 MQL per month
"""
LEADS = """  given leads
    | lead_id | score | created_at       | first_touch_at   |
    | 1       | 85    | 2026-07-01 09:00 |                  |
    | 2       | 85    | 2026-07-01 09:00 | 2026-07-01 13:00 |
    | 3       |       | 2026-07-01 09:00 |                  |
  as of 2026-07-02
"""


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    policy = tmp_path / "policy.sla"
    policy.write_text(CLAUSES + text, encoding="utf-8")
    done = CliRunner().invoke(command, [str(policy), *options], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def test_a_waived_and_an_excused_lead_are_expected_by_their_words(tmp_path: Path) -> None:
    relief = """waive hot for lead_id = 1 from 2026-07-01 to 2026-07-01 because "outage"
clause late: sales accepts within 4h excused by scored
clause scored: marketing fills score
"""
    test = f'{relief}test "t"\n{LEADS}  expect hot waived for 1\n  expect hot met for 2\n  expect late excused for 3\n'
    assert run(tmp_path, test)[0] == 0


@pytest.mark.parametrize("expectation", ["hot missed for 1", "hot met for 2", "hot unknown for 3", "hot breached"])
def test_an_expectation_that_holds(tmp_path: Path, expectation: str) -> None:
    """Four hours after 09:00 is 13:00: lead 2 is touched exactly then, lead 1 never, lead 3 has no score."""
    code, output = run(tmp_path, f'test "t"\n{LEADS}  expect {expectation}\n')
    assert (code, output) == (0, "✓ 1 test: 1 of 1 expectations hold\n")


@pytest.mark.parametrize(
    ("expectation", "found"),
    [
        ("hot late for 2", "met: first-touch came in time"),
        ("hot met for 9", "there is no such instance"),
        ("hot met", "the clause is breached"),
    ],
)
def test_an_expectation_that_does_not_hold_says_what_came_out(tmp_path: Path, expectation: str, found: str) -> None:
    code, output = run(tmp_path, f'test "a name"\n{LEADS}  expect {expectation}\n')
    assert code == 1
    assert output.startswith(f"✗ a name\n    expected {expectation}\n    found    {found}\n")


def test_a_period_is_named_by_its_month(tmp_path: Path) -> None:
    rows = "    | lead_id | mql_at |\n    | 1 | 2026-07-01 09:00 |\n    | 2 | 2026-07-20 09:00 |\n"
    text = f'test "t"\n  given leads\n{rows}  as of 2026-08-02\n  expect volume met for "2026-07"\n'
    assert run(tmp_path, text)[0] == 0


def test_coverage_names_the_verdict_that_no_test_has_shown(tmp_path: Path) -> None:
    code, output = run(tmp_path, f'test "t"\n{LEADS}  expect hot met for 2\n', "--coverage")
    assert code == 0
    assert "  hot: met and breached\n" in output
    assert "  volume: never met and never breached\n" in output


def test_no_test_is_said(tmp_path: Path) -> None:
    policy = tmp_path / "policy.sla"
    policy.write_text(CLAUSES, encoding="utf-8")
    done = CliRunner().invoke(app.sla.command("test"), [str(policy)])
    assert "SLA514" in str(done.exception)
