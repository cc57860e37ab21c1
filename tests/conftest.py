"""What all tests share: golden files with the option that writes them anew, and the engines that answers come from."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from sla_dsl.engines.registry import ENGINES, NEEDS

# How long an example takes depends on who else is on the machine: no test fails for that.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

GOLDEN = Path(__file__).parent / "golden"

# How long an example takes depends on what else the machine does.
settings.register_profile("sla_dsl", deadline=None)
settings.load_profile("sla_dsl")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; read the diff")
    parser.addoption(
        "--engine", action="append", choices=ENGINES, help="ask this engine only; may be said more than once"
    )


def installed(engine: str) -> bool:
    return all(find_spec(package) is not None for package in NEEDS.get(engine, ()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for an `engine` runs on every one that is installed, or on those that were said."""
    if "engine" in metafunc.fixturenames:
        said = metafunc.config.getoption("--engine") or [e for e in ENGINES if installed(e)]
        metafunc.parametrize("engine", said)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("reports/sample.txt", text)`: the text equals the file under tests/golden, to the byte."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"no golden file {name}; write it with --update-golden"
        assert text == path.read_bytes().decode(), f"{name} differs; if that is right, use --update-golden"

    return compare
