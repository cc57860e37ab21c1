"""The house rules of the package, read off its syntax: who may import whom, and who may touch the world."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from sla_dsl.text.catalogue import codes

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sla_dsl"

# From the top down; a room imports itself and what lies below it, never a sibling on the same line.
LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(layer.split())
    for layer in (
        "__main__",
        "cli editor",
        "__init__",
        "pack",
        "api",
        "answers replay adopt",
        "check",
        "ready",
        "review lint testing reports engines",
        "findings data",
        "compile logic",
        "policy",
        "bases",
        "bind",
        "promises mappings",
        "lang model",
        "text",
        "_version",
    )
)
DEPTH = {room: depth for depth, layer in enumerate(LAYERS) for room in layer}
# Narrower than the layers: these rooms see only what is listed.
ONLY = {
    "reports": {"reports", "findings", "model", "text"},
    "compile": {"compile", "bind", "promises", "model", "text"},
    "logic": {"logic", "model", "text"},
}

AT_THE_EDGE = {"cli", "editor", "__main__"}
READERS = AT_THE_EDGE | {"data", "engines"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), shown(path))


def imports(path: Path) -> Iterator[str]:
    """Every module named by an import anywhere in a file; `from a import b` gives `a.b`, relative ones are resolved."""
    here = ("sla_dsl", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = ".".join(here[: len(here) + 1 - node.level]) if node.level else ""
            base = ".".join(part for part in (up, node.module) if part)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imported_rooms(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imports(path) if name.startswith("sla_dsl.")}
    # `from sla_dsl import load` names no room: it is the package's own face.
    return {name if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists() else "__init__" for name in names}


def places(wanted: Callable[[ast.AST], bool], allowed: set[str]) -> list[str]:
    """File and line of every node that is wanted, outside of the allowed rooms."""
    return [
        f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        for path in modules()
        if room(path) not in allowed
        for node in ast.walk(tree(path))
        if wanted(node)
    ]


def importers(package: str) -> set[str]:
    return {shown(path) for path in modules() if any(name.split(".")[0] == package for name in imports(path))}


def dotted(node: ast.AST) -> str:
    """`datetime.now` for the expression of that spelling, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def test_every_room_has_a_place() -> None:
    rooms = {room(path) for path in modules()} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms - set(DEPTH) == set(), "give the new room a place in LAYERS and in docs/architecture.md"


def test_every_room_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    assert {shown(folder) for folder in folders if not (folder / "__init__.py").exists()} == set()


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_imports_go_down_only(path: Path) -> None:
    here = room(path)
    wrong = {
        other
        for other in imported_rooms(path)
        if (other != here and DEPTH.get(other, -1) <= DEPTH[here]) or other not in ONLY.get(here, {other})
    }
    assert wrong == set(), f"{here} may not import {', '.join(sorted(wrong))}"


def test_only_lang_imports_lark() -> None:
    assert {path for path in importers("lark") if not path.startswith("sla_dsl/lang/")} == set()
    assert importers("lark")


def test_pydantic_is_only_in_the_published_schema() -> None:
    rooms = {f"sla_dsl/{room}/v1.py" for room in ("adopt", "findings", "lint", "review")}
    assert importers("pydantic") <= {*rooms, "sla_dsl/review/v1_replay.py", "sla_dsl/text/published.py"}


def test_only_the_command_line_imports_click() -> None:
    assert {path for path in importers("click") if not path.startswith("sla_dsl/cli/")} == set()


@pytest.mark.parametrize("package", ["narwhals", "duckdb", "pyspark", "ibis"])
def test_only_engines_know_other_engines(package: str) -> None:
    assert {path for path in importers(package) if not path.startswith("sla_dsl/engines/")} == set()


def test_the_edge_alone_reads_arguments_and_environment() -> None:
    names = {"sys.argv", "sys.stdin", "os.environ", "os.getenv", "environ", "getenv", "argv"}
    assert places(lambda node: dotted(node) in names, AT_THE_EDGE) == []


def test_the_edge_alone_reads_the_clock() -> None:
    clock = re.compile(
        r"(^|\.)((datetime|date)\.(now|utcnow|today)"
        r"|time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|localtime|gmtime))$"
    )
    assert places(lambda node: bool(clock.search(dotted(node))), AT_THE_EDGE) == []


def test_the_edge_alone_prints() -> None:
    names = {"print", "input", "sys.stdout", "sys.stderr", "logging.getLogger", "warnings.warn"}
    assert places(lambda node: dotted(node) in names, AT_THE_EDGE) == []


def test_data_and_engines_alone_read_tables() -> None:
    scan = re.compile(r"\b(pl|polars|pa|pd|duckdb|fastexcel|csv)\.(scan_\w+|read_\w+|reader|DictReader)$")
    assert places(lambda node: bool(scan.search(dotted(node))), READERS) == []


def test_nothing_is_evaluated_or_unpickled_or_given_to_a_shell() -> None:
    names = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}

    def dangerous(node: ast.AST) -> bool:
        if isinstance(node, ast.keyword):
            return node.arg == "shell"
        return isinstance(node, ast.Call) and dotted(node.func) in names

    assert places(dangerous, set()) == []
    for package in ("pickle", "marshal", "shelve", "dill", "cloudpickle"):
        assert importers(package) == set()


@pytest.mark.parametrize("path", modules(), ids=shown)
def test_every_module_says_its_place_in_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(tree(path)) or ""
    sentence = docstring.split("\n\n")[0]
    assert re.fullmatch(r"[A-Z`].*[.:]", sentence, re.DOTALL), "the first paragraph of the docstring is a sentence"


def test_every_code_used_has_a_page_and_every_page_is_used() -> None:
    # A code is used where a text of the program is exactly that code: prose that mentions one does not count.
    literal = re.compile(r"SLA\d{3}")
    used = {
        node.value
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and literal.fullmatch(node.value)
    }
    assert used - set(codes()) == set(), "used without a page in sla_dsl/text/codes"
    assert set(codes()) - used == set(), "a page that no diagnostic leads to"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from sla_dsl.cli.app import sla\n"
        "assert sla.run(sys.argv[1:]) == 0\n"
        "heavy = {'click', 'polars', 'pydantic', 'lark', 'tabulate', 'narwhals', 'duckdb', 'importlib.metadata'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "heavy: []"
