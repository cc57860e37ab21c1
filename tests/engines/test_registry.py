"""The list of engines: what each needs, what is said where that is missing, and that every one is documented."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sla_dsl.compile.zone import zone
from sla_dsl.engines.registry import ENGINES, NEEDS, engine_of
from sla_dsl.text.diagnostic import UsageError

ROOT = Path(__file__).parents[2]


def test_an_engine_goes_by_its_name(engine: str) -> None:
    assert engine_of(engine).name == engine


@pytest.mark.parametrize(("name", "absent"), [(n, p) for n, packages in NEEDS.items() for p in packages])
def test_an_extra_that_is_missing_is_said(name: str, absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(UsageError) as told:
        engine_of(name)
    (diagnostic,) = told.value.diagnostics
    assert diagnostic.code == "SLA507"
    assert diagnostic.hint == f'pip install "sla-dsl[{name}]"'


def test_needs_are_the_extra_of_the_same_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for engine in ENGINES:
        asked = {re.split(r"[<>=\[]", text)[0] for text in extras.get(engine, ())}
        assert asked == set(NEEDS.get(engine, ()))


def test_the_default_engine_imports_no_other() -> None:
    packages = {package for needed in NEEDS.values() for package in needed}
    program = (
        "import sys, sla_dsl\n"
        "policy = sla_dsl.load('examples/quick-start/policy.sla')\n"
        "policy.check({'leads': 'examples/quick-start/leads.csv'}, as_of='2026-10-01')\n"
        f"print(sorted({packages!r} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_engine_is_in_the_table_of_the_docs() -> None:
    text = (ROOT / "docs/engines.md").read_text(encoding="utf-8")
    (header,) = re.findall(r"^\| +\|(.*)\|$", text, re.MULTILINE)
    assert tuple(re.findall(r"`(\w+)`", header)) == ENGINES


def test_a_kit_has_the_zone_and_the_as_of_it_was_asked_for(engine: str) -> None:
    kit = engine_of(engine).kit(zone("Europe/Berlin"), 5)
    assert (kit.zone.name, kit.as_of) == ("Europe/Berlin", 5)
