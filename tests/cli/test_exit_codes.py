"""How every kind of run ends: the exit code, and what is said."""

from __future__ import annotations

import subprocess
import sys
from errno import EACCES, EIO, ENAMETOOLONG
from pathlib import Path

import pytest

from sla_dsl.cli import outcome
from tests.cli.conftest import LEADS, POLICY, Run

ROOT = Path(__file__).parents[2]
ONLY_MET = "".join(LEADS.splitlines(keepends=True)[:2])


def test_a_met_promise_ends_with_0(check: Run, folder: Path) -> None:
    (folder / "leads.csv").write_text(ONLY_MET)
    done = check()
    assert (done.code, done.err) == (0, "")
    assert "1 met" in done.out


def test_a_breach_ends_with_1(check: Run) -> None:
    done = check()
    assert (done.code, done.err) == (1, "")
    assert "BREACHED" in done.out


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("major", "critical", 0),
        ("major", "major", 1),
        ("major", "minor", 1),
        ("minor", "major", 0),
        ("minor", "info", 1),
        ("critical", "critical", 1),
        ("critical", "never", 0),
        ("info", "info", 1),
    ],
)
def test_a_breach_below_fail_on_does_not_fail(check: Run, folder: Path, severity: str, fail_on: str, code: int) -> None:
    (folder / "policy.sla").write_text(f"{POLICY.rstrip()} severity {severity}\n")
    assert check("--fail-on", fail_on).code == code


def test_without_data_nothing_is_judged(run: Run) -> None:
    done = run("check", "policy.sla")
    assert done.code == 0
    assert done.out == "policy is valid; no data given, nothing was judged\n"
    assert done.err == ""


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["check", "polcy.sla"], "SLA501", "did you mean `policy.sla`?"),
        (["check", "policy.sla", "--data", "leads=laeds.csv"], "SLA501", "`laeds.csv`"),
        (["check", "policy.sla", "--data", "lead=leads.csv"], "SLA511", "`lead`"),
        (["check", "policy.sla", "--data", "leads.csv"], "SLA508", "`--data leads=leads.csv`"),
        (["check", "policy.sla", "--data", "leads="], "SLA508", "`leads=`"),
        (["check", "policy.sla", "--data", "leads=a.csv", "--data", "leads=b.csv"], "SLA508", "`a.csv` and `b.csv`"),
        (["check", "leads.csv"], "SLA508", "`leads.csv` is a table, not a policy"),
        (["check", "policy.sla", "--data", "leads=/dev/null"], "SLA501", "is no file but a pipe or a device"),
        (["check", "policy.sla", "--data", "leads=leads.csv", "--as-of", "soon"], "SLA504", "`soon`"),
        (["check", "policy.sla", "--data", "leads=leads.csv", "--as-of", "1492-10-12"], "SLA504", "`1492-10-12`"),
        (["check", "policy.sla", "--format", "jsn"], "SLA506", "did you mean `json`?"),
        (["check", "policy.sla", "--engine", "oracle"], "SLA506", "`polars`"),
        (["check", "policy.sla", "--fail-on", "majr"], "SLA506", "did you mean `major`?"),
        (["check", "policy.sla", "--max-evidence", "-1"], "SLA506", "0 or more"),
        (["check", "policy.sla", "--width", "9"], "SLA506", "60 or more"),
        (["check", "policy.sla", "--findings-out", "f.xlsx"], "SLA506", "`.parquet`"),
        (["check", "policy.sla", "--format", "json"], "SLA512", "no data"),
        (["check", "policy.sla", "--output", "report.txt"], "SLA512", "no data"),
        (["check", "policy.sla", "--output", "no/such/report.txt"], "SLA509", "`no/such`"),
        (["check", "policy.sla", "--output", "."], "SLA509", "a folder"),
        (["check", "policy.sla", "."], "SLA510", "`.` is a folder"),
        (["check", "--frmat", "json"], "SLA510", "did you mean `--format`"),
        (["check", "--data"], "SLA510", "`--data` needs a value"),
        (["chek"], "SLA510", "did you mean `check`?"),
        (["policy.sla"], "SLA510", "did you mean `sla check policy.sla`?"),
        (["--verbose"], "SLA510", "`--verbose`"),
        (["--versoin"], "SLA510", "did you mean `--version`?"),
        (["-x"], "SLA510", "`sla --help` shows what there is"),
        (["lint", "--rules"], "SLA510", "`sla lint --help` shows what there is"),
        (["explain", "SLA99999"], "SLA506", "`SLA99999`"),
        (["schema", "please"], "SLA506", "`please`"),
        (["fmt", "nowhere.sla"], "SLA501", "`nowhere.sla`"),
    ],
)
def test_wrong_use_ends_with_2(run: Run, args: list[str], code: str, said: str) -> None:
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error[{code}]: ")
    assert done.err.count("error[") == 1
    assert said in done.err


