"""`sla check --report`: several reports in one run, each in its place and whole, and at most one on stdout."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from sla_dsl.reports.registry import NAMES
from tests.cli.conftest import Run


def test_several_reports_beside_the_main_one(check: Run, folder: Path) -> None:
    done = check(
        "--report",
        "sarif:a.sarif",
        "--report",
        "junit:a.xml",
        "--report",
        "parquet:a.parquet",
        "--report",
        "json:a.json",
    )
    assert (done.code, done.err) == (1, "")
    assert "BREACHED" in done.out
    (result,) = json.loads((folder / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "lead_id 2" in result["message"]["text"]
    assert ET.parse(folder / "a.xml").getroot().attrib["failures"] == "2"  # the clause, and lead 2
    assert pl.read_parquet(folder / "a.parquet")["verdict"].to_list() == ["missed"]
    assert json.loads((folder / "a.json").read_text(encoding="utf-8"))["run"]["data"][0]["digest"]
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "parquet"])
def test_every_format_is_the_same_on_stdout_and_in_a_file(check: Run, folder: Path, name: str) -> None:
    main = check("--format", name)
    beside = check("--report", f"{name}:-")
    into = check("--report", f"{name}:out")
    assert main.out == beside.out == (folder / "out").read_text(encoding="utf-8")
    assert main.code == beside.code == into.code == 1
    assert "BREACHED" in into.out  # the main report is still there


def test_the_main_report_stands_back_only_where_nothing_was_said_of_it(check: Run, folder: Path) -> None:
    assert check("--report", "markdown:-").out.startswith("<!-- sla-report")
    assert check("--report", "markdown:-", "--output", "main.txt").out.startswith("<!-- sla-report")
    assert "BREACHED" in (folder / "main.txt").read_text(encoding="utf-8")
    assert "SLA521" in check("--report", "markdown:-", "--format", "json").err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--report", "sarfi:x"), "SLA506", "did you mean `sarif`?"),
        (("--report", "sarif"), "SLA520", "`--report sarif:FILE`"),
        (("--report", "sarif:"), "SLA520", "`--report sarif:FILE`"),
        (("--report", ":x"), "SLA520", "`--report text:FILE`"),
        (("--report", "sarif:x", "--report", "junit:./x"), "SLA521", "name another file"),
        (("--report", "csv:x.csv", "--findings-out", "x.csv"), "SLA521", "name another file"),
        (("--report", "sarif:-", "--report", "junit:-"), "SLA521", "standard output"),
        (("--output", "x", "--ledger", "./x"), "SLA521", "name another file"),
        (("--findings-out", "leads.csv"), "SLA584", "`leads.csv` is read"),
        (("--output", "./policy.sla"), "SLA584", "`policy.sla` is read"),
        (("--output", "known", "--baseline", "known"), "SLA584", "`known` is read"),
        (("--report", "parquet:-"), "SLA522", "`--report parquet:FILE`"),
        (("--format", "parquet"), "SLA522", "`--report parquet:FILE`"),
        (("--report", "sarif:nowhere/x"), "SLA509", "nowhere"),
    ],
)
def test_a_wrong_report_is_told_before_anything_is_written(
    check: Run, folder: Path, options: tuple[str, ...], code: str, said: str
) -> None:
    before = sorted(folder.iterdir())
    done = check(*options)
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    assert said in done.err
    assert done.err.count("SLA5") == 1
    assert sorted(folder.iterdir()) == before


def test_a_device_takes_several_reports(check: Run) -> None:
    assert check("--report", "sarif:/dev/null", "--report", "junit:/dev/null").code == 1


def test_a_report_without_data_is_refused(run: Run) -> None:
    done = run("check", "policy.sla", "--report", "sarif:x")
    assert done.code == 2
    assert "SLA512" in done.err


def test_the_help_lists_every_format(run: Run) -> None:
    text = run("check", "--help").out
    assert "|".join(NAMES) in text
