"""`sla test`: which files it takes for policies and for tests, how it ends, and `--watch`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
GIVEN = """  given leads
    | lead_id | score | created_at       | first_touch_at   |
    | 1       | 85    | 2026-07-01 09:00 | 2026-07-01 13:00 |
  as of 2026-07-02
"""


def a_test(name: str, verdict: str = "met", clause: str = "hot") -> str:
    return f'test "{name}"\n{GIVEN}  expect {clause} {verdict} for 1\n'


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.sla").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("named", [[], ["."], ["policy.sla"], ["policy_test.sla"], ["policy.sla", "policy_test.sla"]])
def test_a_test_file_is_run_with_its_folder_with_its_policy_and_by_itself(
    run: Run, folder: Path, named: list[str]
) -> None:
    """The folder's policy has one clause and no test; the test file uses it."""
    write(folder, policy_test='use "policy.sla"\n' + a_test("one") + a_test("two", "late"))
    done = run("test", *named)
    assert done.code == 1
    assert done.out.startswith("✗ two\n  policy_test.sla:")
    assert done.out.endswith("✗ 2 tests: 1 of 2 expectations hold\n")


def test_all_tests_of_a_folder_are_run_each_file_by_itself(run: Run, folder: Path) -> None:
    """Both test files define `x`, and one overrides the folder's policy: they do not see one another."""
    write(
        folder,
        policy="clause hot: sales first-touch within x\nlet x = 4h\n" + a_test("in the policy"),
        a_test='use "policy.sla" with x = 3h\n' + a_test("stricter", "late"),
        b_test='use "policy.sla"\nlet x = 5h\n' + a_test("laxer"),
    )
    assert run("test").out == "✓ 3 tests: 3 of 3 expectations hold\n"


def test_a_test_file_is_no_part_of_the_policy_of_its_folder(run: Run, folder: Path) -> None:
    write(folder, policy_test='use "policy.sla"\nclause other: sales first-touch within 1h\n' + a_test("one"))
    done = run("check", ".", "--data", "leads=leads.csv", "--as-of", "2026-07-02")
    assert "other" not in done.out
    assert "is not run by a check" not in done.out
    named = run("check", "policy_test.sla", "--data", "leads=leads.csv", "--as-of", "2026-07-02")
    assert "other" in named.out
    assert "is not run by a check" in named.out


def test_sla_toml_says_which_policy_is_tested(run: Run, folder: Path) -> None:
    (folder / "shared").mkdir()
    write(folder / "shared", base="clause warm: sales first-touch within 9h\n")
    write(folder / "shared", base_test='use "base.sla"\n' + a_test("beside", clause="warm"))
    (folder / "sla.toml").write_text('policies = ["shared/base.sla"]\n', encoding="utf-8")
    assert run("test").out == "✓ 1 test: 1 of 1 expectations hold\n"


def test_a_folder_of_test_files_alone_has_tests_and_no_policy(run: Run, folder: Path) -> None:
    (folder / "policy.sla").unlink()
    write(folder, own_test="clause hot: sales first-touch within 4h\n" + a_test("one"))
    assert run("test").out == "✓ 1 test: 1 of 1 expectations hold\n"
    refused = run("check")
    assert (refused.code, "SLA503" in refused.err) == (2, True)


def test_formatting_a_folder_formats_its_tests_and_no_base(run: Run, folder: Path) -> None:
    write(folder, policy="clause  hot:  sales first-touch within 4h\n", policy_test='use   "policy.sla"\n')
    run("fmt", "policy_test.sla")
    assert (folder / "policy_test.sla").read_text() == 'use "policy.sla"\n'
    assert (folder / "policy.sla").read_text() == "clause  hot:  sales first-touch within 4h\n"
    assert run("fmt", "--check").code == 1
    run("fmt")
    assert (folder / "policy.sla").read_text() == "clause hot: sales first-touch within 4h\n"


def test_mistakes_of_all_files_are_said_once(run: Run, folder: Path) -> None:
    write(folder, policy="clause hot: sales first-touch wihtin 4h\n", policy_test='use "policy.sla"\n' + a_test("one"))
    done = run("test")
    assert (done.code, done.out) == (3, "")
    assert done.err.count("error[") == 1
    assert "policy.sla:1:" in done.err


def test_no_test_at_all_is_no_success(run: Run, folder: Path) -> None:
    write(folder, policy_test='use "policy.sla"\n')
    done = run("test")
    assert (done.code, done.out) == (2, "")
    assert "there is no test in `policy.sla`, `policy_test.sla`" in done.err


def test_coverage_is_no_failure(run: Run, folder: Path) -> None:
    write(folder, policy_test='use "policy.sla"\n' + a_test("one"))
    done = run("test", "--coverage")
    assert done.code == 0
    assert "\n\nclauses tested throughout: 0 of 1\n✗ hot (policy.sla:1), no test shows\n" in done.out


# ------------------------------------------------------------------------------------------------ watching


def fake(monkeypatch: pytest.MonkeyPatch, changes: list[Callable[[], None]]) -> list[tuple[object, ...]]:
    """A `watchfiles` that makes some changes and is then interrupted; what it was asked to watch."""
    asked: list[tuple[object, ...]] = []

    def watch(*paths: Path, watch_filter: Callable[[object, str], bool], recursive: bool) -> Iterator[object]:
        asked.append((sorted(map(str, paths)), recursive))
        assert [watch_filter(1, name) for name in ("a.sla", "sla.toml", "a.csv")] == [True, True, False]
        while changes:
            changes.pop(0)()
            yield {(2, str(Path("policy.sla").resolve()))}
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "watchfiles", SimpleNamespace(watch=watch))
    return asked


def test_watching_runs_again_after_every_change(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First four hours hold, then three do not, then a mistake is said, then all is well again."""
    write(folder, policy_test='use "policy.sla"\n' + a_test("one"))
    texts = [f"clause hot: sales first-touch {limit}\n" for limit in ("within 3h", "wihtin 3h", "within 4h")]
    asked = fake(monkeypatch, [lambda text=text: write(folder, policy=text) for text in texts])
    done = run("test", "--watch")
    assert done.code == 0
    assert [line for line in done.out.splitlines() if "expectations" in line] == [
        "✓ 1 test: 1 of 1 expectations hold",
        "✗ 1 test: 0 of 1 expectations hold",
        "✓ 1 test: 1 of 1 expectations hold",
    ]
    assert done.err.count("— policy.sla —") == 3
    assert done.err.count("error[SLA012]") == 1
    assert asked[0] == (["."], False)


def test_watching_follows_a_base_into_its_folder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "shared").mkdir()
    write(folder / "shared", base="let x = 1\n")
    write(folder, policy_test='use "policy.sla"\n' + a_test("one"))
    uses = 'use "shared/base.sla"\nclause hot: sales first-touch within 4h\n'
    asked = fake(monkeypatch, [lambda: write(folder, policy=uses)])
    assert run("test", "--watch").code == 0
    assert [paths for paths, _ in asked] == [["."], [".", "shared"]]


def test_a_missing_package_is_said_with_the_way_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = run("test", "--watch")
    assert (done.code, done.out) == (2, "")
    assert "SLA507" in done.err
    assert 'pip install "sla-dsl[watch]"' in done.err


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_an_interrupt_ends_it_with_what_came_out_last(folder: Path) -> None:
    """The real thing, seen from outside: it runs, a file changes, it runs again, and Ctrl-C is no accident."""
    pytest.importorskip("watchfiles")
    write(folder, policy_test='use "policy.sla"\n' + a_test("one"))
    program = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "from sla_dsl.cli import main\nsys.exit(main())"
    with (folder / "out.txt").open("w") as out:
        command = [sys.executable, "-c", program, "test", "--watch"]
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    try:
        seen(folder, "watching .")
        time.sleep(1)  # it says so just before it watches
        write(folder, policy="clause hot: sales first-touch within 3h\n")
        seen(folder, "0 of 1 expectations hold")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 1
    finally:
        process.kill()
    assert "Traceback" not in (folder / "out.txt").read_text()


def seen(folder: Path, text: str) -> None:
    """Waits until the run has written a text."""
    for _ in range(300):
        if text in (folder / "out.txt").read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError((folder / "out.txt").read_text(encoding="utf-8"))
