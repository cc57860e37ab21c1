"""What is written where: formats, files, colours, widths, and strings that would do harm."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import sla_dsl
from sla_dsl.cli import terminal
from sla_dsl.cli.files import write_text, write_whole
from sla_dsl.findings.frame import SCHEMA
from sla_dsl.findings.v1 import to_json
from sla_dsl.text.diagnostic import UsageError
from tests.cli.conftest import Run

QUICK_START = Path(__file__).parents[2] / "examples" / "quick-start"
HOSTILE = "\x1b[31m\u202ejane"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_json_is_that_of_the_library(check: Run) -> None:
    report = sla_dsl.load("policy.sla").check({"leads": "leads.csv"}, as_of="2026-07-02")
    assert check("--format", "json").out == to_json(report)


def test_the_same_run_gives_the_same_bytes(check: Run) -> None:
    for form in ("text", "json"):
        assert check("--format", form).out == check("--format", form).out


def test_output_goes_to_the_file_alone(check: Run, folder: Path) -> None:
    done = check("--format", "json", "--output", "report.json")
    assert (done.code, done.out) == (1, "")
    assert (folder / "report.json").read_text() == check("--format", "json").out
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_quiet_is_shorter_and_still_names_the_breach(check: Run) -> None:
    full, quiet = check().out, check("--quiet").out
    assert len(quiet.splitlines()) < len(full.splitlines())
    assert "hot" in quiet


def test_only_judges_the_named_clauses(check: Run, folder: Path) -> None:
    (folder / "policy.sla").write_text("".join(f"clause {name}: sales first-touch within 4h\n" for name in "abc"))
    done = check("--only", "c", "--only", "a", "--format", "json")
    assert [c["id"] for c in json.loads(done.out)["clauses"]] == ["a", "c"]


def test_max_evidence_limits_the_report_and_not_the_side_file(check: Run, folder: Path) -> None:
    rows = "".join(f"{n},85,2026-07-01 09:00,\n" for n in range(7))
    (folder / "leads.csv").write_text("lead_id,score,created_at,first_touch_at\n" + rows)
    done = check("--format", "json", "--max-evidence", "3", "--findings-out", "f.parquet")
    content = json.loads(done.out)
    assert len(content["findings"]) == 3
    assert content["clauses"][0]["findings"] == {"total": 7, "shown": 3, "truncated": True}
    assert pl.read_parquet(folder / "f.parquet")["key"].to_list() == [f'{{"lead_id": {n}}}' for n in range(7)]
    assert json.loads(check("--format", "json", "--max-evidence", "0").out)["findings"] == []


def test_side_files_have_the_one_schema(check: Run, folder: Path) -> None:
    check("--findings-out", "f.parquet", "--instances-out", "i.parquet")
    findings, instances = pl.read_parquet(folder / "f.parquet"), pl.read_parquet(folder / "i.parquet")
    assert dict(findings.schema) == SCHEMA == dict(instances.schema)
    assert findings["verdict"].to_list() == ["missed"]
    assert sorted(instances["verdict"].to_list()) == ["met", "missed"]
    report = sla_dsl.load("policy.sla").check({"leads": "leads.csv"}, as_of="2026-07-02")
    assert findings.equals(report.to_polars())


def test_a_csv_holds_no_formula(check: Run, folder: Path) -> None:
    (folder / "=cmd.sla").write_text("clause hot: sales first-touch within 4h\n")
    (folder / "policy.sla").unlink()
    (folder / "=cmd.sla").rename(folder / "policy.sla")
    (folder / "sla.toml").write_text("")
    check("--findings-out", "f.csv")
    with (folder / "f.csv").open(encoding="utf-8", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["due"] == "2026-07-01T13:00:00Z"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values())


def test_a_file_named_like_a_formula_is_defused(run: Run, folder: Path) -> None:
    (folder / "policy.sla").rename(folder / "=1+1.sla")
    run("check", "=1+1.sla", "--data", "leads=leads.csv", "--as-of", "2026-07-02", "--findings-out", "f.csv")
    with (folder / "f.csv").open(encoding="utf-8", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["file"] == "'=1+1.sla"


def test_hostile_texts_do_not_reach_the_terminal(check: Run, run: Run, folder: Path) -> None:
    (folder / "leads.csv").write_text(
        f'lead_id,score,created_at,first_touch_at\n"{HOSTILE}",85,2026-07-01 09:00,\n', encoding="utf-8"
    )
    told = [
        check(),
        check("--only", HOSTILE),
        check("--format", HOSTILE),
        check("--as-of", HOSTILE),
        run("check", HOSTILE),
        run("check", "policy.sla", "--data", f"{HOSTILE}={HOSTILE}"),
        run("check", "policy.sla", f"--{HOSTILE}"),
        run(HOSTILE),
        run("explain", HOSTILE),
        run("fmt", HOSTILE),
    ]
    for done in told:
        assert done.code != 101
        assert "\x1b" not in done.out + done.err
        assert "\u202e" not in done.out + done.err


def test_the_worst_of_several_months_is_not_shown_as_their_sum(run: Run) -> None:
    assert "at worst 97 MQL (promised at least 100 MQL)" in run("check", str(QUICK_START)).out


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert terminal.color_on(Terminal())
    assert not terminal.color_on(Terminal(), forbidden=True)
    assert not terminal.color_on(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.color_on(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not terminal.color_on(Terminal())


def test_the_width_is_the_terminals_or_80(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "123")
    assert terminal.width_of(Terminal()) == 123
    assert terminal.width_of(io.StringIO()) == 80


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_report_keeps_to_the_width(check: Run, width: int) -> None:
    lines = check("--width", str(width)).out.splitlines()
    assert max(map(len, lines)) <= width


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Terminal]:
    """A terminal as stderr, whose line is drawn every millisecond once it has waited so many seconds."""

    def after(seconds: float) -> Terminal:
        monkeypatch.setattr("sla_dsl.cli.terminal._TICK_S", 0.001)
        monkeypatch.setattr("sla_dsl.cli.terminal._PATIENCE_S", seconds)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr("sys.stderr", stream := Terminal())
        return stream

    return after


def shown(stream: io.StringIO, text: str) -> bool:
    """Whether a text is drawn within some seconds."""
    for _ in range(5_000):
        if text in stream.getvalue():
            return True
        time.sleep(0.001)
    return False


def test_progress_tells_stage_rows_and_bytes(ticks: Callable[[float], Terminal]) -> None:
    stream = ticks(0)
    waiting = terminal.Waiting()
    waiting("opening leads")
    assert shown(stream, "\r\x1b[Kopening leads · ")
    waiting("reading leads", 0, 322_000_000, "bytes")
    assert shown(stream, "reading leads: 322.0 MB · ")
    waiting("judging leads", 500_000, 3_000_000)
    assert shown(stream, "judging leads: 500,000 of 3,000,000 rows · ")
    waiting.over()
    assert stream.getvalue().endswith("\r\x1b[K")
    written = stream.getvalue()
    waiting("judging leads", 3_000_000, 3_000_000)
    time.sleep(0.01)
    assert stream.getvalue() == written


def test_progress_waits_for_a_second(ticks: Callable[[float], Terminal]) -> None:
    stream = ticks(1_000)
    waiting = terminal.Waiting()
    waiting("opening leads")
    time.sleep(0.01)
    waiting.over()
    assert stream.getvalue() == ""


def test_progress_goes_before_a_message(ticks: Callable[[float], Terminal]) -> None:
    stream = ticks(0)
    waiting = terminal.Waiting()
    waiting("opening \x1b[2J leads")
    assert shown(stream, "opening \\x1b[2J leads")
    terminal.err("error: no\n")
    time.sleep(0.01)
    assert stream.getvalue().endswith("\r\x1b[Kerror: no\n")


def test_progress_keeps_to_one_line(ticks: Callable[[float], Terminal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = ticks(0)
    waiting = terminal.Waiting()
    waiting("looking for keys that stand twice in leads")
    assert shown(stream, "looking")
    waiting.over()
    assert {len(line) for line in stream.getvalue().split("\r\x1b[K") if line} == {19}


@pytest.mark.parametrize("kind", ["a pipe", "a dumb terminal"])
def test_progress_is_silent_elsewhere(
    ticks: Callable[[float], Terminal], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    stream: io.StringIO = ticks(0)
    if kind == "a pipe":
        monkeypatch.setattr("sys.stderr", stream := io.StringIO())
    else:
        monkeypatch.setenv("TERM", "dumb")
    waiting = terminal.Waiting()
    waiting("judging leads", 1, 2)
    time.sleep(0.01)
    waiting.over()
    assert stream.getvalue() == ""


def test_a_check_tells_its_stages(check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr("sla_dsl.cli.terminal.Waiting.__call__", lambda _, *stage: told.append(stage))
    check("--baseline", "known.jsonl", "--update-baseline", "--findings-out", "f.csv")
    size = len(Path("leads.csv").read_bytes())
    assert told == [
        ("opening leads",),
        ("reading leads", 0, size, "bytes"),
        ("judging leads", 0, 2),
        ("judging leads", 2, 2),
        ("comparing with known.jsonl",),
        ("writing f.csv",),
    ]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("old")

    def fail(beside: Path) -> None:
        beside.write_text("half of the n")
        raise OSError

    with pytest.raises(UsageError):
        write_whole(target, fail)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    write_text(target, "new\n")
    assert target.read_bytes() == b"new\n"


def test_a_written_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    target, link = tmp_path / "report.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_text(tmp_path / "report.txt", "")
    assert (tmp_path / "report.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode
