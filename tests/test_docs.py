"""The docs are true: what they show parses and runs, what they point to is there, and their numbers are right."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import sla_dsl
from sla_dsl.findings.models import Verdict
from sla_dsl.lang.parser import parse
from sla_dsl.text.source import Source

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("CHANGES/*.md"), *ROOT.glob("examples/**/*.md")]
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"\.?[\w<>*.-]+(/[\w<>*.-]+)*/?")
SUFFIXES = (".md", ".py", ".toml", ".sla", ".csv", ".lark", ".yml", "/")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return [body for found, body in FENCE.findall(path.read_text(encoding="utf-8")) if found == language]


def all_blocks(language: str) -> list[object]:
    return [
        pytest.param(path, body, id=f"{shown(path)}:{number}")
        for path in DOCS
        for number, body in enumerate(blocks(path, language), 1)
    ]


def section(heading: str) -> str:
    text = README.read_text(encoding="utf-8")
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("heading", ["Run it", "Test it"])
def test_readme_has_one_command_of_one_line(heading: str) -> None:
    (command,) = re.findall(r"^```sh\n(.*?)^```$", section(heading), re.MULTILINE | re.DOTALL)
    assert command.count("\n") == 1
    assert command.startswith("python3 -m venv .venv && ")


@pytest.mark.parametrize(("path", "text"), all_blocks("sla"))
def test_policies_parse(path: Path, text: str) -> None:
    _, diagnostics = parse(Source(shown(path), text))
    assert [(d.code, d.message) for d in diagnostics] == []


@pytest.mark.parametrize(("path", "code"), all_blocks("python"))
def test_python_runs(path: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, shown(path), "exec"), {"__name__": "__docs__"})


def is_path(text: str) -> bool:
    """Whether a text in backticks is meant as a path of the project; a bare `sla.toml` is the reader's."""
    if not PATH.fullmatch(text):
        return False
    if "/" in text.rstrip("/"):
        return text.endswith(SUFFIXES) or (ROOT / text.partition("/")[0]).exists()
    return text.endswith((".md", "/")) or (ROOT / text).exists()


def mentioned(path: Path) -> set[str]:
    prose = FENCE.sub("", path.read_text(encoding="utf-8"))
    ticked = {text.partition("::")[0] for text in re.findall(r"`([^`\n]+)`", prose)}
    return {text for text in ticked if is_path(text)}


@pytest.mark.parametrize("path", DOCS, ids=shown)
def test_paths_exist(path: Path) -> None:
    # A path with a blank, like `sla_dsl/reports/<name>.py`, stands for files of that shape: there is one at least.
    shapes = {re.sub(r"<\w+>", "*", text.rstrip("/")): text for text in mentioned(path)}
    assert {text for shape, text in shapes.items() if not any(ROOT.glob(shape))} == set()


@pytest.mark.parametrize("path", DOCS, ids=shown)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text(encoding="utf-8")))
    local = {target.partition("#")[0] for target in targets if not re.match(r"\w+:|#", target)}
    assert {target for target in local if not (path.parent / target).exists()} == set()


def test_tests_named_in_the_docs_exist() -> None:
    named = {
        found for path in DOCS for found in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", path.read_text(encoding="utf-8"))
    }
    defined = {
        (shown(path), node.name)
        for path in ROOT.glob("tests/**/test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert named
    assert named - defined == set()


@pytest.mark.parametrize("heading", re.findall(r"^## (Add .+)$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE))
def test_recipes_have_at_most_eight_steps(heading: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    assert 1 <= len(steps) <= 8


def test_quick_start_agrees_with_plain_arithmetic() -> None:
    """The table under `Run it`, the program, and a loop over the rows say the same."""
    folder = ROOT / "examples/quick-start"
    as_of = datetime(2026, 10, 1)
    with (folder / "leads.csv").open(encoding="utf-8", newline="") as file:
        leads = list(csv.DictReader(file))

    mql = [datetime.fromisoformat(lead["mql_at"]) for lead in leads if lead["mql_at"]]
    months = Counter(at.month for at in mql)
    # Weeks clipped to their month, by their Monday.
    weeks = Counter((at.month, at.date() - timedelta(days=at.weekday())) for at in mql)
    busiest = {month: max(n for (m, _), n in weeks.items() if m == month) for month in months}
    volume = {m: "met" if n >= 100 and busiest[m] * 100 <= n * 40 else "breached" for m, n in months.items()}

    speed: Counter[str] = Counter()
    for lead in leads:
        if not lead["score"]:
            speed["unknown"] += 1
        elif int(lead["score"]) >= 70:
            due = datetime.fromisoformat(lead["created_at"]) + timedelta(hours=4)
            if lead["first_touch_at"]:
                speed["met" if datetime.fromisoformat(lead["first_touch_at"]) <= due else "late"] += 1
            else:
                speed["missed" if due < as_of else "pending"] += 1

    config = tomllib.loads((folder / "sla.toml").read_text(encoding="utf-8"))
    report = sla_dsl.load(folder / "policy.sla").check({"leads": folder / "leads.csv"}, as_of=config["as_of"])
    counts = {clause.form: {word: n for word, n in clause.counts.items() if n} for clause in report.clauses}
    assert counts["measure"] == {Verdict(word): n for word, n in Counter(volume.values()).items()}
    assert counts["duty"] == {Verdict(word): n for word, n in speed.items()}

    told = section("Run it")
    assert f"July has {months[7]} MQL and August {months[8]}; September has {months[9]}," in told
    assert f"brings {busiest[8]} of August's {months[8]} MQL, {busiest[8] / months[8]:.1%}".replace("%", " %") in told
    assert f"{speed['met']} are touched in time, {speed['late']} late, {speed['missed']} never" in told
    assert f"{speed['unknown']} leads have no score" in told
    assert f"{speed['pending']} came in on the last evening" in told
