"""`sla fmt`, `sla explain` and `sla schema`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sla_dsl import _version
from sla_dsl.findings.v1 import json_schema
from sla_dsl.lang.printer import formatted
from sla_dsl.text import catalogue
from sla_dsl.text.source import Source
from tests.cli.conftest import Run

UGLY = "sales   first-touch within 4 h   # soon\n"


def pretty(text: str) -> str:
    return formatted(Source("policy.sla", text))


def test_the_ugly_text_is_not_in_the_layout() -> None:
    assert pretty(UGLY) != UGLY


def test_fmt_rewrites_what_is_not_in_the_layout(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text(pretty("sales first-touch within 4h"))
    (folder / "ugly.sla").write_text(UGLY)
    done = run("fmt")
    assert (done.code, done.out, done.err) == (0, "", "rewrote ugly.sla\n")
    assert (folder / "ugly.sla").read_text() == pretty(UGLY)
    assert run("fmt").err == ""


def test_fmt_check_writes_nothing_and_ends_with_1(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text(UGLY)
    done = run("fmt", "--check", "policy.sla")
    assert (done.code, done.out, done.err) == (1, "", "would rewrite policy.sla\n")
    assert (folder / "policy.sla").read_text() == UGLY
    (folder / "policy.sla").write_text(pretty(UGLY))
    assert run("fmt", "--check", ".").code == 0


def test_fmt_diff_shows_what_would_change(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text(UGLY)
    done = run("fmt", "--diff", "policy.sla")
    assert done.code == 0
    assert f"-{UGLY}" in done.out
    assert f"+{pretty(UGLY)}" in done.out
    assert (folder / "policy.sla").read_text() == UGLY
    assert run("fmt", "--diff", "--check", "policy.sla").code == 1


def test_fmt_reads_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))
    done = run("fmt", "-")
    assert (done.code, done.out, done.err) == (0, pretty(UGLY), "")


def test_fmt_leaves_a_file_with_mistakes_and_goes_on(run: Run, folder: Path) -> None:
    (folder / "broken.sla").write_text("sales first-touch wihtin 4h\n")
    (folder / "ugly.sla").write_text(UGLY)
    done = run("fmt", "broken.sla", "ugly.sla")
    assert done.code == 3
    assert "broken.sla:1:19: error[" in done.err
    assert (folder / "broken.sla").read_text() == "sales first-touch wihtin 4h\n"
    assert (folder / "ugly.sla").read_text() == pretty(UGLY)


def test_explain_shows_the_page(run: Run) -> None:
    for word in ("SLA501", "sla501"):
        assert run("explain", word).out == catalogue.page("SLA501")


def test_a_terminal_has_the_page_in_its_width(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    out, page = run("explain", "SLA501").out, catalogue.page("SLA501") or ""
    assert max(map(len, out.splitlines())) <= 60 < max(map(len, page.splitlines()))
    assert out.split() == page.split()


def test_explain_says_how_a_clause_is_named(run: Run) -> None:
    assert "`sla explain --clause hot`" in run("explain", "hot").err


def test_explain_lists_all_codes(run: Run) -> None:
    lines = run("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue.codes())
    assert "SLA501  No such file" in lines


def test_explain_knows_what_was_meant(run: Run) -> None:
    assert "did you mean `SLA501`?" in run("explain", "SLA5O1").err


def test_schema_is_the_published_one(run: Run) -> None:
    assert json.loads(run("schema").out) == json_schema()


def test_version(run: Run) -> None:
    assert run("--version").out == f"sla {_version.__version__}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device without room")
@pytest.mark.parametrize("args", [["--help"], ["check", "--help"]])
def test_help_that_can_not_be_written_says_so(args: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sla_dsl", *args], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "error[SLA509]" in done.stderr


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["check", "--help"], ["fmt", "-h"]])
def test_help_ends_with_0(run: Run, args: list[str]) -> None:
    done = run(*args)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: sla")
