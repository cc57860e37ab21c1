"""The composite action: its steps run as scripts, its inputs reach no script, its outputs are what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kit.steps import ACTION, ROOT, STEPS, Runner

EXAMPLE = ROOT / "examples" / "quick-start"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with an agreement, two promises of which are breached."""
    return shutil.copytree(EXAMPLE, tmp_path / "repository")


def machine(folder: Path, **inputs: str) -> Runner:
    given = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
    runner = Runner(folder, folder.parent / f"temp-{'-'.join(inputs)}", given)
    runner.install()
    return runner


def test_no_script_holds_an_expression() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_every_input_is_used_and_every_one_that_is_used_is_there() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS)))
    assert used == set(ACTION["inputs"])


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *args], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def base(folder: Path) -> str:
    """The commit that a pull request starts from; what it changes is a limit, and lies in the folder."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "An agreement")
    text = (folder / "policy.sla").read_text(encoding="utf-8")
    (folder / "policy.sla").write_text(text.replace("within 4h", "within 8h"), encoding="utf-8")
    return git(folder, "rev-parse", "HEAD")


def in_pull_request(runner: Runner, base: str) -> Runner:
    runner.values |= {"github.event.pull_request.base.sha": base, "github.event.pull_request.number": "7"}
    return runner


def test_what_a_pull_request_changes_is_said(folder: Path, base: str) -> None:
    runner = in_pull_request(machine(folder, run="diff"), base)
    done = runner.run("Run sla")
    assert runner.outputs()["exit-code"] == "0", done.stderr
    assert "time limit loosened: 4 hours → 8 hours" in runner.summary()
    assert Path(runner.outputs()["diff"]).read_text(encoding="utf-8").startswith("<!-- sla-diff ")


def test_a_loosened_promise_may_fail_the_job(folder: Path, base: str) -> None:
    runner = in_pull_request(machine(folder, run="diff", diff_options="--fail-on\nloosened"), base)
    runner.run("Run sla")
    assert runner.outputs()["exit-code"] == "1"


def test_without_a_base_there_is_nothing_to_compare(folder: Path, base: str) -> None:
    runner = machine(folder, run="diff")
    runner.run("Run sla")
    assert dict(runner.outputs()) == {"exit-code": "0"}
    new = in_pull_request(machine(folder, run="diff", policy="other"), base)
    shutil.copytree(EXAMPLE, folder / "other")
    assert "the policy is new" in new.run("Run sla").stdout
    assert dict(new.outputs()) == {"exit-code": "0"}


def test_every_output_is_written(folder: Path, base: str) -> None:
    runner = in_pull_request(machine(folder, run="diff check"), base)
    assert runner.run("Run sla").returncode == 0
    told = {value["value"].split(".")[-1].rstrip(" }") for value in ACTION["outputs"].values()}
    assert set(runner.outputs()) == told == set(ACTION["outputs"])
    for name in set(ACTION["outputs"]) - {"exit-code"}:
        assert Path(runner.outputs()[name]).stat().st_size


def test_the_summary_is_the_report(folder: Path) -> None:
    runner = machine(folder)
    runner.run("Run sla")
    assert runner.summary().startswith("`sla check` ✅\n\n<!-- sla-report ")
    assert "**2 clauses: 2 breached**" in runner.summary()


def test_a_breach_fails_the_last_step_and_no_other(folder: Path) -> None:
    runner = machine(folder, fail_on="major")
    done = runner.run("Run sla")
    assert (done.returncode, runner.outputs()["exit-code"]) == (0, "1")
    assert "`sla check` ❌ ended with 1" in runner.summary()
    assert "::error file=policy.sla,line=1" in done.stdout
    assert runner.run("End as sla did").returncode == 1


def test_a_baseline_lets_it_pass(folder: Path) -> None:
    runner = machine(folder, fail_on="major", baseline="known.jsonl")
    subprocess.run(
        [runner.temp / "sla/bin/sla", "check", "--baseline", "known.jsonl", "--update-baseline"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    runner.run("Run sla")
    assert runner.outputs()["exit-code"] == "0"
    assert "0 new, 24 known" in runner.summary()


def test_all_commands_run_and_the_first_that_fails_tells_the_end(folder: Path) -> None:
    (folder / "policy.sla").write_text(
        (folder / "policy.sla").read_text(encoding="utf-8").replace(">= 100", ">=  100"), encoding="utf-8"
    )
    runner = machine(folder, run="fmt lint test check", fail_on="critical")
    done = runner.run("Run sla")
    assert "::notice file=policy.sla,line=1" in done.stdout  # advice of lint: a clause without a name
    # the policy is not in the one layout (1) and has no test (2)
    assert [line for line in runner.summary().splitlines() if line.startswith("`sla ")] == [
        "`sla fmt` ❌ ended with 1",
        "`sla lint` ✅",
        "`sla test` ❌ ended with 2",
        "`sla check` ✅",
    ]
    assert runner.outputs()["exit-code"] == "1"


def test_words_may_stand_on_lines_of_their_own(folder: Path) -> None:
    runner = machine(folder, run="fmt\ncheck\n", fail_on="major")
    runner.run("Run sla")
    assert [line for line in runner.summary().splitlines() if line.startswith("`sla ")] == [
        "`sla fmt` ✅",
        "`sla check` ❌ ended with 1",
    ]


@pytest.mark.parametrize("inputs", [{"run": " \n"}, {"redact": "yes"}])
def test_what_would_pass_for_well_in_silence_is_refused(folder: Path, inputs: dict[str, str]) -> None:
    runner = machine(folder, **inputs)
    done = runner.run("Run sla")
    assert done.returncode == 2
    assert f'"{next(iter(inputs))}"' in done.stderr
    assert dict(runner.outputs()) == {}


def test_files_data_and_options_are_taken_line_by_line(folder: Path) -> None:
    (folder / "sla.toml").unlink()
    (folder / "leads.csv").rename(folder / "all leads.csv")
    options = "--only\nsales-first-touch\n"
    runner = machine(folder, policy="policy.sla", data="leads=all leads.csv\n", as_of="2026-10-01", options=options)
    runner.run("Run sla")
    report = json.loads(Path(runner.outputs()["json"]).read_text(encoding="utf-8"))
    assert [clause["id"] for clause in report["clauses"]] == ["sales-first-touch"]
    assert report["run"]["as_of"] == "2026-10-01T00:00:00Z"


def test_a_wrong_policy_has_no_report_and_says_so(folder: Path) -> None:
    (folder / "policy.sla").write_text("sales shrugs\n", encoding="utf-8")
    runner = machine(folder)
    done = runner.run("Run sla")
    assert (done.returncode, dict(runner.outputs())) == (0, {"exit-code": "3"})
    assert "policy.sla:1:" in done.stderr
    assert runner.run("End as sla did").returncode == 3


@pytest.mark.parametrize("name", [name for name in ACTION["inputs"] if name not in ("token", "python-version")])
def test_no_input_is_part_of_a_script(folder: Path, name: str) -> None:
    evil = "\"; touch hacked; $(touch hacked) `touch hacked` ' && touch hacked\n$(touch hacked)"
    runner = machine(folder, **{name.replace("-", "_"): evil})
    runner.run("Run sla")
    runner.run("End as sla did")
    assert not (folder / "hacked").exists()


def test_texts_of_the_data_are_no_commands_to_the_runner(folder: Path) -> None:
    leads = (folder / "leads.csv").read_text(encoding="utf-8")
    (folder / "leads.csv").write_text(leads.replace("L-0032", "::set-output name=exit-code::0"), encoding="utf-8")
    done = machine(folder, fail_on="major").run("Run sla")
    listening, word = True, ""
    for line in done.stdout.splitlines():
        stop = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", line)
        if stop:
            listening, word = False, stop[1]
        elif line == f"::{word}::":
            listening = True
        elif listening and line.lstrip().startswith("::"):
            assert re.match(r"::(group|endgroup|error|warning|notice)[ :]", line)
            assert "::set-output" not in line.partition("::")[2].partition("::")[0]
    assert listening
    assert any("::set-output" in line for line in done.stdout.splitlines())


def test_keys_are_hidden_where_that_is_asked_for(folder: Path) -> None:
    runner = machine(folder, redact="true")
    done = runner.run("Run sla", SLA_REDACT_SALT="pepper")
    texts = [path.read_text(encoding="utf-8") for path in (runner.temp / "sla-report").iterdir()]
    assert len(texts) == 6
    assert not any("L-0032" in text for text in (done.stdout, runner.summary(), *texts))


@pytest.fixture
def gh(tmp_path: Path) -> Path:
    """A `gh` that keeps what it is called with, and finds the comments of `comments.json` as the real one does."""
    program = tmp_path / "gh" / "gh"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/bash\nprintf "%s\\n" "$*" >>"$(dirname "$0")/calls"\n'
        'while [ $# -gt 0 ]; do [ "$1" != --jq ] || exec jq -r "$2" "$(dirname "$0")/comments.json"; shift; done\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    (program.parent / "comments.json").write_text("[]", encoding="utf-8")
    return program.parent


@pytest.mark.skipif(shutil.which("jq") is None, reason="the stand-in for gh needs it")
def test_a_pull_request_has_one_comment_that_is_written_over(folder: Path, base: str, gh: Path) -> None:
    runner = in_pull_request(machine(folder, run="diff check"), base)
    runner.run("Run sla")
    changes, markdown = Path(runner.outputs()["diff"]), Path(runner.outputs()["markdown"])
    mark = markdown.read_text(encoding="utf-8").partition("\n")[0]
    done = runner.run("Comment on the pull request", path=str(gh))
    assert done.returncode == 0, done.stderr
    comments = [
        {"id": 1, "user": {"type": "User"}, "body": f"{mark}\nall is well"},  # whoever writes like us is not us
        {"id": 2, "user": {"type": "Bot"}, "body": "another bot"},
        {"id": 3, "user": {"type": "Bot"}, "body": f"{mark}\nas it was"},
    ]
    (gh / "comments.json").write_text(json.dumps(comments), encoding="utf-8")
    runner.run("Comment on the pull request", path=str(gh))
    calls = [line for line in (gh / "calls").read_text(encoding="utf-8").splitlines() if "--jq" not in line]
    assert calls == [
        f"api --method POST repos/them/agreement/issues/7/comments --field body=@{changes} --silent",
        f"api --method POST repos/them/agreement/issues/7/comments --field body=@{markdown} --silent",
        f"api --method POST repos/them/agreement/issues/7/comments --field body=@{changes} --silent",
        f"api --method PATCH repos/them/agreement/issues/comments/3 --field body=@{markdown} --silent",
    ]


@pytest.mark.kit
def test_the_installation_works(folder: Path) -> None:
    runner = Runner(folder, folder.parent / "temp")
    index = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    done = runner.run("Install sla", **index)
    assert done.returncode == 0, done.stderr
    runner.run("Run sla")
    assert runner.outputs()["exit-code"] == "0"
