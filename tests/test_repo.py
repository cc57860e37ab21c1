"""The files around the code agree with the code and with one another."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.generate import DATA
from sla_dsl import _version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {".cfg", ".csv", ".ini", ".json", ".lark", ".md", ".py", ".sla", ".toml", ".yaml", ".yml"}
NAMED_TEXTS = {".editorconfig", ".gitattributes", ".gitignore", "LICENSE", "Makefile", "py.typed", "run"}
BUILT = {"build", "dist"}
# Brought in by tools; and files whose odd bytes are what their test is about.
NOT_OURS = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__"}
ODD = {"examples/messy-handoff/export.csv", "tests/golden", "tests/corpus"}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def project_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        at_top = Path(folder) == ROOT
        folders[:] = [name for name in folders if name not in NOT_OURS and not (at_top and name in BUILT)]
        yield from (Path(folder) / name for name in names if name not in NOT_OURS)


def texts() -> list[Path]:
    return sorted(path for path in project_files() if path.suffix in TEXTS or path.name in NAMED_TEXTS)


def requirement(text: str) -> str:
    return re.split(r"[^\w.-]", text)[0].lower()


def imported(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").split(".")[0])
    return found - set(sys.stdlib_module_names)


def recipes() -> dict[str, str]:
    parts = re.split(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_imports_are_declared() -> None:
    project = PROJECT["project"]
    needed = {requirement(text) for text in project["dependencies"]}
    extras = {
        requirement(text) for name in ("duckdb", "excel", "watch") for text in project["optional-dependencies"][name]
    }
    packages = imported(ROOT / "sla_dsl") - {"sla_dsl"}
    assert packages - needed - extras == set()
    # tzdata is read by zoneinfo and imported by nobody.
    assert needed - packages == {"tzdata"}


def test_every_requirement_has_a_lower_bound() -> None:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(text for extra in project["optional-dependencies"].values() for text in extra),
    ]
    assert [text for text in wanted if ">=" not in text and not text.startswith("sla-dsl[")] == []


def test_the_version_is_written_once() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "sla_dsl/_version.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", _version.__version__)
    literal = f'"{_version.__version__}"'
    assert [
        shown(path) for path in (ROOT / "sla_dsl").rglob("*.py") if literal in path.read_text(encoding="utf-8")
    ] == ["sla_dsl/_version.py"]


def test_what_is_shipped_beside_the_package_is_there() -> None:
    for source in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]:
        assert (ROOT / source).exists()
        assert (ROOT / source).is_file() or list((ROOT / source).glob("*.sla"))


def test_the_sdist_holds_what_lies_at_the_top() -> None:
    included = {path.strip("/") for path in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]}
    brought_by_the_build = {"pyproject.toml", ".gitignore", "PKG-INFO"}
    assert {shown(path).split("/")[0] for path in project_files()} - brought_by_the_build == included


def test_recipes_are_declared_and_called_by_name() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert set(phony.split()) == set(recipes())
    called = {
        name
        for path in (ROOT / ".ci/run", ROOT / "CONTRIBUTING.md", ROOT / "pyproject.toml")
        for name in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", path.read_text(encoding="utf-8"), re.MULTILINE)
        for name in name
        if name
    }
    assert {"check", "dist"} <= called
    assert called - set(recipes()) == set()


def test_ci_script_is_runnable() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert "bash .ci/run" in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")


def test_the_action_runs_on_every_policy_and_example() -> None:
    text = (ROOT / ".github/workflows/agreements.yml").read_text(encoding="utf-8")
    listed = {
        name: names.split(", ") for name, names in re.findall(r"^ +(policy|example): \[(.+)\]$", text, re.MULTILINE)
    }
    assert listed == {
        "policy": sorted(path.stem for path in (ROOT / "policies").glob("*.sla")),
        "example": sorted(path.parent.name for path in (ROOT / "examples").glob("*/policy.sla")),
    }
    assert text.count("uses: ./\n") == len(listed)


def test_example_data_are_what_the_generator_writes() -> None:
    assert set(DATA) == {path.relative_to(ROOT / "examples").as_posix() for path in (ROOT / "examples").rglob("*.csv")}
    for path, make in DATA.items():
        assert (ROOT / "examples" / path).read_bytes() == make().encode()


@pytest.mark.parametrize("folder", sorted(path.parent for path in (ROOT / "examples").glob("*/policy.sla")), ids=shown)
def test_every_example_says_which_policy_and_which_data(folder: Path) -> None:
    config = tomllib.loads((folder / "sla.toml").read_text(encoding="utf-8"))
    for name in (*config["policies"], *config["data"].values()):
        assert (folder / name).is_file()


@pytest.mark.parametrize("path", sorted((ROOT / "CHANGES").glob("*.md")), ids=shown)
def test_change_fragments_have_one_shape(path: Path) -> None:
    if path.name == "README.md":
        return
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", path.name)
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(r"# (added|changed|fixed|removed): \S.*[^.]", first)


@pytest.mark.parametrize("path", texts(), ids=shown)
def test_texts_are_plain(path: Path) -> None:
    if any(shown(path).startswith(folder) for folder in ODD):
        return
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert b"\r" not in raw
    assert not text.startswith("\ufeff")
    assert text == "" or text.endswith("\n")
    assert [n for n, line in enumerate(text.split("\n"), 1) if line != line.rstrip()] == []


@pytest.mark.parametrize("path", texts(), ids=shown)
def test_nothing_is_left_open_and_no_machine_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    # Spelt so that this file does not find itself.
    loose = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b|(?<![\w.])/(?:home|root|Users|work|opt)/\w")
    assert loose.findall(text) == []


def test_the_page_of_dependencies_names_just_what_is_declared() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}
    project = PROJECT["project"]
    core = re.findall(r"^\| `([\w-]+)` \| \S", sections["Core"], re.MULTILINE)
    assert core == sorted(requirement(text) for text in project["dependencies"])
    told = re.findall(r"^\| `(\w+)` \| `([\w-]+)` \| \S", sections["Extras"] + sections["For the tests"], re.MULTILINE)
    declared = [
        (extra, requirement(text))
        for extra, texts in project["optional-dependencies"].items()
        for text in texts
        if not text.startswith("sla-dsl[")
    ]
    assert sorted(told) == sorted(declared)
    # every cell is filled
    assert [line for line in page.splitlines() if line.startswith("|") and re.search(r"\|\s*\|", line)] == []
    assert all(f"`{requirement(text)}`" in page for text in PROJECT["build-system"]["requires"])
