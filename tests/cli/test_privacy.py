"""`--show` and `--redact`: what of a row is told, and what is not."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sla_dsl.reports.registry import NAMES
from tests.cli.conftest import Run

LEADS = """lead_id,score,created_at,first_touch_at,E-Mail
secret1,85,2026-07-01 09:00,2026-07-01 13:00,ann@example.org
secret2,85,2026-07-01 09:00,,=bob@example.org
secret3,85,2026-07-01 09:00,,
"""


@pytest.fixture
def named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The leads have keys that are told apart from all else, and an address."""
    monkeypatch.delenv("SLA_REDACT_SALT", raising=False)
    (folder / "leads.csv").write_text(LEADS, encoding="utf-8")
    return folder


def findings(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)["findings"]
    assert isinstance(found, list)
    return found


def hashed(value: str, salt: str) -> str:
    return hmac.new(salt.encode(), value.encode(), hashlib.sha256).hexdigest()[:16]


def test_a_column_is_shown_only_when_asked_for(check: Run, named: Path) -> None:
    assert "example.org" not in check("--format", "json").out
    told = findings(check("--format", "json", "--show", "E-Mail", "--show", "score").out)
    assert [f["evidence"]["columns"] for f in told] == [
        {"E-Mail": ["=bob@example.org"], "score": ["85"]},
        {"E-Mail": [None], "score": ["85"]},
    ]
    assert "bob@example.org" in check("--show", "E-Mail").out


def test_the_rows_of_a_period_show_it_too(check: Run, named: Path) -> None:
    policy = "clause hot: sales first-touch within 4h on >= 90% per month\n"
    (named / "policy.sla").write_text(policy, encoding="utf-8")
    (month,) = findings(check("--format", "json", "--show", "E-Mail", "--as-of", "2026-08-02").out)[:1]
    columns = month["evidence"]["columns"]
    assert columns == {"lead_id": ["secret2", "secret3"], "E-Mail": ["=bob@example.org", None]}


def test_a_column_may_be_asked_for_by_both_of_its_names(check: Run, named: Path) -> None:
    policy = 'table leads\n  mail = "E-Mail"\nclause hot: sales first-touch within 4h\n'
    (named / "policy.sla").write_text(policy, encoding="utf-8")
    told = findings(check("--format", "json", "--show", "mail", "--show", "E-Mail", "--show", "mail").out)
    assert told[0]["evidence"]["columns"] == {"mail": ["=bob@example.org"], "E-Mail": ["=bob@example.org"]}


def test_tables_show_it_in_a_column_of_its_own(check: Run, named: Path) -> None:
    shown = ("--show", "E-Mail", "--show", "score")
    rows = list(csv.DictReader(io.StringIO(check("--format", "csv", *shown).out)))
    assert [(row["row.E-Mail"], row["row.score"]) for row in rows] == [("'=bob@example.org", "85"), ("", "85")]
    check("--report", "parquet:f.parquet", *shown)
    assert pl.read_parquet(named / "f.parquet")["row.E-Mail"].to_list() == ["=bob@example.org", None]
    assert "row." not in check("--format", "csv").out


def test_a_column_that_is_not_there_is_refused(check: Run, named: Path) -> None:
    done = check("--show", "E-Mial")
    assert done.code == 2
    assert "SLA523" in done.err
    assert "did you mean `E-Mail`?" in done.err


