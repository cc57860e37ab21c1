"""`sla lint`: exit codes, shapes, `sla.toml`, mending, and what can not be done."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sla_dsl.lint.v1 import json_schema
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
HEAD = """agreement "Leads" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  timezone "Europe/Berlin"
clause volume: marketing delivers >= 100 MQL per month
"""
CLEAN = HEAD + "clause decision: sales accepts or rejects MQL within 2 days\n"
ADVICE = HEAD + "clause hot: sales first-touch within 4h\n"
ERROR = HEAD + "clause cap: marketing delivers <= 50 MQL per month\n"


def write(text: str, name: str = "policy.sla") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, (), 0),
        (ADVICE, (), 0),
        (ADVICE, ("--fail-on", "advice"), 1),
        (ERROR, (), 1),
        (ERROR, ("--fail-on", "error"), 1),
        (ERROR, ("--fail-on", "never"), 0),
        (HEAD + "clause x: sales first-touch within\n", (), 3),
        (HEAD, ("--rules", "1999.1"), 2),
        (HEAD, ("--as-of", "yesterday"), 2),
        (HEAD, ("--data", "leads=gone.csv"), 2),
        (HEAD, ("--output", "nowhere/out.txt"), 2),
    ],
)
def test_how_it_ends(run: Run, text: str, options: tuple[str, ...], code: int) -> None:
    write(text)
    assert run("lint", "policy.sla", *options).code == code


def test_a_policy_that_is_not_there(run: Run) -> None:
    ended = run("lint", "polcy.sla")
    assert ended.code == 2
    assert "did you mean `policy.sla`?" in ended.err


def test_an_empty_policy_has_nothing_to_remark(run: Run) -> None:
    write("")
    ended = run("lint", "policy.sla")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "nothing to remark")


def test_the_text_names_place_rule_and_hint(run: Run) -> None:
    write(ERROR)
    lines = run("lint", "policy.sla").out.splitlines()
    assert lines[0] == (
        "policy.sla:6:8: error[contradictory-clauses]: this and `volume` in line 5 can not both be kept"
    )
    assert lines[2] == "  |        ^^^"
    assert lines[5:] == [
        "1 error",
        "not looked at without `--as-of`: expired-waiver",
        "not looked at without `--data`: target-not-feasible",
    ]


def test_json_has_a_record_a_remark(run: Run) -> None:
    write(ADVICE)
    out = json.loads(run("lint", "policy.sla", "--format", "json").out)
    (remark,) = out["remarks"]
    assert out["schema_version"] == "1"
    assert out["not_looked_at"] == [
        {"rule": "expired-waiver", "needs": "as of"},
        {"rule": "target-not-feasible", "needs": "data"},
    ]
    # `clause hot: sales first-touch within 4h`: the limit is letters 38 and 39 of line 6
    place = {"file": "policy.sla", "line": 6, "column": 38, "end_line": 6, "end_column": 40}
    assert place.items() <= remark.items()
    assert (remark["rule"], remark["group"], remark["level"]) == ("hours-unstated", "ambiguity", "advice")
    assert remark["mendable"] is False


def test_json_is_as_published(run: Run) -> None:
    write(ADVICE.replace("clause hot: ", "") + "clause cap: marketing delivers <= 50 MQL per month\n")
    jsonschema.validate(json.loads(run("lint", "policy.sla", "--format", "json").out), json_schema())
    published = (ROOT / "docs/schema/lint-1.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema() == json.loads(run("schema", "lint").out)


def test_github_gets_annotations(run: Run) -> None:
    write(ERROR)
    first, last = run("lint", "policy.sla", "--format", "github").out.splitlines()
    assert first.startswith("::error file=policy.sla,line=6,col=8,title=contradictory-clauses::this and `volume`")
    assert last == "::notice title=sla lint::1 error"


def test_sarif_is_valid_and_names_the_rules(run: Run) -> None:
    write(ERROR + "clause hot: sales first-touch within 4h\n")
    (sarif,) = json.loads(run("lint", "policy.sla", "--format", "sarif").out)["runs"]
    named = [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    assert named == ["no-review", "not-accepted", "contradictory-clauses", "hours-unstated"]
    levels = [(result["ruleIndex"], result["level"]) for result in sarif["results"]]
    assert levels == [(0, "note"), (1, "note"), (2, "error"), (3, "note")]
    region = sarif["results"][2]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 6, "startColumn": 8}


def test_output_goes_to_a_file(run: Run) -> None:
    write(ERROR)
    ended = run("lint", "policy.sla", "--output", "lint.txt")
    assert (ended.code, ended.out) == (1, "")
    assert "contradictory-clauses" in Path("lint.txt").read_text(encoding="utf-8")


def test_fix_writes_the_file_and_shows_what_is_left(run: Run) -> None:
    path = write(HEAD.replace("clause volume: ", "") + "clause hot: sales first-touch within 4h\r\n")
    ended = run("lint", "policy.sla", "--fix")
    assert (ended.code, ended.err) == (0, "mended 1 remark in policy.sla\n")
    assert (
        path.read_bytes()
        == (
            HEAD.replace("clause volume: ", "clause marketing-delivers-mql: ")
            + "clause hot: sales first-touch within 4h\r\n"
        ).encode()
    )
    assert "unnamed-clause" not in ended.out
    assert "hours-unstated" in ended.out


def test_fix_leaves_a_base_alone(run: Run) -> None:
    base = write("marketing delivers >= 100 MQL per month\n", "base.sla")
    write('use "base.sla"\nclause hot: sales first-touch within 2 days\n')
    ended = run("lint", "policy.sla", "--fix")
    assert ended.err == ""
    assert base.read_text(encoding="utf-8") == "marketing delivers >= 100 MQL per month\n"
    assert "base.sla" not in ended.out


def test_sla_toml_names_the_set_and_switches_rules(run: Run) -> None:
    write(ADVICE)
    write(
        'policies = ["policy.sla"]\n[lint]\nrules = "2026.1"\n[lint.off]\nhours-unstated = "day and night"\n',
        "sla.toml",
    )
    ended = run("lint")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "nothing to remark")


@pytest.mark.parametrize(
    ("lines", "code", "at"),
    [
        ('[lint]\nrule = "2026.1"\n', "SLA505", "sla.toml:2:1"),
        ("[lint]\nrules = 2026.1\n", "SLA505", "sla.toml:2:1"),
        ("[lint.off]\nno-zone = true\n", "SLA505", "sla.toml:2:1"),
        ('[lint]\noff = "no-zone"\n', "SLA505", "sla.toml:2:1"),
        ('[lint.off]\nno-zone = ""\n', "SLA551", ""),
        ('[lint.off]\nno-zoen = "one city"\n', "SLA506", ""),
        ('[lint]\nrules = "2020.1"\n', "SLA550", ""),
    ],
)
def test_a_wrong_sla_toml_is_said(run: Run, lines: str, code: str, at: str) -> None:
    write(lines, "sla.toml")
    ended = run("lint")
    assert ended.code == 2
    assert ended.err.startswith(f"{at}: error[{code}]" if at else f"error[{code}]")


def test_the_list_has_every_rule_in_eighty_columns(run: Run) -> None:
    from sla_dsl.lint.registry import RULES

    out = run("lint", "--list").out
    assert max(map(len, out.splitlines())) <= 80
    assert [rule.id for rule in RULES if f"  {rule.id} " not in out] == []


def test_explain_shows_the_page_of_a_rule(run: Run) -> None:
    out = run("explain", "no-term").out
    assert out.startswith("# no-term: an agreement without a term\n")
    assert "## Wrong" in out
    ended = run("explain", "no-such-rule")
    assert (ended.code, "SLA506" in ended.err) == (2, True)


def test_a_hostile_name_does_not_reach_the_terminal(run: Run) -> None:
    write(ADVICE, "po\x1b[31m.sla")
    ended = run("lint", "po\x1b[31m.sla")
    assert ended.code == 0
    assert ended.out.startswith("po\\x1b[31m.sla:6:38: advice[hours-unstated]")


@pytest.mark.parametrize("day", ['"2026-10-01"', "2026-10-01", "2026-10-01T09:00:00Z", '"now"'])
def test_the_day_of_sla_toml_is_the_day_of_waivers(run: Run, day: str) -> None:
    """The waiver ended with 2025: more than thirty days before every such day."""
    waive = 'waive volume from 2025-12-01 to 2025-12-31 because "move" approved by "CMO"\n'
    write("clause volume: marketing delivers >= 100 MQL per month\n" + waive)
    write(f'policies = ["policy.sla"]\nas_of = {day}\n', "sla.toml")
    assert "expired-waiver" in run("lint").out


def test_what_can_not_be_written_is_said_before_anything_is_mended(run: Run) -> None:
    path = write("marketing delivers >= 100 MQL per month\n")
    assert run("lint", "policy.sla", "--fix", "--output", "nowhere/out.txt").code == 2
    assert path.read_text(encoding="utf-8") == "marketing delivers >= 100 MQL per month\n"