def test_a_call_without_a_command_is_no_success(run: Run) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


def test_a_folder_without_a_policy_ends_with_2(run: Run, folder: Path) -> None:
    (folder / "policy.sla").unlink()
    done = run("check")
    assert done.code == 2
    assert "error[SLA503]" in done.err


@pytest.mark.parametrize("data", [[], ["--data", "leads=leads.csv"]])
def test_a_policy_without_a_clause_ends_with_2(run: Run, folder: Path, data: list[str]) -> None:
    (folder / "policy.sla").write_text("# nothing yet\n")
    done = run("check", "policy.sla", "--as-of", "2026-07-02", *data)
    assert (done.code, done.out) == (2, "")
    assert "error[SLA503]" in done.err


def test_a_policy_that_is_not_text_ends_with_3(run: Run, folder: Path) -> None:
    (folder / "policy.sla").write_bytes(b"\xff\xfe\x00")
    assert run("check").code == 3


@pytest.mark.parametrize("data", [[], ["--data", "leads=leads.csv"]])
def test_a_wrong_policy_ends_with_3_and_shows_every_mistake(run: Run, folder: Path, data: list[str]) -> None:
    (folder / "policy.sla").write_text("sales first-touch wihtin 4h\nsales first-touch within 4 hourz\n")
    done = run("check", "policy.sla", *data)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("error[") == 2
    assert "policy.sla:1:19: error[" in done.err
    assert "policy.sla:2:" in done.err


def test_an_unknown_clause_ends_with_3(check: Run) -> None:
    done = check("--only", "hto")
    assert (done.code, done.out) == (3, "")
    assert "did you mean `hot`?" in done.err


def test_what_no_stack_can_hold_ends_with_3(run: Run, folder: Path) -> None:
    """Each `let` is no deeper than may be written, and uses the one before it."""
    first = "let a0 = 1\n"
    lets = "".join(f"let a{n} = {'(1 + ' * 90}a{n - 1}{')' * 90}\n" for n in range(1, 30))
    (folder / "policy.sla").write_text(f"marketing delivers >= a29 MQL per month\n{first}{lets}")
    done = run("check", "policy.sla")
    assert (done.code, done.out) == (3, "")
    assert "error[SLA027]: what this policy says is nested too deeply" in done.err


def test_duplicate_keys_end_with_4_unless_one_row_is_to_be_kept(check: Run, folder: Path) -> None:
    first, second = LEADS.splitlines(keepends=True)[1], LEADS.splitlines(keepends=True)[2].replace("2,", "1,", 1)
    (folder / "leads.csv").write_text(LEADS.splitlines(keepends=True)[0] + first + second)
    done = check()
    assert (done.code, done.out) == (4, "")
    assert "error[SLA421]" in done.err
    assert check("--on-duplicates", "first").code == 0
    assert check("--on-duplicates", "last").code == 1


def test_a_clause_that_can_not_be_evaluated_ends_with_4(check: Run, folder: Path) -> None:
    (folder / "leads.csv").write_text("lead_id,score,created_at\n1,85,2026-07-01 09:00\n")
    done = check("--fail-on", "never")
    assert done.code == 4
    assert "NOT EVALUABLE" in done.out.upper()


@pytest.mark.parametrize("cells", ["x,y\na,b\n", "when,x\n" + "2026-01-01T00:00:00Z,a\n" * 30 + "rubbish,b\n" * 20])
def test_a_table_of_which_no_column_is_known_ends_with_4(check: Run, folder: Path, cells: str, engine: str) -> None:
    """Its rows are counted, whatever its cells hold, and nothing is said of columns that nobody reads."""
    (folder / "leads.csv").write_text(cells)
    done = check("--fail-on", "never", "--engine", engine)
    assert (done.code, done.err) == (4, "")
    assert "NOT EVALUABLE" in done.out.upper()
    rows = cells.count("\n") - 1
    assert f"leads: {rows} row" in done.out
    assert "can not be read" not in done.out


def test_a_mistake_of_ours_ends_with_101_and_shows_no_traceback(check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret_name")

    monkeypatch.setattr("sla_dsl.policy.parse_all", broken)
    done = check()
    assert (done.code, done.out) == (101, "")
    assert "error[SLA901]" in done.err
    assert "Traceback" not in done.err
    assert "secret_name" not in done.err
    monkeypatch.setenv("SLA_DEBUG", "1")
    assert "ZeroDivisionError: secret_name" in check().err


class Panic(BaseException):
    """What a compiled library raises is no `Exception`."""


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(EACCES, "SLA578", "its permissions"), (ENAMETOOLONG, "SLA578", "too long"), (EIO, "SLA901", "mistake of ours")],
)
def test_a_path_out_of_reach_is_no_mistake_of_ours(
    number: int, code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise OSError(number, "in the words of the system", "/closed/policy.sla")

    assert outcome.conclude(work) == (101 if code == "SLA901" else 2)
    err = capsys.readouterr().err
    assert code in err
    assert said in err
    assert "words of the system" not in err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (Panic(), 101), (BrokenPipeError(), 141)])
def test_other_ends(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise error

    assert outcome.conclude(work) == code
    said = capsys.readouterr().err
    assert ("SLA901" in said) == (code == 101)
    assert ("interrupted" in said) == (code == 130)


def start(*args: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sla_dsl", *args]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def test_a_reader_that_goes_away_is_no_mistake() -> None:
    process = start("schema", stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device without room")
@pytest.mark.parametrize("name", ["full.parquet", "full.csv"])
def test_a_table_on_a_full_disk_ends_with_2(check: Run, folder: Path, name: str) -> None:
    (folder / name).symlink_to("/dev/full")
    done = check("--findings-out", name)
    assert done.code == 2
    assert f"`{name}` can not be written" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device without room")
def test_a_report_that_can_not_be_written_is_no_success() -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("schema", stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert b"error[SLA509]" in err


def test_output_is_utf_8_in_any_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("LC_ALL", "C")
    process = start("check", "examples/quick-start", stdout=subprocess.PIPE)
    out, _ = process.communicate()
    assert "✗ BREACHED" in out.decode("utf-8")


def test_an_engine_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = start("check", "examples/quick-start", "--engine", "duckdb", stdout=subprocess.PIPE)
    out, _ = process.communicate()
    assert process.returncode in (0, 1)
    assert out
    assert not list(tmp_path.iterdir())


def test_nothing_that_the_reader_of_workbooks_logs_reaches_a_person(tmp_path: Path) -> None:
    """An empty column has no type that could be found, which the library says to programmers."""
    pytest.importorskip("fastexcel", reason="the excel extra is not installed")
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="writes the workbook")
    with xlsxwriter.Workbook(tmp_path / "leads.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["lead_id", "owner", "score"])
        sheet.write_row(1, 0, ["L1", None, 70])
    process = start("inspect", str(tmp_path / "leads.xlsx"), stdout=subprocess.PIPE)
    told, said = process.communicate()
    assert b"owner" in told
    assert said == b""