@pytest.mark.parametrize("runner", ["polars", "duckdb"])
def test_the_line_of_the_row_is_a_related_place(check: Run, named: Path, runner: str) -> None:
    check("--report", "sarif:a.sarif", "--engine", runner)
    results = json.loads((named / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    places = [r["relatedLocations"][0]["physicalLocation"] for r in results]
    assert [p["artifactLocation"]["uri"] for p in places] == ["leads.csv", "leads.csv"]
    assert [p["region"]["startLine"] for p in places] == [3, 4]  # line 1 is the header


@pytest.mark.parametrize(
    "mangled",
    [LEADS.replace("ann@example.org", '"ann\n@example.org"'), LEADS.replace("secret2", "\nsecret2")],
    ids=["a cell of two lines", "a blank line"],
)
def test_no_line_is_told_where_lines_and_rows_differ(check: Run, named: Path, mangled: str) -> None:
    (named / "leads.csv").write_text(mangled, encoding="utf-8")
    check("--report", "sarif:a.sarif")
    results = json.loads((named / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert len(results) == 2
    assert not any("relatedLocations" in r for r in results)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "parquet"])
def test_no_report_tells_a_key(check: Run, named: Path, name: str) -> None:
    out = check("--format", name, "--redact-salt", "pepper").out
    assert "secret" not in out
    if name != "github":  # it names the worst, and only when there is room
        assert hashed("secret2", "pepper") in out


def test_files_of_findings_tell_no_key_either(check: Run, named: Path) -> None:
    out = check(
        "--format", "json", "--redact-salt", "pepper", "--findings-out", "f.parquet", "--instances-out", "i.csv"
    ).out
    told = findings(out)
    frame = pl.read_parquet(named / "f.parquet")
    assert frame["id"].to_list() == [f["id"] for f in told]
    assert [json.loads(key) for key in frame["key"]] == [f["subject"]["key"] for f in told]
    assert told[0]["subject"]["key"] == {"lead_id": hashed("secret2", "pepper")}
    assert "secret" not in (named / "i.csv").read_text(encoding="utf-8")


def test_a_key_is_hidden_under_its_other_name_and_as_evidence(check: Run, named: Path) -> None:
    text = LEADS.replace("lead_id", "Lead No")
    (named / "leads.csv").write_text(text, encoding="utf-8")
    policy = 'table leads\n  lead_id = "Lead No"\nclause hot: sales first-touch within 4h on >= 90% per month\n'
    (named / "policy.sla").write_text(policy, encoding="utf-8")
    done = check("--format", "json", "--show", "Lead No", "--redact-salt", "pepper", "--as-of", "2026-08-02")
    assert done.code == 1
    assert "secret" not in done.out
    assert hashed("secret2", "pepper") in done.out


def test_the_key_of_another_table_is_hidden_too(check: Run, named: Path) -> None:
    (named / "touches.csv").write_text("touch_id,Contact,at\nt1,secret1,2026-07-01\nt2,secret1,2026-07-02\n")
    policy = (
        'table touches of leads by lead_no\n  key touch_id\n  lead_no = "Contact"\nstage touch in touches at at\n'
        "clause few: sales delivers <= 1 touch per month by lead_no\n"
    )
    (named / "policy.sla").write_text(policy, encoding="utf-8")
    more = ("--data", "touches=touches.csv", "--instances-out", "i.csv")
    shown = check("--format", "json", "--redact-salt", "pepper", *more).out + (named / "i.csv").read_text("utf-8")
    assert "secret" not in shown
    assert hashed("secret1", "pepper") in shown  # the same hash that the lead has as a key


def test_a_salt_of_the_environment_keeps_the_hashes(check: Run, named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLA_REDACT_SALT", "pepper")
    done = check("--format", "json", "--redact")
    assert done.err == ""
    assert done.out == check("--format", "json", "--redact-salt", "pepper").out
    assert "secret" in check("--format", "json").out  # only when asked for


def test_without_a_salt_every_run_has_its_own_and_says_so(check: Run, named: Path) -> None:
    one, two = check("--format", "json", "--redact"), check("--format", "json", "--redact")
    assert "a salt of this run alone" in one.err
    assert "secret" not in one.out
    ids = [findings(done.out)[0]["id"] for done in (one, two)]
    assert ids[0] != ids[1]
    plain = findings(check("--format", "json").out)[0]["id"]
    assert plain not in ids  # an id is made of the key, and would give it away


def test_an_empty_salt_is_refused(check: Run, named: Path) -> None:
    done = check("--redact-salt", "")
    assert done.code == 2
    assert "SLA524" in done.err
