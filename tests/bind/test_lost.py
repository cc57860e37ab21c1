"""A statement that can not be read hides no mistake of the others, and makes none up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sla_dsl.bases import shipped_folder
from sla_dsl.policy import parse_all
from sla_dsl.text.diagnostic import Diagnostic, Level, PolicyError
from sla_dsl.text.source import Source

ROOT = Path(__file__).parents[2]
POLICIES = [*sorted(shipped_folder().glob("*.sla")), *sorted((ROOT / "examples").glob("*/policy.sla"))]
STATEMENT = re.compile(r"^[^ \t\r\n#][^\r\n#]*", re.MULTILINE)


def mistakes(text: str, path: Path | None = None) -> list[Diagnostic]:
    """The errors of a policy that has some."""
    with pytest.raises(PolicyError) as refused:
        parse_all([Source("policy.sla", text, path=path)])
    return [d for d in refused.value.diagnostics if d.level is Level.ERROR]


def broken(text: str) -> Iterator[str]:
    """The text with a stray bracket behind the first line of each of its statements in turn."""
    for match in STATEMENT.finditer(text):
        yield f"{text[: match.end()].rstrip()} ) {text[match.end() :]}"


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_one_statement_that_is_not_read_is_one_error_whichever_it_is(path: Path) -> None:
    told = [mistakes(text, path) for text in broken(path.read_text(encoding="utf-8"))]
    assert told
    assert [[d.code for d in one] for one in told] == [["SLA029"]] * len(told)


@pytest.mark.parametrize(
    ("lost", "rest"),
    [
        ("calendar office open mon-fri 09:00", "sales first-touch within 4 business hours"),
        ("table touches of leads by lead_id )", "sales makes >= 3 calls within 5 days\n"
         "clause c: marketing keeps average score at MQL in MQL >= 5 per month"),
        ("table deals\n  key deal_id )", "stage deal in deals at created_at\nmarketing delivers >= 5 deal per month"),
        ("let limit = 4h )", "sales first-touch within limit"),
        ("event talks = first_touch_at )", "event answers = talks or rejects\nsales answers MQL within 4h"),
        ('agreement "S" between marketing and sales term 2026-07-01 )', "marketing delivers >= 5 MQL"),
        ("clause hot: sales first-touch within 4h )", "clause b: sales accepts within 4h excused by hot"),
        ("defin fits = score > 50", "sales first-touch within 4h for fits"),
        ('use "b2b_saas.sla" wth hot_score = 80', "clause b: sales first-touch within 4h for score > hot_score"),
    ],
)  # fmt: skip
def test_what_rests_on_it_is_no_mistake(lost: str, rest: str) -> None:
    assert len(mistakes(f"{lost}\n{rest}\n")) == 1


def test_mistakes_stand_in_their_order() -> None:
    text = "sales accepts MQl within 4h\nsales first-touch within within 4h\nsales accepts SQLL within 4h\n"
    assert [d.code for d in mistakes(text)] == ["SLA110", "SLA031", "SLA110"]


def test_columns_of_the_data_are_looked_up_also_behind_a_mistake(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from sla_dsl.cli import app

    policy, leads = tmp_path / "policy.sla", tmp_path / "leads.csv"
    policy.write_text('sales first-touch within within 4h\nclause b: sales never regoin = "EU"\n')
    leads.write_text("lead_id,created_at,region\n1,2026-07-01,EU\n")
    with pytest.raises(PolicyError) as refused:
        CliRunner().invoke(
            app.sla.command("check"), [str(policy), "--data", f"leads={leads}"], standalone_mode=False,
            catch_exceptions=False,
        )  # fmt: skip
    said = [(d.code, d.hint) for d in refused.value.diagnostics]
    assert said[1:] == [("SLA101", "did you mean `region`?")]
    leads.write_bytes(b"")
    with pytest.raises(PolicyError) as without:
        CliRunner().invoke(
            app.sla.command("check"), [str(policy), "--data", f"leads={leads}"], standalone_mode=False,
            catch_exceptions=False,
        )  # fmt: skip
    assert [d.code for d in without.value.diagnostics] == [said[0][0]], (
        "the policy is told of before a file that holds nothing"
    )
